"""`Book`: one attribute per programme, acts are verbs, questions are nouns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, cached_property
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from goodpoints.book.questions import Questions
from goodpoints.domain.days import LAST_DAY, iso
from goodpoints.errors import IdempotencyConflict, MistakenInput, StorageError
from goodpoints.services.clock import today_in
from goodpoints.services.memory import Memory
from goodpoints.services.stamps import check_actor, check_key
from goodpoints.services.view import BookView

# Whoever only asks does not wait until every act there is has been imported; an act does not look for its modules each time.
if TYPE_CHECKING:
    from goodpoints.book.reports import Reports
    from goodpoints.book.rules import Rules
    from goodpoints.domain.entries import Detail, Draft
    from goodpoints.domain.journal.batches import ReverseBatch
    from goodpoints.domain.journal.opening import ChangePolicy
    from goodpoints.domain.journal.reverse import Reverse
    from goodpoints.domain.reader import Order
    from goodpoints.ports import Clock, Head, Ids, Store, StoreReader, StoreTx
    from goodpoints.services.backup import BackupResult
    from goodpoints.services.booktx import BookTx
    from goodpoints.services.budget import Budget
    from goodpoints.services.deeds import Deeds
    from goodpoints.services.desk import Register, Shop
    from goodpoints.services.export import Table
    from goodpoints.services.findings import Finding, Report
    from goodpoints.services.importing.report import ImportReport
    from goodpoints.services.receipt import Receipt
    from goodpoints.services.single import Place
    from goodpoints.services.standing import Standing
    from goodpoints.storage.evidence import EvidenceFolder


@cache
def _alone() -> tuple[Callable[[Place, Order, str | None], Receipt], Callable[[tuple[Any, ...]], Place]]:
    from goodpoints.services.single import place_of, post_alone

    return post_alone, place_of


@cache
def _transaction() -> type[BookTx]:
    from goodpoints.services.booktx import BookTx

    return BookTx


class Book(Questions):
    """One village's book. It belongs to the thread that opened it."""

    def __init__(self, store: Store, code: str, *, actor: str, clock: Clock, ids: Ids) -> None:
        check_actor(actor)
        self.store = store
        self.code = code
        self.actor = actor
        self.beside: tuple[Detail, ...] = ()
        """Private texts that go beside every act from here: who sits at the computer, where that is another."""
        self.clock = clock
        self.ids = ids
        self._inside: BookTx | None = None
        self._memory = Memory()

    @cached_property
    def shop(self) -> Shop:
        """The star supermarket's acts."""
        from goodpoints.services.desk import Shop

        return Shop(self)

    @cached_property
    def deeds(self) -> Deeds:
        """The moral bank's acts."""
        from goodpoints.services.deeds import Deeds

        return Deeds(self)

    @cached_property
    def evidence(self) -> EvidenceFolder:
        """Files that prove deeds, in a folder beside the book's file.

        Raises:
            StorageError: `no_evidence_folder` where the book has no file of its own: make an `EvidenceFolder` instead.
        """
        from goodpoints.storage.evidence import EvidenceFolder, beside

        return EvidenceFolder(beside(self.store.url))

    @cached_property
    def register(self) -> Register:
        """Households, persons, parties."""
        from goodpoints.services.desk import Register

        return Register(self)

    @cached_property
    def rules(self) -> Rules:
        """The village's rulebook and its versions."""
        from goodpoints.book.rules import Rules

        return Rules(self, self._reading, self._today)

    @cached_property
    def budget(self) -> Budget:
        """How many points may be credited, and what waits."""
        from goodpoints.services.budget import Budget

        return Budget(self, self._reading)

    @cached_property
    def standing(self) -> Standing:
        """Honour list and cure list."""
        from goodpoints.services.standing import Standing

        return Standing(self, self._reading)

    @cached_property
    def reports(self) -> Reports:
        """Reports as plain rows; `report_village` has every figure at once."""
        from goodpoints.book.reports import Reports

        return Reports(self._reading, self._today)

    @property
    def today(self) -> dt.date:
        """The clock's day in the village's zone."""
        with self._reading() as (view, _store):
            return self._today(view)

    def _today(self, view: BookView) -> dt.date:
        return today_in(view.zone(LAST_DAY), self.clock)

    def as_(self, actor: str) -> Book:
        """The same book with another actor; both share the store, and the batch where there is one."""
        other = Book(self.store, self.code, actor=actor, clock=self.clock, ids=self.ids)
        other._inside, other._memory = self._inside, self._memory
        other.beside = self.beside
        return other

    @property
    def _batch(self) -> BookTx | None:
        """The transaction of the batch that this is part of, as long as it lasts."""
        return None if self._inside is None or self._inside.is_over else self._inside

    def post(self, order: Order, *, key: str | None = None) -> Receipt:
        """Write any order: what `book.shop` and `book.register` do by name.

        Raises:
            MistakenInput: `bad_key` for a key that is not one line of 1 to 200 characters, or is one of the book's own.
        """
        check_key(key)
        return self._write(order, key)

    def _write(self, order: Order, key: str | None) -> Receipt:
        batch = self._batch
        if batch is not None:
            batch.beside = self.beside
            return batch.post(key, order, self.actor)
        post_alone, place_of = _alone()
        return post_alone(place_of((self.store, self.code, self.actor, self._memory, self.ids, self._tx)), order, key)

    def preview(self, order: Order) -> Draft:
        """What the order would become; the same decision, the same refusals, nothing written."""
        from goodpoints.services.preview import preview

        with self._reading() as (view, _store):
            return preview(view, order, self.clock, self.actor)

    def reverse(self, order: Reverse) -> Receipt:
        """Reverse an entry; asked twice for the same, the first reversal is the answer.

        Raises:
            NotFound: `unknown_entry`.
            RefusedByRule: `NotReversible`, `AlreadyReversed`.
        """
        from goodpoints.domain.journal.reverse import AlreadyReversed

        try:
            return self._write(order, f"reverse/{order.seq}")
        except IdempotencyConflict as conflict:
            raise AlreadyReversed("already_reversed", entry=order.seq, by=conflict.facts["entry"]) from conflict

    def change_policy(self, order: ChangePolicy, *, key: str | None = None) -> Receipt:
        """Make a policy valid from a day on."""
        return self.post(order, key=key)

    def due(self, day: dt.date | None = None) -> list[Receipt]:
        """Post everything that fell due before `day` (today where None). Running it twice posts nothing more.

        Raises:
            MistakenInput: `future_day`.
        """
        with self.writing() as tx:
            today = self._today(tx)
            if day is not None and day > today:
                raise MistakenInput("future_day", day=iso(day), today=iso(today))
            return tx.due(iso(day or today))

    @contextmanager
    def batch(self) -> Iterator[Book]:
        """Acts of one transaction: all of them are written at the end, or none.

        Any exception that leaves the block rolls everything back. A batch inside a batch is part of it. An act that is refused
        may be passed over, and the others go on; one that something else broke off halfway may not.

        Raises:
            StorageError: `act_broken_off` where somebody went on after that; nothing is written.
        """
        if self._batch is not None:
            yield self
            return
        with self.store.write(self.code) as store:
            inside = self.as_(self.actor)
            inside._inside = tx = self._tx(store)  # noqa: SLF001 - its own kind
            try:
                yield inside
                tx.flush()
            finally:
                tx.is_over = True  # what is posted later, through whatever copy, is written at once, not lost

    def unit_of_work(self, connection: object) -> AbstractContextManager[Book]:
        """This book, actor, clock and ids, inside the transaction that a host has begun; see `hosted.unit_of_work`."""
        from goodpoints.book.hosted import unit_of_work

        schema = getattr(self.store, "schema", None)  # only some stores have any
        return unit_of_work(connection, book=self.code, actor=self.actor, clock=self.clock, ids=self.ids, schema=schema)

    def import_files(
        self,
        paths: Sequence[str | PathLike[str]],
        *,
        commit: bool = False,
        until: dt.date | None = None,
        skip_bad_rows: bool = False,
        register: str = "",
    ) -> ImportReport:
        """Take registers in, as one batch in the order of day, the policy's kind order, file, row.

        Args:
            paths: Files and folders; registers are recognised by their headers.
            commit: Write it. Otherwise everything is tried and rolled back.
            until: Last day of the period: what ends with that day is expired too.
            skip_bad_rows: Take the good rows although others are bad.
            register: Keeps two registers of one kind apart.

        Raises:
            MistakenInput: A file that cannot be read, `no_register`.
            ImportConflict: `edited_rows`, `already_imported_as`; nothing is written.
        """
        from goodpoints.book.intake import Wish, import_files

        wish = Wish(commit=commit, until=until, skip_bad_rows=skip_bad_rows, register=register)
        return import_files(self, paths, wish)

    def reverse_batch(self, order: ReverseBatch) -> int:
        """Reverse every entry of an import; how many there were. Its rows may then be imported again.

        Raises:
            NotFound: `unknown_batch`.
            RefusedByRule: `BatchReversed`.
        """
        from goodpoints.services.importing.undo import undo_import

        with self.writing() as tx:
            return undo_import(tx, order, self.actor)

    @contextmanager
    def writing(self) -> Iterator[BookTx]:
        """The book's write transaction, or the batch this book is in; what is left to write is flushed at the end."""
        batch = self._batch
        if batch is not None:
            yield batch
            return
        with self.store.write(self.code) as store:
            tx = self._tx(store, self._memory)
            yield tx
            tx.flush()
        self._memory.keep(tx.known())

    def _tx(self, store: StoreTx, memory: Memory | None = None) -> BookTx:
        tx = _transaction()(store, self.clock, self.ids, memory)
        tx.beside = self.beside
        return tx

    @contextmanager
    def _reading(self) -> Iterator[tuple[BookView, StoreReader]]:
        batch = self._batch
        if batch is not None:
            batch.flush()
            yield batch, batch.store
            return
        with self.store.read(self.code) as store:
            yield BookView(store), store

    # -- upkeep --------------------------------------------------------------------------------------------

    def verify(self, anchors: Iterable[tuple[int, str]] = (), *, processes: int = 1) -> Report:
        """Check everything: chain, laws, and every stored column derived anew.

        Args:
            anchors: (number of an entry, first hex digits of its leaf) from outside: a notice, a slip, the township.
            processes: How many may work on a long journal in a SQLite file at once. More than one are started as
                `multiprocessing` does it: the program's main module must be safe to import.

        Raises:
            MistakenInput: `bad_anchor`.
        """
        from goodpoints.book import upkeep

        if self._batch is None:
            return upkeep.verify_stored(self.store, self.code, anchors, processes=processes)
        with self._reading() as (_view, store):
            return upkeep.verify_in(self.store, self.code, store, anchors)

    def backup(self, folder: str | PathLike[str]) -> BackupResult:
        """Copy the book into a new file of the folder while others may write, and verify the copy.

        Raises:
            StorageError: `no_backup` for a book in memory, `store_full`, `store_unreachable`.
        """
        from goodpoints.book import upkeep

        return upkeep.backup_to(self.store, self.code, Path(folder), self.clock)

    def doctor(self) -> list[Finding]:
        """What a careful clerk would want to know about how the book is kept; empty where all is well."""
        from goodpoints.book import upkeep

        return upkeep.examine(self.store, self.code, self.clock)

    @contextmanager
    def export(self) -> Iterator[list[Table]]:
        """Entries and postings as plain tables, as of one moment; their rows can be gone through once, inside."""
        from goodpoints.services.export import tables

        with self._reading() as (_view, store):
            yield tables(store)

    def export_journal(self, into: IO[bytes], *, details: IO[bytes] | None = None, since: int = 0) -> Head:
        """Write the journal, as of one moment, for `import_journal`, another store, or whoever follows the book.

        Args:
            into: Open for writing bytes.
            details: Where the private details go, which are in no other file; None leaves them out.
            since: Number of the last entry that is left out.

        Raises:
            NotFound: `unknown_entry` where the book does not reach so far.
        """
        from goodpoints.book.moving import export_journal

        with self._reading() as (_view, store):
            return export_journal(store, self.code, into, details=details, since=since)

    def rebuild(self) -> Head:
        """Throw away all derived rows and derive them anew, in one transaction of its own.

        Raises:
            LedgerIntegrityError: `unsound_journal`: the journal does not verify, and everything stays as it is.
            StorageError: `unit_open` inside a batch or a unit of work, which remembers what it has read.
        """
        from goodpoints.services.rederive import rebuild

        if self._batch is not None:
            raise StorageError("unit_open", again=0)
        self._memory.forget()  # it may have been read from what is mended here
        with self.store.write(self.code) as store:
            return rebuild(store, self.code)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
