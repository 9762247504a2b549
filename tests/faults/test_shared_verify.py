"""`verify` shared out to several processes says what one process says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodpoints import open_book
from goodpoints.book import sharing, upkeep
from goodpoints.services.consistency import cut, is_consistent
from goodpoints.services.findings import Report
from goodpoints.services.soundness import Run, sound
from goodpoints.storage.sqlite.run_reader import RunReader
from tests.faults.books import CODE, opened_up
from tests.faults.cases import CASES

ENDS = -(2**63), 2**63 - 1


def _thorough(path: Path) -> Report:
    """The report of the thorough way alone."""
    with open_book(str(path)) as book, book.store.read(CODE) as reader:
        return upkeep.verify_in(book.store, CODE, reader, ())


def test_two_processes_report_as_one(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries, erased texts and what is proven are the same, and the same as the thorough way's."""
    monkeypatch.setattr(sharing, "WORTH", 100)
    with open_book(str(whole)) as book:
        anchors = [(book.head().size, book.head_text())]
        reports = [book.verify(anchors, processes=number) for number in (1, 2)]

    assert (reports[0].ok, reports[1], reports[0].proven_upto) == (True, reports[0], anchors[0][0])
    assert (reports[0].entries, reports[0].erased) == (_thorough(whole).entries, _thorough(whole).erased)


@pytest.mark.parametrize(("table", "column"), [key for key in CASES if key[0] not in {"migration", "book"}])
def test_no_run_is_sound_where_something_was_changed(whole: Path, tmp_path: Path, table: str, column: str) -> None:
    """Whatever the thorough way finds in two runs, the quick way has doubted: the reports are equal."""
    path, case = Path(shutil.copy(whole, tmp_path / "book.db")), CASES[table, column]
    with opened_up(path) as conn:
        conn.execute(f"UPDATE {table} SET {column} = {case.value} WHERE {case.where}")
    with open_book(str(path)) as book:
        report = book.verify()

    assert (report.ok, report) == (False, _thorough(path))


@pytest.mark.parametrize(
    ("size", "shares", "runs"),
    [
        (1, 2, [(1, 1)]),
        (256, 2, [(1, 256)]),
        (257, 2, [(1, 256), (257, 257)]),
        (1000, 3, [(1, 256), (257, 512), (513, 1000)]),
        (1024, 2, [(1, 512), (513, 1024)]),
    ],
)
def test_a_journal_is_cut_at_subtrees(size: int, shares: int, runs: list[tuple[int, int]]) -> None:
    """No entry is left out; the first and the last run read on beyond both ends."""
    found = cut(size, shares, {1: "00"})
    wanted = [
        Run(
            first,
            last,
            ENDS[0] if first == 1 else first,
            ENDS[1] if last == size else last,
            {1: "00"} if first == 1 else {},
        )
        for first, last in runs
    ]

    assert found == wanted


def test_a_sound_book_is_told_by_the_quick_way(whole: Path) -> None:
    """It doubts nothing that is well: otherwise `verify` would still be right, and slow."""
    with open_book(str(whole)) as book, book.store.read(CODE) as reader:
        assert isinstance(reader, RunReader)
        sums = [sound(reader, CODE, run) for run in cut(reader.head().size, 2, {})]
        told = [one for one in sums if one is not None]
        fits = is_consistent(reader, CODE, told, upkeep.scratch_store)

    assert (len(sums), len(told), fits) == (2, 2, True)
