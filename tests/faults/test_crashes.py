"""Killed, locked, full, read-only, not a book: nothing that was acknowledged is lost, and one clear error is given."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from goodpoints import GoodpointsError, LedgerIntegrityError, StorageError, WeighIn, open_book
from goodpoints.book import Book
from goodpoints.services.clock import RandomIds
from goodpoints.storage.sqlite import SqliteStore
from tests.faults import __main__ as command
from tests.faults import trials
from tests.faults.books import CLOCK, CODE, FIRST
from tests.faults.child import STEPS

KILLS = int(os.environ.get("GOODPOINTS_KILLS", "20"))
"""`python -m tests.faults` takes more."""

needs_signals = pytest.mark.skipif(os.name == "nt", reason="kills with signals, which Windows does not have")
ORDER = WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤", remark="重" * 40)


def _sound(path: Path) -> bool:
    with open_book(str(path)) as opened:
        return opened.verify().ok


@needs_signals
def test_a_process_killed_at_any_moment_loses_nothing_acknowledged(book: Path) -> None:
    """Killed again and again while it posts, the book verifies, and has every acknowledged act; asked again, one entry."""
    outcome = trials.killed(book, KILLS)

    assert (outcome.faults, outcome.figures["acknowledged"] >= KILLS) == ([], True)


@needs_signals
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_a_step_leaves_all_or_nothing(book: Path, step: str) -> None:
    """Whatever was cut off, the same key asked again gives exactly one entry."""
    assert trials.killed_at(book, step, 1).faults == []


def test_a_locked_book_is_waited_for_and_then_reported_as_busy(book: Path) -> None:
    """Whoever waits long enough is told to try again, and nothing was written."""
    waiting = Book(SqliteStore(book, busy_ms=150), CODE, actor="clerk", clock=CLOCK, ids=RandomIds())
    with closing(sqlite3.connect(book, isolation_level=None)) as other, waiting:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with pytest.raises(StorageError) as caught:
            waiting.shop.weigh_in(ORDER, key="late")
        waited = time.monotonic() - begun
        other.execute("ROLLBACK")
        again = waiting.shop.weigh_in(ORDER, key="late")

    assert (caught.value.code, caught.value.facts, waited > 0.1) == ("store_busy", {"again": 1}, True)
    assert not again.replayed


def _text(path: Path) -> None:
    path.write_text("户号,姓名\n0001,张三\n" * 100, encoding="utf-8")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE book (id INTEGER)")


@pytest.mark.parametrize("make", [_text, _nothing, _other_database])
def test_a_file_that_is_no_book_is_told_and_left_alone(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """One clear error, and not a byte of it changed."""
    path = tmp_path / "list.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(LedgerIntegrityError) as caught:
        open_book(str(path))

    assert (caught.value.code, path.read_bytes() == before) == ("not_a_book", True)


@pytest.mark.parametrize("make", [_text, _nothing, _other_database])
def test_a_file_that_is_no_book_is_let_go_of(
    tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing stays open on it: it can be mended or thrown away while the program goes on."""
    path = tmp_path / "list.db"
    make(path)
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*given: Any, **more: Any) -> sqlite3.Connection:  # noqa: ANN401 - whatever the driver takes
        opened.append(connect(*given, **more))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    with pytest.raises(LedgerIntegrityError):
        open_book(str(path))

    assert len(opened) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_book_cut_short_is_damaged_or_has_findings(book: Path) -> None:
    """A copy that broke off in the middle is never taken for a sound book."""
    book.write_bytes(book.read_bytes()[: book.stat().st_size // 2])
    try:
        sound = _sound(book)
    except GoodpointsError as error:
        sound = error.exit_status != 5

    assert not sound


def test_a_book_of_a_newer_format_is_told_and_left_alone(book: Path) -> None:
    """An old program does not guess at what a new one wrote."""
    with closing(sqlite3.connect(book)) as conn:
        conn.execute("INSERT INTO migration VALUES (99, 'later')")
        conn.commit()
    with pytest.raises(StorageError) as caught:
        open_book(str(book))

    assert (caught.value.code, caught.value.facts["format"]) == ("newer_format", 99)


@pytest.fixture
def closed(book: Path) -> Iterator[Path]:
    """The book in a folder that nobody may write to."""
    book.chmod(0o444)
    book.parent.chmod(0o555)
    yield book
    book.parent.chmod(0o755)


@pytest.mark.needs_unprivileged
def test_a_read_only_book_can_be_read_and_verified(closed: Path) -> None:
    """A book on a stick that cannot be written to answers questions."""
    with open_book(str(closed), read_only=True) as opened:
        answers = opened.verify().ok, opened.balance_of("0001").household

    assert answers == (True, "0001")


@pytest.mark.needs_unprivileged
@pytest.mark.parametrize("read_only", [False, True])
def test_a_read_only_book_refuses_to_be_written_to(closed: Path, read_only: bool) -> None:  # noqa: FBT001 - both ways to open it
    """The act is refused with one clear error, and the file is as it was."""
    before = closed.read_bytes()
    with pytest.raises(StorageError) as caught, open_book(str(closed), read_only=read_only) as opened:
        opened.shop.weigh_in(ORDER)

    assert (caught.value.code, closed.read_bytes() == before) == ("store_read_only", True)


@needs_signals
def test_a_full_disk_is_told_and_loses_nothing_acknowledged(book: Path) -> None:
    """Where no byte more can be written, the act is refused; once there is room again, the next is taken."""
    outcome = trials.full(book, limited=True)

    assert (outcome.faults, trials.afterwards(book), outcome.figures["acts before it was full"] > 10) == ([], [], True)


@needs_signals
def test_a_disk_too_small_is_told_and_loses_nothing_acknowledged(whole: Path, tmp_path: Path) -> None:
    """The same on a file system that is really full."""
    try:
        outcome = trials.full_small_disk(whole, tmp_path)
    except PermissionError as error:
        pytest.skip(str(error))

    assert outcome.faults == []


def test_eight_writers_wait_for_one_another(book: Path) -> None:
    """Eight processes write at once, for three seconds; every act that was acknowledged is in the book."""
    outcome = trials.crowded(book, 3)

    assert (outcome.faults, outcome.figures["acts"] > 8) == ([], True)


def test_the_last_bag_goes_to_one_of_eight(book: Path) -> None:
    """Seven are refused by rule; the shelf is empty, never below."""
    assert trials.last_bag(book, 5).faults == []


def test_a_damaged_schema_is_damage_and_no_traceback(book: Path) -> None:
    """The driver cannot even tell what is wrong where the name of a table is no text any more."""
    raw = book.read_bytes()
    at = raw.index(b"tallytally")
    book.write_bytes(raw[:at] + b"\xac\xff" + raw[at + 2 :])
    with pytest.raises(LedgerIntegrityError) as caught:
        open_book(str(book))

    assert caught.value.code == "damaged"


@needs_signals
def test_the_long_run_does_every_harm(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One command, a line with figures for each, and status 0 where nothing was lost."""
    monkeypatch.setattr(command, "SHORT", command.Length(1, 1, 0.2, 1, 5))
    status = command.main(["--short"])
    told = [line.rpartition(": ")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    own = [name for name in told if "PostgreSQL" not in name]

    assert (status, len(own)) == (0, 6 + len(STEPS))
    assert told[:2] == ["killed at random moments", "killed before rows"]
