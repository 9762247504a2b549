"""Books in a SQLite file: one file may hold several, usually it holds one."""

from goodpoints.storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
