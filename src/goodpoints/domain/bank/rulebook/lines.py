"""How an award's arithmetic is told: codes and numbers, which the catalogues make sentences of."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, NamedTuple

_TERMINATING: Final = (2, 5)


class Line(NamedTuple):
    """One step of the arithmetic.

    Attributes:
        code: Which step: "per_quantity", "campaign", "cap_points" …
        facts: Its numbers: points as whole steps, numbers of a measure as text. Plain data, fit for the journal.
    """

    code: str
    facts: dict[str, Any]


def plain(number: Fraction) -> str:
    """An exact number as people write it: "2.5", and "1/3" where no decimals end."""
    rest = number.denominator
    for prime in _TERMINATING:
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(number)
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs((number * 10**places).numerator)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text
