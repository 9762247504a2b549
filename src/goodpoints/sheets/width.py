"""How many digits a village's household numbers have, so that lost noughts can be given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from goodpoints.sheets.limits import WIDTH

_SHARE = 20


def code_width(numbers: Iterable[str]) -> int:
    """The length that most numbers with a leading nought have, four where hardly any has one.

    Args:
        numbers: Household numbers as they were typed, or as a book has them.
    """
    lengths = Counter(len(number) if number.startswith("0") else 0 for number in numbers if number.isdecimal())
    seen, lengths[0] = lengths.total(), 0
    length, count = max(lengths.items(), key=lambda item: item[1])
    return length if count * _SHARE > seen else WIDTH
