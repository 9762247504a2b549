"""Where the driver's errors stop: every `sqlite3.Error` becomes one of ours."""

from __future__ import annotations

import sqlite3
from typing import Final

from goodpoints.errors import GoodpointsError, LedgerIntegrityError, MistakenInput, StorageError

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL: Final = {sqlite3.SQLITE_FULL}
_READ_ONLY: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_NO_FILE: Final = {sqlite3.SQLITE_CANTOPEN}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT}
_NOT_A_BOOK: Final = {sqlite3.SQLITE_NOTADB}
_TAKEN: Final = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}


class storage_errors:  # noqa: N801 - read as a word after `with`; a generator would take longer than a read
    """Turn what the driver raises into a typed error with a stable code.

    Raises:
        StorageError: `store_busy` (try again), `store_full`, `store_read_only`, `store_unreachable`, `store_failed`.
        LedgerIntegrityError: `damaged`, `not_a_book`, `overdrawn`, `taken`, `constraint`.
        MistakenInput: `text_not_storable` for a text that is none: half of a surrogate pair.
    """

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise ours from theirs."""
        if isinstance(error, sqlite3.Error):
            raise _ours(error) from error
        if isinstance(error, UnicodeEncodeError):
            raise MistakenInput("text_not_storable") from error


class reading_errors(storage_errors):  # noqa: N801 - as above
    """As `storage_errors`, where nothing but reading happens: text that is no text is damage too.

    The driver itself stumbles over damaged bytes when it puts a name out of the file into its message.
    """

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise ours from theirs."""
        if isinstance(error, UnicodeDecodeError):
            raise LedgerIntegrityError("damaged") from error
        super().__exit__(kind, error, trace)


def _ours(error: sqlite3.Error) -> GoodpointsError:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    base = code & 0xFF
    if isinstance(error, sqlite3.IntegrityError):
        return _broken(code)
    if base in _NOT_A_BOOK:
        return LedgerIntegrityError("not_a_book")
    if base in _DAMAGED:
        return LedgerIntegrityError("damaged")
    for codes, told, again in (
        (_BUSY, "store_busy", 1),
        (_FULL, "store_full", 0),
        (_READ_ONLY, "store_read_only", 0),
        (_NO_FILE, "store_unreachable", 0),
    ):
        if base in codes:
            return StorageError(told, again=again)
    if base == sqlite3.SQLITE_IOERR and code == sqlite3.SQLITE_IOERR_WRITE:
        # A quota or file-size limit shows as a failed write: to whoever must mend it, the disk is full.
        return StorageError("store_full", again=0)
    return StorageError("store_failed", again=0, sqlite=code)


def _broken(constraint: int) -> LedgerIntegrityError:
    if constraint == sqlite3.SQLITE_CONSTRAINT_CHECK:
        return LedgerIntegrityError("overdrawn")
    if constraint in _TAKEN:
        return LedgerIntegrityError("taken")
    return LedgerIntegrityError("constraint")
