"""What a batch has gathered goes to the store whole, or is not taken for written."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints import WeighIn
from goodpoints.ports import Batch, StoreTx
from goodpoints.services.booktx import BookTx
from tests.builders import ONE, OPENED, PAPER, a_village


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
