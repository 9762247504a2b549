"""Where a sheet's header stands, among its first lines, and how many lines it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TypeAlias

from attrs import frozen

from goodpoints.sheets.furniture import NEVER_A_TOTAL, Furniture
from goodpoints.sheets.headers import Layout, Misfit, layout_of, misfit_of
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.merged import Merged
from goodpoints.sheets.text import CellError, clean
from goodpoints.sheets.values import Cell

_Read: TypeAlias = list[tuple[int, Sequence[Cell]]]


@frozen
class Heading:
    """A header that was found.

    Args:
        layout: What it says.
        first: Its first line, as its readers number it.
        row: Its last line.
        printed: Its lines as they stand.
        titles: Texts that stand above it.
    """

    layout: Layout
    first: int
    row: int
    printed: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]

    def furniture(self) -> Furniture:
        """What around the entries below is none of them."""
        types = {column.name: column.type for column in self.layout.register.columns}
        names = [at for name, at in self.layout.positions.items() if types[name] in NEVER_A_TOTAL]
        return Furniture(self.printed, titles=self.titles, names=names, aside=self.layout.mistakes)


@frozen
class NoHeading:
    """A sheet without a header.

    Args:
        is_empty: Nothing stands in it at all.
        row: The line that is nearly a header.
        misfit: What that line lacks; None where no line is near.
    """

    is_empty: bool
    row: int = 0
    misfit: Misfit | None = None


def find_heading(
    lines: Iterator[Line], limits: Limits, merged: Sequence[Merged] = ()
) -> tuple[Heading | NoHeading, Iterator[Line]]:
    """The header among the first lines, and the lines below it.

    Args:
        lines: From the top of the sheet.
        limits: How many lines are looked at, and how many columns.
        merged: Ranges of merged cells, which tell how far down the header reaches.
    """
    first = list(islice(lines, limits.header_rows))
    read: _Read = [(row, cells[: limits.columns]) for row, cells in first if not isinstance(cells, CellError)]
    for at in range(len(read)):
        heading = _heading(read, at, merged, limits.materials)
        if heading is not None:
            below = [line for line in first if line[0] > heading.row]
            return heading, chain(below, lines)
    return _no_heading(read), chain(first, lines)


def _heading(read: _Read, at: int, merged: Sequence[Merged], things: frozenset[str]) -> Heading | None:
    """The header that begins in this line; two lines are one where together they say more than each of them."""
    single, double = layout_of(read[at][1], things), _double(read, at, things)
    if double is not None and _says_more(double, single):
        return _made(read, at, 2, double)
    if single is None:
        return None
    last = max([read[at][0], *(range_.bottom for range_ in merged if range_.top == read[at][0])])
    return _made(read, at, sum(read[at][0] <= row <= last for row, _ in read), single)


def _double(read: _Read, at: int, things: frozenset[str]) -> Layout | None:
    pair = [cells for _, cells in read[at : at + 2]]
    if len(pair) == 1 or any(cell and not isinstance(cell, str) for cell in pair[1]):
        return None
    joined = layout_of(_joined(pair), things)
    return joined if joined and _says_more(joined, layout_of(pair[1], things)) else None


def _joined(pair: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Under a word for several columns stand the words for each; beside them one word may take both lines."""
    upper, lower = ([*cells, *[None] * (max(map(len, pair)) - len(cells))] for cells in pair)
    return [
        below if isinstance(below, str) and clean(below) else above for above, below in zip(upper, lower, strict=True)
    ]


def _says_more(one: Layout, other: Layout | None) -> bool:
    return other is None or one.explained > other.explained


def _made(read: _Read, at: int, count: int, layout: Layout) -> Heading:
    printed = tuple(tuple(_text(cell) for cell in cells) for _, cells in read[at : at + count])
    titles = tuple(_text(cell) for _, cells in read[:at] for cell in cells)
    return Heading(layout, read[at][0], read[at + count - 1][0], (*printed, layout.headers), titles)


def _text(cell: Cell) -> str:
    return clean(cell) if isinstance(cell, str) else ""


def _no_heading(read: _Read) -> NoHeading:
    for row, cells in read:
        misfit = misfit_of(cells)
        if misfit is not None:
            return NoHeading(is_empty=False, row=row, misfit=misfit)
    return NoHeading(is_empty=not any(_is_filled(cell) for _, cells in read for cell in cells))


def _is_filled(cell: Cell) -> bool:
    return bool(clean(cell)) if isinstance(cell, str) else cell is not None
