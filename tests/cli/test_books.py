"""Several books in one place, and the database of a county, at the clerk's desk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goodpoints.book import create_book
from goodpoints.domain.policy import Policy
from tests.cli.desks import ClerksDesk
from tests.servers import emptied, needs_own_server, needs_postgres, own_server

FIRST = dt.date(2026, 1, 1)
CODES = ("anping", "qingshui")


def _policy(name: str) -> Policy:
    return Policy.from_facts(Policy().as_facts() | {"village": {"name": name}})


def _filled(url: str) -> None:
    for code, name in zip(CODES, ("安平村", "清水村"), strict=True):
        create_book(url, book=code, policy=_policy(name), day=FIRST).close()


@pytest.fixture
def county(tmp_path: Path) -> ClerksDesk:
    """Two books in one file."""
    _filled(str(tmp_path / "county.db"))
    return ClerksDesk(tmp_path, tmp_path / "county.db")


@needs_postgres
@pytest.mark.parametrize("tried", [True, False])
def test_no_password_is_shown_to_whoever_stands_behind_the_clerk(tmp_path: Path, *, tried: bool) -> None:
    """Nor when a book is opened, which tells where."""
    desk = ClerksDesk(tmp_path, f"{emptied()}&password=secret")  # type: ignore[arg-type]  # a url where a path stands
    policy = str(tmp_path / "policy.toml")
    desk.done("init", "--template", policy)
    told = desk.done("init", "--policy", policy, *(["-n"] if tried else []))

    assert ("postgresql://" in told, "secret" in told) == (True, False)


@pytest.fixture
def server(tmp_path: Path) -> ClerksDesk:
    """Two books in one database."""
    _filled(emptied())
    return ClerksDesk(tmp_path, emptied(keep=True))  # type: ignore[arg-type]  # a url where a path stands


def _listed(desk: ClerksDesk) -> list[tuple[str, str, int]]:
    return [(line["book"], line["village"], line["entries"]) for line in desk.told("books", "list")]


def test_every_book_of_a_place_is_listed(county: ClerksDesk) -> None:
    """Code, village, entries; under the Chinese name too."""
    assert _listed(county) == [("anping", "安平村", 1), ("qingshui", "清水村", 1)]
    assert county.done("账本", "列出", "--json") == county.done("books", "list", "--json")


def test_a_place_without_books_is_not_found(tmp_path: Path) -> None:
    """The clerk is told how to begin."""
    status, error = ClerksDesk(tmp_path, tmp_path / "none.db").error("books", "list")

    assert (status, error["code"]) == (3, "no_file")


@needs_postgres
def test_every_way_to_name_a_book_of_a_database(server: ClerksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--book`, `?book=` in the url and GOODPOINTS_BOOK; without any, the clerk is told which there are."""
    assert _listed(server) == [("anping", "安平村", 1), ("qingshui", "清水村", 1)]
    status, error = server.error("today")
    assert (status, error["code"]) == (3, "several_books")
    assert "anping, qingshui" in error["message"]

    server.done("household", "add", "0101", "--book", "anping")
    inside = ClerksDesk(server.folder, f"{server.book}&book=qingshui")  # type: ignore[arg-type]  # a url where a path stands
    inside.done("household", "add", "0101")
    inside.done("household", "add", "0102")
    monkeypatch.setenv("GOODPOINTS_BOOK", "anping")
    server.done("household", "add", "0103")

    assert [entries for _, _, entries in _listed(server)] == [3, 3]
    assert server.done("verify")


@needs_postgres
def test_a_database_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    """No traceback, and no password in what is told."""
    desk = ClerksDesk(tmp_path, f"postgresql://clerk:geheim@/county?host={tmp_path}")  # type: ignore[arg-type]  # as above

    status, error = desk.error("books", "list")

    assert (status, error["code"]) == (6, "store_unreachable")
    assert "geheim" not in str(error)


@needs_own_server
def test_a_role_is_let_in_to_read_and_another_to_write(server: ClerksDesk) -> None:
    """The commands of whoever looks after the database."""
    for role in ("county_shop", "county_audit"):
        own_server().add_role(role)
    server.done("database", "migrate")
    server.done("database", "grant", "county_shop")
    server.done("数据库", "授权", "county_audit", "--only-read")
    shop, audit = (
        ClerksDesk(server.folder, own_server().url(role))  # type: ignore[arg-type]  # a url where a path stands
        for role in ("county_shop", "county_audit")
    )

    shop.done("household", "add", "0101", "--book", "anping")
    refused = audit.error("household", "add", "0102", "--book", "anping")

    assert _listed(audit) == [("anping", "安平村", 2), ("qingshui", "清水村", 1)]
    assert (refused[0], refused[1]["code"]) == (6, "not_granted")
    assert audit.done("verify", "--book", "anping")
    assert audit.done("report", "month", "--book", "anping")
    assert audit.error("database", "grant", "county_shop")[1]["code"] == "not_granted"
    assert server.error("database", "grant", "nobody_knows")[1]["code"] == "unknown_role"
    assert server.error("database", "distribute")[1]["code"] == "not_distributed"


def test_a_file_is_no_database(county: ClerksDesk) -> None:
    """Rights are those of the file; the clerk is told that this is for servers."""
    assert [county.error("database", *verb)[1]["code"] for verb in (("migrate",), ("grant", "shop"))] == [
        "not_on_a_server",
        "not_on_a_server",
    ]
