"""Opening books: `create_book` for the first time, `open_book` from then on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from goodpoints.book.book import Book
from goodpoints.book.stores import book_in, open_store
from goodpoints.errors import IdempotencyConflict, NotFound
from goodpoints.ports import Clock, Head, Ids, Store
from goodpoints.services.clock import RandomIds, SystemClock

if TYPE_CHECKING:
    from goodpoints.domain.journal.opening import OpenBook
    from goodpoints.domain.policy import Policy

DEFAULT_ACTOR: Final = "clerk"


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
        policy: The village's rules from that day on.
        day: First day of the book; nothing earlier can be written into it.
        actor: Code of who opens it and, until `as_`, of who acts.
        clock: None takes the computer's.
        ids: None takes real chance.

    Raises:
        RefusedByRule: `AlreadyOpen` where the book has its first entry; nothing is changed.
        StorageError, LedgerIntegrityError: As `open_store`.
    """
    from goodpoints.domain.journal.opening import OpenBook

    order = OpenBook(day, book=book, policy=policy)
    store = open_store(url)
    try:
        store.create(book, empty_head(book))
        opened = Book(store, book, actor=actor, clock=clock or SystemClock(), ids=ids or RandomIds())
        _begin(opened, order)
    except BaseException:
        store.close()
        raise
    return opened


def _begin(opened: Book, order: OpenBook) -> None:
    """Write the first entry; the same one may be asked for again, another one may not."""
    try:
        opened.post(order, key="open")
    except IdempotencyConflict as known:
        from goodpoints.domain.journal.opening import AlreadyOpen

        raise AlreadyOpen("already_open", book=order.book) from known


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
        url: As for `create_book`.
        book: Its code; None takes `?book=` of the url, or the only one there is.
        actor: Code of who acts.
        clock: None takes the computer's.
        ids: None takes real chance.
        read_only: Never write to the file, nor beside it.

    Raises:
        NotFound: `no_file`, `unknown_book`, `several_books`.
        LedgerIntegrityError: `not_a_book`, `damaged`.
        StorageError: `newer_format`, `store_unreachable`.
    """
    store = open_store(url, must_exist=True, read_only=read_only)
    try:
        code = which(store, book or book_in(url))
        return Book(store, code, actor=actor, clock=clock or SystemClock(), ids=ids or RandomIds())
    except BaseException:
        store.close()
        raise


def empty_head(book: str) -> Head:
    """The row of a book before its first entry."""
    from goodpoints.domain.replay import REDUCERS
    from goodpoints.domain.seal import origin

    return Head(0, origin(book), b"", "", "", REDUCERS)


def which(store: Store, wanted: str | None) -> str:
    """The code of the book that is meant: the only one there is where none is wanted.

    Raises:
        NotFound: `unknown_book`, `several_books`.
    """
    books = store.books()
    if wanted is None and len(books) == 1:
        return books[0]
    if wanted is None and books:
        raise NotFound("several_books", books=", ".join(books[:10]), count=len(books))
    if wanted not in books:
        raise NotFound("unknown_book", book=wanted or "")
    return str(wanted)
