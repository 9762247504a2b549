"""The book as plain tables, for whoever works with it elsewhere. Codes only: no private text is in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from goodpoints.domain.seal import entry_of
from goodpoints.domain.steps import shown
from goodpoints.ports import StoreReader

Cell = str | int

_ENTRIES: Final = (
    "number", "day", "kind", "actor", "recorded_at", "refers_to", "household", "facts", "transfers", "key", "leaf",
)  # fmt: skip
_POSTINGS: Final = ("account", "number", "n", "unit", "lot", "amount", "amount_steps")


class Table(NamedTuple):
    """A table to be written; its rows can be gone through once.

    Attributes:
        name: "entries", "postings".
        columns: Codes of the headers; their words lie in the catalogues.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def tables(reader: StoreReader) -> list[Table]:
    """Entries with everything sealed in them, and postings with amounts as decimal text and in whole steps."""
    return [Table("entries", _ENTRIES, _entries(reader)), Table("postings", _POSTINGS, _postings(reader))]


def _entries(reader: StoreReader) -> Iterator[tuple[Cell, ...]]:
    for row in reader.entries(1, reader.head().size):
        entry = entry_of(row.body)
        yield (
            entry.seq, entry.day, entry.kind, entry.actor, entry.recorded_at, entry.refers_to,
            str(entry.facts.get("household", "")), _line(entry.facts), _line(entry.transfers), entry.key, row.leaf.hex(),
        )  # fmt: skip


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _postings(reader: StoreReader) -> Iterator[tuple[Cell, ...]]:
    units = reader.list("unit", status=None, holder=None, due_upto=None)
    scales = {row.code: int(json.loads(row.state)["scale"]) for row in units}
    for told in reader.dump("posting"):
        account, seq, n, unit, lot, amount = map(_cell, told)
        yield account, seq, n, unit, lot, shown(int(amount), scales.get(str(unit), 0)), amount


def _cell(value: object) -> Cell:
    return value if isinstance(value, int) else str(value)
