"""Sheets into a book: reading, sorting and posting joined together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from os import PathLike
from typing import Final, NamedTuple

from attrs import evolve, frozen

from goodpoints.book.book import Book
from goodpoints.book.opening import DEFAULT_ACTOR, empty_head
from goodpoints.book.stores import open_store
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.journal.batches import SheetSource
from goodpoints.domain.journal.opening import AlreadyOpen, OpenBook
from goodpoints.domain.policy import Policy
from goodpoints.domain.rows import BadRow
from goodpoints.errors import MistakenInput
from goodpoints.ports import Clock, Ids, RowStage
from goodpoints.services.clock import RandomIds, SystemClock
from goodpoints.services.importing import Importer, ImportReport, Keys, LeftAlone, stage
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.read import Reading, read
from goodpoints.sheets.registers import REGISTERS
from goodpoints.sheets.width import code_width
from goodpoints.storage.staging import SqliteStage

Paths = Sequence[str | PathLike[str]]
_TOMORROW: Final = dt.timedelta(days=1)
_DECIDING: Final = {act: columns for register in REGISTERS for act, columns in register.acts.items()}
"""Act → columns that decide the key of its row."""


class _RolledBack(Exception):
    """Leaves a write transaction without writing."""


@frozen
class Wish:
    """What is to become of an import.

    Args:
        commit: Write it; otherwise everything is tried and rolled back.
        until: Last day of the period: what ends with that day is expired too. None leaves it to the next act.
        skip_bad_rows: Take the good rows although others are bad.
        register: Keeps two registers of one kind apart: equal rows of another register are other rows.
        progress: Told from time to time how many rows are posted, and of how many.
    """

    commit: bool = False
    until: dt.date | None = None
    skip_bad_rows: bool = False
    register: str = ""
    progress: Callable[[int, int], None] | None = None


class _Waiting(NamedTuple):
    """Rows that wait to be posted, what the files said about them, and how many they are."""

    rows: RowStage
    reading: Reading
    total: int


def import_files(book: Book, paths: Paths, wish: Wish) -> ImportReport:
    """Take registers into a book that is there (see `Book.import_files`)."""
    with closing(SqliteStage()) as staged:
        materials = frozenset(line.material for line in book.materials())
        limits = Limits(code_width=code_width(balance.household for balance in book.balances()), materials=materials)
        waiting = _staged(paths, staged, book.policy(), Keys(_DECIDING, wish.register), limits=limits)
        return _post(book, waiting, wish)


def import_into(
    url: str,
    paths: Paths,
    *,
    book: str,
    policy: Policy,
    wish: Wish | None = None,
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
    wish = wish or Wish()
    with closing(SqliteStage()) as staged:
        waiting = _staged(paths, staged, policy, Keys(_DECIDING, wish.register))
        first = OpenBook(_first_day(policy, staged), book=book, policy=policy)
        store = open_store(url if wish.commit else "memory:")
        try:
            if book in store.books():
                raise AlreadyOpen("already_open", book=book)
            store.create(book, empty_head(book))
            made = Book(store, book, actor=actor, clock=clock or SystemClock(), ids=ids or RandomIds())
            return _post(made, waiting, wish, first=first)
        finally:
            store.discard(book)
            store.close()


def _first_day(policy: Policy, staged: RowStage) -> dt.date:
    day = policy.village.opens or staged.earliest()
    if not day:
        raise MistakenInput("no_day")
    return day_of(day)


def _staged(paths: Paths, into: SqliteStage, policy: Policy, keys: Keys, *, limits: Limits | None = None) -> _Waiting:
    reading = read(paths, limits)
    return _Waiting(into, reading, stage(reading.rows_by_sheet(met=into), into, policy, keys))


def _post(book: Book, waiting: _Waiting, wish: Wish, *, first: OpenBook | None = None) -> ImportReport:
    """Post in one transaction; rolled back where rows are bad, or where it is only a trial."""
    sheets = [
        SheetSource(register=s.register, digest=s.digest, rows=s.rows, file=s.file, sheet=s.sheet or "")
        for s in waiting.reading.sheets
        if s.rows
    ]
    with suppress(_RolledBack), book.writing() as tx:
        if first is not None:
            tx.post("open", first, book.actor)
        importer = Importer(tx, book.actor)
        importer.run(waiting.rows, sheets, taken=_counter(waiting.total, wish))
        if wish.until is not None:
            tx.due(iso(wish.until + _TOMORROW))
        report = _told(importer.report(), waiting.reading)
        _keep_or_leave(report, wish)
        report = evolve(report, committed=True)
    return report


def _counter(of: int, wish: Wish) -> Callable[[int], None] | None:
    tell = wish.progress
    return None if tell is None else lambda done: tell(done, of)


def _told(report: ImportReport, reading: Reading) -> ImportReport:
    """All bad rows in the order of the files, each column as its sheet calls it."""
    headers = {(s.file, s.sheet): s.headers for s in reading.sheets}
    order = {place: n for n, place in enumerate(headers)}
    late = [_as_sheet_calls_it(bad, headers) for bad in report.bad_rows]
    bad = sorted([*reading.bad_rows, *late], key=lambda b: (order[b.place.file, b.place.sheet], b.place.row))
    unread = [LeftAlone(one.file, one.sheet, one.code) for one in reading.ignored]
    unread += [LeftAlone(s.file, s.sheet, "unknown_columns", s.unknown) for s in reading.sheets if s.unknown]
    return evolve(report, bad_rows=tuple(bad), left_alone=tuple(unread), materials=reading.materials)


def _as_sheet_calls_it(bad: BadRow, headers: Mapping[tuple[str, str | None], Mapping[str, str]]) -> BadRow:
    named = headers[bad.place.file, bad.place.sheet]
    wanted = bad.place.column or ""
    # Where there is no column of units, the unit stands beside the quantity, or is left out there.
    column = named.get("quantity", wanted) if wanted == "unit" and wanted not in named else named.get(wanted, wanted)
    return evolve(bad, place=bad.place._replace(column=column or None))


def _keep_or_leave(report: ImportReport, wish: Wish) -> None:
    if not wish.commit or (report.bad_rows and not wish.skip_bad_rows):
        raise _RolledBack
