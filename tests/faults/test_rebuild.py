"""A book reduced by older reducers is derived anew before it is written to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from goodpoints import RegisterHousehold, StorageError, WeighIn, open_book
from goodpoints.services import rebuild, verify
from tests.faults.books import CLOCK, FIRST, opened_up

ACT = RegisterHousehold(FIRST, household="0009")


def _dump(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as conn:
        tables = ("posting", "balance", "turnover", "tally", "thing", "root", "entry", "detail")
        return [sorted(conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables]


def test_the_first_write_with_newer_reducers_derives_everything_anew(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What older reducers left behind is gone, and the act itself is written in the same transaction."""
    with opened_up(book) as conn:
        conn.execute("UPDATE balance SET amount = amount + 7 WHERE account = 'household/0001'")
        conn.execute("DELETE FROM thing WHERE kind = 'unit'")
    for module in (rebuild, verify):
        monkeypatch.setattr(module, "REDUCERS", 2)
    with open_book(str(book), clock=CLOCK) as opened:
        opened.register.household(ACT)
        report, head = opened.verify(), opened.head()

    assert (report.findings, head.reducers) == ((), 2)


def test_what_is_derived_anew_is_what_was_there(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reducers give the same rows, to the last one."""
    before = _dump(book)
    monkeypatch.setattr(rebuild, "REDUCERS", 2)
    with open_book(str(book), clock=CLOCK) as opened, opened.writing():
        pass

    assert _dump(book) == before


def test_an_act_that_fails_leaves_the_old_rows(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving anew belongs to the transaction and ends with it."""
    before = _dump(book)
    monkeypatch.setattr(rebuild, "REDUCERS", 2)
    with open_book(str(book), clock=CLOCK) as opened:
        with pytest.raises(Exception, match="unknown_household"):
            opened.shop.weigh_in(WeighIn(FIRST, household="0404", material="纸板", quantity=1))
        reducers = opened.head().reducers

    assert (_dump(book), reducers) == (before, 1)


def test_small_batches_derive_the_same(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no longer remembered is read back: memory is flat and the rows are the same."""
    before = _dump(book)
    for name, value in (("REDUCERS", 2), ("AT_ONCE", 7), ("_REMEMBERED", 3)):
        monkeypatch.setattr(rebuild, name, value)
    with open_book(str(book), clock=CLOCK) as opened, opened.writing():
        pass

    assert _dump(book) == before


def test_a_book_of_newer_reducers_is_not_written_to(book: Path) -> None:
    """An old program must not write rows that a new one would read."""
    with opened_up(book) as conn:
        conn.execute("UPDATE book SET reducers = 99")
    with open_book(str(book), clock=CLOCK) as opened, pytest.raises(StorageError) as caught:
        opened.register.household(ACT)

    assert caught.value.code == "newer_format"
