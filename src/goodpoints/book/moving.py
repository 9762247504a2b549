"""Books out of their stores and into others, by their journals."""

from __future__ import annotations

from contextlib import closing
from typing import IO

from goodpoints.book.stores import open_store
from goodpoints.errors import ImportConflict
from goodpoints.ports import Head, Store, StoreReader
from goodpoints.services.journal_file import header_of, write_details, write_journal
from goodpoints.services.moving import Move, Moved


def export_journal(reader: StoreReader, book: str, into: IO[bytes], *, details: IO[bytes] | None, since: int) -> Head:
    """Write a book's journal as of one moment (see `Book.export_journal`)."""
    header = header_of(reader, book, since)
    write_journal(reader, header, into)
    if details is not None:
        write_details(reader, header, details)
    return reader.head()


def import_journal(
    url: str, journal: IO[bytes], *, details: IO[bytes] | None = None, book: str | None = None, dry_run: bool = False
) -> Moved:
    """Take a journal into a store, chunk by chunk; what the book there has already is compared and passed over.

    Every entry is verified before it is written, as `verify` does it, and everything else is derived anew. Afterwards
    the book has the head that the journal's header names. Run again after an interruption, it goes on.

    Args:
        url: Where the book is to lie, as for `create_book`; made where it is not there.
        journal: What `Book.export_journal` wrote, open for reading bytes.
        details: The private details that belong to it. None leaves them erased, for good.
        book: Code of the book it must be; None takes the journal's word where the store has no other book.
        dry_run: Do everything in one transaction, and roll it back.

    Raises:
        MistakenInput: `not_a_journal`.
        ImportConflict: `journal_gap`, `journal_fork`, `other_book`, `other_details`.
        LedgerIntegrityError: `bad_journal_line`, `bad_detail_line`, `journal_ends`. What was read before stays in the
            book: a true beginning, up to entry `facts["kept"]`.
        StorageError: `newer_format`, and as `open_store`.
    """
    move = Move(journal, details)
    told = move.header.book
    if book not in {None, told}:
        raise ImportConflict("other_book", book=told, expected=str(book))
    with closing(open_store(url)) as store:
        _check_alone(store, told, named=book is not None)
        return move.into(store, dry_run=dry_run)


def _check_alone(store: Store, book: str, *, named: bool) -> None:
    """A journal never gets unasked beside other books: it is mostly the wrong file."""
    books = store.books()
    if books and book not in books and not named:
        raise ImportConflict("other_book", book=book, expected=", ".join(books[:10]))
