"""The follower counts every entry once, wherever it is stopped, and notices a book that is not the one it was."""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from goodpoints import RegisterHousehold, open_book
from tests.faults.books import CLOCK, FIRST, WEIGHINGS, make_book

FOLLOWER = Path(__file__).resolve().parents[2] / "examples" / "05_follower" / "follow.py"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book to follow."""
    make_book(tmp_path / "book.db")
    return tmp_path / "book.db"


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("follow", FOLLOWER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(path: Path) -> tuple[int, str]:
    told = [sys.executable, str(FOLLOWER), str(path), str(path.with_name("own.db"))]
    done = subprocess.run(told, capture_output=True, text=True, check=False, encoding="utf-8")
    return done.returncode, done.stdout.splitlines()[0]


def _counted(path: Path) -> int:
    with closing(sqlite3.connect(path.with_name("own.db"))) as conn:
        return int(conn.execute("SELECT sum(count) FROM weighings").fetchone()[0])


def _act(path: Path, household: str) -> None:
    with open_book(str(path), clock=CLOCK) as book:
        book.register.household(RegisterHousehold(FIRST, household=household))


def test_every_entry_counts_once(path: Path) -> None:
    """The second run takes in what is new, the third nothing."""
    told = [_run(path)]
    _act(path, "0007")
    told += [_run(path), _run(path)]

    assert told == [(0, "274 new entries"), (0, "1 new entries"), (0, "0 new entries")]
    assert _counted(path) == WEIGHINGS


def test_stopped_in_the_middle_of_a_page_it_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had begun is gone together with the number it would have kept."""
    follow = _module()
    taken, left = follow.take, iter(range(300))

    def stops(conn: sqlite3.Connection, kind: str, month: str) -> None:
        if next(left) in {13, 77, 78, 150}:
            raise KeyboardInterrupt
        taken(conn, kind, month)

    monkeypatch.setattr(follow, "PAGE", 10)
    monkeypatch.setattr(follow, "take", stops)
    for _ in range(4):
        with pytest.raises(KeyboardInterrupt):
            follow.main(str(path), str(path.with_name("own.db")))
    status, told = _run(path)

    assert (status, told != "0 new entries", _counted(path)) == (0, True, WEIGHINGS)


def test_a_book_that_was_restored_and_written_on_is_noticed(path: Path) -> None:
    """Its numbers go on as if nothing had happened; the leaf does not."""
    backup = shutil.copy(path, path.with_name("backup.db"))
    _act(path, "0007")
    _run(path)
    shutil.copy(backup, path)
    _act(path, "0008")

    assert _run(path) == (4, "not the book it was: journal_fork (entry=275)")
