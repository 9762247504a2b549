"""The store in a SQLite file: the conformance suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints.testing import StoreConformance, StoreFactory
from tests.storage.places import sqlite_factory


class TestSqliteStore(StoreConformance):
    """The suite applied to SQLite."""

    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        """A file that is not there yet."""
        return sqlite_factory(tmp_path)
