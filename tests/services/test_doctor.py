"""What a careful clerk is told about how the book is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from goodpoints import Policy, create_book
from goodpoints.services.budget import QuotaLine
from goodpoints.services.clock import FixedClock
from goodpoints.services.doctor import Surroundings, advice
from goodpoints.services.findings import Finding, Report

NOW = dt.datetime(2026, 8, 1, 9, 30, tzinfo=dt.UTC)
WELL = Surroundings(
    python=(3, 11, 7), now=NOW, folder="/srv/books", file_system="ext4", sqlite=(3, 51, 3), wal=True, free=10**10,
    roles=2, recorded_at="2026-08-01T09:29:59.000Z", report=Report((), 5),
)  # fmt: skip


def _quota(percent: int) -> QuotaLine:
    return QuotaLine("2026-Q1", "2026-01-01", "2026-03-31", "100", str(percent), percent, "ok", "决3")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"python": (3, 10, 1)}, ["python_old"]),
        ({"sqlite": (3, 40, 1)}, ["sqlite_wal_reset"]),
        ({"sqlite": (3, 40, 1), "wal": False}, []),
        ({"folder": r"\\server\books"}, ["network_folder"]),
        ({"file_system": "cifs"}, ["network_folder"]),
        ({"folder": "C:/Users/a/OneDrive/books"}, ["synced_folder"]),
        ({"folder": "D:/坚果云/账本"}, ["synced_folder"]),
        ({"free": 10**6}, ["disk_nearly_full"]),
        ({"roles": 0}, ["no_roles"]),
        ({"quotas": [_quota(79)]}, []),
        ({"quotas": [_quota(80)]}, ["quota_nearly_used"]),
        ({"missing": {"print": "segno"}}, ["missing_extra"]),
        ({"recorded_at": "2026-08-02T00:00:00.000Z"}, ["clock_behind"]),
        ({"report": Report((Finding("chain_broken"),), 5)}, ["verify_found"]),
    ],
)
def test_each_trouble_has_its_advice(change: dict[str, Any], told: list[str]) -> None:
    """One thing wrong, one piece of advice; nothing wrong, none."""
    found = advice(evolve(WELL, **change))

    assert [finding.code for finding in found] == told


def test_a_book_on_this_computer_can_be_examined(tmp_path: Path) -> None:
    """Everybody may do everything in a new book, and the doctor says so."""
    clock = FixedClock(NOW)
    with create_book(
        str(tmp_path / "book.db"), book="a", policy=Policy(), day=dt.date(2026, 8, 1), clock=clock
    ) as book:
        codes = {finding.code for finding in book.doctor()}

    assert "no_roles" in codes
    assert codes & {"verify_found", "clock_behind", "python_old"} == set()


def test_a_clock_behind_the_last_entry_is_told(tmp_path: Path) -> None:
    """A PC whose battery is empty wakes up in the past."""
    path = str(tmp_path / "book.db")
    with create_book(path, book="a", policy=Policy(), day=dt.date(2026, 8, 1), clock=FixedClock(NOW)) as book:
        book.clock = FixedClock(NOW - dt.timedelta(days=400))
        codes = {finding.code for finding in book.doctor()}

    assert "clock_behind" in codes


def test_a_book_in_memory_lies_nowhere() -> None:
    """There is no disk to speak of."""
    with create_book("memory:", book="a", policy=Policy(), day=dt.date(2026, 8, 1), clock=FixedClock(NOW)) as book:
        codes = {finding.code for finding in book.doctor()}

    assert codes & {"sqlite_wal_reset", "disk_nearly_full", "network_folder", "synced_folder"} == set()
