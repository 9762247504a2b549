"""The book as a journal, at the desk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.desks import ClerksDesk


@pytest.fixture
def files(desk: ClerksDesk) -> tuple[str, str]:
    """The desk's journal and its details."""
    journal, details = str(desk.folder / "账.jsonl"), str(desk.folder / "私密.jsonl")
    desk.done("export", "jsonl", "-o", journal, "--details", details)
    return journal, details


def _elsewhere(desk: ClerksDesk) -> ClerksDesk:
    return ClerksDesk(desk.folder, desk.folder / "other.db")


def test_a_book_is_moved_in_two_commands(desk: ClerksDesk, files: tuple[str, str]) -> None:
    """And answers as it did where it was, names included."""
    other = _elsewhere(desk)
    told = other.told("import", "jsonl", files[0], "--details", files[1])
    again = other.told("转入", files[0])

    assert (told[0]["taken"], again[0]["taken"], again[0]["known"]) == (told[0]["entries"], 0, told[0]["entries"])
    assert [other.told(*asked) for asked in (("stock",), ("find", "张"), ("verify",))] == [
        desk.told(*asked) for asked in (("stock",), ("find", "张"), ("verify",))
    ]


def test_a_journal_goes_through_a_pipe(desk: ClerksDesk) -> None:
    """To the standard output, and only the entries since a number; words go to the standard error."""
    result = desk.run("导出", "凭证", "--since", "3", lang="en")
    lines = result.stdout_bytes.decode().splitlines()

    assert (lines[0][:10], len(lines) - 1) == ('{"after":3', len(desk.done("export", "jsonl").splitlines()) - 4)
    assert result.stderr.startswith(f"{len(lines) - 1} entries, up to entry ")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions otherwise")
def test_a_file_of_private_details_is_for_its_owner(files: tuple[str, str]) -> None:
    """Nobody else may read it."""
    assert [stat.S_IMODE(Path(path).stat().st_mode) for path in files] == [0o600, 0o600]


def test_a_changed_line_is_told_with_line_and_entry(desk: ClerksDesk, files: tuple[str, str]) -> None:
    """Exit 5; no book is left where nothing could be taken."""
    path = Path(files[0])
    path.write_text(path.read_text(encoding="utf-8").replace("纸板", "铁", 1), encoding="utf-8", newline="")
    other = _elsewhere(desk)
    result = other.run("import", "jsonl", files[0], lang="en")
    line = int(result.stderr.split(" ")[1])

    assert (result.exit_code, other.book.exists()) == (5, False)
    assert result.stderr.startswith(f"Line {line} of the journal (entry {line - 1}) does not hold")
    assert "The book is unchanged." in result.stderr


def test_a_journal_that_does_not_follow_is_a_conflict(desk: ClerksDesk, files: tuple[str, str]) -> None:
    """Exit 4: a gap, and another book beside the one that is there."""
    other = _elsewhere(desk)
    desk.done("export", "jsonl", "--since", "5", "-o", files[0])
    gap = other.error("import", "jsonl", files[0])
    desk.done("export", "jsonl", "-o", files[0])
    wrong = other.error("import", "jsonl", files[0], "--book", "zhulin")

    assert [(status, told["code"]) for status, told in (gap, wrong)] == [(4, "journal_gap"), (4, "other_book")]


def test_a_journal_comes_beside_another_book_only_when_asked(desk: ClerksDesk, files: tuple[str, str]) -> None:
    """It is mostly the wrong file; with `--book` it is meant."""
    other = _elsewhere(desk)
    other.done("init", "--policy", str(_policy(desk)), "--book", "zhulin")
    refused = other.error("import", "jsonl", files[0])
    other.done("import", "jsonl", files[0], "--book", "qingshui")

    assert (refused[0], refused[1]["details"]) == (4, {"book": "qingshui", "expected": "zhulin"})
    assert other.told("stock", "--book", "qingshui") == desk.told("stock")


def _policy(desk: ClerksDesk) -> Path:
    path = desk.folder / "p.toml"
    path.write_text('[village]\nopens = "2026-01-01"\n', encoding="utf-8")
    return path


def test_what_is_no_journal_is_told(desk: ClerksDesk) -> None:
    """Exit 2, whatever is in it."""
    path = desk.folder / "x.jsonl"
    path.write_text("户号,姓名\n", encoding="utf-8")

    assert desk.error("import", "jsonl", str(path)) == (2, desk.error("转入", str(path))[1])
    assert desk.error("import", "jsonl", str(path))[1]["code"] == "not_a_journal"


def test_moving_can_be_tried(desk: ClerksDesk, files: tuple[str, str]) -> None:
    """Everything is checked, nothing written; the same for the export."""
    other = _elsewhere(desk)
    tried = other.told("import", "jsonl", files[0], "-n")
    desk.done("export", "jsonl", "-o", str(desk.folder / "y.jsonl"), "-n")

    assert (tried[0]["taken"] > 0, other.book.exists(), (desk.folder / "y.jsonl").exists()) == (True, False, False)


def test_a_book_is_derived_anew(desk: ClerksDesk) -> None:
    """`rebuild` says which head it is; it cannot be tried without doing it."""
    status, error = desk.error("rebuild", "-n")

    assert desk.done("重算", lang="en").startswith("everything was derived anew: ")
    assert (status, error["code"]) == (2, "no_dry_run")


@pytest.mark.parametrize("details", ["账.jsonl", "./账.jsonl", "book"])
def test_details_go_into_a_file_of_their_own(desk: ClerksDesk, files: tuple[str, str], details: str) -> None:
    """Neither the journal nor the book is written over by them."""
    before = Path(files[0]).read_bytes(), desk.book.read_bytes()
    there = str(desk.book) if details == "book" else str(desk.folder / details)
    status, error = desk.error("export", "jsonl", "-o", files[0], "--details", there)

    assert (status, error["code"]) == (2, "file_there")
    assert (Path(files[0]).read_bytes(), desk.book.read_bytes()) == before
