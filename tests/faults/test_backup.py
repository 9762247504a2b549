"""A backup is made while others write, verified, and never in the place of anything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goodpoints import Policy, StorageError, WeighIn, create_book, open_book
from goodpoints.storage.sqlite import SqliteStore
from tests.faults.books import CLOCK, CODE, FIRST, opened_up

ORDER = WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤")


def test_a_backup_is_a_verified_book_of_one_file(book: Path, tmp_path: Path) -> None:
    """Name, head and number of entries are told, and the copy opens as any book."""
    with open_book(str(book), clock=CLOCK) as opened:
        done = opened.backup(tmp_path / "stick")
        head = opened.head()
    with open_book(str(done.path)) as copy:
        sound = copy.verify().ok

    assert (done.path.name, done.entries, done.head) == (f"{CODE}-20261201-040000.db", head.size, head.leaf.hex())
    assert (done.report.ok, sound) == (True, True)
    assert [path.name for path in done.path.parent.iterdir()] == [done.path.name]


def test_a_backup_overwrites_nothing(book: Path, tmp_path: Path) -> None:
    """In the same second it takes another name; asked for one name, it refuses."""
    with open_book(str(book), clock=CLOCK) as opened:
        first, second = opened.backup(tmp_path), opened.backup(tmp_path)
        with pytest.raises(StorageError, match="backup_exists"):
            opened.store.copy_to(str(first.path))

    assert second.path.name == f"{CODE}-20261201-040000-2.db"


def test_a_backup_of_a_damaged_book_says_so(book: Path, tmp_path: Path) -> None:
    """It is kept, since it may be all there is, but nobody takes it for sound."""
    with opened_up(book) as conn:
        conn.execute("UPDATE balance SET amount = amount + 1 WHERE account = 'household/0001'")
    with open_book(str(book), clock=CLOCK) as opened:
        done = opened.backup(tmp_path)

    assert (done.report.ok, done.path.exists()) == (False, True)


def test_a_backup_is_made_while_a_writer_is_at_work(book: Path, tmp_path: Path) -> None:
    """It holds what was committed, and no more."""
    with open_book(str(book), clock=CLOCK) as writer, open_book(str(book), clock=CLOCK) as other:
        with writer.batch() as acts:
            acts.shop.weigh_in(ORDER)
            done = other.backup(tmp_path)
        size = writer.head().size

    assert (done.report.ok, done.entries) == (True, size - 1)


def test_a_book_in_memory_has_no_backup(tmp_path: Path) -> None:
    """There is no file to copy, and none is left behind."""
    with (
        create_book("memory:", book=CODE, policy=Policy(), day=FIRST, clock=CLOCK) as opened,
        pytest.raises(StorageError, match="no_backup"),
    ):
        opened.backup(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_fails_leaves_nothing_behind(book: Path, tmp_path: Path) -> None:
    """Half a copy is worse than none."""
    store = SqliteStore(book)
    store.close()
    with pytest.raises(StorageError):
        store.copy_to(str(tmp_path / "half.db"))

    assert not (tmp_path / "half.db").exists()


def test_a_book_in_memory_verifies(tmp_path: Path) -> None:  # noqa: ARG001 - as the others
    """Every store is verified in the same way, inside a batch too."""
    with create_book("memory:", book=CODE, policy=Policy(), day=FIRST, clock=CLOCK) as opened, opened.batch() as acts:
        acts.register.party_named("王艳", dt.date(2025, 7, 2))
        inside = acts.verify()

    assert (inside.findings, inside.entries) == ((), 2)
