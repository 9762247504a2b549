"""The book as plain tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints import open_book
from tests.faults.books import make_book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound book."""
    path = tmp_path_factory.mktemp("book") / "book.db"
    make_book(path)
    return path


def test_every_entry_and_every_posting_is_a_row_of_as_many_cells_as_columns(book: Path) -> None:
    """Rows fit their headers, and none is left out."""
    with open_book(str(book)) as opened, opened.export() as tables:
        size = opened.store.books()
        rows = {table.name: (table.columns, list(table.rows)) for table in tables}
    wrong = [row for columns, lines in rows.values() for row in lines if len(row) != len(columns)]

    assert (size, list(rows), wrong) == (["shanqian"], ["entries", "postings"], [])
    assert [row[0] for row in rows["entries"][1]] == list(range(1, len(rows["entries"][1]) + 1))


def test_amounts_stand_as_decimal_text_and_in_steps(book: Path) -> None:
    """Whoever adds them up elsewhere takes the steps, whoever reads them the text."""
    with open_book(str(book)) as opened, opened.export() as tables:
        postings = list(tables[1].rows)
    owed = next(row for row in postings if row[3] == "owed:纸板")

    assert (owed[5], owed[6]) == ("0.7", 700)


def test_no_private_text_is_exported(book: Path) -> None:
    """Names and remarks stay where they can be erased."""
    with open_book(str(book)) as opened, opened.export() as tables:
        cells = {str(cell) for table in tables for row in table.rows for cell in row}

    assert [cell for cell in cells if "王艳" in cell or "张三" in cell or "记错" in cell] == []
