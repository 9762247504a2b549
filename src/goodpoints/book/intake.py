"""Sheets into a book: reading, sorting and posting joined together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing, suppress
from os import PathLike
from typing import Final

from attrs import evolve

from goodpoints.book.book import Book
from goodpoints.book.opening import DEFAULT_ACTOR, empty_head
from goodpoints.book.stores import open_store
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.journal.bookkeeping import SheetSource
from goodpoints.domain.journal.opening import AlreadyOpen, OpenBook
from goodpoints.domain.policy import Policy
from goodpoints.errors import MistakenInput
from goodpoints.ports import Clock, Ids, RowStage
from goodpoints.services.clock import RandomIds, SystemClock
from goodpoints.services.importing import Importer, ImportReport, stage
from goodpoints.sheets.read import Reading, read
from goodpoints.sheets.registers import REGISTERS
from goodpoints.storage.staging import SqliteStage

Paths = Sequence[str | PathLike[str]]
_TOMORROW: Final = dt.timedelta(days=1)


class _RolledBack(Exception):
    """Leaves a write transaction without writing."""


def import_files(book: Book, paths: Paths, *, commit: bool, until: dt.date | None) -> ImportReport:
    """Take registers into a book that is there (see `Book.import_files`)."""
    with closing(SqliteStage()) as staged:
        reading = _staged(paths, staged, book.policy())
        return _post(book, staged, reading, None, commit=commit, until=until)


def import_into(
    url: str,
    paths: Paths,
    *,
    book: str,
    policy: Policy,
    commit: bool = False,
    until: dt.date | None = None,
    actor: str = DEFAULT_ACTOR,
    clock: Clock | None = None,
    ids: Ids | None = None,
) -> ImportReport:
    """Make a book out of registers: the policy's `village.opens`, or the earliest day of any act, is its first day.

    Without `commit`, or where rows are bad, nothing is left behind, not even the file.

    Raises:
        RefusedByRule: `AlreadyOpen` where the store has the book already.
        MistakenInput: `no_day` where neither policy nor rows say when the book begins.
    """
    with closing(SqliteStage()) as staged:
        reading = _staged(paths, staged, policy)
        first = OpenBook(_first_day(policy, staged), book=book, policy=policy)
        store = open_store(url if commit else "memory:")
        try:
            if book in store.books():
                raise AlreadyOpen("already_open", book=book)
            store.create(book, empty_head(book))
            made = Book(store, book, actor=actor, clock=clock or SystemClock(), ids=ids or RandomIds())
            return _post(made, staged, reading, first, commit=commit, until=until)
        finally:
            store.discard(book)
            store.close()


def _first_day(policy: Policy, staged: RowStage) -> dt.date:
    day = policy.village.opens or staged.earliest()
    if not day:
        raise MistakenInput("no_day")
    return day_of(day)


def _staged(paths: Paths, into: RowStage, policy: Policy) -> Reading:
    reading = read(paths)
    keeps = {r.kind: frozenset(column.name for column in r.columns if column.deciding) for r in REGISTERS}
    stage(reading.rows(), into, policy, keeps)
    return reading


def _post(
    book: Book, staged: RowStage, reading: Reading, first: OpenBook | None, *, commit: bool, until: dt.date | None
) -> ImportReport:
    """Post in one transaction; rolled back where rows are bad, or where it is only a trial."""
    sheets = [
        SheetSource(register=s.register, digest=s.digest, rows=s.rows, file=s.file, sheet=s.sheet or "")
        for s in reading.sheets
    ]
    with suppress(_RolledBack), book.writing() as tx:
        if first is not None:
            tx.post("open", first, book.actor)
        importer = Importer(tx, book.actor)
        importer.run(staged, sheets)
        if until is not None:
            tx.due(iso(until + _TOMORROW))
        report = importer.report(tuple(reading.bad_rows))
        _keep_or_leave(report, commit=commit)
        report = evolve(report, committed=True)
    return report


def _keep_or_leave(report: ImportReport, *, commit: bool) -> None:
    if report.bad_rows or not commit:
        raise _RolledBack
