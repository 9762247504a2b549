"""What clerks type: days, quantities, things with a number. Mistakes are ours, with code and facts."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from goodpoints.errors import MistakenInput

if TYPE_CHECKING:
    from goodpoints.domain.amounts import Quantity

_ISO: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOST_DIGITS: Final = 9
# As text: a pattern compiled here would cost every command its time, the ones that read no serials too.
_BETWEEN: Final = "[、,;； ]+"


class Load(NamedTuple):
    """So much of a material: `纸板=5.2斤`."""

    material: str
    quantity: Quantity


class Pieces(NamedTuple):
    """So many of an item: `肥皂=2`, or `肥皂` for one."""

    item: str
    number: int


class Anchor(NamedTuple):
    """A head that left the building: `42:0123 4567 …`."""

    seq: int
    leaf: str


class _Day(click.ParamType[dt.date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        _ = param, ctx
        return value if isinstance(value, dt.date) else day_of(str(value))


class _Load(click.ParamType[Load]):
    name = "material=quantity"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Load:
        from goodpoints.domain.amounts import quantity_of

        _ = param, ctx
        if isinstance(value, Load):
            return value
        material, quantity = _parted(str(value))
        if not quantity:
            raise MistakenInput("bad_pair", got=str(value)[:40], example="纸板=5.2公斤")
        return Load(material, quantity_of(quantity))


class _Pieces(click.ParamType[Pieces]):
    name = "item=number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Pieces:
        _ = param, ctx
        if isinstance(value, Pieces):
            return value
        item, count = _parted(str(value))
        return Pieces(item, whole_of(count) if count else 1)


class _Anchor(click.ParamType[Anchor]):
    name = "seq:hex"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Anchor:
        _ = param, ctx
        if isinstance(value, Anchor):
            return value
        seq, _colon, leaf = plain(str(value)).partition(":")
        if not seq.isdecimal() or len(seq) > _MOST_DIGITS:
            raise MistakenInput("bad_anchor", got=str(value)[:80])
        return Anchor(int(seq), leaf)


class Said(click.Choice[str]):
    """A choice between codes; the words for them, in either language, are as good.

    Args:
        family: Where the words stand in the catalogues: `roll.honour`.
        codes: What may be chosen.
    """

    def __init__(self, family: str, codes: Sequence[str]) -> None:
        super().__init__(codes)
        self._family = family

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - as click has it
        """The code of a word."""
        from goodpoints.i18n import LANGUAGES, Translator

        said = plain(str(value))
        spoken = [Translator(lang) for lang in LANGUAGES]
        meant = [code for code in self.choices if said in {one.word(self._family, code) for one in spoken}]
        return super().convert(meant[0] if meant else said, param, ctx)


def plain(text: str) -> str:
    """Typed text with full-width letters, digits and signs made plain."""
    return unicodedata.normalize("NFKC", text).strip()


def day_of(text: str) -> dt.date:
    """A day as people write it: 2026-03-05, 2026.3.5, 2026年3月5日, digits of either width.

    Raises:
        MistakenInput: `bad_date`.
    """
    if re.fullmatch(_ISO, text):
        from goodpoints.domain import days

        return days.day_of(text)
    from goodpoints.sheets.days import day
    from goodpoints.sheets.text import CellError

    try:
        found = day(text)
    except CellError as error:
        raise MistakenInput("bad_date", got=text[:40]) from error
    if found is None:
        raise MistakenInput("bad_date", got=text[:40])
    return found


def whole_of(text: str) -> int:
    """A whole number of pieces, from nought up: 2, ×2, ２个.

    Raises:
        MistakenInput: `bad_number`.
    """
    found = re.fullmatch(r"[x×*]?([0-9]+)[^\d\s.=]{0,4}", plain(text).lower().replace(" ", ""))
    if found is None or len(found[1]) > _MOST_DIGITS:
        raise MistakenInput("bad_number", got=text[:40])
    return int(found[1])


def _parted(text: str) -> tuple[str, str]:
    """Name and number of `name=number`; the sign may be full-width, and the name stays as it was typed."""
    name, _sign, number = text.replace("＝", "=").rpartition("=")
    return (name.strip(), number.strip()) if name else (number.strip(), "")


DAY: Final = _Day()
LOAD: Final = _Load()
PIECES: Final = _Pieces()
ANCHOR: Final = _Anchor()


def ends_of(serials: str) -> tuple[str, str]:
    """First and last of a range of serials, which are one where it names a single serial; empty where none is given."""
    from goodpoints.domain.market.delivery import span_ends

    text = plain(serials).replace(" ", "")
    return span_ends(text) or (text, text)


def serials_of(text: str, count: int) -> tuple[str, ...]:
    """`A01`, `A01、A02` or `A01-A02` as single serials; empty where none is named.

    Raises:
        MistakenInput: `bad_serials`.
    """
    listed = [part for part in re.split(_BETWEEN, plain(text)) if part]
    if len(listed) != 1:
        return tuple(listed)
    from goodpoints.domain.market.delivery import serial_range

    return tuple(serial_range(*ends_of(listed[0]), count))
