"""Which register a sheet is, told by its headers alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from attrs import frozen

from goodpoints.sheets.columns import Register
from goodpoints.sheets.quantities import WEIGHTS
from goodpoints.sheets.registers import REGISTERS
from goodpoints.sheets.text import clean
from goodpoints.sheets.values import Cell

_BRACKET = re.compile(r"[(\[【〔](.*?)[)\]】〕]$")  # after NFKC full-width brackets are half-width


@frozen
class Layout:
    """A header that was understood.

    Args:
        register: The kind of sheet.
        headers: Every header as it stands, stripped; "" where there is none.
        positions: Where each column of the register stands that the sheet has, by its name.
        unit: The measure that the quantity's own header names, "数量(斤)", for a sheet without a column of units.
    """

    register: Register
    headers: tuple[str, ...]
    positions: dict[str, int]
    unit: str | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that belong to no column of the register."""
        known = set(self.positions.values())
        return tuple(header for at, header in enumerate(self.headers) if header and at not in known)


def layout_of(cells: Sequence[Cell], registers: Sequence[Register] = REGISTERS) -> Layout | None:
    """The register whose required headers are all in this row, the one that explains most of it; None for no header."""
    headers = tuple(clean(cell) if isinstance(cell, str) else "" for cell in cells)
    keys = [key_of(header) for header in headers]
    found = [layout for register in registers if (layout := _fitted(register, headers, keys))]
    return max(found, key=lambda layout: len(layout.positions), default=None)


def key_of(header: str) -> str:
    """A header as it is compared: half-width, lower case, without blanks, a star and a unit in brackets at its end."""
    plain = unicodedata.normalize("NFKC", header).casefold().strip(" *:\t\n")
    return re.sub(r"[\s_]+", "", _BRACKET.sub("", plain))


def _fitted(register: Register, headers: tuple[str, ...], keys: list[str]) -> Layout | None:
    positions = dict(_matches(register, keys))
    if any(column.required and column.name not in positions for column in register.columns):
        return None
    return Layout(register, headers, positions, _unit_above(headers, positions.get("quantity")))


def _matches(register: Register, keys: list[str]) -> Iterator[tuple[str, int]]:
    """Each column with the first header that names it and that no column before it has taken."""
    taken: set[int] = set()
    for column in register.columns:
        wanted = (key_of(header) for header in column.headers)
        places = (keys.index(key) for key in wanted if key in keys)
        at = next((place for place in places if place not in taken), None)
        if at is not None:
            taken.add(at)
            yield column.name, at


def _unit_above(headers: tuple[str, ...], at: int | None) -> str | None:
    bracket = _BRACKET.search(unicodedata.normalize("NFKC", headers[at])) if at is not None else None
    return WEIGHTS.get(bracket[1].strip().casefold()) if bracket else None
