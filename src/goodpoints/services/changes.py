"""What a run of entries has changed and the store does not know yet, on its way to becoming rows."""

from __future__ import annotations

from collections import defaultdict

from goodpoints.domain.accounts import is_pool, sign_of
from goodpoints.domain.entries import Entry, Tally, Thing, ThingKey
from goodpoints.domain.remainders import OWED
from goodpoints.domain.seal import Tree
from goodpoints.ports import (
    BalanceRow,
    Batch,
    DetailRow,
    EntryRow,
    Head,
    PostingRow,
    RootRow,
    TallyRow,
    TurnoverRow,
)
from goodpoints.services.thing_rows import row_of

_LEAF = 32
_CAME, _WENT = 0, 1


class Changes:
    """Rows in the making: entries as they come, everything derived summed up by key."""

    def __init__(self) -> None:
        self.entries: dict[str, EntryRow] = {}
        self.postings: list[tuple[str, int, int, str, str, int]] = []
        self.balances: dict[tuple[str, str, str], int] = {}
        self.turnovers: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.tallies: dict[tuple[str, str], dict[str, int]] = {}
        self.things: dict[ThingKey, Thing] = {}
        self.details: list[DetailRow] = []
        self.roots: list[RootRow] = []

    def add_transfers(self, entry: Entry) -> None:
        """Postings of both sides (pools left out) and the month's turnover (remainders left out)."""
        seq, month, kind = entry.seq, entry.day[:7], entry.kind
        for index, (source, target, unit, lot, amount) in enumerate(entry.transfers):
            if not is_pool(source):
                self.postings.append((source, seq, 2 * index, unit, lot, -amount))
            if not is_pool(target):
                self.postings.append((target, seq, 2 * index + 1, unit, lot, amount))
            # Nobody asks what came and went of remainders, and a year would have one row per household and material.
            if not unit.startswith(OWED):
                self.turnovers[source, unit, month, kind][_WENT] += amount
                self.turnovers[target, unit, month, kind][_CAME] += amount

    def add_tallies(self, tallies: list[Tally]) -> None:
        """Counts, summed by day."""
        for name, subject, day, amount in tallies:
            days = self.tallies.setdefault((name, subject), {})
            days[day] = days.get(day, 0) + amount

    def tally(self, name: str, subject: str, first: str, last: str) -> int:
        """The part of a count that the store does not know yet."""
        days = self.tallies.get((name, subject))
        return sum(amount for day, amount in days.items() if first <= day <= last) if days else 0

    def batch(self, head: Head) -> Batch:
        """Everything so far as plain rows."""
        return Batch(
            head=head,
            entries=list(self.entries.values()),
            postings=list(map(PostingRow._make, self.postings)),
            balances=[BalanceRow(*key, amount, sign_of(key[0])) for key, amount in sorted(self.balances.items())],
            turnovers=[TurnoverRow(*key, *sums) for key, sums in self.turnovers.items()],
            tallies=[TallyRow(*key, day, n) for key, days in self.tallies.items() for day, n in days.items()],
            things=[row_of(thing) for thing in self.things.values()],
            details=self.details,
            roots=self.roots,
        )


def tree_of(head: Head) -> Tree:
    """The Merkle tree's growing edge as the book's row keeps it."""
    edge = tuple(head.edge[at : at + _LEAF] for at in range(0, len(head.edge), _LEAF))
    return Tree(head.size, edge)
