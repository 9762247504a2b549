"""From the journal to everything that is derived from it, by the reducers that live writing uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from goodpoints.domain.accounts import sign_of
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Entry, Thing, ThingKey
from goodpoints.domain.replay import REDUCERS, is_recounted, recount, reduced, tallies_of, through_after, touched
from goodpoints.domain.seal import entry_of
from goodpoints.domain.ways import moved_by
from goodpoints.errors import StorageError
from goodpoints.ports import BalanceKey, Batch, Head, StoreReader, StoreTx
from goodpoints.services.changes import Changes, next_roots, tree_of
from goodpoints.services.view import thing_of

AT_ONCE: Final = 5000
"""Entries in one batch."""

_REMEMBERED: Final = 100_000
"""Balances, or things, kept at hand; beyond it they are read back, so that memory stays flat."""


class Rebuilder:
    """Reduces entries, one after the other, into batches of derived rows; what they say was counted is counted again.

    Args:
        derived: Where the batches go: what is no longer remembered is read back from there.
        head: The book before the first entry that is added.
    """

    def __init__(self, derived: StoreReader, head: Head) -> None:
        self.head = head
        self._derived = derived
        self._last = head.size, head.leaf, head.recorded_at
        self._through = head.through
        self._tree = tree_of(head)
        self._leaves: list[bytes] = []
        self._changes = Changes()
        self._held: dict[BalanceKey, int] = {}
        self._things: dict[ThingKey, Thing | None] = {}
        self._asked: set[tuple[str, str]] = set()
        self._forgot = self._stored = head.size > 0

    def add(self, entry: Entry, leaf: bytes) -> list[BalanceKey]:
        """Take an entry in; the balances that it leaves beyond the sign of their account.

        Raises:
            TypeError: What follows from it is no row, and so whatever a reducer raises over facts that it never made.
        """
        self._grow(entry, leaf)
        self._changes.take(entry, moved_by(entry.transfers))
        tallies = tallies_of(entry)
        for *texts, _amount in tallies:
            "".join(texts)
        try:
            self._change_things(entry)
        finally:
            self._changes.add_tallies(tallies)
        return self._move(entry)

    def change_things(self, entry: Entry) -> None:
        """Take in what an entry makes of things, and what others need to count again; nothing else of it."""
        self._change_things(entry)
        if is_recounted(entry):
            self._changes.add_tallies(tallies_of(entry))

    def _change_things(self, entry: Entry) -> None:
        keys = touched(entry)
        if keys:
            self._reduce(entry, keys)

    def _counted(self, name: str, subject: str, first: dt.date, last: dt.date) -> int:
        """What was counted before the entry that is being reduced."""
        days = iso(first), iso(last)
        stored = self._derived.tally(name, subject, *days) if self._stored else 0
        return stored + self._changes.tally(name, subject, *days)

    def _grow(self, entry: Entry, leaf: bytes) -> None:
        self._leaves.append(leaf)
        self._through = through_after(self._through, entry)
        self._last = entry.seq, leaf, entry.recorded_at

    def _move(self, entry: Entry) -> list[BalanceKey]:
        held = self._held
        keys: dict[BalanceKey, None] = {}
        for source, target, unit, lot, amount in entry.transfers:
            for account, change in ((source, -amount), (target, amount)):
                key = account, unit, lot
                before = held.get(key)
                if before is None:
                    before = self._held_before(key)
                held[key] = before + change
                keys[key] = None
        return [key for key in keys if held[key] * sign_of(key[0]) < 0]

    def _held_before(self, key: BalanceKey) -> int:
        if self._forgot and key[:2] not in self._asked:
            self._asked.add(key[:2])
            for account, unit, lot, amount, _sign in self._derived.lots([key[:2]]):
                self._held.setdefault((account, unit, lot), amount)
        return self._held.get(key, 0)

    def _reduce(self, entry: Entry, keys: list[ThingKey]) -> None:
        missing = [key for key in keys if key not in self._things]
        self._things.update(dict.fromkeys(missing))
        if missing and self._forgot:
            self._things.update({(row.kind, row.code): thing_of(row) for row in self._derived.get(missing)})
        things = {key: self._things[key] for key in keys}
        recount(entry, things, self._counted)
        for thing in reduced(entry, things):
            # What a forged entry makes of a number or a list has no place in a column of texts.
            texts = thing.kind, thing.code, thing.status, thing.holder, thing.day
            "".join(texts)
            self._things[thing.key] = self._changes.things[thing.key] = thing

    def _amounts_of(self, keys: Iterable[BalanceKey]) -> list[int]:
        return list(map(self._held.__getitem__, keys))

    def batch(self) -> Batch:
        """What has gathered since the last batch, without entries and details; write it before going on."""
        size, leaf, recorded_at = self._last
        roots, self._tree = next_roots(self._tree, self._leaves)
        self.head = Head(size, leaf, b"".join(self._tree.edge), self._through, recorded_at, self.head.reducers)
        batch = self._changes.batch(self.head, self._amounts_of, roots=roots)
        self._changes, self._leaves, self._stored = Changes(), [], True
        if len(self._held) > _REMEMBERED or len(self._things) > _REMEMBERED:
            self._held, self._things, self._asked, self._forgot = {}, {}, set(), True
        return batch


def up_to_date(tx: StoreTx, head: Head) -> Head:
    """The book's row after everything that older reducers derived was derived anew; mostly there is nothing to do.

    Raises:
        StorageError: `newer_format` where newer reducers were at work.
    """
    if head.reducers == REDUCERS:
        return head
    if head.reducers > REDUCERS:
        raise StorageError("newer_format", again=0, format=head.reducers, known=REDUCERS)
    tx.replace_derived(_batches(tx, head))
    return tx.head()


def _batches(tx: StoreTx, head: Head) -> Iterator[Batch]:
    rebuilder = Rebuilder(tx, Head(0, head.leaf, b"", "", "", REDUCERS))
    for row in tx.entries(1, head.size):
        rebuilder.add(entry_of(row.body), row.leaf)
        if not row.seq % AT_ONCE:
            yield rebuilder.batch()
    yield rebuilder.batch()
