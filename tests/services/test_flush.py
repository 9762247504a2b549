"""What a batch has gathered goes to the store whole, or is not taken for written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goodpoints import WeighIn
from goodpoints.ports import Batch
from goodpoints.services.booktx import BookTx
from tests.builders import ONE, OPENED, PAPER, a_village


class _Interrupted:
    """A store's transaction in whose first writing somebody presses Ctrl-C."""

    def __init__(self, tx: Any) -> None:  # noqa: ANN401 - whatever a store gives
        self._tx = tx
        self._is_first = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a store gives
        return getattr(self._tx, name)

    def append(self, batch: Batch) -> None:
        if self._is_first:
            self._is_first = False
            raise KeyboardInterrupt
        self._tx.append(batch)


def _weigh(tx: BookTx) -> None:
    tx.post(None, WeighIn(OPENED, household=ONE, material=PAPER, quantity="1公斤"), "clerk")


@pytest.mark.parametrize("file", ["book.db", None])
def test_a_flush_that_was_broken_off_is_done_again(tmp_path: Path, file: str | None) -> None:
    """Whoever keeps what it has keeps it sealed: the chain goes on where the last entry that was written ended."""
    book = a_village(url=str(tmp_path / file)) if file else a_village()
    size = book.head().size
    with book.writing() as tx:
        tx._tx = _Interrupted(tx.store)  # noqa: SLF001 - in the store's place
        _weigh(tx)
        with pytest.raises(KeyboardInterrupt):
            tx.flush()
        _weigh(tx)

    assert book.head().size == size + 2
    assert book.verify().findings == ()
    book.close()
