"""What a notice is made of. A value can hold a full name of a person nowhere: names are masked when it is born."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, Final

from attrs import Attribute, field, frozen

from goodpoints.render.masking import masked, masked_donor

LANGUAGES: Final = ("zh", "en")
_LEAF: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SHOWN: Final = 40
"""Hex digits for people: 160 bits, so that no second book can be made to fit them."""

_GROUP: Final = 4


def _fits(pattern: re.Pattern[str]) -> Callable[[Any, Attribute[str], str], None]:
    def check(_value: Any, attribute: Attribute[str], text: str) -> None:  # noqa: ANN401 - attrs hands over any value class
        if not pattern.fullmatch(text):
            raise ValueError(attribute.name)

    return check


@frozen
class PrintedHead:
    """The head of the book as it leaves the building.

    Args:
        book: The book's code.
        seq: Number of entries.
        leaf: The last leaf, 64 hex digits.
    """

    book: str
    seq: int
    leaf: str = field(validator=_fits(_LEAF))

    @property
    def groups(self) -> list[str]:
        """160 bits in groups of four, for eyes and loudspeakers."""
        return [self.leaf[at : at + _GROUP] for at in range(0, _SHOWN, _GROUP)]

    @property
    def payload(self) -> str:
        """All 256 bits with book and number, for the QR code."""
        return f"goodpoints/1 {self.book} {self.seq} {self.leaf}"


@frozen
class Totals:
    """The period's figures of the reward, in its steps; the first five add up to the last.

    Args:
        opening: Outstanding before the period.
        issued: Credited in it, opening balances from paper included.
        redeemed: Spent, less what was refunded.
        expired: Ended by their last day.
        corrected: Taken back by corrections of credits.
        outstanding: Held by all households at the end, less their debts.
    """

    opening: int
    issued: int
    redeemed: int
    expired: int
    corrected: int
    outstanding: int


@frozen
class RankingLine:
    """A household in the ranking; the name is masked here, whatever is given."""

    rank: int
    household: str
    name: str = field(converter=masked)
    value: int = 0


@frozen
class RefusalCount:
    """How often a reason was given; `reason` is its stable code."""

    reason: str
    count: int


@frozen
class GoodsLine:
    """An item on the shelf, in pieces."""

    item: str
    came: int
    given: int
    shrinkage: int
    on_hand: int


@frozen
class MaterialLine:
    """A recyclable, in steps of its measure."""

    material: str
    measure: str
    scale: int
    came: int
    handed_over: int
    sold: int
    in_store: int


@frozen
class Donation:
    """Goods given to the shop.

    Args:
        donor: A firm or office is named; a person is masked unless `consented`.
        value: In steps of money; 0 where nobody said.
    """

    donor: str
    item: str
    count: int
    value: int = 0
    consented: bool = False

    @property
    def named(self) -> str:
        """The donor as the board shows it."""
        return masked_donor(self.donor, consented=self.consented)


@frozen(kw_only=True)
class Notice:
    """A public notice of a star supermarket over a period.

    Args:
        village: The village's name.
        first: First day of the period.
        last: Last day; every figure holds at its end.
        printed: The day of printing, from the book's clock.
        unit: What is earned: "星".
        scale: Decimals of it.
        households: How many take part.
        ranked_by: "earned" in the period or "balance" at its end.
        corrections: Entries put right in the period.
        since: From which day on goods and materials are counted; said where it is before the period.
        sold: What the sale of recyclables brought, in steps of money.
        language: "zh" or "en".
    """

    village: str
    first: dt.date
    last: dt.date
    printed: dt.date
    unit: str
    scale: int = 0
    money: str = "元"
    money_scale: int = 2
    households: int
    totals: Totals
    ranking: tuple[RankingLine, ...] = ()
    ranked_by: str = "earned"
    refusals: tuple[RefusalCount, ...] = ()
    corrections: int = 0
    since: dt.date | None = None
    goods: tuple[GoodsLine, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    sold: int = 0
    donations: tuple[Donation, ...] = ()
    head: PrintedHead
    language: str = field(default="zh", validator=_fits(re.compile("|".join(LANGUAGES))))
