"""Verify: hash the chain again, derive everything again, compare every stored column. Findings, never exceptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Final

from goodpoints.domain.entries import Entry
from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import origin
from goodpoints.errors import GoodpointsError, LedgerIntegrityError, MistakenInput, StorageError
from goodpoints.ports import Head, Store, StoreReader, StoreTx
from goodpoints.services.compare import compare
from goodpoints.services.consistency import Runner, Waiting, cut, is_consistent
from goodpoints.services.findings import Findings, Report
from goodpoints.services.journal_check import JournalCheck
from goodpoints.services.rebuild import AT_ONCE, Rebuilder
from goodpoints.services.soundness import BROKEN as _BROKEN
from goodpoints.services.soundness import Sums

_ON_THE_WAY: Final = frozenset({"not_granted", "not_prepared"})
"""Codes of errors that are of the way to a book, not of the book, and that no second try mends."""

_ANCHOR: Final = re.compile(r"[0-9a-f]{8,64}")


def anchors_of(told: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Anchors as they stand on paper: number of an entry, and the first hex digits of its leaf, spaces allowed.

    Raises:
        MistakenInput: `bad_anchor` below eight digits, for what is no hex number, or two that differ.
    """
    anchors: dict[int, str] = {}
    for seq, digits in told:
        plain = re.sub(r"\s", "", digits).lower()
        before = anchors.get(seq, "")
        if seq < 1 or not _ANCHOR.fullmatch(plain) or not (plain.startswith(before) or before.startswith(plain)):
            raise MistakenInput("bad_anchor", entry=seq, got=digits[:80])
        anchors[seq] = max(before, plain, key=len)
    return anchors


def verify(
    reader: StoreReader,
    book: str,
    scratch: Callable[[], Store],
    *,
    anchors: dict[int, str],
    self_check: Callable[[], list[str]],
    runner: Runner | None = None,
    shares: int = 1,
) -> Report:
    """Check a book; nothing of it is changed.

    Args:
        reader: One consistent view of the book.
        book: Its code, on which the first leaf hangs.
        scratch: Makes an empty store for what is derived anew.
        anchors: As `anchors_of` makes them.
        self_check: What the store knows about its own health.
        runner: The quick way, where the store has one: it only says whether all is well. Where it does not, or there
            is none, everything is gone through thoroughly and told.
        shares: Into how many runs the journal is cut for it.
    """
    findings = Findings()
    waiting = _begun(reader, runner, anchors, shares)
    _health(findings, self_check)
    sums = [] if waiting is None else waiting()
    if not len(findings) and _all_well(reader, book, scratch, sums):
        erased = sum(one.erased for one in sums if one is not None)
        return Report((), reader.head().size, erased, max(anchors, default=None))
    with closing(scratch()) as store:
        return _Verification(reader, book, findings, anchors).run(store)


def _health(findings: Findings, self_check: Callable[[], list[str]]) -> None:
    with _as_finding(findings):
        for fault in self_check():
            findings.add("store_fault", told=fault[:200])


def _begun(reader: StoreReader, runner: Runner | None, anchors: dict[int, str], shares: int) -> Waiting | None:
    """The runs under way; None where there is nothing to run, or an anchor that none could meet."""
    size = reader.head().size
    if runner is None or not size or any(seq > size for seq in anchors):
        return None
    return runner(cut(size, shares, anchors))


def _all_well(reader: StoreReader, book: str, scratch: Callable[[], Store], found: Sequence[Sums | None]) -> bool:
    """Whether every run is sound and all of them come to what is stored."""
    sums = [one for one in found if one is not None]
    try:
        return bool(sums) and len(sums) == len(found) and is_consistent(reader, book, sums, scratch)
    except (GoodpointsError, *_BROKEN):
        return False


class _Verification:
    def __init__(self, reader: StoreReader, book: str, findings: Findings, anchors: dict[int, str]) -> None:
        self._reader = reader
        self._book = book
        self._findings = findings
        self._anchors = anchors
        self._checked = 0
        self._erased = 0
        self._proven: int | None = None

    def run(self, scratch: Store) -> Report:
        empty = Head(0, origin(self._book), b"", "", "", REDUCERS)
        scratch.create(self._book, empty)
        with _as_finding(self._findings), scratch.write(self._book) as derived:
            self._replay(derived, Rebuilder(derived, empty))
        return Report(self._findings.all(), self._checked, self._erased, self._proven)

    def _replay(self, derived: StoreTx, rebuilder: Rebuilder) -> None:
        journal = JournalCheck(self._reader, self._book, self._findings, self._anchors)
        waiting = 0
        for entry, leaf in journal.entries():
            reduce_into(rebuilder, entry, leaf, self._findings)
            waiting += 1
            if waiting == AT_ONCE:
                derived.append(rebuilder.batch())
                waiting = 0
            self._checked = journal.count
        derived.append(rebuilder.batch())
        self._checked, self._erased = journal.count, journal.erased
        self._judge_anchors(journal)
        self._compare(derived, rebuilder.head)

    def _judge_anchors(self, journal: JournalCheck) -> None:
        for seq, digits in self._anchors.items():
            if seq > journal.seq:
                self._findings.add("anchor_beyond", entry=seq, anchor=digits, last=journal.seq)
        met = [seq for seq in journal.met if seq <= journal.sound_upto]
        self._proven = max(met, default=None)

    def _compare(self, derived: StoreReader, right: Head) -> None:
        stored = self._reader.head()
        for column, ours, theirs in zip(Head._fields, stored, right, strict=True):
            if ours != theirs:
                self._findings.add("column_differs", table="book", key=self._book, column=column)
        # Rows made by other reducers differ lawfully: the next write derives them anew.
        if stored.reducers == right.reducers:
            compare(self._reader, derived, self._findings)


def reduce_into(rebuilder: Rebuilder, entry: Entry, leaf: bytes, findings: Findings) -> None:
    """Derive what an entry leads to; what it cannot lead to is a finding."""
    try:
        for account, unit, lot in rebuilder.add(entry, leaf):
            findings.add("overdrawn", entry=entry.seq, account=account, unit=unit, lot=lot)
    except GoodpointsError as error:
        findings.add_error(error, entry=entry.seq)
    except _BROKEN:
        findings.add("not_reducible", entry=entry.seq)


@contextmanager
def _as_finding(findings: Findings) -> Iterator[None]:
    """Whatever keeps us from reading on is a finding too: damaged pages, above all."""
    try:
        yield
    except LedgerIntegrityError as error:
        findings.add_error(error)
    except StorageError as error:
        if error.facts.get("again") or error.code in _ON_THE_WAY:
            raise
        findings.add("damaged", told=str(error))
    except _BROKEN as error:
        # Values that no column of its type can hold: a damaged row, or sums forged beyond all bounds.
        findings.add("damaged", told=type(error).__name__)
