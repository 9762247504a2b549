"""What a part of a rulebook may hold: validators that name key, value and what is allowed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from attrs import Attribute

from goodpoints.domain.amounts import MAX_AMOUNT
from goodpoints.domain.days import day_of, iso
from goodpoints.errors import MistakenInput

Check: TypeAlias = Callable[[Any, "Attribute[Any]", Any], None]

CODE: Final = re.compile(r"[\w][\w.-]{0,19}")
_LONGEST: Final = 60
_FINEST: Final = 10**15
"""The largest denominator: what fifteen decimals can say."""


def wrong(key: str, got: object, allowed: str) -> MistakenInput:
    """The mistake of one key: `rulebook_value` with what was got and what is allowed."""
    return MistakenInput("rulebook_value", key=key, got=str(got)[:_LONGEST], allowed=allowed)


def wrong_points(key: str, steps: int, allowed: str) -> MistakenInput:
    """The same of points: `got` is whole steps, which whoever knows the scale shows in the unit."""
    return MistakenInput("rulebook_value", key=key, got=str(steps), allowed=allowed, in_steps=1)


def one_of(*words: str) -> Check:
    """The value is one of the words."""

    def check(_part: Any, attribute: Attribute[Any], value: Any) -> None:
        if value not in words:
            raise wrong(attribute.name, value, ", ".join(words))

    return check


def some_of(*words: str) -> Check:
    """The value is a tuple of different words out of these, at least one."""

    def check(_part: Any, attribute: Attribute[Any], value: Sequence[str]) -> None:
        if not value or len(set(value)) < len(value) or not set(value) <= set(words):
            raise wrong(attribute.name, ", ".join(map(str, value)), ", ".join(words))

    return check


def between(low: int, high: int = MAX_AMOUNT) -> Check:
    """A whole number between two bounds, both included."""

    def check(_part: Any, attribute: Attribute[Any], value: Any) -> None:
        if type(value) is not int or not low <= value <= high:
            raise wrong(attribute.name, value, f"{low} … {high}")

    return check


def above_zero(_part: Any, attribute: Attribute[Any], value: Fraction) -> None:
    """A number above zero, and none so large that nobody means it."""
    if not 0 < value <= MAX_AMOUNT or value.denominator > _FINEST:
        raise wrong(attribute.name, value, "> 0")


def from_zero(_part: Any, attribute: Attribute[Any], value: Fraction) -> None:
    """A number from zero on."""
    if not 0 <= value <= MAX_AMOUNT or value.denominator > _FINEST:
        raise wrong(attribute.name, value, ">= 0")


def coded(_part: Any, attribute: Attribute[Any], value: Any) -> None:
    """A short code: letters and digits of any script, with `.`, `-` and `_` inside; at most 20 characters."""
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise wrong(attribute.name, value, "code")


def said(_part: Any, attribute: Attribute[Any], value: Any) -> None:
    """One line of text, not empty, at most 60 characters."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or not value.isprintable():
        raise wrong(attribute.name, value, "text")


def said_or_empty(part: Any, attribute: Attribute[Any], value: Any) -> None:
    """One line of text, or nothing."""
    if value != "":
        said(part, attribute, value)


def filled(_part: Any, attribute: Attribute[Any], value: Sequence[Any]) -> None:
    """At least one part."""
    if not value:
        raise wrong(attribute.name, "", "list")


def as_day(day: str | dt.date) -> str:
    """A converter: the day in ISO form.

    Raises:
        MistakenInput: `bad_date`.
    """
    return iso(day_of(str(day)))


def as_number(number: str | int | Fraction) -> Fraction:
    """A converter: an exact number, of "1/2" as of 3.

    Raises:
        MistakenInput: `bad_number`; a float is one.
    """
    try:
        if type(number) not in {str, int, Fraction}:
            raise ValueError  # noqa: TRY301 - a float is told like any other text that is no number
        return Fraction(number)
    except (ValueError, ZeroDivisionError) as error:
        raise MistakenInput("bad_number", got=str(number)[:_LONGEST]) from error


def as_number_or_none(number: str | int | Fraction | None) -> Fraction | None:
    """A converter: an exact number, or none.

    Raises:
        MistakenInput: `bad_number`.
    """
    return None if number is None else as_number(number)


def as_text(text: str) -> str:
    """A converter: NFC, without blanks around it."""
    return unicodedata.normalize("NFC", str(text)).strip()


def as_tuple(parts: Iterable[Any]) -> tuple[Any, ...]:
    """A converter: any run of parts as a tuple."""
    return tuple(parts)
