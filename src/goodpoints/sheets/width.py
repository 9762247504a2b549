"""How many digits a village's household numbers have, so that lost noughts can be given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from goodpoints.sheets.heading import Heading, find_heading
from goodpoints.sheets.limits import WIDTH, Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import CellError, figures

_REGISTER = "household"
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


def numbers_of(lines: Iterator[Line], limits: Limits) -> Iterator[str]:
    """The household numbers of a register of households; nothing of any other sheet."""
    heading, below = find_heading(lines, limits)
    if not isinstance(heading, Heading) or heading.layout.register.kind != _REGISTER:
        return
    at = heading.layout.positions["household"]
    for _, cells in below:
        if not isinstance(cells, CellError) and at < len(cells):
            cell = cells[at]
            yield figures(cell) if isinstance(cell, str) else "1"
