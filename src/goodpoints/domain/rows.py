"""Rows of registers on their way into the book: what stands where, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from attrs import field, frozen

Value: TypeAlias = dt.date | Decimal | str | int | None
"""A typed cell. Never a float; None is an empty cell or a column that the sheet does not have."""


class Place(NamedTuple):
    """Where something stands, in the words of whoever looks for it.

    Attributes:
        file: The file's name without its folder.
        sheet: The sheet's name; None in a CSV.
        row: Counted from 1 as Excel, or a text editor for CSV, shows it.
        column: The header as it stands in the sheet, or None where the whole row is meant.
    """

    file: str
    sheet: str | None
    row: int
    column: str | None = None


class Row(NamedTuple):
    """One row of a register. A named tuple, since large files have hundreds of thousands of them.

    Attributes:
        register: The register's kind, "weigh_in".
        place: Where it stands; the column is None, unless the sheet has a column for each thing: then it is the thing's.
        values: Every column of the register by its name in `sheets.registers`.
        lines: Where all rows of a sheet are one act, in its first row: every row of them, itself included.
    """

    register: str
    place: Place
    values: Mapping[str, Value]
    lines: tuple[Row, ...] = ()


@frozen
class BadRow:
    """A mistake in a file, as a value: all of them are reported at once.

    Args:
        place: Where it stands.
        code: Stable; its sentence lives in the catalogues.
        facts: What the sentence needs; never the text of a private column.
    """

    place: Place
    code: str
    facts: Mapping[str, str | int] = field(factory=dict)
