"""A register that goes on: rows are added from month to month, and an edited one is found whenever it was posted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goodpoints import Book, ImportConflict, Policy, open_book
from goodpoints.book.intake import Wish, import_into

HEADER = "日期,户号,材料,数量,单位\n"
FIRST = "2026-03-05,0001,纸板,25,公斤\n"
SECOND = "2026-03-06,0001,纸板,5,公斤\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A village's registers with one weighing."""
    registers = tmp_path / "registers"
    registers.mkdir()
    (registers / "户籍.csv").write_text("户号,人员编号,姓名,与户主关系\n0001,0001-1,甲,户主\n", encoding="utf-8")
    rates = "材料,单位,兑换数量,兑得星数,生效日期\n纸板,公斤,2.5,1,2026-03-01\n"
    (registers / "标准.csv").write_text(rates, encoding="utf-8")
    (registers / "过磅.csv").write_text(HEADER + FIRST, encoding="utf-8")
    return registers


@pytest.fixture
def book(folder: Path, tmp_path: Path) -> Iterator[Book]:
    """A book into which the register was imported twice, the second time with one row more."""
    path = str(tmp_path / "book.db")
    import_into(path, [folder], book="village", policy=Policy(), wish=Wish(commit=True))
    (folder / "过磅.csv").write_text(HEADER + FIRST + SECOND, encoding="utf-8")
    with open_book(path) as opened:
        opened.import_files([folder], commit=True)
        yield opened


def test_a_row_added_later_is_posted_once(book: Book, folder: Path) -> None:
    """Twelve stars out of thirty kilograms, however often the register is imported."""
    again = book.import_files([folder], commit=True)

    assert (again.posted, book.balance_of("0001").available) == ({}, 12)


@pytest.mark.parametrize("row", [FIRST, SECOND])
def test_an_edited_row_is_found_whichever_import_posted_it(book: Book, folder: Path, row: str) -> None:
    """The latest import posted only the second row; the first is looked for as well."""
    edited = (HEADER + FIRST + SECOND).replace(row, row.replace(",5,", ",6,").replace(",25,", ",52,"))
    (folder / "过磅.csv").write_text(edited, encoding="utf-8")
    with pytest.raises(ImportConflict) as conflict:
        book.import_files([folder], commit=True)

    assert (conflict.value.code, book.balance_of("0001").available) == ("edited_rows", 12)


def test_what_was_not_read_is_told(book: Book, folder: Path) -> None:
    """A file without a header that is known, and a column nobody asked for."""
    (folder / "通讯录.csv").write_text("姓名,爱好\n甲,下棋\n", encoding="utf-8")
    (folder / "过磅.csv").write_text(
        "日期,户号,材料,数量,单位,天气\n2026-03-07,0001,纸板,5,公斤,晴\n", encoding="utf-8"
    )
    report = book.import_files([folder / "通讯录.csv", folder / "标准.csv"])

    assert [(one.file, one.code) for one in report.left_alone] == [("通讯录.csv", "no_register")]
