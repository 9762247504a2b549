"""Sorting: a year imported at once is the year as it happened. Order: day, the policy's kind order, file, row."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from goodpoints.domain.days import iso
from goodpoints.domain.policy import Policy
from goodpoints.domain.rows import Place, Row, Value
from goodpoints.ports import RowStage, StagedRow

DAY_COLUMNS: Final = {"rate": "valid_from", "price": "valid_from", "campaign": "first_day"}
"""Register → the column that says from when its rows count; all other registers call it `day`."""

STATE: Final = frozenset({"household", "opening", "rate", "price", "campaign"})
"""Registers of what is valid: taken first, since they announce days to come."""


class Keys(NamedTuple):
    """How rows get their keys.

    Attributes:
        deciding: Register → columns that decide a row's key; never names or remarks.
        register: A word that keeps two registers of one kind apart; empty for none.
    """

    deciding: Mapping[str, frozenset[str]]
    register: str = ""


def stage(rows: Iterable[Row], into: RowStage, policy: Policy, keys: Keys) -> int:
    """Put rows into a stage in the order in which they are to be posted; how many there were.

    Args:
        rows: As the files give them, file by file.
        into: Where they wait.
        policy: Says the order of a day's kinds.
        keys: How they get their keys.
    """
    ranks = {kind: rank for rank, kind in enumerate(policy.imports.order)}
    return into.add(_staged(rows, ranks, keys))


def _staged(rows: Iterable[Row], ranks: Mapping[str, int], keys: Keys) -> Iterator[StagedRow]:
    seen: Counter[bytes] = Counter()
    sheets, last, read = 0, Place("", None, 0), set[str | None]()
    for row in rows:
        place = row.place
        if _is_new_file(place, last, read):
            seen.clear()
            read.clear()
            sheets += 1
        elif place.sheet != last.sheet:
            sheets += 1
        last = place
        read.add(place.sheet)
        digest = _digest(row, keys)
        key = base64.urlsafe_b64encode(digest[:18]).decode()
        if seen[digest]:
            key = f"{key}.{seen[digest]}"
        seen[digest] += 1
        first = 0 if row.register in STATE else 1
        yield StagedRow(first, _day(row), ranks[row.register], sheets, place.row, key, row)


def _is_new_file(place: Place, last: Place, read: set[str | None]) -> bool:
    """Whether another file begins here; two of one name (from two folders) are told apart by their rows beginning anew."""
    if place.file != last.file:
        return True
    return place.row <= last.row if place.sheet == last.sheet else place.sheet in read


def _day(row: Row) -> str:
    day = row.values.get(DAY_COLUMNS.get(row.register, "day"))
    return iso(day) if isinstance(day, dt.date) else ""


def _digest(row: Row, keys: Keys) -> bytes:
    keep = keys.deciding[row.register]
    told = [keys.register + row.register, *(_text(value) for name, value in sorted(row.values.items()) if name in keep)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).digest()


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
