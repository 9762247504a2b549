"""All books of one place."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from goodpoints.book.stores import open_store
from goodpoints.domain.days import LAST_DAY
from goodpoints.errors import LedgerIntegrityError, StorageError
from goodpoints.ports import Store
from goodpoints.services.view import BookView


class Shelved(NamedTuple):
    """One book, as a list of books shows it.

    Attributes:
        book: Its code, for `--book` or `?book=`.
        village: Its name in the policy valid now.
        entries: How many there are.
        through: The last day run (ISO), empty while no units have moved.
        recorded_at: Instant of the last entry.
    """

    book: str
    village: str
    entries: int
    through: str
    recorded_at: str


def shelf(url: str) -> list[Shelved]:
    """Every book of a file or database, by code.

    Raises:
        NotFound: `no_file`, `no_schema`.
        StorageError, LedgerIntegrityError: As `open_book`.
    """
    with closing(_opened(url)) as store:
        return [_told(store, code) for code in store.books()]


def _opened(url: str) -> Store:
    try:
        return open_store(url, must_exist=True)
    except StorageError as error:
        if error.code not in {"store_unreachable", "store_read_only"}:
            raise
        return open_store(url, must_exist=True, read_only=True)


def _told(store: Store, code: str) -> Shelved:
    with store.read(code) as reader:
        head = reader.head()
        try:
            village = BookView(reader).village(LAST_DAY)
        except LedgerIntegrityError:  # a damaged book is in the list, too
            village = ""
    return Shelved(code, village, head.size, head.through, head.recorded_at)
