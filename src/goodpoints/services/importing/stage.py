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
from goodpoints.domain.whole import maker
from goodpoints.ports import RowStage, StagedRow

DAY_COLUMNS: Final = {
    "rate": "valid_from", "price": "valid_from", "campaign": "first_day", "rule": "valid_from", "honour": "valid_from",
    "review": "decided",
}  # fmt: skip
"""Act → the column that says from when it counts; all others call it `day`."""

LATER: Final = {"objection": ("review",)}
"""Register → acts of a later day that its rows hold too, as soon as their day is filled in."""

STATE: Final = frozenset({"household", "opening", "rate", "price", "campaign", "rule", "honour"})
"""Registers of what is valid: taken first, since they announce days to come."""

_waiting = maker(StagedRow)
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
            acts = [_Act.of(kind, first, ranks, keys) for kind in (first.register, *LATER.get(first.register, ()))]
            yield from _of_sheet(chain([first], rows), acts, number, file)


class _Act(NamedTuple):
    """What is the same for one act of all rows of a sheet.

    Attributes:
        day: The column of its day.
        is_later: Whether it is there only where its day is.
        told: What its digests begin with.
        deciding: The columns that decide a row's key, in the order in which they are told.
    """

    kind: str
    first: int
    day: str
    is_later: bool
    rank: int
    told: str
    deciding: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, row: Row, ranks: Mapping[str, int], keys: Keys) -> Self:
        """As the sheet's first row says."""
        deciding = tuple(sorted(keys.deciding[kind] & row.values.keys()))
        first, told = 0 if kind in STATE else 1, f"[{_quoted(keys.register + kind)}"
        return cls(kind, first, DAY_COLUMNS.get(kind, "day"), kind != row.register, ranks[kind], told, deciding)


def _of_sheet(rows: Iterable[Row], acts: Iterable[_Act], number: int, file: int) -> Iterator[StagedRow]:
    for row in rows:
        values = row.values
        for kind, first, column, is_later, rank, told, deciding in acts:
            day = values.get(column)
            if is_later and day is None:
                continue
            asked = ", ".join([told, *map(_quoted, map(values.__getitem__, deciding))])
            digest = hashlib.sha256(f"{asked}]".encode()).digest()
            key = base64.urlsafe_b64encode(digest[:_DIGEST]).decode()
            on = iso(day) if isinstance(day, dt.date) else ""
            waiting = row._replace(register=kind) if is_later else row
            yield _waiting((first, on, rank, number, row.place.row, file, key, waiting))


@lru_cache(maxsize=16_384)
def _quoted(value: Value) -> str:
    """A value as it takes part in a key: a text of JSON. Numbers that are equal are the same text."""
    return json.dumps(_text(value), ensure_ascii=False)


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
