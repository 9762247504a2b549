"""Which register a sheet is, told by its headers alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from attrs import evolve, field, frozen

from goodpoints.sheets.columns import Column, Register, key_of
from goodpoints.sheets.quantities import WEIGHTS
from goodpoints.sheets.registers import REGISTERS
from goodpoints.sheets.text import clean
from goodpoints.sheets.values import Cell

MISTAKES = "错误"
"""The header of the column that our copies with mistakes have at their end; what stands in it is never read."""

_BRACKET = re.compile(r"[(\[【〔](.*?)[)\]】〕]$")  # after NFKC full-width brackets are half-width
_UNIT_BEHIND = re.compile(r"[/:-]?(公斤|千克|kg|市?斤|克)(?:数)?$")
"""A measure without brackets: "重量/斤", "交投量公斤", "斤数"."""

_FEWEST = 3


@frozen
class Layout:
    """A header that was understood.

    Args:
        register: The kind of sheet.
        headers: Every header as it stands, stripped; "" where there is none.
        positions: Where each column of the register stands that the sheet has, by its name.
        units: The measure that a quantity's own header names, "数量(斤)", by the name of its column.
        across: Where a thing has a column of its own, and which thing.
    """

    register: Register
    headers: tuple[str, ...]
    positions: Mapping[str, int]
    units: Mapping[str, str]
    across: Mapping[int, str] = field(factory=dict)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that belong to no column of the register."""
        known = {*self.positions.values(), *self.across, self.mistakes}
        return tuple(header for at, header in enumerate(self.headers) if header and at not in known)

    @property
    def named(self) -> dict[str, str]:
        """The header above each column of the register, by the column's name."""
        return {name: self.headers[at] for name, at in self.positions.items()}

    @property
    def explained(self) -> int:
        """How many headers say something."""
        return len(self.positions) + len(self.across)

    @property
    def mistakes(self) -> int | None:
        """Where the column of mistakes stands; None where the sheet is no copy of ours."""
        return self.headers.index(MISTAKES) if MISTAKES in self.headers else None

    @property
    def column_of_mistakes(self) -> int:
        """Where it stands, or would stand: behind the last header."""
        return len(self.headers) if self.mistakes is None else self.mistakes


@frozen
class Misfit:
    """A header that lacks one column to be a register's.

    Args:
        register: The kind of sheet it was meant to be.
        missing: The column's first header.
    """

    register: Register
    missing: str


def layout_of(
    cells: Sequence[Cell], things: frozenset[str] = frozenset(), registers: Sequence[Register] = REGISTERS
) -> Layout | None:
    """The register whose required headers are all in this row, the one that explains most of it; None for no header.

    Args:
        cells: The row.
        things: What may have a column of its own.
        registers: Those that it may be.
    """
    row = _HeaderRow.of(cells)
    wanted = {key_of(thing): thing for thing in things}
    found = [layout for register in registers if (layout := _fitted(register, row) or _across(register, row, wanted))]
    return max(found, key=lambda layout: layout.explained, default=None)


def misfit_of(cells: Sequence[Cell], registers: Sequence[Register] = REGISTERS) -> Misfit | None:
    """The register that this row would be the header of, if one more column stood there; None where it is far from all."""
    row = _HeaderRow.of(cells)
    for register in registers:
        missing = row.missing(register)
        if len(missing) == 1 and len(register.needs) > _FEWEST and not row.is_report(register):
            column = next(column for column in register.columns if frozenset(column.keys) == missing[0])
            return Misfit(register, column.headers[0])
    return None


@frozen
class _HeaderRow:
    """A row that may be a header.

    Args:
        headers: The cells as text, stripped; "" where there is none.
        keys: Under what each can be found: with and without what stands in brackets at its end.
        all: Every key of the row.
    """

    headers: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    all: frozenset[str]

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Self:
        headers = tuple(clean(cell) if isinstance(cell, str) else "" for cell in cells)
        keys = tuple(_keys_of(header) if header else frozenset() for header in headers)
        return cls(headers, keys, frozenset().union(*keys))

    def missing(self, register: Register) -> list[frozenset[str]]:
        """The required columns that nothing in the row is a word for."""
        return [wanted for wanted in register.needs if wanted.isdisjoint(self.all)]

    def is_report(self, register: Register) -> bool:
        return not self.all.isdisjoint(register.unlike)

    def places(self, column: Column) -> Iterator[int]:
        """Where the column may stand, by the order of its own headers."""
        for wanted in column.keys:
            if wanted in self.all:
                yield from (at for at, keys in enumerate(self.keys) if wanted in keys)


def _keys_of(header: str) -> frozenset[str]:
    key = key_of(header)
    return frozenset({key, _BRACKET.sub("", key) or key, _UNIT_BEHIND.sub("", key) or key})


def _fitted(register: Register, row: _HeaderRow) -> Layout | None:
    if row.missing(register):
        return None
    positions = dict(_matches(register, row))
    lacks_one = any(column.required and column.name not in positions for column in register.columns)
    if lacks_one or row.is_report(register):
        return None
    return Layout(register, row.headers, positions, dict(_units_above(register, row.headers, positions)))


def _across(register: Register, row: _HeaderRow, things: Mapping[str, str]) -> Layout | None:
    """The register with a column for each thing, where everything else that it requires is there."""
    if register.across is None or not things or row.is_report(register):
        return None
    rest = evolve(register, columns=tuple(c for c in register.columns if c.name not in register.across))
    columns = {at: thing for at, keys in enumerate(row.keys) if (thing := _named_by(keys, things))}
    if not columns or row.missing(rest):
        return None
    positions = dict(_matches(rest, row))
    return Layout(register, row.headers, positions, {}, columns)


def _named_by(keys: frozenset[str], things: Mapping[str, str]) -> str:
    """The thing that a header names, by its longest name; empty for none."""
    return next((things[key] for key in sorted(keys, key=len, reverse=True) if key in things), "")


def unit_above(header: str) -> str | None:
    """The measure that a quantity's header names at its end, "数量(斤)", "重量/斤"; None where it names none."""
    plain = unicodedata.normalize("NFKC", header).strip().casefold()
    found = _BRACKET.search(plain) or _UNIT_BEHIND.search(plain)
    return WEIGHTS.get(found[1].strip()) if found else None


def _matches(register: Register, row: _HeaderRow) -> Iterator[tuple[str, int]]:
    """Each column with the first header that names it and that no column before it has taken."""
    taken: set[int] = set()
    for column in register.columns:
        at = next((at for at in row.places(column) if at not in taken), None)
        if at is not None:
            taken.add(at)
            yield column.name, at


def _units_above(
    register: Register, headers: tuple[str, ...], positions: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    for column in register.columns:
        if column.measured and column.name in positions:
            unit = unit_above(headers[positions[column.name]])
            if unit:
                yield column.name, unit
