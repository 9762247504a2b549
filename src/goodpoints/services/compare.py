"""Two sorted tables side by side: what is in one of them only, and which columns differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from goodpoints.errors import Fact
from goodpoints.ports import BalanceRow, PostingRow, RootRow, StoreReader, TallyRow, ThingRow, TurnoverRow
from goodpoints.services.findings import Findings

_AT_ONCE: Final = 2000

Row = tuple[Any, ...]


class Shape(NamedTuple):
    """A derived table.

    Attributes:
        columns: In the order of its rows.
        width: How many of them, from the first, make its key.
        sums: Whether a row of nothing but zeros behind its key says nothing, so that a store need not keep it.
    """

    columns: Sequence[str]
    width: int
    sums: bool = False


DERIVED: Final = {
    "posting": Shape(PostingRow._fields, 3),
    "balance": Shape(BalanceRow._fields, 3, sums=True),
    "turnover": Shape(TurnoverRow._fields, 4, sums=True),
    "tally": Shape(TallyRow._fields, 3, sums=True),
    "thing": Shape(ThingRow._fields, 2),
    "root": Shape(RootRow._fields, 1),
}
"""Every derived table and its key."""


def compare(stored: StoreReader, derived: StoreReader, findings: Findings) -> None:
    """Compare every column of every derived row with what the journal says it should be."""
    for table in DERIVED:
        compare_table(table, stored, derived, findings)


def compare_table(table: str, stored: StoreReader, derived: StoreReader, findings: Findings) -> None:
    """Compare one derived table."""
    _Merge(table, DERIVED[table], findings).run(stored.dump(table, zeros=True), derived.dump(table, zeros=True))


class _Merge:
    def __init__(self, table: str, shape: Shape, findings: Findings) -> None:
        self._table = table
        self._shape = shape
        self._findings = findings

    def run(self, stored: Iterator[Row], derived: Iterator[Row]) -> None:
        """Go through both; equal stretches are passed over whole."""
        while True:
            ours, right = list(islice(stored, _AT_ONCE)), list(islice(derived, _AT_ONCE))
            if ours != right:
                self._row_by_row(_chained(ours, stored), _chained(right, derived))
                return
            if not ours:
                return

    def _row_by_row(self, stored: Iterator[Row], derived: Iterator[Row]) -> None:
        ours, right = next(stored, None), next(derived, None)
        while ours is not None or right is not None:
            side = self._order(ours, right)
            if ours is not None and right is not None and side == 0:
                self._same_key(ours, right)
            elif right is not None and side > 0:
                self._only_one("missing_row", right)
            elif ours is not None:
                self._only_one("extra_row", ours)
            ours = next(stored, None) if side <= 0 else ours
            right = next(derived, None) if side >= 0 else right

    def _order(self, ours: Row | None, right: Row | None) -> int:
        """-1 where our row comes first, 1 where the right one does, 0 where they have the same key."""
        if ours is None or right is None:
            return 1 if ours is None else -1
        one, other = self._key(ours), self._key(right)
        return (one > other) - (one < other)

    def _key(self, row: Row) -> tuple[tuple[str, Any], ...]:
        # A damaged row may hold any type where its column says another; text sorts by code point in every store.
        return tuple((type(part).__name__, part) for part in row[: self._shape.width])

    def _same_key(self, ours: Row, right: Row) -> None:
        for column, one, other in zip(self._shape.columns, ours, right, strict=True):
            if one != other:
                self._findings.add("column_differs", column=column, **self._place(ours))

    def _only_one(self, code: str, row: Row) -> None:
        empty = code == "missing_row" and self._shape.sums and self._says_nothing(row)
        if not empty:
            self._findings.add(code, **self._place(row))

    def _says_nothing(self, row: Row) -> bool:
        amounts = {"amount", "came", "went"}
        return not any(value for column, value in zip(self._shape.columns, row, strict=True) if column in amounts)

    def _place(self, row: Row) -> dict[str, Fact]:
        return {"table": self._table, "key": " ".join(str(part) for part in row[: self._shape.width])}


def _chained(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest
