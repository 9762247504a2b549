"""The quick way of `verify`: runs of the journal checked for soundness, their sums compared with what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final, TypeAlias

from goodpoints.domain.accounts import sign_of
from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import SUBTREE, Tree, entry_of, origin
from goodpoints.ports import BalanceKey, Head, Store, StoreReader
from goodpoints.services.compare import compare_table
from goodpoints.services.findings import Findings
from goodpoints.services.rebuild import AT_ONCE, Rebuilder
from goodpoints.services.soundness import Run, Sums

_ENDS: Final = -(2**63), 2**63 - 1

Waiting: TypeAlias = Callable[[], list[Sums | None]]
"""Waits for the sums of runs; None stands for one in which something is wrong."""

Runner: TypeAlias = Callable[[Sequence[Run]], Waiting]
"""Begins to check runs."""


def cut(size: int, shares: int, anchors: dict[int, str]) -> list[Run]:
    """A journal of `size` entries in so many runs, or fewer where it is short; each begins with a subtree."""
    trees = -(-size // SUBTREE)
    firsts = sorted({share * trees // shares * SUBTREE + 1 for share in range(shares)})
    runs = []
    for number, first in enumerate(firsts):
        last = firsts[number + 1] - 1 if first != firsts[-1] else size
        least, most = _ENDS[0] if first == 1 else first, _ENDS[1] if last == size else last
        runs.append(Run(first, last, least, most, {seq: told for seq, told in anchors.items() if first <= seq <= last}))
    return runs


def is_consistent(reader: StoreReader, book: str, sums: Sequence[Sums], scratch: Callable[[], Store]) -> bool:
    """Whether sound runs fit together, and every derived row is what they come to."""
    head = reader.head()
    return (
        head.reducers == REDUCERS
        and _follow(sums)
        and _head(sums) == head
        and _balances(reader, sums)
        and _turnovers(reader, sums)
        and _tallies(reader, sums)
        and [(n, root) for n, root in enumerate(_roots(sums))] == list(reader.dump("root"))
        and _things(reader, book, _touching(sums), scratch)
    )


def _follow(sums: Sequence[Sums]) -> bool:
    """Whether time goes forward from run to run, and no balance ever left the sign of its account."""
    held: Counter[BalanceKey] = Counter()
    recorded_at = ""
    for one in sums:
        began, ended = one.span
        if began < recorded_at or any(held[key] * sign_of(key[0]) + low < 0 for key, low in one.lowest.items()):
            return False
        recorded_at = ended
        held.update(one.balances)
    return True


def _roots(sums: Sequence[Sums]) -> list[bytes]:
    return [root for one in sums for root in one.roots]


def _head(sums: Sequence[Sums]) -> Head:
    """The book's row as it should be."""
    last = sums[-1]
    trees, leaves = Tree().grown(_roots(sums))[0], Tree().grown(last.rest)[0]
    edge = b"".join((*trees.edge, *leaves.edge))
    through = max(one.through for one in sums)
    return Head(sum(one.entries for one in sums), last.leaf, edge, through, last.span[1], REDUCERS)


def _balances(reader: StoreReader, sums: Sequence[Sums]) -> bool:
    wanted: Counter[Any] = Counter()
    for one in sums:
        wanted.update(one.balances)
    rows = (((account, unit, lot), (amount, sign)) for account, unit, lot, amount, sign in _rows(reader, "balance"))
    return _same(rows, {key: (amount, sign_of(key[0])) for key, amount in wanted.items()}, 1)


def _turnovers(reader: StoreReader, sums: Sequence[Sums]) -> bool:
    came: Counter[Any] = Counter()
    went: Counter[Any] = Counter()
    for one in sums:
        for (month, kind), moved in one.moved.items():
            for (source, target, unit), amount in moved.items():
                went[source, unit, month, kind] += amount
                came[target, unit, month, kind] += amount
    rows = ((tuple(row[:4]), tuple(row[4:])) for row in _rows(reader, "turnover"))
    return _same(rows, {key: (came[key], went[key]) for key in came.keys() | went.keys()}, 2)


def _tallies(reader: StoreReader, sums: Sequence[Sums]) -> bool:
    wanted: Counter[Any] = Counter()
    for one in sums:
        wanted.update(one.tallies)
    rows = ((tuple(row[:3]), tuple(row[3:])) for row in _rows(reader, "tally"))
    return _same(rows, {key: (amount,) for key, amount in wanted.items()}, 1)


def _rows(reader: StoreReader, table: str) -> Iterator[tuple[Any, ...]]:
    return reader.dump(table, zeros=True)


def _same(stored: Iterator[tuple[Any, Any]], wanted: dict[Any, tuple[int, ...]], amounts: int) -> bool:
    """Whether every stored row is as it should be, and only such are missing as say nothing.

    Args:
        stored: Key and what is behind it, row by row.
        wanted: The same, of all rows.
        amounts: How many of the values behind a key, from the first, make a row say something.
    """
    if any(wanted.pop(key, None) != told for key, told in stored):
        return False
    return not any(any(told[:amounts]) for told in wanted.values())


def _touching(sums: Sequence[Sums]) -> list[int]:
    return [seq for one in sums for seq in one.touching]


def _things(reader: StoreReader, book: str, touching: Sequence[int], scratch: Callable[[], Store]) -> bool:
    """Whether things are as the entries that change them leave them."""
    findings, empty = Findings(), Head(0, origin(book), b"", "", "", REDUCERS)
    with closing(scratch()) as store:
        store.create(book, empty)
        with store.write(book) as derived:
            rebuilder = Rebuilder(derived, empty)
            for number, seq in enumerate(touching, 1):
                for row in reader.entries(seq, seq):
                    rebuilder.change_things(entry_of(row.body))
                if not number % AT_ONCE:
                    derived.append(rebuilder.batch())
            derived.append(rebuilder.batch())
            compare_table("thing", reader, derived, findings)
    return not findings.all()
