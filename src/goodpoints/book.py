"""`open_book(url)` and `Book`: one attribute per programme, acts are verbs, questions are nouns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs

from goodpoints.domain.days import FIRST_DAY, LAST_DAY, iso
from goodpoints.domain.entries import Draft, Entry
from goodpoints.domain.journal.opening import ChangePolicy, OpenBook
from goodpoints.domain.journal.reverse import AlreadyReversed, Reverse
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import Order
from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import origin
from goodpoints.domain.units import Unit
from goodpoints.errors import IdempotencyConflict, MistakenInput, NotFound
from goodpoints.ports import Clock, Head, Ids, Store, StoreReader
from goodpoints.services.admission import today_in
from goodpoints.services.booktx import BookTx
from goodpoints.services.clock import RandomIds, SystemClock
from goodpoints.services import questions
from goodpoints.services.answers import Found, HouseholdBalance, MaterialLine, Ranked, StatementLine, StockLine
from goodpoints.services.desk import Register, Shop
from goodpoints.services.preview import preview
from goodpoints.services.receipt import Receipt
from goodpoints.services.view import BookView

DEFAULT_ACTOR: Final = "clerk"
_PRINTED: Final = 40
"""Hex digits of a head on paper: 160 bits."""


def create_book(
    url: str,
    *,
    book: str,
    policy: Policy,
    day: dt.date,
    actor: str = DEFAULT_ACTOR,
    clock: Clock | None = None,
    ids: Ids | None = None,
) -> Book:
    """Open a village's book: its first entry, as of `day`, with its policy.

    Args:
        url: `sqlite:village.db`, a plain path, or `memory:`.
        book: Code of the book, unique in its store: "qingshui".

    Raises:
        RefusedByRule: `AlreadyOpen` where the book has its first entry; nothing is changed.
        StorageError, LedgerIntegrityError: As `open_store`.
    """
    order = OpenBook(day, book=book, policy=policy)
    store = open_store(url)
    try:
        store.create(book, Head(0, origin(book), b"", "", "", REDUCERS))
        opened = Book(store, book, actor, clock or SystemClock(), ids or RandomIds())
        opened.post(order, key="open")
    except BaseException:
        store.close()
        raise
    return opened


def open_book(
    url: str,
    *,
    book: str | None = None,
    actor: str = DEFAULT_ACTOR,
    clock: Clock | None = None,
    ids: Ids | None = None,
    read_only: bool = False,
) -> Book:
    """Open a book that is there; use it as a context manager, or close it.

    Args:
        book: Its code; None takes `?book=` of the url, or the only one there is.

    Raises:
        NotFound: `no_file`, `unknown_book`, `several_books`.
        LedgerIntegrityError: `not_a_book`, `damaged`.
        StorageError: `newer_format`, `store_unreachable`.
    """
    store = open_store(url, must_exist=True, read_only=read_only)
    try:
        code = _which(store, book or _query(url).get("book"))
        return Book(store, code, actor, clock or SystemClock(), ids or RandomIds())
    except BaseException:
        store.close()
        raise


def open_store(url: str, *, must_exist: bool = False, read_only: bool = False) -> Store:
    """The store that a url names.

    Raises:
        MistakenInput: `unknown_scheme`.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from goodpoints.storage.memory import MemoryStore  # noqa: PLC0415 - a book loads only its own store

        return MemoryStore()
    if scheme == "sqlite" or not rest or len(scheme) == 1:
        from goodpoints.storage.sqlite import SqliteStore  # noqa: PLC0415 - a book loads only its own store

        path = (rest if scheme == "sqlite" else url).partition("?")[0]
        return SqliteStore(Path(_without_authority(path)), must_exist=must_exist, read_only=read_only)
    raise MistakenInput("unknown_scheme", scheme=scheme[:20])


def _without_authority(path: str) -> str:
    # sqlite:///village.db is relative, sqlite:////var/village.db absolute, as the field writes such urls.
    return path.removeprefix("///") if path.startswith("///") else path


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(url.partition("?")[2]).items()}


def _which(store: Store, wanted: str | None) -> str:
    books = store.books()
    if wanted is None and len(books) == 1:
        return books[0]
    if wanted is None and books:
        raise NotFound("several_books", books=", ".join(books[:10]), count=len(books))
    if wanted not in books:
        raise NotFound("unknown_book", book=wanted or "")
    return str(wanted)


class Book:
    """One village's book. It belongs to the thread that opened it.

    Attributes:
        shop: The star supermarket's acts.
        register: Households, persons, parties.
    """

    def __init__(self, store: Store, code: str, actor: str, clock: Clock, ids: Ids) -> None:
        self.store = store
        self.code = code
        self.actor = actor
        self.clock = clock
        self.ids = ids
        self._batch: BookTx | None = None
        self.shop = Shop(self)
        self.register = Register(self)

    @property
    def today(self) -> dt.date:
        """The clock's day in the village's zone."""
        with self._reading() as (view, _store):
            return self._today(view)

    def _today(self, view: BookView) -> dt.date:
        return today_in(view.policy(LAST_DAY), self.clock)

    def as_(self, actor: str) -> Book:
        """The same book with another actor; both share the store."""
        return Book(self.store, self.code, actor, self.clock, self.ids)

    def post(self, order: Order, *, key: str | None = None) -> Receipt:
        """Write any order: what `book.shop` and `book.register` do by name."""
        with self._writing() as tx:
            return tx.post(key or self.ids.key(), order, self.actor)

    def preview(self, order: Order) -> Draft:
        """What the order would become; the same decision, the same refusals, nothing written."""
        with self._reading() as (view, _store):
            return preview(view, order, self.clock)

    def reverse(self, order: Reverse) -> Receipt:
        """Reverse an entry; asked twice for the same, the first reversal is the answer.

        Raises:
            NotFound: `unknown_entry`.
            RefusedByRule: `NotReversible`, `AlreadyReversed`.
        """
        try:
            return self.post(order, key=f"reverse/{order.seq}")
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
        with self._writing() as tx:
            today = self._today(tx)
            if day is not None and day > today:
                raise MistakenInput("future_day", day=iso(day), today=iso(today))
            return tx.due(iso(day or today))

    @contextmanager
    def batch(self) -> Iterator[Book]:
        """Acts of one transaction: all of them are written at the end, or none.

        Any exception that leaves the block rolls everything back.
        """
        with self.store.write(self.code) as store:
            inside = self.as_(self.actor)
            inside._batch = BookTx(store, self.clock, self.ids)  # noqa: SLF001 - its own kind
            yield inside
            inside._batch.flush()  # noqa: SLF001 - its own kind

    @contextmanager
    def _writing(self) -> Iterator[BookTx]:
        if self._batch is not None:
            yield self._batch
            return
        with self.store.write(self.code) as store:
            tx = BookTx(store, self.clock, self.ids)
            yield tx
            tx.flush()

    @contextmanager
    def _reading(self) -> Iterator[tuple[BookView, StoreReader]]:
        if self._batch is not None:
            self._batch.flush()
            yield self._batch, self._batch.store
            return
        with self.store.read(self.code) as store:
            yield BookView(store), store

    # -- questions -----------------------------------------------------------------------------------------

    def balance_of(self, household: str, *, as_of: dt.date | None = None) -> HouseholdBalance:
        """What a household has; `as_of` a past day, what it had at the end of that day.

        Raises:
            NotFound: `unknown_household`.
        """
        with self._reading() as (view, store):
            day = as_of or self._today(view)
            return questions.balance_of(view, store, household, day, past=as_of is not None)

    def balances(self, *, day: dt.date | None = None) -> list[HouseholdBalance]:
        """Every household's balance now, by number; what has ended before `day` (today where None) left out."""
        with self._reading() as (view, store):
            return questions.balances(view, store, day or self._today(view))

    def ranking(
        self, *, count: int = 20, by: str = "balance", first: dt.date = FIRST_DAY, last: dt.date = LAST_DAY
    ) -> list[Ranked]:
        """The first `count` households by balance, or by what they earned in the months `first` … `last`."""
        if by == "earned":
            with self._reading() as (view, store):
                return questions.ranking(questions.earned(view, store, first, last), count)
        return questions.ranking({b.household: b.available for b in self.balances()}, count)

    def statement_of(self, household: str, *, count: int = 50, before: int | None = None) -> list[StatementLine]:
        """The newest `count` lines of a household's account below entry `before`, newest first.

        Raises:
            NotFound: `unknown_household`.
        """
        with self._reading() as (view, store):
            return questions.statement_of(view, store, household, before, count)

    def stock(self) -> list[StockLine]:
        """Every item of the catalog: received, given out, counted, on hand."""
        with self._reading() as (view, store):
            return questions.stock(view, store)

    def materials(self) -> list[MaterialLine]:
        """Every material: come in, handed over, sold, in store, owed."""
        with self._reading() as (view, store):
            return questions.materials(view, store)

    def entries_on(self, day: dt.date, last: dt.date | None = None, *, kind: str | None = None) -> list[Entry]:
        """The entries that count for a day, or for the days up to `last`."""
        with self._reading() as (_view, store):
            return questions.entries_on(store, day, last, kind)

    def entry(self, seq: int) -> Entry:
        """The entry with this number.

        Raises:
            NotFound: `unknown_entry`.
        """
        with self._reading() as (_view, store):
            return questions.entry(store, seq)

    def find(self, text: str) -> list[Found]:
        """Persons whose household number is the text, or whose name contains it."""
        with self._reading() as (_view, store):
            return questions.find(store, text)

    def find_details(self, of: str, field: str) -> dict[str, str]:
        """Private text → whom it is about, for subjects that begin with `of`."""
        with self._reading() as (_view, store):
            return {row.text: row.of for row in store.details(of, field) if row.text}

    def details_of(self, seq: int) -> dict[str, str]:
        """Field → private text beside an entry; erased ones are left out."""
        with self._reading() as (_view, store):
            return {row.field: row.text for row in store.details_at(seq) if row.text}

    def policy(self, day: dt.date | None = None) -> Policy:
        """The policy valid on a day, today where None."""
        with self._reading() as (view, _store):
            return view.policy(day or self._today(view))

    def unit(self, code: str) -> Unit:
        """How a unit is counted.

        Raises:
            NotFound: `unknown_unit`.
        """
        with self._reading() as (view, _store):
            found = view.thing("unit", code)
        if found is None:
            raise NotFound("unknown_unit", unit=code)
        return Unit(code, found.state["kind"], found.state["scale"], found.state["measure"])

    def head(self) -> Head:
        """Number of entries and last leaf: what an anchor is made of."""
        with self._reading() as (_view, store):
            return store.head()

    def head_text(self) -> str:
        """The first 160 bits of the last leaf, in ten groups of four hex digits, as notices print it."""
        digits = self.head().leaf.hex()[:_PRINTED]
        return " ".join(digits[at : at + 4] for at in range(0, _PRINTED, 4))

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
