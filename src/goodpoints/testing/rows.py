"""Plain rows for examples at the port: what a store keeps without understanding it."""

from __future__ import annotations

import hashlib
from typing import Final

from goodpoints.ports import BalanceRow, Batch, DetailRow, EntryRow, Head, PostingRow, ThingRow

BOOK: Final = "qingshui"
EMPTY: Final = Head(0, bytes(32), b"", "", "", 1)
LARGEST: Final = 2**53 - 1


def leaf(number: int) -> bytes:
    """32 bytes that differ from number to number."""
    return hashlib.sha256(str(number).encode()).digest()


def head(size: int, through: str = "") -> Head:
    """The head of a book with so many entries."""
    return Head(size, leaf(size), leaf(size) * size.bit_count(), through, "2026-03-01T04:00:00.000Z", 1)


def entry(seq: int, kind: str = "weigh_in", day: str = "2026-03-01", key: str = "") -> EntryRow:
    """An entry with a body of its own."""
    return EntryRow(seq, kind, day, key or f"key-{seq}", leaf(seq), f'{{"facts":{{"material":"纸板"}},"seq":{seq}}}')


def posting(seq: int, n: int = 0, account: str = "household/0001", amount: int = 5) -> PostingRow:
    """A posting of stars."""
    return PostingRow(account, seq, n, "星", "2027-12-31", amount)


def balance(account: str, unit: str = "星", lot: str = "2027-12-31", amount: int = 5) -> BalanceRow:
    """A balance that keeps above zero."""
    return BalanceRow(account, unit, lot, amount, 1)


def thing(code: str, *, kind: str = "claim", status: str = "open", holder: str = "", day: str = "") -> ThingRow:
    """A thing with a small state."""
    return ThingRow(kind, code, status, holder, day, f'{{"code":"{code}"}}')


def detail(seq: int, n: int = 0, *, of: str = "person/0001-1", field: str = "name", text: str = "王艳") -> DetailRow:
    """A private text with a salt of its own."""
    return DetailRow(seq, n, of, field, leaf(seq * 100 + n), text)


def entries(count: int, *, first: int = 1) -> Batch:
    """A batch of entries and nothing else."""
    last = first + count - 1
    return Batch(head(last), entries=[entry(seq) for seq in range(first, last + 1)])
