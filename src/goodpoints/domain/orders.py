"""What all orders share: plain requests, shapes of codes, and what a decision may take for granted."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from binascii import b2a_base64
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, TypeAlias

from attrs import Attribute, field, fields, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Detail
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import Needs
from goodpoints.domain.recurring import recurring
from goodpoints.errors import MistakenInput

HOUSEHOLD: Final = r"[0-9]{4,12}"
PERSON: Final = r"[0-9]{4,12}-[0-9]{1,3}"
PARTY: Final = r"[a-z][a-z0-9._-]{0,39}"
SERIAL: Final = r"[A-Za-z0-9-]{1,40}"
_LONGEST_NAME: Final = 60
_DIGEST: Final = 12
"""Bytes kept of a request's digest."""


Check: TypeAlias = Callable[[Any, "Attribute[Any]", Any], None]


def shaped(pattern: str, *, empty: bool = False) -> Check:
    """A validator: the text has the shape, or is empty where that is allowed.

    Raises:
        MistakenInput: `malformed_code`, when the order is made.
    """
    fits = re.compile(pattern, re.ASCII).fullmatch

    def check(_order: Any, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, str) or not (fits(value) or (empty and not value)):
            raise MistakenInput("malformed_code", field=attribute.name, got=str(value)[:40])

    return check


def named(_order: Any, attribute: Attribute[Any], value: Any) -> None:
    """A validator: what a village calls a thing; NFC, one line, not empty, at most 60 characters.

    Raises:
        MistakenInput: `malformed_name`.
    """
    if not isinstance(value, str) or not _is_name(value):
        raise MistakenInput("malformed_name", field=attribute.name, got=str(value)[:40])


def named_or_empty(order: Any, attribute: Attribute[Any], value: Any) -> None:
    """A validator: a name, or nothing."""
    if value != "":
        named(order, attribute, value)


@lru_cache(maxsize=4096)
def _is_name(value: str) -> bool:
    tidy = unicodedata.is_normalized("NFC", value) and value == value.strip()
    return tidy and 0 < len(value) <= _LONGEST_NAME and value.isprintable() and "/" not in value


def a_day(_order: Any, _attribute: Attribute[Any], value: Any) -> None:
    """A validator: a `datetime.date` (not a datetime) between 1990 and 2199."""
    if type(value) is not dt.date:
        raise MistakenInput("bad_date", got=str(value)[:40])
    iso(value)


def whole(low: int, high: int) -> Check:
    """A validator: a whole number between two bounds, both included."""

    def check(_order: Any, attribute: Attribute[Any], value: Any) -> None:
        if type(value) is not int or not low <= value <= high:
            raise MistakenInput("bad_quantity", field=attribute.name, got=str(value)[:40])

    return check


def chosen(*words: str) -> Check:
    """A validator: one of these words.

    Raises:
        MistakenInput: `bad_choice`.
    """

    def check(_order: Any, attribute: Attribute[Any], value: Any) -> None:
        if value not in words:
            raise MistakenInput("bad_choice", field=attribute.name, got=str(value)[:40], allowed=", ".join(words))

    return check


def private(default: str = "") -> Any:
    """A field whose text never enters the journal: a detail beside the entry."""
    return field(default=default, converter=tidy, metadata={"private": True})


def as_tuple(items: Iterable[str]) -> tuple[str, ...]:
    """A converter: any run of texts as a tuple."""
    return tuple(items)


def tidy(text: str) -> str:
    """A private text as it is kept: NFC, without surrounding blanks.

    Raises:
        MistakenInput: `text_not_storable` where it holds what is no character.
    """
    kept = unicodedata.normalize("NFC", str(text)).strip() if text else ""
    try:
        kept.encode()
    except UnicodeEncodeError:
        raise MistakenInput("text_not_storable") from None  # the cause holds the whole text
    return kept


def about_entry(order: Any, *names: str) -> tuple[Detail, ...]:
    """The private texts of an order that speak of the act itself: a reason, a remark."""
    return tuple([Detail("entry", name, text) for name in names if (text := getattr(order, name))])


@frozen
class BaseOrder:
    """An order with a day."""

    day: dt.date = field(validator=a_day)

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - orders that know ahead what they read override it
        """Things and lots to fetch ahead of the decision."""
        return Needs()

    def asked(self) -> tuple[Any, ...]:
        """Everything asked except private texts, as a flat tuple."""
        return _asking(type(self))(self)


def private_texts(order: Any) -> dict[str, str]:
    """Field → private text of an order, the empty ones included."""
    return {part.name: getattr(order, part.name) for part in fields(type(order)) if part.metadata.get("private")}


def request_of(order: Any) -> str:
    """The digest of what was asked (96 bits as base64), so that "the same request?" can be answered.

    It is only ever compared with the digest of the one entry that bears the same key.

    Private texts stay outside: a name's digest could be guessed. They are compared where they are kept.
    """
    name, day, *others = order.asked()
    # What was asked of a day is asked of it by thousands: its text is at hand.
    told = name, iso(day) if type(day) is dt.date else str(day), *map(str, others)
    # No text of an order holds the separator: names and codes are printable, remarks are not asked.
    digest = hashlib.sha256("\x1f".join(told).encode()).digest()
    return b2a_base64(digest[:_DIGEST], newline=False).decode()


@recurring(256)
def _asking(order: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What reads an order's class and everything of it except its private texts."""
    return attrgetter("__class__.__name__", *[part.name for part in fields(order) if not part.metadata.get("private")])
