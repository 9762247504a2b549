"""What several tests of PostgreSQL begin with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from goodpoints.testing.rows import BOOK, EMPTY
from tests.servers import emptied, spreads_books

if TYPE_CHECKING:
    from goodpoints.storage.postgres import PostgresStore


@pytest.fixture
def store() -> Iterator[PostgresStore]:
    """A store in PostgreSQL with one empty book."""
    from goodpoints.storage.postgres import PostgresStore

    opened = PostgresStore(emptied())
    opened.create(BOOK, EMPTY)
    yield opened
    opened.close()


@pytest.fixture
def one_machine() -> None:
    """Skips where books lie on several machines: an act does not go in one journey there, but behind the lock."""
    if spreads_books():
        pytest.skip("on several machines an act takes the lock first")
