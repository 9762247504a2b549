"""Importing again: the same folder, a messier copy, an edited row, and taking a whole import back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goodpoints import Book, ImportConflict, open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.domain.journal.batches import ReverseBatch
from goodpoints.services.policy_file import read_policy
from tests.villages.conftest import ROOT, village

POLICY = ROOT / "examples" / "policies" / "baifan.toml"
JULY = "过磅登记-2025-07.csv"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book with the clean year in it."""
    path = str(tmp_path / "book.db")
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    import_into(path, [village("baifan-m0")], book="baifan", policy=policy, wish=Wish(commit=True))
    with open_book(path) as opened:
        yield opened


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the folder that may be written to."""
    folder = tmp_path / "copy"
    shutil.copytree(village("baifan-m0"), folder)
    for file in folder.iterdir():
        file.chmod(0o644)
    return folder


def test_a_messier_copy_of_the_year_posts_nothing(book: Book) -> None:
    """The same events, written as offices write them, are all in the book."""
    head = book.head()
    report = book.import_files([village("baifan-m1")], commit=True)

    assert (report.posted, report.bad_rows, book.head()) == ({}, (), head)


def test_a_copy_under_another_name_posts_nothing(book: Book, copied: Path) -> None:
    """The name of a file decides nothing."""
    head = book.head()
    renamed = (copied / JULY).rename(copied / "七月.csv")
    report = book.import_files([renamed], commit=True)

    assert (report.posted, report.known, book.head()) == ({}, {"weigh_in": 344}, head)


def test_an_edited_row_is_a_conflict_with_its_place(book: Book, copied: Path) -> None:
    """The row that was in the book is missing: its place, its entry and the row there now are named."""
    head, file = book.head(), copied / JULY
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace("9.4", "19.4").replace(",5,斤", ",6,斤")
    file.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(ImportConflict) as conflict:
        book.import_files([copied], commit=True)
    told: Any = conflict.value.facts["rows"]

    assert (conflict.value.code, conflict.value.facts["count"], book.head()) == ("edited_rows", 1, head)
    assert [(row["file"], row["row"], row["now"]) for row in told] == [(JULY, 4, 4)]


def test_an_edited_copy_under_another_name_is_refused_whole(book: Book, copied: Path) -> None:
    """Its changed rows would be posted a second time."""
    head, renamed = book.head(), (copied / JULY).rename(copied / "七月.csv")
    lines = renamed.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = lines[3].replace(",5,斤", ",6,斤").replace("9.4", "19.4")
    renamed.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(ImportConflict) as conflict:
        book.import_files([renamed], commit=True)

    assert (conflict.value.code, conflict.value.facts["before"], book.head()) == ("already_imported_as", JULY, head)


def test_a_longer_file_posts_its_new_rows(book: Book, copied: Path) -> None:
    """A register that goes on is not a contradiction."""
    with (copied / "过磅登记-2026-06.csv").open("a", encoding="utf-8") as file:
        file.write("2026-06-30,0002,高雨欣,纸板,5.2,斤,王艳,\n")
    report = book.import_files([copied], commit=True)

    assert report.posted == {"weigh_in": 1}


def test_a_whole_import_is_taken_back_and_can_be_made_again(book: Book) -> None:
    """Nobody has anything afterwards; the same folder then gives the same stars again."""
    before = {b.household: (b.lots, b.remainders) for b in book.balances(day=dt.date(2026, 6, 30))}
    book.reverse_batch(ReverseBatch(dt.date(2026, 6, 30), batch="b0001", reason="试导入"))
    held = book.report_village(dt.date(2025, 7, 1), dt.date(2026, 6, 30))
    left = [told for told in held["balances"].values() if told["stars"] != "0" or told["debt"] != "0"]
    stock = {told["on_hand"] for told in held["stock"].values()}
    again = book.import_files([village("baifan-m0")], commit=True)
    after = {b.household: (b.lots, b.remainders) for b in book.balances(day=dt.date(2026, 6, 30))}

    assert (left, stock) == ([], {"0"})
    assert (again.committed, again.bad_rows, after) == (True, (), before)
