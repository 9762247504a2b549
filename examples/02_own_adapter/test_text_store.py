"""All it takes to try a store: say where it lies, and inherit the examples and the machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from goodpoints.testing import LedgerStoreMachine, StoreConformance, StoreFactory

sys.path.insert(0, str(Path(__file__).parent))  # the store is a file beside this one, not an installed package
from text_store import TextStore


def files(folder: Path) -> Mapping[str, bytes]:
    """What no refused act may change."""
    return {file.name: file.read_bytes() for file in folder.glob("*.book")}


def factory(folder: Path) -> StoreFactory:
    """A store that lasts, and that two processes may open at once; a writer waits a fifth of a second."""
    return StoreFactory(partial(TextStore, folder, wait=0.2), lasts=True, shared=True, files=partial(files, folder))


class TestTextStore(StoreConformance):
    """The plain examples."""

    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        """A fresh folder for each example."""
        return factory(tmp_path)


class TextMachine(LedgerStoreMachine):
    """A village's days on this store and in memory at once."""

    def make_factory(self) -> StoreFactory:
        """A fresh folder for each run."""
        self.folder = TemporaryDirectory()
        return factory(Path(self.folder.name))

    def teardown(self) -> None:
        """Close the store before its folder goes."""
        super().teardown()
        self.folder.cleanup()


TestTextMachine = TextMachine.TestCase
TestTextMachine.settings = settings(max_examples=5, stateful_step_count=30, deadline=None)
