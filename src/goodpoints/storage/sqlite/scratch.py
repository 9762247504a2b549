"""A store for a moment: an unnamed database that spills to the disk and is gone when it is closed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from goodpoints.storage.sqlite.connect import statements
from goodpoints.storage.sqlite.schema import MIGRATIONS
from goodpoints.storage.sqlite.store import SqliteStore
from goodpoints.storage.sqlite.writer import Mark


class ScratchStore(SqliteStore):
    """Where `verify` derives everything anew, whatever it comes to: bare tables, without checks and indexes."""

    def __init__(self) -> None:
        # The base class would open a file.
        self.path = Path()
        self.url = "sqlite:"
        self._made = False
        self._views_current = True
        self._mark = Mark()
        self._conn = sqlite3.connect("", isolation_level=None)
        self._conn.execute("PRAGMA ignore_check_constraints = ON")
        self._conn.execute("PRAGMA journal_mode = OFF")
        self._conn.execute("PRAGMA synchronous = OFF")
        self._conn.execute("PRAGMA cache_size = -16000")
        for step in MIGRATIONS:
            for sql in statements(step.sql):
                if sql.startswith("CREATE TABLE"):
                    self._conn.execute(sql)
