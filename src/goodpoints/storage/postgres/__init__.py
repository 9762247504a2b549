"""Books in a PostgreSQL database: as many as a county has villages, each with a writer of its own at a time."""

from goodpoints.storage.postgres.address import address_of
from goodpoints.storage.postgres.store import PostgresStore

__all__ = ["PostgresStore", "address_of"]
