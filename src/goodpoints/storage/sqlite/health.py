"""Whether the file itself is sound: pages, indexes, schema; and a copy of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from goodpoints.errors import StorageError
from goodpoints.storage.sqlite.connect import statements
from goodpoints.storage.sqlite.schema import LEDGER, MIGRATIONS
from goodpoints.storage.sqlite.views import are_current, views

_TABLES: Final = ("entry", "posting", "balance", "turnover", "tally", "thing", "detail", "root")
_BEFORE_ALL: Final = -(2**63)


def faults(conn: sqlite3.Connection) -> list[str]:
    """Everything that is wrong, in a line each."""
    return [*_damage(conn), *_changed_schema(conn), *_orphans(conn)]


def _damage(conn: sqlite3.Connection) -> list[str]:
    told = [str(line) for (line,) in conn.execute("PRAGMA integrity_check")]
    return [] if told == ["ok"] else told


def _changed_schema(conn: sqlite3.Connection) -> list[str]:
    """Tables, indexes, triggers and views that are missing or say something else; a false view would mislead."""
    there = dict(conn.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall())
    made = [sql for step in (LEDGER, *(m.sql for m in MIGRATIONS)) for sql in statements(step)]
    faults = [f"schema: {_name(sql)}" for sql in made if _plain(there.get(_name(sql), "")) != _plain(sql)]
    # Views of another version differ lawfully: the next write makes them anew.
    shown = views() if are_current(conn) else {}
    return faults + [f"schema: {name}" for name, sql in shown.items() if _plain(there.get(name, "")) != _plain(sql)]


def _name(sql: str) -> str:
    words = sql.replace("IF NOT EXISTS ", "").split(maxsplit=3)
    return words[2]


def _plain(sql: str) -> str:
    return " ".join(sql.replace("IF NOT EXISTS ", "").rstrip("; \n").split())


def _orphans(conn: sqlite3.Connection) -> list[str]:
    """Rows of a book that is not there. Each table's key begins with the book: one step per book, no scan."""
    books = {number for (number,) in conn.execute("SELECT id FROM book")}
    found = []
    for table in _TABLES:
        following = f"SELECT min(book) FROM {table} WHERE book > ?"  # noqa: S608 - names of our own tables
        number = conn.execute(following, (_BEFORE_ALL,)).fetchone()[0]
        while number is not None:
            if number not in books:
                found.append(f"{table}: rows of an unknown book {number}")
            number = conn.execute(following, (number,)).fetchone()[0]
    return found


def copy(conn: sqlite3.Connection, path: str) -> None:
    """Copy every page, as of one moment, into a new file.

    Raises:
        StorageError: `backup_exists`: nothing is ever overwritten.
    """
    try:
        open(path, "xb").close()  # noqa: PTH123 - made here or not at all: whoever was first keeps the name
    except FileExistsError as error:
        raise StorageError("backup_exists", again=0, path=path) from error
    except OSError as error:
        raise StorageError("store_unreachable", again=0, path=path) from error
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as target:
            conn.backup(target)
    except BaseException:
        Path(path).unlink(missing_ok=True)  # half a copy is worse than none
        raise


__all__ = ["copy", "faults"]
