"""Verifying shared out: runs of a SQLite book's journal, checked by this process or by several at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from typing import Final

from goodpoints.errors import GoodpointsError
from goodpoints.ports import Store, StoreReader
from goodpoints.services.consistency import Runner, Waiting
from goodpoints.services.soundness import Run, Sums, sound
from goodpoints.storage.sqlite import SqliteStore
from goodpoints.storage.sqlite.run_reader import RunReader

WORTH: Final = 10_000
"""Entries a process must have to itself, or its start costs more than it saves."""


def runner_of(store: Store, book: str, reader: StoreReader, *, apart: bool) -> Runner | None:
    """What checks runs of this book; None for a store that cannot be read by number.

    With `apart`, each run in a process of its own, where the system has such; else one after the other, here.
    """
    if not isinstance(store, SqliteStore) or not isinstance(reader, RunReader):
        return None
    # A host's transaction is seen through the host's own connection only, so its store has no file of its own.
    alone = not apart or not store.path.is_file()
    return partial(_here, book, reader) if alone else partial(_apart, str(store.path), book, reader)


def _here(book: str, reader: RunReader, runs: Sequence[Run]) -> Waiting:
    return lambda: [sound(reader, book, run) for run in runs]


def _apart(path: str, book: str, reader: RunReader, runs: Sequence[Run]) -> Waiting:
    here = _here(book, reader, runs)
    try:
        pool = ProcessPoolExecutor(len(runs), mp_context=get_context("spawn"))
        begun = [pool.submit(_one, path, book, run) for run in runs]
    except (ImportError, OSError, BrokenProcessPool):  # no semaphores, no more processes
        return here

    def wait() -> list[Sums | None]:
        with pool:
            return _results(begun) or here()

    return wait


def _results(begun: list[Future[Sums | None]]) -> list[Sums | None]:
    """The sums; empty where a process was ended from outside."""
    try:
        return [one.result() for one in begun]
    except BrokenProcessPool:
        return []


def _one(path: str, book: str, run: Run) -> Sums | None:
    """One run, in a process of its own. What was committed before it began is all it needs, and never changes."""
    try:
        with closing(SqliteStore(path, must_exist=True, read_only=True)) as store, store.read(book) as reader:
            return sound(reader, book, run)
    except GoodpointsError:
        return None
