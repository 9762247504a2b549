"""The plain examples every store passes; with `LedgerStoreMachine`, the whole of what a store promises.

Subclass `StoreConformance` in a test module, and say where the store lies:

    class TestMyStore(StoreConformance):
        @pytest.fixture
        def store_factory(self, tmp_path: Path) -> StoreFactory:
            return StoreFactory(partial(MyStore, tmp_path / "book"), lasts=True, shared=True)
"""

from __future__ import annotations

from goodpoints.testing.book_examples import BookExamples
from goodpoints.testing.port_reading import PortReading
from goodpoints.testing.port_writing import PortWriting
from goodpoints.testing.race_examples import RaceExamples


class StoreConformance(PortReading, PortWriting, BookExamples, RaceExamples):
    """Every example; a subclass gives the fixture `store_factory`, a fresh place for each test."""
