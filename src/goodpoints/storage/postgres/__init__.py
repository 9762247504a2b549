"""Books in a PostgreSQL database: as many as a county has villages, each with a writer of its own at a time."""

from goodpoints.storage.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
