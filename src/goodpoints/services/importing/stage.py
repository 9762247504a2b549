"""Sorting: a year imported at once is the year as it happened. Order: day, the policy's kind order, file, row."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple, Self

from goodpoints.domain.days import iso
from goodpoints.domain.policy import Policy
from goodpoints.domain.rows import Row, Value
from goodpoints.ports import RowStage, StagedRow

DAY_COLUMNS: Final = {"rate": "valid_from", "price": "valid_from", "campaign": "first_day"}
"""Register → the column that says from when its rows count; all other registers call it `day`."""

STATE: Final = frozenset({"household", "opening", "rate", "price", "campaign"})
"""Registers of what is valid: taken first, since they announce days to come."""

_DIGEST: Final = 18
"""Bytes of a key: 144 bits, which base64 writes without padding."""


class Keys(NamedTuple):
    """How rows get their keys.

    Attributes:
        deciding: Register → columns that decide a row's key; never names or remarks.
        register: A word that keeps two registers of one kind apart; empty for none.
    """

    deciding: Mapping[str, frozenset[str]]
    register: str = ""


def stage(sheets: Iterable[tuple[int, Iterator[Row]]], into: RowStage, policy: Policy, keys: Keys) -> int:
    """Put rows into a stage in the order in which they are to be posted; how many there were.

    Args:
        sheets: Number of the file and rows of each sheet, as the files give them.
        into: Where they wait.
        policy: Says the order of a day's kinds.
        keys: How they get their keys.
    """
    ranks = {kind: rank for rank, kind in enumerate(policy.imports.order)}
    return into.add(_staged(sheets, ranks, keys))


def _staged(sheets: Iterable[tuple[int, Iterator[Row]]], ranks: Mapping[str, int], keys: Keys) -> Iterator[StagedRow]:
    """Sheets without rows have no number."""
    number = 0
    for file, rows in sheets:
        first = next(rows, None)
        if first is not None:
            number += 1
            yield from _of_sheet(chain([first], rows), _Sheet.of(first, ranks, keys), number, file)


class _Sheet(NamedTuple):
    """What is the same for all rows of a sheet.

    Attributes:
        day: The column of its day.
        told: What its digests begin with.
        deciding: The columns that decide a row's key, in the order in which they are told.
    """

    first: int
    day: str
    rank: int
    told: str
    deciding: tuple[str, ...]

    @classmethod
    def of(cls, row: Row, ranks: Mapping[str, int], keys: Keys) -> Self:
        """As its first row says."""
        kind = row.register
        deciding = tuple(sorted(keys.deciding[kind] & row.values.keys()))
        first = 0 if kind in STATE else 1
        return cls(first, DAY_COLUMNS.get(kind, "day"), ranks[kind], f"[{_quoted(keys.register + kind)}", deciding)


def _of_sheet(rows: Iterable[Row], sheet: _Sheet, number: int, file: int) -> Iterator[StagedRow]:
    first, column, rank, told, deciding = sheet
    for row in rows:
        values = row.values
        day = values.get(column)
        digest = hashlib.sha256(
            ", ".join([told, *[_quoted(values[name]) for name in deciding]]).encode() + b"]"
        ).digest()
        key = base64.urlsafe_b64encode(digest[:_DIGEST]).decode()
        yield StagedRow(
            first, iso(day) if isinstance(day, dt.date) else "", rank, number, row.place.row, file, key, row
        )


@lru_cache(maxsize=16_384)
def _quoted(value: Value) -> str:
    """A value as it takes part in a key: a text of JSON. Numbers that are equal are the same text."""
    return json.dumps(_text(value), ensure_ascii=False)


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
