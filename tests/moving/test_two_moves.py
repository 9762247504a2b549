"""Moves in other processes: two of the same journal at once, and one that is killed."""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goodpoints.services.moving import Move
from goodpoints.storage.sqlite import SqliteStore
from goodpoints.testing import picture
from goodpoints.testing.races import SPAWN
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK
from tests.moving.journals import Written, a_village, take_in, written
from tests.servers import needs_postgres
from tests.storage.places import postgres_factory

if TYPE_CHECKING:
    from goodpoints.ports import Store


def _moves(open_store: Callable[[], Store], told: Written, heard: Connection) -> None:
    """A process of its own: waits for the word, moves, tells how many entries it took in."""
    store = open_store()
    heard.send(0)
    heard.recv()
    heard.send(Move(io.BytesIO(told.journal), io.BytesIO(told.details), at_once=3).into(store).taken)
    store.close()


KILLS = int(os.environ.get("GOODPOINTS_KILLS", "20")) // 10
"""Starting a process takes longer than moving a small book, so there are fewer than where acts are killed."""


def _place(place: str, folder: Path) -> Callable[[], Store]:
    return partial(SqliteStore, folder / "moved.db") if place == "sqlite" else postgres_factory().open


@pytest.mark.parametrize("place", ["sqlite", pytest.param("postgres", marks=needs_postgres)])
def test_two_moves_at_once_make_one_book(place: str, tmp_path: Path) -> None:
    """Each takes in what the other has not; together it is the whole, once."""
    book = a_village()
    told = written(book)
    open_store = _place(place, tmp_path)
    open_store().close()
    rivals = []
    for _ in range(2):
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_moves, args=(open_store, told, theirs))
        process.start()
        theirs.close()
        ours.recv()
        rivals.append((ours, process))
    for ours, _process in rivals:
        ours.send("go")
    taken = [ours.recv() for ours, _process in rivals]
    for _ours, process in rivals:
        process.join(60)
    store = open_store()

    assert sum(taken) == book.head().size
    assert (picture(store, BOOK), findings(store)) == (picture(book.store, BOOK), ())
    store.close()


@pytest.mark.parametrize("place", ["sqlite", pytest.param("postgres", marks=needs_postgres)])
def test_a_move_killed_at_any_moment_leaves_a_true_beginning(place: str, tmp_path: Path) -> None:
    """Killed again and again, it verifies every time; the last run adds what is missing, and nothing twice."""
    book, chance = a_village(), random.Random(7)  # noqa: S311 - a repeatable test
    told, open_store = written(book), _place(place, tmp_path)
    open_store().close()
    sizes = []
    for _ in range(KILLS):
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_moves, args=(open_store, told, theirs))
        process.start()
        theirs.close()
        ours.recv()
        ours.send("go")
        time.sleep(chance.random() / 50)
        process.kill()
        process.join(60)
        ours.close()
        store = open_store()
        if store.books():
            sizes.append(picture(store, BOOK)["head"].size)
            assert findings(store) == ()
        store.close()
    store = open_store()
    take_in(store, told, at_once=3)

    assert sizes == sorted(sizes)
    assert (picture(store, BOOK), findings(store)) == (picture(book.store, BOOK), ())
    store.close()
