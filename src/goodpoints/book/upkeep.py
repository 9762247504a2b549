"""What keeps a book trustworthy: verifying it, copying it, asking how it is kept."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from goodpoints.book.stores import open_store
from goodpoints.errors import LedgerIntegrityError
from goodpoints.ports import Clock, Head, Store, StoreReader
from goodpoints.services.backup import BackupResult, backup
from goodpoints.services.budget import quota_lines
from goodpoints.services.doctor import Surroundings, advice
from goodpoints.services.findings import Finding, Report
from goodpoints.services.verify import anchors_of, verify
from goodpoints.services.view import BookView

_EXTRAS: Final = {
    "excel": ("python_calamine", "xlsxwriter"),
    "print": ("jinja2", "segno"),
    "pinyin": ("pypinyin",),
}
_MOUNTS: Final = Path("/proc/mounts")
_HEADER: Final = 20
_WAL: Final = b"\x02\x02"
"""Bytes 18 and 19 of a SQLite file that keeps a write-ahead log. Source: sqlite.org/fileformat2.html, 1.3.3."""


def scratch_store() -> Store:
    """An empty store that is gone when it is closed."""
    from goodpoints.storage.sqlite.scratch import ScratchStore

    return ScratchStore()


def verify_in(store: Store, code: str, reader: StoreReader, anchors: Iterable[tuple[int, str]]) -> Report:
    """Verify a book through a reader that is open."""
    return verify(reader, code, scratch_store, anchors=anchors_of(anchors), self_check=_self_check(store, reader))


def _self_check(store: Store, reader: StoreReader) -> Callable[[], list[str]]:
    """What the store knows about its own health; asked in the reader's transaction, where that can."""
    asked: Callable[[], list[str]] = getattr(reader, "self_check", store.self_check)
    return asked


def verify_stored(store: Store, code: str, anchors: Iterable[tuple[int, str]], *, processes: int = 1) -> Report:
    """Verify a book as it is stored; a book too damaged to be opened has its finding too."""
    from goodpoints.book.sharing import WORTH, runner_of

    wanted = anchors_of(anchors)
    try:
        with store.read(code) as reader:
            shares = max(1, min(processes, reader.head().size // WORTH))
            runner = runner_of(store, code, reader, apart=shares > 1)
            return verify(
                reader, code, scratch_store,
                anchors=wanted, self_check=_self_check(store, reader), runner=runner, shares=shares,
            )  # fmt: skip
    except LedgerIntegrityError as error:
        return Report((Finding(error.code, error.facts),), 0)


def backup_to(store: Store, code: str, folder: Path, clock: Clock) -> BackupResult:
    """Copy a book into a folder, which is made where it is not there, and verify the copy."""

    def inspect(path: Path) -> tuple[Head, Report]:
        with closing(open_store(str(path), must_exist=True, read_only=True)) as copy:
            with copy.read(code) as reader:
                head = reader.head()
            return head, verify_stored(copy, code, ())

    folder.mkdir(parents=True, exist_ok=True)
    return backup(store, code, folder, now=clock.now(), inspect=inspect)


def examine(store: Store, code: str, clock: Clock) -> list[Finding]:
    """What there is to say about how a book is kept, its verification included."""
    with store.read(code) as reader:
        roles = len(reader.list("role", status=None, holder=None, due_upto=None))
        recorded_at = reader.head().recorded_at
        quotas = quota_lines(BookView(reader))
    missing = {extra: name for extra, names in _EXTRAS.items() for name in names if find_spec(name) is None}
    told = {"python": sys.version_info[:3], "now": clock.now(), "roles": roles, "recorded_at": recorded_at}
    told["quotas"] = quotas
    report = verify_stored(store, code, ())
    return advice(Surroundings(**told, missing=missing, report=report, **_place(store)))  # type: ignore[arg-type]  # keywords by name


def _place(store: Store) -> dict[str, object]:
    if not store.url.startswith("sqlite:"):
        return {}
    from sqlite3 import sqlite_version_info

    path = Path(store.url.removeprefix("sqlite:")).absolute()
    with path.open("rb") as file:
        wal = file.read(_HEADER)[18:] == _WAL
    free = shutil.disk_usage(path.parent).free
    return {
        "folder": str(path.parent), "file_system": _file_system(path), "sqlite": sqlite_version_info,
        "wal": wal, "free": free,
    }  # fmt: skip


def _file_system(path: Path) -> str:
    if not _MOUNTS.is_file():
        return ""
    mounts = [line.split()[1:3] for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    holding = [(point, kind) for point, kind in mounts if path.is_relative_to(point)]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]
