"""Whether the schema is as this version made it, and holds nothing that belongs to no book."""

from __future__ import annotations

from typing import Final

from goodpoints.storage.postgres.schema import DERIVED, JOURNAL, TABLES
from goodpoints.storage.postgres.session import Session
from goodpoints.storage.postgres.statements import KEYS, WRITTEN
from goodpoints.storage.postgres.views import views

_COLUMNS: Final = (
    "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = %b"
    " ORDER BY table_name, ordinal_position"
)
_KEYS: Final = (
    "SELECT c.relname::text, a.attname::text FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace"
    " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)"
    " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
    " WHERE s.nspname = %b AND i.indisprimary ORDER BY c.relname, k.place"
)
_UNSOUND: Final = (
    "SELECT x.relname::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid"
    " JOIN pg_namespace s ON s.oid = x.relnamespace WHERE s.nspname = %b AND NOT (i.indisvalid AND i.indisready)"
)
_BOOK: Final = ("book", "size", "leaf", "edge", "through", "recorded_at", "reducers", "turn")


def faults(session: Session, schema: str) -> list[str]:
    """Everything that is wrong, in a line each."""
    return [*_tables(session, schema), *_indexes(session, schema), *_orphans(session, schema)]


def _grouped(rows: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table, column in rows:
        found[table] = (*found.get(table, ()), column)
    return found


def _tables(session: Session, schema: str) -> list[str]:
    there = _grouped([(table, column) for table, column in session.rows(_COLUMNS, (schema,))])
    wanted = {table: ("book", *written.columns) for table, written in WRITTEN.items()} | {"book": _BOOK}
    told = [f"schema: {table}" for table in TABLES if there.get(table) != wanted[table]]
    return told + [f"schema: {name}" for name in views(schema) if name not in there]


def _indexes(session: Session, schema: str) -> list[str]:
    there = _grouped([(table, column) for table, column in session.rows(_KEYS, (schema,))])
    wanted = {table: ("book", *key) for table, key in KEYS.items()} | {"book": ("book",)}
    told = [f"schema: key of {table}" for table in TABLES if there.get(table) != wanted[table]]
    return told + [f"index: {name}" for (name,) in session.rows(_UNSOUND, (schema,))]


def _orphans(session: Session, schema: str) -> list[str]:
    """Rows of a book that is not there. Every table is looked through by its key's first column, one step per book."""
    books = {code for (code,) in session.rows(f"SELECT book FROM {schema}.book")}  # noqa: S608 - a checked name
    found = []
    for table in (*JOURNAL, *DERIVED):
        following = f"SELECT min(book) FROM {schema}.{table} WHERE book > %b"  # noqa: S608 - names of our own tables
        code = session.rows(following, ("",))[0][0]
        while code is not None:
            if code not in books:
                found.append(f"{table}: rows of an unknown book {code}")
            code = session.rows(following, (code,))[0][0]
    return found
