"""How many digits a village's household numbers have, so that lost noughts can be given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing

from goodpoints.sheets.heading import Heading, find_heading
from goodpoints.sheets.limits import WIDTH, Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import CellError, figures
from goodpoints.sheets.values import Cell

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


def numbers_of(lines: Generator[Line], limits: Limits) -> Iterator[str]:
    """The household numbers of a register of households; nothing of any other sheet."""
    with closing(lines):
        heading, below = find_heading(lines, limits)
        if isinstance(heading, Heading) and heading.layout.register.kind == _REGISTER:
            at = heading.layout.positions["household"]
            yield from (_shown(cells[at]) for _, cells in below if not isinstance(cells, CellError) and at < len(cells))


def _shown(cell: Cell) -> str:
    """A number's text; one that is a number for Excel has lost its noughts, if it had any."""
    return figures(cell) if isinstance(cell, str) else "1"
