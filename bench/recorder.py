"""A store that notes what acts ask of it and what they write, so that other contenders can do the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from bench.raw import Asked
from goodpoints import Book
from goodpoints.ports import Batch, Store, StoreTx

_QUESTIONS = ("seen", "get", "lots", "list", "tally")


class RecordingTx:
    """A store's transaction that notes its questions and batches; everything else is handed on."""

    def __init__(self, tx: StoreTx, notes: RecordingStore) -> None:
        self._tx = tx
        self._notes = notes

    def append(self, batch: Batch) -> None:
        """Note a batch and write it."""
        self._notes.batches.append(batch)
        self._tx.append(batch)

    def __getattr__(self, verb: str) -> Any:  # noqa: ANN401 - whatever the port has
        real = getattr(self._tx, verb)
        if verb not in _QUESTIONS:
            return real

        def noted(*told: Any, **filters: Any) -> Any:  # noqa: ANN401 - as the port has it
            self._notes.asked.append(Asked(verb, told if verb == "tally" else told[0]))
            return real(*told, **filters)

        return noted


class RecordingStore:
    """A store whose write transactions are noted.

    Attributes:
        asked: Questions since `take`.
        batches: Batches since `take`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[Asked] = []
        self.batches: list[Batch] = []

    @contextmanager
    def write(self, book: str) -> Iterator[StoreTx]:
        """The store's write transaction, noted."""
        with self._store.write(book) as tx:
            yield cast("StoreTx", RecordingTx(tx, self))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        return getattr(self._store, name)

    def take(self) -> tuple[list[Asked], list[Batch]]:
        """What was noted since the last time."""
        noted = self.asked, self.batches
        self.asked, self.batches = [], []
        return noted


def recording(book: Book) -> tuple[Book, RecordingStore]:
    """The same book on a store that notes."""
    notes = RecordingStore(book.store)
    return Book(cast("Store", notes), book.code, actor=book.actor, clock=book.clock, ids=book.ids), notes
