"""What a run of entries has changed and the store does not know yet, on its way to becoming rows.

An entry is not kept here, only what its rows need: texts and numbers in plain tuples. Whole entries by the thousand would be
looked through again and again by Python's garbage collector, and push what the next act needs out of the processor's caches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from goodpoints.domain.accounts import sign_of
from goodpoints.domain.entries import Entry, Tally, Thing, ThingKey
from goodpoints.domain.remainders import OWED
from goodpoints.domain.seal import SUBTREE, Tree
from goodpoints.domain.ways import Moved, Way
from goodpoints.domain.whole import Rows, maker
from goodpoints.ports import (
    BalanceKey,
    BalanceRow,
    DetailRow,
    EntryRow,
    Head,
    MergedBatch,
    PostingRow,
    RootRow,
    TallyRow,
    TurnoverRow,
)
from goodpoints.services.thing_rows import row_of

_LEAF = 32
_MONTH: Final = len("2026-01")
_balance, _posting, _turnover = maker(BalanceRow), maker(PostingRow), maker(TurnoverRow)
_tally, _batch, _tree = maker(TallyRow), maker(MergedBatch), maker(Tree)
_Sums: TypeAlias = dict[tuple[str, str], dict[Way, int]]
"""(month, kind) → way → sum of the amounts."""


class Changes:
    """Rows in the making: entries, postings, details and things as they come, amounts and counts summed up.

    Attributes:
        entries: What begins the row of each entry: number, kind, day, key.
        recorded_at: When the last one was.
    """

    def __init__(self) -> None:
        self.entries: list[tuple[int, str, str, str]] = []
        self.recorded_at = ""
        self.tallies: dict[tuple[str, str], dict[str, int]] = {}
        self.things: dict[ThingKey, Thing] = {}
        self.details: list[DetailRow] = []
        self._sums: _Sums = {}
        self._postings: list[tuple[str, int, int, str, str, int]] = []

    def take(self, entry: Entry, moved: Iterable[Moved]) -> None:
        """Take an entry in: both sides of every transfer as postings, pools left out, and what was moved from where to where.

        Args:
            entry: What is written, or derived anew.
            moved: The entry's transfers by their ways.
        """
        seq, kind, day = entry[:3]
        self.entries.append(entry[:4])
        self.recorded_at = entry.recorded_at
        turn = day[:_MONTH], kind
        sums = self._sums.get(turn)
        if sums is None:
            sums = self._sums[turn] = defaultdict(int)
        postings, n = self._postings, 0
        for way, amount in moved:
            sums[way] += amount
            if way.source_kept:
                postings.append((way.source, seq, n, way.unit, way.lot, -amount))
            if way.target_kept:
                postings.append((way.target, seq, n + 1, way.unit, way.lot, amount))
            n += 2

    def add_tallies(self, tallies: list[Tally]) -> None:
        """Counts, summed by day."""
        for name, subject, day, amount in tallies:
            days = self.tallies.setdefault((name, subject), {})
            days[day] = days.get(day, 0) + amount

    def tally(self, name: str, subject: str, first: str, last: str) -> int:
        """The part of a count that the store does not know yet."""
        days = self.tallies.get((name, subject))
        return sum(amount for day, amount in days.items() if first <= day <= last) if days else 0

    def batch(
        self,
        head: Head,
        amounts_of: Callable[[Iterable[BalanceKey]], list[int]],
        *,
        roots: Sequence[RootRow],
        entries: Sequence[EntryRow] = (),
    ) -> MergedBatch:
        """Everything so far as plain rows.

        Args:
            head: The book after the last entry.
            amounts_of: What accounts now hold of a unit and lot.
            roots: Of the subtrees that the entries complete.
            entries: Empty where only what is derived is written.
        """
        postings = Rows(_posting, self._postings)
        balances, turnovers = _balances(self._sums, amounts_of), _turnovers(self._sums)
        tallies = [_tally((*key, day, n)) for key, days in self.tallies.items() for day, n in days.items()]
        things = [row_of(thing) for thing in self.things.values()]
        return _batch((head, entries, postings, balances, turnovers, tallies, things, self.details, roots))


def _balances(moved: _Sums, amounts_of: Callable[[Iterable[BalanceKey]], list[int]]) -> Sequence[BalanceRow]:
    touched = set()
    for sums in moved.values():
        for way in sums:
            touched.add((way.source, way.unit, way.lot))
            touched.add((way.target, way.unit, way.lot))
    held = sorted(touched)
    parts = [(*key, n, sign_of(key[0])) for key, n in zip(held, amounts_of(held), strict=True)]
    return Rows(_balance, parts)


def _turnovers(moved: _Sums) -> Sequence[TurnoverRow]:
    """What came and went by account, unit, month and kind.

    Remainders are left out: nobody asks for them, and a year would have one row per household and material.
    """
    came: dict[tuple[str, str, str, str], int] = {}
    went: dict[tuple[str, str, str, str], int] = {}
    for turn, sums in moved.items():
        for way, amount in sums.items():
            if not way.unit.startswith(OWED):
                key = *way.leaves, *turn
                went[key] = went.get(key, 0) + amount
                key = *way.reaches, *turn
                came[key] = came.get(key, 0) + amount
    return Rows(_turnover, [(*key, came.get(key, 0), went.get(key, 0)) for key in {**went, **came}])


def next_roots(tree: Tree, leaves: list[bytes]) -> tuple[list[RootRow], Tree]:
    """The rows of the subtrees that these leaves complete, and the tree after them."""
    grown, roots = tree.grown(leaves)
    first = tree.size // SUBTREE
    return [RootRow(n, root) for n, root in enumerate(roots, first)] if roots else [], grown


def tree_of(head: Head) -> Tree:
    """The Merkle tree's growing edge as the book's row keeps it."""
    edge = head.edge
    return _tree((head.size, tuple([edge[at : at + _LEAF] for at in range(0, len(edge), _LEAF)])))
