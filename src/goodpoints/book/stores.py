"""Which store a url names."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Final
from urllib.parse import parse_qs

from goodpoints.errors import MistakenInput, StorageError
from goodpoints.ports import Store

_SERVER: Final = frozenset({"postgresql", "postgres"})


def open_store(url: str, *, must_exist: bool = False, read_only: bool = False) -> Store:
    """The store that a url names.

    Raises:
        MistakenInput: `unknown_scheme`, `missing_extra`.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        from goodpoints.storage.memory import MemoryStore

        return MemoryStore()
    if scheme == "sqlite" or not rest or len(scheme) == 1:
        from goodpoints.storage.sqlite import SqliteStore

        path = (rest if scheme == "sqlite" else url).partition("?")[0]
        return SqliteStore(Path(_without_authority(path)), must_exist=must_exist, read_only=read_only)
    if scheme in _SERVER:
        store: Store = _postgres().PostgresStore(url, must_exist=must_exist, read_only=read_only)
        return store
    raise MistakenInput("unknown_scheme", scheme=scheme[:20])


def _postgres() -> ModuleType:
    try:
        from goodpoints.storage import postgres
    except ImportError as error:
        # The driver is not there, or it is and finds no libpq.
        raise MistakenInput("missing_extra", extra="postgres") from error
    return postgres


def shown(url: str) -> str:
    """The url as a message may tell it: without a password.

    Raises:
        MistakenInput: `bad_schema`, `bad_prepared`, `missing_extra`.
    """
    if url.partition(":")[0] not in _SERVER:
        return url
    told: str = _postgres().address_of(url).shown
    return told


def store_around(connection: object, schema: str | None = None) -> Store:
    """A store inside the transaction that a host has begun on its own connection.

    Args:
        connection: The driver's own: of sqlite3, or of psycopg.
        schema: Where the books lie in PostgreSQL; None takes the usual one.

    Raises:
        StorageError: `foreign_connection` for anything else.
    """
    if isinstance(connection, sqlite3.Connection):
        from goodpoints.storage.sqlite import SqliteStore

        return SqliteStore.around(connection)
    if any(kind.__module__.partition(".")[0] == "psycopg" for kind in type(connection).__mro__):
        from goodpoints.storage.postgres import PostgresStore

        named = {} if schema is None else {"schema": schema}
        return PostgresStore.around(connection, **named)  # type: ignore[arg-type]  # it is psycopg's
    raise StorageError("foreign_connection", again=0, what=type(connection).__name__)


def _without_authority(path: str) -> str:
    # sqlite:///village.db is relative, sqlite:////var/village.db absolute, as the field writes such urls.
    return path.removeprefix("///") if path.startswith("///") else path


def book_in(url: str) -> str | None:
    """The book that a url names with `?book=`; None where it names none."""
    return parse_qs(url.partition("?")[2]).get("book", [None])[0]
