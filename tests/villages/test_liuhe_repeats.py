"""A moral bank's registers again: a messier copy, an edited row, an objection that was decided since, other rules."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from openpyxl import load_workbook

from goodpoints import Book, ImportConflict, open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.domain.journal.batches import ReverseBatch
from goodpoints.services.policy_file import read_policy
from tests.villages.conftest import ROOT, village

POLICY: Final = ROOT / "examples" / "policies" / "liuhe.toml"


def _copy(to: Path) -> Path:
    shutil.copytree(village("liuhe-m0"), to)
    for file in to.iterdir():
        file.chmod(0o644)
    return to


def _write(file: Path, cells: dict[str, object]) -> None:
    """Change cells of a workbook's first sheet."""
    workbook = load_workbook(file)
    for cell, value in cells.items():
        workbook.worksheets[0][cell] = value
    workbook.save(file)


def _imported(path: Path, folder: Path) -> None:
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    import_into(str(path), [folder], book="liuhe", policy=policy, wish=Wish(commit=True))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the folder that may be written to."""
    return _copy(tmp_path / "copy")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with the clean months in it."""
    _imported(tmp_path / "book.db", village("liuhe-m0"))
    with open_book(str(tmp_path / "book.db")) as opened:
        yield opened


def test_a_messier_copy_posts_nothing(book: Book) -> None:
    """The same events, written as offices write them, are all in the book; so are the rulebooks."""
    head = book.head()
    report = book.import_files([village("liuhe-m1")], commit=True)

    assert (report.posted, report.bad_rows, book.head()) == ({}, (), head)


@pytest.mark.parametrize(
    ("file", "cells", "row"),
    [
        ("善行申报.xlsx", {"G10": 17}, 10),
        ("评议记录.xlsx", {"D5": "不通过"}, 5),
        ("公示.xlsx", {"C3": dt.date(2025, 2, 1)}, 3),
        ("异议.xlsx", {"D3": "成立"}, 3),
        ("积分细则.xlsx", {"E3": 6}, 2),
    ],
)
def test_an_edited_row_is_a_conflict_with_its_place(
    book: Book, copied: Path, file: str, cells: dict[str, object], row: int
) -> None:
    """A claim, a panel, a notice, a decision, a rule: nothing is posted a second time in other words."""
    head = book.head()
    _write(copied / file, cells)
    with pytest.raises(ImportConflict) as conflict:
        book.import_files([copied / file], commit=True)
    told: Any = conflict.value.facts["rows"]

    assert (conflict.value.code, book.head()) == ("edited_rows", head)
    assert [(one["file"], one["row"]) for one in told] == [(file, row)]


def test_an_objection_that_was_decided_since_is_decided(tmp_path: Path, copied: Path) -> None:
    """The row was one act and is two now: the objection is known, the decision is new, and the claim is credited."""
    _write(copied / "异议.xlsx", {"D3": None, "E3": None})
    _imported(tmp_path / "book.db", copied)
    with open_book(str(tmp_path / "book.db")) as book:
        before = book.report_village(dt.date(2025, 1, 1), dt.date(2026, 6, 30))
        again = book.import_files([village("liuhe-m0") / "异议.xlsx"], commit=True)
        after = book.report_village(dt.date(2025, 1, 1), dt.date(2026, 7, 1))

    assert again.posted == {"review": 1}
    assert again.known == {"objection": 17, "review": 13}
    assert before["counts"]["claims_by_outcome"]["objection_open"] == 4
    assert after["counts"]["claims_by_outcome"]["objection_open"] == 3


def test_a_new_sheet_of_rules_is_passed_from_its_day(book: Book, copied: Path) -> None:
    """The village's next version: a sheet more, and claims of its year are judged by it."""
    workbook = load_workbook(copied / "积分细则.xlsx")
    sheet = workbook.copy_worksheet(workbook.worksheets[1])
    sheet.title = "2027版"
    workbook.save(copied / "积分细则.xlsx")
    report = book.import_files([copied / "积分细则.xlsx"], commit=True)

    assert (report.posted, report.known) == ({"rule": 21}, {"rule": 42})


def test_a_whole_import_is_taken_back_and_can_be_made_again(book: Book) -> None:
    """Nobody has more than he owes afterwards, no claim and no rule is left; the same folder then gives the same points."""
    first, last = dt.date(2025, 1, 1), dt.date(2026, 6, 30)
    before = book.report_village(first, last)
    book.reverse_batch(ReverseBatch(last, batch="b0001", reason="试导入"))
    empty = book.report_village(first, last)
    again = book.import_files([village("liuhe-m0")], commit=True)
    after = book.report_village(first, last)

    assert empty["counts"]["claims"] == 0
    assert [told for told in empty["balances"].values() if told["points"] != told["debt"]] == []
    assert (again.committed, again.bad_rows) == (True, ())
    assert [_held(told) for told in after["balances"].values()] == [_held(told) for told in before["balances"].values()]


def _held(told: dict[str, str]) -> tuple[str, str]:
    return told["points"], told["debt"]
