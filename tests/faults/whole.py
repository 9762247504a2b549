"""A sound book for every test that spoils one, and a copy of it to spoil; a folder's `conftest.py` takes both in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.books import make_book


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound book of more than one subtree, made once; whoever changes anything takes a copy."""
    path = tmp_path_factory.mktemp("whole") / "book.db"
    make_book(path)
    return path


@pytest.fixture
def book(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, the test's own."""
    return Path(shutil.copy(whole, tmp_path / "book.db"))
