"""What keeps `verify` from reading a book on: a fault of the book, or of the way to it."""

from __future__ import annotations

import pytest

from goodpoints import StorageError
from goodpoints.storage.memory import MemoryReader, MemoryStore
from goodpoints.testing.village import village


def _fails(monkeypatch: pytest.MonkeyPatch, error: StorageError) -> None:
    def dump(*_given: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(MemoryReader, "dump", dump)


@pytest.mark.parametrize(("code", "again"), [("store_busy", 1), ("not_prepared", 0), ("not_granted", 0)])
def test_the_way_to_a_book_is_not_the_book(code: str, again: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is told that a book is damaged looks for a backup; here another try helps, another address, or another role."""
    book, error = village(MemoryStore()), StorageError(code, again=again)
    _fails(monkeypatch, error)

    with pytest.raises(StorageError) as caught:
        book.verify()

    assert caught.value == error


def test_what_no_other_try_reads_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged pages, above all."""
    book = village(MemoryStore())
    _fails(monkeypatch, StorageError("store_failed", again=0, sqlite="XX001"))

    assert {finding.code for finding in book.verify().findings} == {"damaged"}
