"""What a register and its columns are told by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen

Type: TypeAlias = Literal[
    "birthday", "code", "codes", "day", "flag", "household", "identity", "measure", "money", "name", "people", "person",
    "quantity", "serial", "signed", "text", "thing", "title", "whole", "year",
]  # fmt: skip


def key_of(header: str) -> str:
    """A header as it is compared: half-width, lower case, without blanks, lines and a star."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", header).casefold()).strip("*:")


@frozen
class Column:
    """One column of a register.

    Args:
        name: Its key in `Row.values`.
        type: How a cell is read; see `cells.py`.
        headers: What offices write above it, in Chinese and English.
        required: The register is recognised only with it. Its dates and numbers may not be empty; an empty code or
            name is left to whoever knows the book.
        deciding: It takes part in the key of the row: days, numbers, things, units, serials; never names or remarks.
        private: Personal data or free text, which stays out of the journal's bodies and of messages.
        zero: A number that may be nought; below nought is always bad.
        measured: A number that may have its unit glued to it, "12.5斤"; that unit is the row's.
        words: Office words that mean one of our codes; other words stay as they are.
        act: The later act of the row that it belongs to; empty for the row's own. A row whose columns of a later act
            are empty is one act so far.
        keys: The headers as they are compared.
    """

    name: str
    type: Type
    headers: tuple[str, ...]
    required: bool = False
    deciding: bool = False
    private: bool = False
    zero: bool = False
    measured: bool = False
    words: Mapping[str, str] = field(factory=dict)
    act: str = ""
    keys: tuple[str, ...] = field(init=False)

    @keys.default
    def _compared(self) -> tuple[str, ...]:
        return tuple(map(key_of, self.headers))


def _keys_of(headers: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(key_of, headers))


@frozen
class Register:
    """One kind of sheet.

    Args:
        kind: Its code in `Row.register`.
        columns: Names are unique within the register.
        subject: The column that a duplicate row is reported at.
        unit: The column that says what `quantity` is measured in; a unit glued to the number goes there.
        unlike: Headers that a report made of such rows has, and the register never.
        across: Columns of a thing and of its quantity, where a sheet may have a column for each thing instead: its header
            is the thing, below it stand the quantities.
        needs: For each required column, the keys of which one must be there.
    """

    kind: str
    columns: tuple[Column, ...]
    subject: str
    unit: str | None = None
    unlike: tuple[str, ...] = field(default=(), converter=_keys_of)
    across: tuple[str, str] | None = None
    needs: tuple[frozenset[str], ...] = field(init=False)

    @needs.default
    def _needed(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(column.keys) for column in self.columns if column.required)

    @property
    def acts(self) -> dict[str, frozenset[str]]:
        """Kind of each act of a row → the columns that decide its key; an act of a later day also by the row's own."""
        own = frozenset(column.name for column in self.columns if column.deciding and not column.act)
        later = dict.fromkeys(column.act for column in self.columns if column.act)
        decided = {act: frozenset(c.name for c in self.columns if c.deciding and c.act == act) for act in later}
        return {self.kind: own} | {act: own | columns for act, columns in decided.items()}

    def column(self, name: str) -> Column:
        """The column of that name; it must exist."""
        return next(column for column in self.columns if column.name == name)
