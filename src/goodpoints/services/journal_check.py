"""The journal, entry by entry: chain, canonical form, columns, laws. What is wrong becomes findings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any, Final, Protocol

from goodpoints.domain.entries import Entry
from goodpoints.domain.journal.mirror import mirrors
from goodpoints.domain.replay import check_transfers
from goodpoints.domain.seal import body_of, digest_of_detail, entry_of, next_leaf, origin
from goodpoints.errors import GoodpointsError
from goodpoints.ports import DetailRow, EntryRow, Head
from goodpoints.services.findings import Findings
from goodpoints.services.soundness import BROKEN as _BROKEN

_SHELVES: Final = 256


class Journal(Protocol):
    """What is checked: a book (`ports.StoreReader`), or what is to become a part of one."""

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        """The rows of `entry`, or of `detail`, in key order."""

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        """Entries by number, those before the part included."""


class JournalCheck:
    """Reads the journal once, from its first entry on.

    Args:
        reader: One consistent view of the book.
        findings: Where faults go.
        anchors: Number → hex digits its leaf must begin with.
        start: The book before the first entry that is read; None for an empty one.
    """

    def __init__(
        self, reader: Journal, book: str, findings: Findings, anchors: dict[int, str], *, start: Head | None = None
    ) -> None:
        self._reader = reader
        self._findings = findings
        self._anchors = anchors
        self._leaf: bytes | None = start.leaf if start else origin(book)
        self._details = _Details(reader, findings)
        self._keys = _Keys()
        self.seq = self.sound_upto = start.size if start else 0
        self.count = 0
        self.recorded_at = start.recorded_at if start else ""
        self.met: list[int] = []

    @property
    def erased(self) -> int:
        """Private details whose text is gone."""
        return self._details.erased

    def entries(self) -> Iterator[tuple[Entry, bytes]]:
        """Every entry that can be read, with its stored leaf, after it was checked."""
        for told in self._reader.dump("entry"):
            row = EntryRow(*told)  # type: ignore[arg-type]  # a dump's rows have the shape of their table
            entry = self._checked(row)
            if entry is not None:
                yield entry, row.leaf
        self._details.rest()
        for key in self._keys.repeated(self._reader):
            self._findings.add("key_repeated", key=key)

    def _checked(self, row: EntryRow) -> Entry | None:
        found = len(self._findings)
        self.count += 1
        if not self._numbered(row):
            return None
        self._chained(row)
        entry = self._read(row)
        if entry is not None and not self._lawful(entry):
            entry = None
        if len(self._findings) == found and self.sound_upto == row.seq - 1:
            self.sound_upto = row.seq
        return entry

    def _numbered(self, row: EntryRow) -> bool:
        if type(row.seq) is not int or row.seq <= self.seq:
            self._findings.add("repeated_entry", entry=str(row.seq))
            return False
        if row.seq != self.seq + 1:
            self._findings.add("missing_entries", first=self.seq + 1, last=row.seq - 1)
            self._leaf = None
        self.seq = row.seq
        return True

    def _chained(self, row: EntryRow) -> None:
        # Every stored leaf is a new start, so that one edit is one finding and not all that come after it.
        if self._leaf is not None and next_leaf(self._leaf, str(row.body)) != row.leaf:
            self._findings.add("chain_broken", entry=row.seq)
        stored: object = row.leaf  # a damaged row may hold anything
        self._leaf = stored if isinstance(stored, bytes) else None
        wanted = self._anchors.get(row.seq)
        if wanted is None:
            return
        if (self._leaf or b"").hex().startswith(wanted):
            self.met.append(row.seq)
        else:
            self._findings.add("anchor_missed", entry=row.seq, anchor=wanted)

    def _read(self, row: EntryRow) -> Entry | None:
        try:
            entry = entry_of(row.body)
            if body_of(entry) != row.body:
                self._findings.add("not_canonical", entry=row.seq)
        except GoodpointsError as error:
            self._findings.add_error(error, entry=row.seq)
            return None
        except _BROKEN:
            self._findings.add("bad_body", entry=row.seq)
            return None
        return entry if self._columns(row, entry) else None

    def _columns(self, row: EntryRow, entry: Entry) -> bool:
        if (row.seq, row.kind, row.day, row.key) != (entry.seq, entry.kind, entry.day, entry.key):
            for column in ("seq", "kind", "day", "key"):
                if getattr(row, column) != getattr(entry, column):
                    self._findings.add("column_differs", table="entry", key=str(row.seq), column=column)
        return bool(entry.seq == row.seq)

    def _lawful(self, entry: Entry) -> bool:
        """Whether the laws hold well enough for the entry to be replayed."""
        try:
            return self._laws(entry)
        except _BROKEN:
            self._findings.add("bad_body", entry=entry.seq)
            return False

    def _laws(self, entry: Entry) -> bool:
        self._keys.add(entry.key)
        if entry.recorded_at < self.recorded_at:
            self._findings.add("time_backwards", entry=entry.seq)
        self.recorded_at = max(self.recorded_at, entry.recorded_at)
        self._refers(entry)
        self._details.check(entry)
        try:
            check_transfers(entry.kind, entry.transfers)
        except GoodpointsError as error:
            self._findings.add_error(error, entry=entry.seq)
            # What was taken from a forbidden place was taken nevertheless: the balances hold it.
            return error.code == "forbidden_source"
        return True

    def _refers(self, entry: Entry) -> None:
        to = entry.refers_to
        if type(to) is not int or not 0 <= to < entry.seq or (entry.kind == "reverse" and not to):
            self._findings.add("bad_reference", entry=entry.seq, refers_to=str(to)[:20])
        elif entry.kind == "reverse":
            for row in self._reader.entries(to, to):
                if not _mirrors(entry, row.body):
                    self._findings.add("not_mirrored", entry=entry.seq, refers_to=to)


def _mirrors(reversal: Entry, original: str) -> bool:
    try:
        return mirrors(reversal, entry_of(original))
    except (GoodpointsError, *_BROKEN):
        return False


class _Details:
    """Private details beside the entries, read in step with them."""

    def __init__(self, reader: Journal, findings: Findings) -> None:
        self._rows = (DetailRow(*row) for row in reader.dump("detail"))  # type: ignore[arg-type]  # rows of its table
        self._next = next(self._rows, None)
        self._findings = findings
        self.erased = 0

    def check(self, entry: Entry) -> None:
        """Compare what an entry commits to with what lies beside it."""
        beside = list(self._upto(entry.seq)) if self._next is not None else []
        if not beside and not entry.private:
            return
        rows = {row.n: row for row in beside if row.seq == entry.seq}
        for row in beside:
            if row.seq != entry.seq or not 0 <= row.n < len(entry.private):
                self._findings.add("extra_row", table="detail", key=f"{row.seq}/{row.n}")
        for n, told in enumerate(entry.private):
            if n not in rows:
                self._findings.add("missing_row", table="detail", key=f"{entry.seq}/{n}")
            else:
                self._fits(rows[n], told.of, told.field, told.digest)

    def _fits(self, row: DetailRow, of: str, field: str, digest: str) -> None:
        key = f"{row.seq}/{row.n}"
        for column, wanted in (("of", of), ("field", field)):
            if getattr(row, column) != wanted:
                self._findings.add("column_differs", table="detail", key=key, column=column)
        if row.salt is None and row.text is None:
            self.erased += 1
        elif row.salt is None or row.text is None:
            self._findings.add("half_erased", table="detail", key=key)
        elif digest_of_detail(row.salt, row.text) != digest:
            self._findings.add("text_differs", table="detail", key=key)

    def _upto(self, seq: int) -> Iterator[DetailRow]:
        while self._next is not None and self._next.seq <= seq:
            yield self._next
            self._next = next(self._rows, None)

    def rest(self) -> None:
        """Whatever lies beside entries that are not there."""
        if self._next is not None:
            for row in chain([self._next], self._rows):
                self._findings.add("extra_row", table="detail", key=f"{row.seq}/{row.n}")


class _Keys:
    """Which keys were used, eight bytes each: enough to see that none was used twice."""

    def __init__(self) -> None:
        self._shelves = [array("q") for _ in range(_SHELVES)]

    def add(self, key: str) -> None:
        digest = hash(key)
        self._shelves[digest % _SHELVES].append(digest)

    def repeated(self, reader: Journal) -> list[str]:
        """The keys that more than one entry bears; the journal is read again only where there may be one."""
        twice = {digest for shelf in self._shelves for digest in _repeated(sorted(shelf))}
        if not twice:
            return []
        keys = [str(row[3]) for row in reader.dump("entry") if hash(row[3]) in twice]
        return _repeated(sorted(keys))


def _repeated(values: list[Any]) -> list[Any]:
    return sorted({one for one, other in pairwise(values) if one == other})
