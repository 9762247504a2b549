"""From a sheet's raw lines to typed rows: one parser for each column, made once for a sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from operator import getitem
from typing import NamedTuple, cast

from attrs import evolve

from goodpoints.domain.whole import maker
from goodpoints.errors import MistakenInput
from goodpoints.sheets.cells import Memo, Typed, ignoring, reader_of
from goodpoints.sheets.columns import Column
from goodpoints.sheets.days import EPOCH
from goodpoints.sheets.headers import Layout, unit_above
from goodpoints.sheets.heading import Heading
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.quantities import COUNTERS, WEIGHTS, Measured
from goodpoints.sheets.seen import Met
from goodpoints.sheets.text import CellError, is_ditto
from goodpoints.sheets.values import BadRow, Cell, Place, Row, Value

_ALIEN = "?"
"""What the names of columns begin with that the register does not know; they only tell rows apart."""

_THING = "="
"""What the names of columns begin with that belong to one thing, below which its quantities stand."""

_NUMBERED = re.compile(r"[0-9A-Za-z]{1,12}-[0-9]{3,12}")
_place, _row = maker(Place), maker(Row)
_AT_ONCE = 1000
"""Lines that are looked up together."""


class _Entry(NamedTuple):
    """A line that was understood.

    Attributes:
        mark: Equal for lines that are equal in every column, once they are read.
        values: By the column's name, those that the register does not know among them.
    """

    number: int
    mark: int
    values: dict[str, Typed]


class RowReader:
    """Reads the lines below one header.

    Args:
        heading: The header.
        file: For the places of rows.
        sheet: The same; None for a CSV.
        limits: How long a cell may be.
        epoch: The day that the workbook calls 0.
    """

    def __init__(
        self, heading: Heading, file: str, sheet: str | None, limits: Limits, *, epoch: dt.date = EPOCH
    ) -> None:
        self._layout = layout = heading.layout
        self._furniture = heading.furniture()
        self._register = layout.register
        self._file = file
        self._sheet = sheet
        self._names = _names(layout)
        self._aliens = [name for name in self._names if name.startswith(_ALIEN)]
        self._memos = [_memo(layout, name, limits, epoch) for name in self._names]
        absent = [column for column in self._register.columns if column.name not in self._names]
        self._absent: dict[str, Typed] = {column.name: _above(column, heading) for column in absent}
        self._across = [(name, layout.across[at]) for at, name in enumerate(self._names) if at in layout.across]
        self._most_idle = limits.empty_rows
        self._above: Sequence[Cell] = ()
        first = self._names[0] if self._names else ""
        self._begins_with_code = any(c.name == first and c.type == "code" for c in self._register.columns)
        self._private = {column.name for column in self._register.columns if column.private}
        self._measured = [c.name for c in self._register.columns if c.measured and c.name in self._names]

    def read(self, lines: Iterable[Line], met: Met) -> Iterator[Row | BadRow]:
        """Every entry in its order; a bad row gives one `BadRow` for each of its bad cells.

        Args:
            lines: Below the header.
            met: Remembers them, since a row that equals an earlier one in every column is bad.

        Raises:
            MistakenInput: `too_many_empty_rows`.
        """
        met.forget_met()
        judged = self._judged(lines)
        while some := list(islice(judged, _AT_ONCE)):
            again = met.met([(one.mark, one.number) for one in some if isinstance(one, _Entry)])
            for one in some:
                if isinstance(one, BadRow):
                    yield one
                elif one.number in again:
                    error = CellError("duplicate_row", first=again[one.number])
                    yield self._bad(one.number, error, self._register.subject)
                else:
                    yield from self._rows(one)

    def _judged(self, lines: Iterable[Line]) -> Iterator[_Entry | BadRow]:
        """Every line that is an entry, whether it was there before or not."""
        width, first_memo, idle = len(self._memos), self._memos[0], 0
        for number, cells in lines:
            idle += 1
            if isinstance(cells, CellError):
                self._above = ()
                yield self._bad(number, cells)
            elif any(cells) and (
                (cells[0] and first_memo.get(cells[0])) or self._is_numbered(cells) or not self._furniture.has(cells)
            ):
                idle = 0
                # A first cell that meant something before stands in an ordinary row, and so does a row's own number;
                # only others are looked at twice.
                even = cells if len(cells) == width else [*cells[:width], *[""] * (width - len(cells))]
                yield from self._entry(number, even) if len(cells) <= width else self._long(number, cells, even)
            elif idle > self._most_idle:
                raise MistakenInput("too_many_empty_rows", file=self._file, row=number, limit=self._most_idle)

    def _is_numbered(self, cells: Sequence[Cell]) -> bool:
        """Whether the row begins with a number of its own, "2025-0001", as no total and no line of a form does."""
        return self._begins_with_code and isinstance(cells[0], str) and _NUMBERED.fullmatch(cells[0]) is not None

    def _entry(self, number: int, cells: Sequence[Cell]) -> Iterable[_Entry | BadRow]:
        try:
            values = self._typed(cells)
        except CellError:
            filled, self._above = self._like_above(cells), ()
            return self._faults(number, cells) if filled is None else self._entry(number, filled)
        self._above = cells
        self._furniture.end_notes()
        return (_Entry(number, hash(tuple(values.values())), values),)

    def _like_above(self, cells: Sequence[Cell]) -> Sequence[Cell] | None:
        """The cells with those of the last good entry where they say 同上; None where none does, or nothing is above."""
        if not self._above or not any(map(is_ditto, cells)):
            return None
        return [above if is_ditto(cell) else cell for cell, above in zip(cells, self._above, strict=True)]

    def _rows(self, entry: _Entry) -> Iterable[Row]:
        """One row; where things have columns of their own, one for each thing that was brought."""
        values = entry.values
        for name in self._aliens:
            del values[name]
        if not self._across:
            return (self._row(entry.number, values),)
        brought = [(name, thing, values.pop(name)) for name, thing in self._across]
        return [self._of_thing(entry, *told) for told in brought if told[2]]  # nought is nothing brought

    def _row(self, number: int, values: dict[str, Typed], column: str | None = None) -> Row:
        place = _place((self._file, self._sheet, number, column))
        return _row((self._register.kind, place, cast("dict[str, Value]", values), ()))

    def _of_thing(self, entry: _Entry, name: str, thing: str, found: Typed) -> Row:
        header = self._layout.headers[self._names.index(name)]
        what, quantity = self._register.across or ("", "")
        told: dict[str, Typed] = {what: thing, quantity: found}
        if isinstance(found, Measured):
            told |= {quantity: found.number, str(self._register.unit): found.unit or None}
        return self._row(entry.number, entry.values | told, header)

    def _typed(self, cells: Sequence[Cell]) -> dict[str, Typed]:
        values = self._absent | dict(zip(self._names, map(getitem, self._memos, cells), strict=True))
        for name in self._measured:
            self._settle(values, name)
        for name, _ in self._across:
            values[name] = self._settled(values, name)
        return values

    def _long(self, number: int, cells: Sequence[Cell], even: Sequence[Cell]) -> Iterable[_Entry | BadRow]:
        """A line with more cells than the header has: an unquoted comma has moved what stands behind it."""
        if any(cells[len(even) :]):
            return (self._bad(number, CellError("extra_cells", cells=len(cells), headers=len(even))),)
        return self._entry(number, even)

    def _settled(self, values: dict[str, Typed], name: str) -> Typed:
        """The quantity of a thing's own column with its unit: glued to it, or named in the header, or the column's."""
        found, said = values[name], values[self._register.unit or ""]
        above = unit_above(self._layout.headers[self._names.index(name)])
        if isinstance(found, Measured):
            if above and found.unit not in WEIGHTS:  # of one thing there are either weights or pieces
                raise CellError("unit_conflict")
            unit = agreed(found.unit, said, has_column=self._register.unit in self._layout.positions)
            return Measured(found.number, unit or "")
        return Measured(found, below(above, said)) if isinstance(found, Decimal) and found and above else found

    def _settle(self, values: dict[str, Typed], name: str) -> None:
        """Bring a unit glued to the number, or named in its header, to the register's column of units."""
        unit, found = self._register.unit or "", values[name]
        if isinstance(found, Measured):
            values[name] = found.number
            values[unit] = agreed(found.unit, values[unit], has_column=unit in self._layout.positions)
        elif found is not None and name in self._layout.units:
            values[unit] = below(self._layout.units[name], values[unit])

    def _faults(self, number: int, cells: Sequence[Cell]) -> Iterator[BadRow]:
        """Every bad cell of a row, unless the row is a total after all."""
        if self._furniture.has(cells):
            return
        well = True
        for name, memo, cell in zip(self._names, self._memos, cells, strict=True):
            try:
                memo[cell]
            except CellError as error:
                well = False
                yield self._bad(number, error, name)
        if well:  # then it was the unit, which takes two cells to be wrong
            yield self._bad(number, CellError("unit_conflict"), self._place_of_conflict(cells))

    def _place_of_conflict(self, cells: Sequence[Cell]) -> str:
        """The column whose unit is in conflict: the quantity's, or the first such thing's."""
        values = self._absent | dict(zip(self._names, map(getitem, self._memos, cells), strict=True))
        for name, _ in self._across:
            try:
                self._settled(values, name)
            except CellError:
                return name
        return "quantity"

    def _bad(self, number: int, error: CellError, name: str | None = None) -> BadRow:
        at = self._names.index(name) if name in self._names else None
        header = None if at is None else self._layout.headers[at]
        # A number says nothing about anybody; the text of a private cell stays in its file.
        facts = {k: v for k, v in error.facts.items() if isinstance(v, int) or name not in self._private}
        return BadRow(Place(self._file, self._sheet, number, header), error.code, facts)


def agreed(glued: str, said: Typed, *, has_column: bool) -> str | None:
    """The unit of a quantity that has one glued to it.

    Args:
        glued: The unit beside the number, "斤" of "12.5斤".
        said: The unit in the column of units; None where that is empty.
        has_column: Whether the sheet has one; without it a word that only counts pieces says nothing.

    Raises:
        CellError: `unit_conflict`, since one of the two is wrong and nobody here knows which.
    """
    if said is None:
        return glued if has_column or glued not in COUNTERS else None
    if glued == said or (glued in COUNTERS and said in COUNTERS):
        return str(said)
    raise CellError("unit_conflict")


def below(above: str, said: Typed) -> str:
    """The unit of a quantity whose header names one.

    Args:
        above: The measure in the header, "数量(斤)".
        said: The unit in the column of units; None where that is empty.

    Raises:
        CellError: `unit_conflict` where both are measures and differ; pieces may stand in a column of weights.
    """
    if said in WEIGHTS and said != above:
        raise CellError("unit_conflict")
    return above if said is None else str(said)


def _above(column: Column, heading: Heading) -> str | None:
    """What every row has in a column that the sheet lacks: nothing, or the texts printed above its header."""
    return " ".join(filter(None, heading.titles)) or None if column.type == "title" else None


def _names(layout: Layout) -> list[str]:
    known = {at: name for name, at in layout.positions.items()} | {at: f"{_THING}{at}" for at in layout.across}
    return [known.get(at, f"{_ALIEN}{at}") for at in range(len(layout.headers))]


def _memo(layout: Layout, name: str, limits: Limits, epoch: dt.date) -> Memo:
    if layout.mistakes is not None and name == f"{_ALIEN}{layout.mistakes}":
        return ignoring()
    if name.startswith(_THING):
        _, quantity = layout.register.across or ("", "")
        return reader_of(evolve(layout.register.column(quantity), required=False, zero=True), limits)
    return reader_of(None if name.startswith(_ALIEN) else layout.register.column(name), limits, epoch)
