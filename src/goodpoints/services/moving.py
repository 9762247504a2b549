"""A journal from a file into a book: checked as it is read, derived anew, written chunk by chunk.

Each chunk is one transaction, so that what is in the book is always a true beginning of the journal: an interrupted
move goes on where the book stands, and moving twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import IO, Any, Final, NamedTuple

from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import next_leaf, origin
from goodpoints.errors import Fact, GoodpointsError, ImportConflict, LedgerIntegrityError
from goodpoints.ports import DetailRow, EntryRow, Head, Store, StoreTx
from goodpoints.services.detail_lines import Beside, DetailLines, erased, place_of
from goodpoints.services.findings import Finding, Findings
from goodpoints.services.journal_check import JournalCheck
from goodpoints.services.journal_file import DETAILS, Line, leaf_at, read_details, read_header, read_lines
from goodpoints.services.rebuild import Rebuilder, up_to_date
from goodpoints.services.verify import reduce_into

AT_ONCE: Final = 2000
"""Entries in one transaction."""


class Moved(NamedTuple):
    """What became of a journal that was read.

    Attributes:
        book: Code of the book.
        taken: Entries that were written.
        known: Entries that the book had already.
        size: Entries that the book has now.
        leaf: Leaf of the last one; with `size` the book's head.
    """

    book: str
    taken: int
    known: int
    size: int
    leaf: bytes


class _Tried(Exception):
    """Rolls back what was only to be tried."""


class Move:
    """A journal on its way into a store; it is read once.

    Args:
        journal: Open for reading bytes, at its first one.
        details: The private details that belong to it; None leaves them erased.
        at_once: Entries in one transaction.

    Raises:
        MistakenInput: `not_a_journal`.
        ImportConflict: `other_details`.
        StorageError: `newer_format`.
    """

    def __init__(self, journal: IO[bytes], details: IO[bytes] | None = None, *, at_once: int = AT_ONCE) -> None:
        self.header = read_header(journal)
        if details is not None and read_header(details, DETAILS) != self.header:
            raise ImportConflict("other_details", book=self.header.book)
        self._lines = read_lines(journal, self.header.after)
        self._details = None if details is None else DetailLines(read_details(details))
        self._at_once = at_once
        self._known = self._taken = 0
        self._last = Line(1, self.header.after, None)

    def into(self, store: Store, *, dry_run: bool = False) -> Moved:
        """Read it to its end; the book is made where it is not there.

        Args:
            store: Where the book is to lie.
            dry_run: Do everything in one transaction, and roll it back.

        Raises:
            ImportConflict: `journal_gap`, `journal_fork`: it does not go on where the book stands.
            LedgerIntegrityError: `bad_journal_line`, `bad_detail_line`, `journal_ends`.
            StorageError: As the store has it. After any error the book has what earlier chunks brought, and
                `facts["kept"]` says up to which entry where that is more than before.
        """
        book = self.header.book
        new = book not in store.books()
        store.create(book, Head(0, origin(book), b"", "", "", REDUCERS))
        try:
            head = self._tried(store) if dry_run else self._moved(store)
        finally:
            if new and (dry_run or not self._taken):
                store.discard(book)
        return Moved(book, self._taken, self._known, head.size, head.leaf)

    def _moved(self, store: Store) -> Head:
        try:
            head = self._written(store, [])
            while chunk := self._chunk():
                head = self._written(store, chunk)
            self._finished()
        except GoodpointsError as error:
            raise self._told(error) from error
        return head

    def _written(self, store: Store, chunk: Sequence[Line]) -> Head:
        with store.write(self.header.book) as tx:
            head, taken = self._take(tx, chunk)
        self._count(chunk, taken)
        return head

    def _tried(self, store: Store) -> Head:
        with suppress(_Tried), store.write(self.header.book) as tx:
            head, _taken = self._take(tx, [])
            while chunk := self._chunk():
                head, taken = self._take(tx, chunk)
                self._count(chunk, taken)
            self._finished()
            raise _Tried
        return head

    def _chunk(self) -> list[Line]:
        return list(islice(self._lines, self._at_once))

    def _count(self, chunk: Sequence[Line], taken: int) -> None:
        self._taken += taken
        self._known += len(chunk) - taken
        self._last = chunk[-1] if chunk else self._last

    def _told(self, error: GoodpointsError) -> GoodpointsError:
        """The error, which also says what is in the book by now."""
        if self._taken:
            error = error.rebuilt(error.code, {**error.facts, "kept": self._last.seq})
        return error

    def _finished(self) -> None:
        """Nothing may be missing at the end, and nothing left over."""
        if self._last.seq < self.header.size:
            facts: dict[str, Fact] = {"line": self._last.number, "entry": self._last.seq, "last": self.header.size}
            raise LedgerIntegrityError("journal_ends", **facts)
        if self._details is not None and (number := self._details.left_over()):
            problem = Finding("extra_row", {"table": "detail", "key": ""})
            raise LedgerIntegrityError("bad_detail_line", **place_of(number, self._last.seq, problem))

    # -- a chunk -------------------------------------------------------------------------------------------

    def _take(self, tx: StoreTx, chunk: Sequence[Line]) -> tuple[Head, int]:
        """Take in what the book does not have yet; the book's row afterwards, and how many entries that was."""
        head = up_to_date(tx, tx.head())
        self._join(tx, head)
        known = [line for line in chunk if line.seq <= head.size]
        self._compare(tx, known)
        fresh = chunk[len(known) :]
        details = self._details.upto(chunk[-1].seq) if chunk and self._details is not None else None
        return (self._append(tx, head, fresh, details), len(fresh)) if fresh else (head, 0)

    def _join(self, tx: StoreTx, head: Head) -> None:
        """The file must go on from an entry that the book has."""
        header = self.header
        if header.after > head.size:
            raise ImportConflict("journal_gap", line=2, entry=header.after + 1, last=head.size)
        if leaf_at(tx, header.book, header.after) != header.leaf:
            raise ImportConflict("journal_fork", line=1, entry=header.after)

    def _compare(self, tx: StoreTx, known: Sequence[Line]) -> None:
        """What the book has already must be what the file says."""
        if not known:
            return
        leaf = leaf_at(tx, self.header.book, known[0].seq - 1)
        ours = list(tx.entries(known[0].seq, known[-1].seq))
        if len(ours) != len(known):
            raise LedgerIntegrityError("damaged")
        for line, stored in zip(known, ours, strict=True):
            if line.row != stored:
                raise _not_ours(line, leaf)
            leaf = stored.leaf

    def _append(self, tx: StoreTx, head: Head, fresh: Sequence[Line], details: Beside | None) -> Head:
        whole = _in_order(fresh, self.header.size)
        rows = [row for _number, _seq, row in fresh[:whole] if row is not None]
        source = _Incoming(tx, rows, list(erased(rows)) if details is None else details.of(rows))
        findings, rebuilder = Findings(), Rebuilder(tx, head)
        # The header's own promise of the last leaf is an anchor like any other.
        anchors = {self.header.size: self.header.head.hex()}
        for entry, leaf in JournalCheck(source, self.header.book, findings, anchors, start=head).entries():
            if not findings:
                reduce_into(rebuilder, entry, leaf, findings)
        if not findings:
            for key in tx.seen([row.key for row in rows]):
                findings.add("key_repeated", key=key)
        for problem in findings.all()[:1]:
            raise _refused(problem, fresh, details)
        if whole < len(fresh):
            raise _out_of_order(fresh[whole])
        tx.append(rebuilder.batch()._replace(entries=rows, details=source.details))
        return rebuilder.head


class _Incoming:
    """A chunk as `JournalCheck` reads it: its own rows, and the book's for what they refer to."""

    def __init__(self, tx: StoreTx, rows: list[EntryRow], details: list[DetailRow]) -> None:
        self._tx = tx
        self._rows = rows
        self.details = details

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        _ = zeros
        return iter(self.details if table == "detail" else self._rows)

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        start = self._rows[0].seq
        if first < start:
            yield from self._tx.entries(first, min(last, start - 1))
        yield from self._rows[max(first - start, 0) : max(last - start + 1, 0)]


def _in_order(lines: Sequence[Line], size: int) -> int:
    """How many lines, from the first on, are lines of a journal and bear the number of their place."""
    for place, line in enumerate(lines):
        if line.row is None or line.row.seq != line.seq or line.seq > size:
            return place
    return len(lines)


def _out_of_order(line: Line) -> LedgerIntegrityError:
    if line.row is None:
        problem = Finding("bad_body", {"entry": line.seq})
    elif line.row.seq > line.seq:
        problem = Finding("missing_entries", {"first": line.seq, "last": line.row.seq - 1})
    elif line.row.seq < line.seq:
        problem = Finding("repeated_entry", {"entry": line.row.seq})
    else:
        problem = Finding("extra_row", {"table": "entry", "key": str(line.seq)})
    return LedgerIntegrityError("bad_journal_line", **place_of(line.number, line.seq, problem))


def _not_ours(line: Line, leaf: bytes) -> GoodpointsError:
    """A line that is not the entry of the book: changed, or lawfully another one."""
    if line.row is None or line.row.seq != line.seq:
        return _out_of_order(line)
    if next_leaf(leaf, line.row.body) != line.row.leaf:
        return LedgerIntegrityError(
            "bad_journal_line", **place_of(line.number, line.seq, Finding("chain_broken", {"entry": line.seq}))
        )
    return ImportConflict("journal_fork", line=line.number, entry=line.seq)


def _refused(problem: Finding, fresh: Sequence[Line], details: Beside | None) -> LedgerIntegrityError:
    """The first finding of a chunk, at its line."""
    if problem.facts.get("table") == "detail":
        seq, _, n = str(problem.facts["key"]).partition("/")
        place = int(seq), int(n)
        return LedgerIntegrityError(
            "bad_detail_line", **place_of(details.line_of(place) if details else 0, place[0], problem)
        )
    by_key = {line.row.key: line.seq for line in fresh if line.row is not None}
    found: Any = problem.facts.get("entry") or by_key.get(str(problem.facts.get("key")))
    seq_there = found if type(found) is int else fresh[0].seq
    number = fresh[0].number + seq_there - fresh[0].seq
    return LedgerIntegrityError("bad_journal_line", **place_of(number, seq_there, problem))
