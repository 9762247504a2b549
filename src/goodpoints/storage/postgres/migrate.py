"""The schema: whether it is there and current, and bringing it up to date while others may be at the same."""

from __future__ import annotations

import time
from typing import Final

from psycopg import errors

from goodpoints.errors import LedgerIntegrityError, StorageError
from goodpoints.storage.postgres.errors import DriverErrors
from goodpoints.storage.postgres.schema import LEDGER, MIGRATIONS, NEWEST
from goodpoints.storage.postgres.values import Connection, run
from goodpoints.storage.postgres.views import views, views_checksum

VIEWS: Final = 0
"""The version under which the views' checksum is kept."""

_TRIES: Final = 40
_PAUSE: Final = 0.05
_RACED: Final = (
    errors.UniqueViolation,
    errors.DuplicateSchema,
    errors.DuplicateTable,
    errors.DuplicateObject,
)
"""What a process meets that makes a schema at the moment in which another one does."""


def check(conn: Connection, schema: str) -> bool:
    """Whether the tables and views are there and current; False where something must be made first.

    Raises:
        LedgerIntegrityError: `migration_changed`.
        StorageError: `newer_format`: a newer goodpoints made it.
    """
    done = _done(conn, schema)
    return len(done) == 1 + len(MIGRATIONS) and done[VIEWS] == views_checksum(schema)


def check_tables(conn: Connection, schema: str) -> None:
    """As `check`, for a role that may not change anything and can do without views of this version.

    Raises:
        StorageError: `older_format`: whoever owns the schema must bring it up to date.
    """
    newest = max(_done(conn, schema), default=0)
    if newest < NEWEST:
        raise StorageError("older_format", again=0, format=newest, known=NEWEST)


def _done(conn: Connection, schema: str) -> dict[int, str]:
    with DriverErrors():
        if not is_there(conn, schema):
            return {}
        done: dict[int, str] = dict(run(conn, f"SELECT version, checksum FROM {schema}.migration"))  # noqa: S608 - a checked name
    if max(done, default=0) > NEWEST:
        raise StorageError("newer_format", again=0, format=max(done), known=NEWEST)
    for step in MIGRATIONS:
        if step.version in done and done[step.version] != step.checksum:
            raise LedgerIntegrityError("migration_changed", version=step.version)
    return done


def check_encoding(conn: Connection) -> None:
    """Refuse a database that cannot hold every text, or would order texts otherwise than by code point.

    Raises:
        StorageError: `database_encoding`.
    """
    encoding = conn.info.parameter_status("server_encoding") or ""
    if encoding != "UTF8":
        raise StorageError("database_encoding", again=0, encoding=encoding)


def is_there(conn: Connection, schema: str) -> bool:
    """Whether a goodpoints has been here."""
    return run(conn, "SELECT to_regclass(%s)::text", (f"{schema}.migration",)) != [(None,)]


def migrate(conn: Connection, schema: str) -> None:
    """Bring tables and views up to date, once, however many processes try.

    Raises:
        StorageError: `not_granted` where the role may not, `store_read_only` on a standby; nothing is changed.
    """
    with DriverErrors():
        _make_ledger(conn, schema)
        with conn.transaction():
            # One at a time; whoever comes later finds the work done. Readers and writers of books do not wait.
            run(conn, f"LOCK TABLE {schema}.migration IN SHARE ROW EXCLUSIVE MODE")
            if not check(conn, schema):
                _run(conn, schema)


def _make_ledger(conn: Connection, schema: str) -> None:
    for left in reversed(range(_TRIES)):
        if is_there(conn, schema):
            return
        try:
            with conn.transaction():
                if run(conn, "SELECT to_regnamespace(%s)::text", (schema,)) != [(schema,)]:
                    run(conn, f"CREATE SCHEMA IF NOT EXISTS {schema}")
                run(conn, LEDGER.format(schema=schema))
        except _RACED:
            if not left:
                raise
            time.sleep(_PAUSE)


def _run(conn: Connection, schema: str) -> None:
    done = dict(run(conn, f"SELECT version, checksum FROM {schema}.migration"))  # noqa: S608 - a checked name
    for step in MIGRATIONS:
        if step.version not in done:
            for statement in step.statements(schema):
                run(conn, statement)
            _note(conn, schema, step.version, step.checksum)
    if done.get(VIEWS) != views_checksum(schema):
        for name, sql in views(schema).items():
            run(conn, f'DROP VIEW IF EXISTS {schema}."{name}"')
            run(conn, sql)
        _note(conn, schema, VIEWS, views_checksum(schema))


def _note(conn: Connection, schema: str, version: int, checksum: str) -> None:
    run(conn, f"DELETE FROM {schema}.migration WHERE version = %s", (version,))  # noqa: S608 - a checked name
    run(conn, f"INSERT INTO {schema}.migration VALUES (%s, %s)", (version, checksum))  # noqa: S608 - a checked name
