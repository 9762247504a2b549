"""Merged cells: one day written over the rows of a market day is the day of each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from goodpoints.sheets.headers import Layout
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell, Fault

_SPREADS = frozenset({"birthday", "day", "flag", "household", "measure", "name", "text", "thing", "year"})
"""Types of columns whose cell may speak for several rows; a number over several rows may be the sum of them."""

_AMBIGUOUS = Fault("merged_cells")


@frozen
class Merged:
    """Cells of one column that are merged into one.

    Args:
        top: Its first row, as Excel numbers it.
        bottom: Its last row.
        column: Position in the lines of the sheet, from 0.
    """

    top: int
    bottom: int
    column: int


def spread(lines: Iterator[Line], merged: Sequence[Merged], layout: Layout) -> Iterator[Line]:
    """The lines with every merged cell's value in all rows that have something of their own.

    A number that is merged over several entries becomes the fault `merged_cells` in each of them.

    Args:
        lines: Below the header, of a workbook: their numbers have no gaps.
        merged: Ranges over more than one row.
        layout: Says which columns may speak for several rows.
    """
    types: dict[int, str] = dict.fromkeys(layout.across, "quantity") | {
        layout.positions[column.name]: column.type
        for column in layout.register.columns
        if column.name in layout.positions
    }
    ranges = sorted((range_ for range_ in merged if range_.column in types), key=lambda range_: range_.top)
    for group, rows in _groups(lines, ranges):
        for range_ in group:
            _fill(rows, range_, spreads=types[range_.column] in _SPREADS)
        yield from rows


def _groups(lines: Iterator[Line], ranges: Sequence[Merged]) -> Iterator[tuple[list[Merged], list[Line]]]:
    """Lines that hang together by merged cells, with these; all others alone."""
    waiting = list(reversed(ranges))
    group: list[Merged] = []
    rows: list[Line] = []
    for line in lines:
        if rows and line[0] > max((range_.bottom for range_ in group), default=0):
            yield group, rows
            group, rows = [], []
        rows.append(line)
        while waiting and waiting[-1].top <= line[0]:
            group.append(waiting.pop())
    yield group, rows


def _fill(rows: list[Line], range_: Merged, *, spreads: bool) -> None:
    start = range_.top - rows[0][0] if rows else -1
    if start < 0:  # it begins in the header
        return
    inside = [at for at in range(start, min(range_.bottom - rows[0][0] + 1, len(rows))) if _has_content(rows[at])]
    value = _value(rows[start], range_.column)
    if not value or len(inside) < 2:  # noqa: PLR2004 – one entry that is two rows high
        return
    for at in inside:
        number, cells = rows[at]
        if not isinstance(cells, CellError):
            rows[at] = number, _replaced(cells, range_.column, value if spreads else _AMBIGUOUS)


def _has_content(line: Line) -> bool:
    return not isinstance(line[1], CellError) and any(line[1])


def _value(line: Line, column: int) -> Cell:
    cells = line[1]
    return None if isinstance(cells, CellError) or column >= len(cells) else cells[column]


def _replaced(cells: Sequence[Cell], at: int, value: Cell) -> list[Cell]:
    return [*cells[:at], value, *cells[at + 1 :]]
