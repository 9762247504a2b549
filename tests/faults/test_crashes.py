"""Killed, locked, full, read-only, not a book: nothing that was acknowledged is lost, and one clear error is given."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from goodpoints import GoodpointsError, LedgerIntegrityError, StorageError, WeighIn, open_book
from goodpoints.book import Book
from goodpoints.services.clock import RandomIds
from goodpoints.storage.sqlite import SqliteStore
from tests.faults.books import CLOCK, CODE, FIRST, make_book
from tests.faults.child import QUIET, STEPS

KILLS = int(os.environ.get("GOODPOINTS_KILLS", "20"))
"""The nightly run takes 500."""

ROOT = Path(__file__).resolve().parents[2]
needs_signals = pytest.mark.skipif(os.name == "nt", reason="kills with signals, which Windows does not have")
ORDER = WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤", remark="重" * 40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound book, made once."""
    path = tmp_path_factory.mktemp("whole") / "book.db"
    make_book(path)
    return path


@pytest.fixture
def book(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(whole, tmp_path / "book.db"))


def _child(
    path: Path, prefix: str, count: int, step: str = "", *, prepare: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.child", str(path), prefix, str(count), step]
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src"), *filter(None, sys.path)])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env, preexec_fn=prepare)  # noqa: PLW1509 - no threads here


def _keys(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as conn:
        return {key for (key,) in conn.execute("SELECT key FROM entry")}


def _sound(path: Path) -> bool:
    with open_book(str(path)) as opened:
        return opened.verify().ok


@needs_signals
def test_a_process_killed_at_any_moment_loses_nothing_acknowledged(book: Path) -> None:
    """Killed again and again while it posts, the book opens, verifies, and has every act that was acknowledged."""
    chance, lost = random.Random(7), set()  # noqa: S311 - a repeatable test
    for turn in range(KILLS):
        with _child(book, f"t{turn}-", 10**6) as child:
            assert child.stdout is not None
            acked = [child.stdout.readline().strip()]
            time.sleep(chance.random() / 20)
            child.send_signal(signal.SIGKILL)
            acked += child.stdout.read().split()
        lost |= set(acked) - _keys(book)

    assert lost == set()
    assert _sound(book)


@needs_signals
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_a_step_leaves_all_or_nothing(book: Path, step: str) -> None:
    """Whatever was cut off, the same key asked again gives exactly one entry."""
    with _child(book, "k", 10, step) as child:
        assert child.stdout is not None
        acked = child.stdout.read().split()
    there = f"k{QUIET}" in _keys(book)
    with open_book(str(book), clock=CLOCK) as opened:
        before = opened.head().size
        receipt = opened.shop.weigh_in(ORDER, key=f"k{QUIET}")
        grown, report = opened.head().size - before, opened.verify()

    assert (acked, child.returncode) == ([f"k{n}" for n in range(QUIET)], -signal.SIGKILL)
    assert (there, receipt.replayed, grown) == ((True, True, 0) if step == "after_commit" else (False, False, 1))
    assert report.ok


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
    import resource

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (book.stat().st_size + 1_000_000,) * 2)

    with _child(book, "f", 10**6, prepare=narrow) as child:
        assert child.stdout is not None
        *acked, error = child.stdout.read().splitlines()
    with open_book(str(book), clock=CLOCK) as opened:
        next_one = opened.shop.weigh_in(ORDER, key="afterwards")
        report = opened.verify()

    assert (error, child.returncode) == ("error store_full", 0)
    assert len(acked) > 10
    assert set(acked) - _keys(book) == set()
    assert (next_one.replayed, report.findings) == (False, ())


def test_eight_writers_wait_for_one_another(book: Path) -> None:
    """Eight processes write at once; every act is in the book, numbered without gaps."""
    children = [_child(book, f"w{n}-", 25) for n in range(8)]
    told = [child.communicate()[0].split() for child in children]

    assert [len(lines) for lines in told] == [25] * 8
    assert {key for lines in told for key in lines} <= _keys(book)
    assert _sound(book)


def test_a_damaged_schema_is_damage_and_no_traceback(book: Path) -> None:
    """The driver cannot even tell what is wrong where the name of a table is no text any more."""
    raw = book.read_bytes()
    at = raw.index(b"tallytally")
    book.write_bytes(raw[:at] + b"\xac\xff" + raw[at + 2 :])
    with pytest.raises(LedgerIntegrityError) as caught:
        open_book(str(book))

    assert caught.value.code == "damaged"
