"""The example adapter passes the suite, keeps what its README says, and stays an example."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from goodpoints import LedgerIntegrityError
from goodpoints.testing.village import BOOK, village

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "02_own_adapter"
sys.path.insert(0, str(EXAMPLE))
from test_text_store import TestTextMachine, TestTextStore  # noqa: E402 - the example is no package
from text_store import TextStore  # noqa: E402 - see above

__all__ = ["TestTextMachine", "TestTextStore"]


def test_a_book_is_text_with_a_row_per_line(tmp_path: Path) -> None:
    """Any editor and any version control can show what an act changed."""
    book = village(TextStore(tmp_path))
    book.close()

    lines = [json.loads(line) for line in (tmp_path / f"{BOOK}.book").read_text("utf-8").splitlines()]

    assert lines[0][0] == book_size(lines)
    assert ["balance", "stock/shop", "毛巾", "9999-12-31/00000012", 5, 1] in lines


def book_size(lines: list[list[object]]) -> int:
    """How many lines are entries."""
    return sum(line[0] == "entry" for line in lines)


def test_a_damaged_file_is_an_integrity_error(tmp_path: Path) -> None:
    """What is no book is said to be none, in our own words."""
    store = TextStore(tmp_path)
    village(store)
    (tmp_path / f"{BOOK}.book").write_text("no book\n", encoding="utf-8")

    with pytest.raises(LedgerIntegrityError) as caught, store.read(BOOK):
        pass

    assert caught.value.code == "damaged"
    store.close()


def test_the_example_is_short_and_stands_alone() -> None:
    """At most 210 lines, and nothing of another store."""
    text = (EXAMPLE / "text_store.py").read_text("utf-8")

    assert len(text.splitlines()) <= 210
    assert "goodpoints.storage" not in text
