"""A copy of the book that is known to be good: made in one go while others write, opened, verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import count
from pathlib import Path

from attrs import frozen

from goodpoints.errors import StorageError
from goodpoints.ports import Head, Store
from goodpoints.services.findings import Report


@frozen
class BackupResult:
    """A backup as it lies there.

    Args:
        path: The new file.
        entries: How many entries it holds.
        head: Hex digits of its last leaf: write it down somewhere else.
        report: What `verify` said of the copy; a copy of a damaged book is kept too, and says so.
    """

    path: Path
    entries: int
    head: str
    report: Report


def backup(
    store: Store, code: str, folder: Path, *, now: dt.datetime, inspect: Callable[[Path], tuple[Head, Report]]
) -> BackupResult:
    """Copy a book's store into a folder, under a name that nothing there bears, and verify the copy.

    Args:
        store: Where the book lies.
        code: The book, for the name: a store is copied whole.
        folder: Where the copy goes; it is there.
        now: For the name: `qingshui-20260801-093000.db`, in UTC.
        inspect: Opens the copy: its head, and what `verify` says of it.

    Raises:
        StorageError: `no_backup`, `store_full`, `store_unreachable`; no half copy is left behind.
    """
    path = _copied(store, folder, f"{code}-{now.astimezone(dt.UTC):%Y%m%d-%H%M%S}")
    head, report = inspect(path)
    return BackupResult(path, head.size, head.leaf.hex(), report)


def _copied(store: Store, folder: Path, name: str) -> Path:
    for n in count(1):
        path = folder / (f"{name}.db" if n == 1 else f"{name}-{n}.db")
        try:
            store.copy_to(str(path))
        except StorageError as error:
            if error.code != "backup_exists":
                raise
        else:
            return path
    raise AssertionError  # count() does not end
