"""Amounts, and how people's quantities become them; what needs neither Decimal nor Fraction is in `domain.steps`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from goodpoints.domain.steps import MAX_AMOUNT, MAX_SCALE, checked, shown
from goodpoints.errors import MistakenInput

__all__ = [
    "MAX_AMOUNT",
    "MAX_SCALE",
    "Quantity",
    "checked",
    "number_above_zero",
    "number_from_zero",
    "quantity_of",
    "shown",
    "steps",
]

_QUANTITY = re.compile(r"[x×*]?([0-9]+(?:\.[0-9]+)?)([^\W\d_]*)")
_LONGEST = 40
_MOST = Decimal(MAX_AMOUNT)
_LEAST = Decimal(1).scaleb(-_LONGEST)
"""Below it no scale reaches; a Decimal may say 1E-999999999, which no fraction should be made of."""


class Quantity(NamedTuple):
    """A quantity as people say it: 5.2 斤.

    Attributes:
        number: Above zero, exact; the scale of the unit is applied later.
        measure: The measure said with it ("斤", "公斤", "个"); empty where none was said.
    """

    number: Decimal
    measure: str = ""

    def __repr__(self) -> str:
        """As any named tuple's, and as long as there are books: requests are told apart by it."""
        number, measure = self
        return f"Quantity(number=Decimal('{number!s}'), measure={measure!r})"


def quantity_of(text: str | int | Decimal | Quantity, measure: str = "") -> Quantity:
    """Read `12.5斤`, `30个`, `×2`, `２瓶`, 30 or a Decimal.

    Args:
        text: What was said; full-width digits are understood, a float is not accepted.
        measure: Counts where the text names none.

    Raises:
        MistakenInput: `bad_number` where it is no number, `bad_quantity` where it is not above zero.
    """
    if isinstance(text, Quantity):
        number, said = text
        # What a sheet was read into is a Decimal already.
        return _above_zero(number, said or measure) if type(number) is Decimal else quantity_of(number, said or measure)
    if isinstance(text, str):
        return _said(text, measure)
    if isinstance(text, bool) or not isinstance(text, int | Decimal):
        raise MistakenInput("bad_number", got=type(text).__name__)
    return _above_zero(Decimal(text), measure)


def number_above_zero(said: str | int | Decimal) -> Decimal:
    """A converter: the number alone, above zero.

    Raises:
        MistakenInput: `bad_number`, `bad_quantity`.
    """
    return quantity_of(said).number


def number_from_zero(said: str | int | Decimal) -> Decimal:
    """A converter: the number alone, zero allowed.

    Raises:
        MistakenInput: `bad_number`, `bad_quantity`.
    """
    return Decimal(0) if _is_zero(said) else quantity_of(said).number


def _is_zero(said: str | int | Decimal) -> bool:
    if isinstance(said, str):
        return "0" in said and not said.strip("0.")
    return type(said) in {int, Decimal} and not said


@lru_cache(maxsize=4096)
def _said(text: str, measure: str) -> Quantity:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _QUANTITY.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None:
        raise MistakenInput("bad_number", got=text[:_LONGEST])
    return _above_zero(Decimal(found[1]), found[2] or measure)


def _above_zero(number: Decimal, measure: str) -> Quantity:
    if not number.is_finite() or not _LEAST <= number <= _MOST:
        raise MistakenInput("bad_quantity", got=str(number)[:_LONGEST])
    return Quantity(number, measure)


@lru_cache(maxsize=4096)
def steps(number: Decimal | Fraction, scale: int, factor: Fraction = Fraction(1)) -> int:
    """The number as whole steps of a unit with `scale` decimals, after multiplying by `factor`.

    Raises:
        MistakenInput: `too_fine` where it is not a whole number of steps, `bad_quantity` beyond the bounds.
    """
    exact = Fraction(number) * factor * 10**scale
    if exact.denominator != 1:
        raise MistakenInput("too_fine", got=str(number), scale=scale)
    return checked(exact.numerator)
