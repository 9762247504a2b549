"""The store in memory: the conformance suite, and what it promises beyond."""

from __future__ import annotations

import pytest

from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import StoreConformance, StoreFactory


class TestMemoryStore(StoreConformance):
    """The suite applied to memory."""

    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        """A store that ends with the test."""
        return StoreFactory(MemoryStore)
