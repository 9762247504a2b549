"""The book that tests of faults spoil, and the server that they lose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goodpoints.testing.village import first_days, village
from tests.faults.whole import book, whole
from tests.servers import Server

__all__ = ["book", "server", "whole"]


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL server with a village on it, that archives its WAL."""
    made = Server(archives=True)
    from goodpoints.storage.postgres import PostgresStore

    kept = village(PostgresStore(made.url()))
    first_days(kept)
    kept.close()
    yield made
    made.remove()
