"""How a book is kept: advice as values, worst first is for whoever shows it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from goodpoints.services.budget import WARN_AT, QuotaLine
from goodpoints.services.findings import Finding, Report

_PYTHON: Final = (3, 11)
_WAL_RESET_FIXED: Final = (3, 51, 3)
"""Before it, two connections that write at once could, very rarely, spoil a WAL file. Source: sqlite.org/wal.html."""

_FREE: Final = 200_000_000
"""Bytes below which a disk is nearly full: a few years of a village, and its backup."""

_SYNCED: Final = re.compile(r"onedrive|坚果云|nutstore|dropbox|百度|baidu|icloud|google drive|syncthing", re.IGNORECASE)
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})
_CLOCK_TOLERANCE: Final = dt.timedelta(minutes=5)


@frozen(kw_only=True)
class Surroundings:
    """What a book lives in, as somebody who can look has found it.

    Args:
        folder: Where it lies, absolute; empty where it is in memory.
        file_system: Type of the file system; empty where it is not known.
        sqlite: Version of SQLite; empty where the book lies elsewhere.
        wal: Whether it keeps a write-ahead log.
        free: Bytes free beside it; None where it is not known.
        missing: Extra → module that is not installed.
        roles: How many roles the book knows.
        quotas: The book's issue quotas.
        recorded_at: Instant of its last entry, empty where there is none.
        report: What `verify` said; None where it was not asked.
    """

    python: tuple[int, ...]
    now: dt.datetime
    folder: str = ""
    file_system: str = ""
    sqlite: tuple[int, ...] = ()
    wal: bool = False
    free: int | None = None
    missing: Mapping[str, str] = field(factory=dict)
    roles: int = 0
    quotas: Sequence[QuotaLine] = ()
    recorded_at: str = ""
    report: Report | None = None


def advice(around: Surroundings) -> list[Finding]:
    """Everything that a careful clerk would want to know; empty where all is well."""
    return [*_book(around), *_place(around), *_programs(around)]


def _book(around: Surroundings) -> Iterator[Finding]:
    if around.report is not None and not around.report.ok:
        yield Finding("verify_found", {"count": len(around.report.findings)})
    if not around.roles:
        yield Finding("no_roles")
    for line in around.quotas:
        if line.percent >= WARN_AT:
            used = f"{line.issued}/{line.points}"
            yield Finding("quota_nearly_used", {"quota": line.quota, "percent": line.percent, "used": used})
    if around.recorded_at and around.now + _CLOCK_TOLERANCE < dt.datetime.fromisoformat(around.recorded_at):
        yield Finding("clock_behind", {"last": around.recorded_at, "now": f"{around.now:%Y-%m-%dT%H:%M:%SZ}"})


def _place(around: Surroundings) -> Iterator[Finding]:
    if around.folder.startswith(("\\\\", "//")) or around.file_system in _NETWORK:
        yield Finding("network_folder", {"path": around.folder})
    if _SYNCED.search(around.folder):
        yield Finding("synced_folder", {"path": around.folder})
    if around.free is not None and around.free < _FREE:
        yield Finding("disk_nearly_full", {"path": around.folder, "free": around.free})


def _programs(around: Surroundings) -> Iterator[Finding]:
    if around.python < _PYTHON:
        yield Finding("python_old", {"version": _dotted(around.python), "needed": _dotted(_PYTHON)})
    if around.wal and around.sqlite < _WAL_RESET_FIXED:
        yield Finding("sqlite_wal_reset", {"version": _dotted(around.sqlite), "needed": _dotted(_WAL_RESET_FIXED)})
    for extra, module in around.missing.items():
        yield Finding("missing_extra", {"extra": extra, "module": module})


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
