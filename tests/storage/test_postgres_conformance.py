"""The store in PostgreSQL: the conformance suite. `docs/howto/county.md` tells how to run it against another server."""

from __future__ import annotations

import pytest

from goodpoints.testing import AskingConformance, OntoConformance, StoreConformance, StoreFactory
from tests.servers import needs_postgres
from tests.storage.places import postgres_factory


@needs_postgres
class TestPostgresStore(StoreConformance, AskingConformance, OntoConformance):
    """The suite applied to PostgreSQL."""

    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        """A schema without a book in it."""
        return postgres_factory()
