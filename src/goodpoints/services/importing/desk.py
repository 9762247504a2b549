"""What the rows of one import share, and how their values are taken out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias

from goodpoints.domain.bank.panel import Judge
from goodpoints.domain.days import day_of
from goodpoints.domain.journal.batches import REVERSED
from goodpoints.domain.orders import BaseOrder
from goodpoints.domain.rows import Value
from goodpoints.domain.seal import entry_of
from goodpoints.errors import MistakenInput, RefusedByRule
from goodpoints.services.booktx import BookTx
from goodpoints.services.importing.names import Names

Values: TypeAlias = Mapping[str, Value]


class RefusedInAdvance(Exception):
    """A row that the rules refuse before there is anything to decide; it is kept as evidence like any other refusal.

    Args:
        order: What it asked for.
        no: Why not.
    """

    def __init__(self, order: BaseOrder, no: RefusedByRule) -> None:
        super().__init__(no.code)
        self.order = order
        self.no = no


class Desk:
    """What the rows of one import share: the transaction, the names met so far, the book's first day."""

    def __init__(self, tx: BookTx, names: Names, opened: dt.date) -> None:
        self.tx = tx
        self.names = names
        self.opened = opened
        self.undone: set[int] = set()
        self.judges: dict[str, Judge] = {}
        self._void = {int(batch.code[1:]) for batch in tx.things("batch", status=REVERSED)}

    @property
    def today(self) -> dt.date:
        """The last day that was run; before any, the book's first."""
        return max(self.opened, day_of(self.tx.through)) if self.tx.through else self.opened

    def is_void(self, body: str) -> bool:
        """Whether an entry came from an import that was taken back as a whole: its row counts as never imported."""
        return bool(self._void) and entry_of(body).facts.get("origin", [0])[0] in self._void

    def party(self, values: Values, column: str, day: dt.date) -> str:
        """The code of whoever the column names; empty where it names nobody."""
        return self.names.party(str(values.get(column) or ""), max(day, self.opened))


def text_in(values: Values, name: str) -> str:
    """A text; empty where the cell is."""
    return str(values.get(name) or "")


def number_in(values: Values, name: str) -> Decimal:
    """A number; nought where the cell is empty."""
    value = values.get(name)
    return value if isinstance(value, Decimal) else Decimal(str(value or 0))


def whole_in(values: Values, name: str) -> int:
    """A whole number; nought where the cell is empty.

    Raises:
        MistakenInput: `bad_number` where it has a fraction.
    """
    number = number_in(values, name)
    if number != number.to_integral_value():
        raise MistakenInput("bad_number", field=name, got=str(number))
    return int(number)


def day_in(values: Values, name: str = "day") -> dt.date:
    """A day.

    Raises:
        MistakenInput: `bad_date` where the cell is empty.
    """
    day = values.get(name)
    if not isinstance(day, dt.date):
        raise MistakenInput("bad_date", field=name, got="")
    return day


Builder: TypeAlias = Callable[[Desk, Values], BaseOrder | list[tuple[str, BaseOrder]] | None]
"""What makes orders of a row: one, several with their keys, or none where the row says nothing."""
