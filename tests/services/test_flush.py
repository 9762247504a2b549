"""What a batch has gathered goes to the store whole, or is not taken for written."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Final

import pytest

from goodpoints import WeighIn
from goodpoints.ports import Batch, MergedBatch, StoreTx
from goodpoints.services.booktx import BookTx
from goodpoints.storage.memory import MemoryStore, MemoryTx
from goodpoints.testing.village import first_days, village
from tests.builders import ONE, OPENED, PAPER, a_village

_KEYS: Final = {
    "entries": 1,
    "postings": 3,
    "balances": 3,
    "turnovers": 4,
    "tallies": 3,
    "things": 2,
    "details": 2,
    "roots": 1,
}
"""Rows of a batch → how many of their columns, from the first, make the key."""


def _pressed(_tx: StoreTx, _batch: Batch) -> None:
    raise KeyboardInterrupt


def _weigh(tx: BookTx) -> None:
    tx.post(None, WeighIn(OPENED, household=ONE, material=PAPER, quantity="1公斤"), "clerk")


@pytest.mark.parametrize("file", ["book.db", None])
def test_a_flush_that_was_broken_off_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str | None
) -> None:
    """Whoever keeps what it has keeps it sealed: the chain goes on where the last entry that was written ended."""
    book = a_village(url=str(tmp_path / file)) if file else a_village()
    size = book.head().size
    with book.writing() as tx:
        _weigh(tx)
        with monkeypatch.context() as broken:
            broken.setattr(type(tx.store), "append", _pressed)
            with pytest.raises(KeyboardInterrupt):
                tx.flush()
        _weigh(tx)

    assert book.head().size == size + 2
    assert book.verify().findings == ()
    book.close()


def _looked_through() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_what_has_gathered_is_nothing_for_the_garbage_collector() -> None:
    """It holds texts and numbers alone: looking through thousands of entries again and again took a tenth of a batch's time."""
    with a_village().writing() as tx:
        _weigh(tx)
        before = _looked_through()
        for _ in range(200):
            _weigh(tx)
        assert _looked_through() - before < 200


def test_what_is_flushed_names_every_key_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a store may rely on that cannot write one row twice at one go: what moves often is summed up before."""
    flushed: list[Batch] = []
    write = MemoryTx.append

    def append(tx: MemoryTx, batch: Batch) -> None:
        flushed.append(batch)
        write(tx, batch)

    monkeypatch.setattr(MemoryTx, "append", append)
    book = village(MemoryStore())
    with book.batch() as acts:
        first_days(acts)
        first_days(acts)

    for batch in flushed:
        keys = {name: [row[:width] for row in getattr(batch, name)] for name, width in _KEYS.items()}
        assert isinstance(batch, MergedBatch)
        assert {name: len(rows) for name, rows in keys.items()} == {name: len(set(rows)) for name, rows in keys.items()}
    several = {name for batch in flushed for name in _KEYS if len(getattr(batch, name)) > 1}
    assert several >= {"entries", "postings", "balances", "turnovers", "things"}
