"""What must be known of all files before the first row is read: how wide household numbers are, and which materials there are."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing

from attrs import evolve

from goodpoints.sheets.heading import Heading, find_heading
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import CellError, figures, thing
from goodpoints.sheets.values import Cell
from goodpoints.sheets.width import code_width

_WANTED = {"household": "household", "rate": "material"}
"""Register → the column that is looked at."""


def looked_ahead(sheets: Iterable[Generator[Line]], limits: Limits) -> Limits:
    """The limits with what the registers of households and of star rates say.

    Args:
        sheets: The lines of every sheet; each is closed.
        limits: What is known already: a width stays, materials are added to.
    """
    found: dict[str, list[Cell]] = {kind: [] for kind in _WANTED}
    for lines in sheets:
        for kind, cell in _cells(lines, limits):
            found[kind].append(cell)
    materials = frozenset(name for cell in found["rate"] if isinstance(cell, str) and (name := thing(cell)))
    width = limits.code_width or code_width(map(_number, found["household"]))
    return evolve(limits, code_width=width, materials=limits.materials | materials)


def _cells(lines: Generator[Line], limits: Limits) -> Iterator[tuple[str, Cell]]:
    with closing(lines):
        heading, below = find_heading(lines, limits)
        kind = heading.layout.register.kind if isinstance(heading, Heading) else ""
        if isinstance(heading, Heading) and kind in _WANTED:
            at = heading.layout.positions[_WANTED[kind]]
            for _, cells in below:
                if not isinstance(cells, CellError) and at < len(cells):
                    yield kind, cells[at]


def _number(cell: Cell) -> str:
    """A number's text; one that is a number for Excel has lost its noughts, if it had any."""
    return figures(cell) if isinstance(cell, str) else "1"
