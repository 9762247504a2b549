"""`rebuild` throws derived rows away and derives them anew, and never where the journal itself is not sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints import LedgerIntegrityError, StorageError, open_book
from goodpoints.services import rederive
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import picture
from goodpoints.testing.village import BOOK, book_on
from tests.faults.books import CLOCK, CODE, make_book, opened_up
from tests.moving.journals import a_village, take_in, written

DAMAGE = {
    "balance": "UPDATE balance SET amount = amount + 7 WHERE account = 'household/0001'",
    "missing posting": "DELETE FROM posting WHERE seq = 20",
    "extra thing": "INSERT INTO thing SELECT book, kind, '0099', status, holder, day, state FROM thing WHERE code = '0002'",
    "edge": "UPDATE book SET edge = zeroblob(32), through = '2025-01-01'",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound book."""
    make_book(tmp_path / "book.db")
    return tmp_path / "book.db"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_derived_rows_that_were_spoilt_are_right_again(path: Path, damage: str) -> None:
    """To the last one; the head is the same."""
    with open_book(str(path), clock=CLOCK) as book:
        before = picture(book.store, CODE)
    with opened_up(path) as conn:
        conn.execute(damage)
    with open_book(str(path), clock=CLOCK) as book:
        spoilt = book.verify().ok
        head = book.rebuild()
        report = book.verify()

        assert (spoilt, report.findings, head) == (False, (), before["head"])
        assert picture(book.store, CODE) == before


UNSOUND = {
    "a body": ("UPDATE entry SET body = replace(body, '0003', '0002') WHERE seq = 20", "chain_broken"),
    "a cut end": ("DELETE FROM entry WHERE seq > 270", "column_differs"),
    "a gap": ("DELETE FROM entry WHERE seq = 20", "missing_entries"),
    "the head": ("UPDATE book SET leaf = zeroblob(32)", "column_differs"),
}


@pytest.mark.parametrize(("damage", "code"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_journal_is_left_alone(path: Path, damage: str, code: str) -> None:
    """The evidence stays: nothing is derived from a journal that does not verify."""
    with opened_up(path) as conn:
        conn.execute("UPDATE balance SET amount = amount + 7 WHERE account = 'household/0001'")
        conn.execute(damage)
    with open_book(str(path), clock=CLOCK) as book:
        before = picture(book.store, CODE)
        with pytest.raises(LedgerIntegrityError) as caught:
            book.rebuild()
        problems = caught.value.facts["problems"]

        assert picture(book.store, CODE) == before
    assert caught.value.code == "unsound_journal"
    assert code in str(problems)


def test_damaged_details_do_not_stand_in_the_way(path: Path) -> None:
    """They are not derived; `verify` goes on telling of them."""
    with opened_up(path) as conn:
        conn.execute("UPDATE detail SET text = '李四' WHERE seq = 4")
        conn.execute("DELETE FROM posting WHERE seq = 20")
    with open_book(str(path), clock=CLOCK) as book:
        book.rebuild()

        assert [found.code for found in book.verify().findings] == ["text_differs"]


def test_small_batches_give_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is flat, and the rows are the same."""
    monkeypatch.setattr(rederive, "AT_ONCE", 7)
    with open_book(str(path), clock=CLOCK) as book:
        before = picture(book.store, CODE)
        book.rebuild()

        assert picture(book.store, CODE) == before


def test_a_book_of_newer_reducers_is_left_alone(path: Path) -> None:
    """An old program would derive less than there was."""
    with opened_up(path) as conn:
        conn.execute("UPDATE book SET reducers = 99")
    with open_book(str(path), clock=CLOCK) as book, pytest.raises(StorageError) as caught:
        book.rebuild()

    assert caught.value.code == "newer_format"


def test_a_moved_book_is_rebuilt_as_it_is() -> None:
    """Taking in and deriving anew are the same reducers."""
    store = MemoryStore()
    take_in(store, written(a_village()))
    before = picture(store, BOOK)
    book_on(store).rebuild()

    assert picture(store, BOOK) == before


def test_a_batch_is_ended_before_everything_is_derived_anew(path: Path) -> None:
    """It remembers rows as it has read them."""
    with open_book(str(path), clock=CLOCK) as book, book.batch() as acts, pytest.raises(StorageError) as caught:
        acts.rebuild()

    assert caught.value.code == "unit_open"
