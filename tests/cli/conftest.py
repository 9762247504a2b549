"""A village at its desk: every test has a book of its own, and talks to it as a clerk does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goodpoints.book import create_book
from goodpoints.domain.policy import Policy
from tests.cli.desks import OPENED, WEIGHED, ClerksDesk


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DB", "BOOK", "ACTOR", "LANG", "DEBUG"):
        monkeypatch.delenv(f"GOODPOINTS_{name}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def empty_desk(tmp_path: Path) -> ClerksDesk:
    """A book with a policy and nothing else."""
    path = tmp_path / "village.db"
    create_book(str(path), book="qingshui", policy=Policy(), day=dt.date(2026, 1, 1)).close()
    return ClerksDesk(tmp_path, path)


@pytest.fixture
def desk(empty_desk: ClerksDesk) -> ClerksDesk:
    """Two households, two materials, soap on the shelf."""
    at = ("--at", OPENED)
    empty_desk.done("household", "add", "0101", "--group", "一组", "--head", "张大山", *at)
    empty_desk.done("household", "add", "0102", "--group", "二组", "--head", "李明", *at)
    empty_desk.done("rate", "纸板", "2.5公斤", *at)
    empty_desk.done("rate", "易拉罐", "30个", *at)
    empty_desk.done("price", "肥皂", "3", "--limit", "2", *at)
    empty_desk.done("delivery", "肥皂=40", "--donor", "清水湾供销社", *at)
    return empty_desk


@pytest.fixture
def register(desk: ClerksDesk) -> Path:
    """Two weighings, one of them not a number."""
    path = desk.folder / "过磅.csv"
    path.write_text(f"{WEIGHED}2026-03-01,0101,纸板,5,公斤\n2026-03-02,0102,纸板,很多,公斤\n", encoding="utf-8")
    return path
