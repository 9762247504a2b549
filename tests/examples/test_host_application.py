"""The application that hosts a book, over real HTTP: a server process of its own on the loopback."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen

from goodpoints import open_book

FOLDER: Final = Path(__file__).resolve().parents[2] / "examples" / "04_host_application"
PATIENCE: Final = 30
MEI, WU = "token-of-mei", "token-of-wu"
PAPER: Final = {"household": "0001", "material": "纸板", "quantity": "12.5公斤"}
DEED: Final = {"claim": "2026-0001", "household": "0001", "rule": "A01"}
POWDER: Final = {"household": "0001", "item": "洗衣粉"}


@frozen
class Site:
    """The application as its users see it.

    Args:
        url: Where it answers.
        file: Its database.
    """

    url: str
    file: Path

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and answer."""
        return _answer(urllib.request.Request(self.url + path, headers=headers))  # noqa: S310 - http on the loopback

    def post(
        self, act: str, asked: object, *, key: str | None = None, token: str = MEI, language: str = "en"
    ) -> tuple[int, Any]:
        """Status and answer of an act."""
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        headers |= {} if key is None else {"idempotency-key": key}
        raw = json.dumps(asked).encode()
        return _answer(urllib.request.Request(f"{self.url}/acts/{act}", raw, headers))  # noqa: S310 - http on the loopback

    def counter(self) -> list[tuple[int, str, str]]:
        """The application's own lines."""
        with closing(sqlite3.connect(self.file)) as conn:
            return list(conn.execute("SELECT entry, staff, act FROM counter ORDER BY entry"))


def _answer(request: urllib.request.Request) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - http on the loopback
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The application, prepared and served."""
    with _served(tmp_path) as site:
        yield site


@pytest.fixture(scope="module")
def quiet_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for everything that is refused before anything is written."""
    with _served(tmp_path_factory.mktemp("quiet")) as site:
        yield site


@contextmanager
def _served(folder: Path) -> Iterator[Site]:
    file = folder / "coop.db"
    run = [sys.executable, "app.py", "prepare", str(file)]
    subprocess.run(run, cwd=FOLDER, check=True)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen(serve, cwd=FOLDER, env=os.environ | {"COOP_DB": str(file)})
    try:
        _wait_for(port)
        yield Site(f"http://127.0.0.1:{port}", file)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(port: int) -> None:
    last = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < last, "the server did not come up"
            time.sleep(0.05)
        else:
            return


def test_a_day_at_the_counter(site: Site) -> None:
    """Paper in, powder out, the balance shown; the book and the application's table tell the same."""
    weighed = site.post("weigh_in", PAPER, key="1")
    paid = site.post("redeem", POWDER | {"count": 2}, key="2", token=WU)
    status, told = site.get("/balances/0001")

    assert [weighed[0], paid[0], status] == [HTTPStatus.CREATED, HTTPStatus.CREATED, HTTPStatus.OK]
    assert (weighed[1]["balance"], paid[1]["balance"], told["available"]) == (5, 1, 1)
    assert told["counter"] == [
        {"entry": weighed[1]["entry"], "by": "app.u1", "act": "weigh_in"},
        {"entry": paid[1]["entry"], "by": "app.u2", "act": "redeem"},
    ]
    with open_book(str(site.file)) as book:
        assert [book.entry(one["entry"]).actor for one in told["counter"]] == ["app.u1", "app.u2"]
        assert book.verify().ok


def test_a_good_deed_is_claimed(site: Site) -> None:
    """It is only said: nothing is credited by it; a number that is taken is refused, a rule nobody passed not found."""
    claimed = site.post("claim", DEED, key="1")
    taken = site.post("claim", DEED | {"household": "0002"}, key="2")
    unknown = site.post("claim", DEED | {"claim": "2026-0002", "rule": "Z99"}, key="3")
    mistaken = site.post("claim", DEED | {"claim": "2026-0003", "deed_day": "gestern"}, key="4")

    assert (claimed[0], claimed[1]["balance"]) == (HTTPStatus.CREATED, 0)
    assert (taken[0], taken[1]["error"]["code"]) == (HTTPStatus.CONFLICT, "claim_taken")
    assert (unknown[0], unknown[1]["error"]["code"]) == (HTTPStatus.NOT_FOUND, "unknown_rule")
    assert mistaken[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [act for _entry, _staff, act in site.counter()] == ["claim"]


def test_a_refusal_is_a_conflict_with_every_reason(site: Site) -> None:
    """Nothing is written, neither in the book nor beside it, and the key is free."""
    status, told = site.post("redeem", POWDER | {"count": 3}, key="1")
    chinese = site.post("redeem", POWDER, key="1", language="zh-CN")[1]["error"]
    site.post("weigh_in", PAPER, key="2")
    again = site.post("redeem", POWDER, key="1")

    assert (status, [one["code"] for one in told["error"]["reasons"]]) == (
        HTTPStatus.CONFLICT, ["insufficient_stars", "limit_reached"],
    )  # fmt: skip
    assert "账本没有改动" in chinese["message"]
    assert (again[0], [act for _entry, _staff, act in site.counter()]) == (HTTPStatus.CREATED, ["weigh_in", "redeem"])


def test_a_request_that_comes_twice_is_done_once(site: Site) -> None:
    """The same key with the same request is replayed, with another one a conflict; other people have keys of their own."""
    first, again = (site.post("weigh_in", PAPER, key="1") for _ in range(2))
    other = site.post("weigh_in", PAPER | {"quantity": "1公斤"}, key="1")
    wu = site.post("weigh_in", PAPER, key="1", token=WU)

    assert (first[0], again) == (HTTPStatus.CREATED, (HTTPStatus.OK, first[1] | {"replayed": True}))
    assert (other[0], other[1]["error"]["code"], wu[0]) == (
        HTTPStatus.CONFLICT,
        "idempotency_conflict",
        HTTPStatus.CREATED,
    )
    assert len(site.counter()) == 2


@pytest.mark.parametrize(
    ("act", "asked", "status", "code"),
    [
        ("weigh_in", PAPER | {"quantity": "很多"}, 422, "bad_number"),
        ("weigh_in", PAPER | {"quantity": 2.5}, 422, None),
        ("weigh_in", PAPER | {"quantity": None}, 422, None),
        ("weigh_in", PAPER | {"household": 1}, 422, "malformed_code"),
        ("weigh_in", PAPER | {"household": "0099"}, 404, "unknown_household"),
        ("weigh_in", {"household": "0001"}, 422, "missing_key"),
        ("weigh_in", PAPER | {"source": ["x"]}, 422, "missing_key"),
        ("redeem", POWDER | {"count": "2"}, 422, None),
        ("redeem", POWDER | {"item": "电饭锅"}, 404, "unknown_item"),
        ("redeem", [], 422, "wrong_type"),
    ],
)  # fmt: skip
def test_what_is_mistaken_is_told(quiet_site: Site, act: str, asked: object, status: int, code: str | None) -> None:
    """With its code; never a failure of the server."""
    answer = quiet_site.post(act, asked, key="1")

    assert answer[0] == status, answer
    assert answer[1]["error"]["code"] == (code or answer[1]["error"]["code"])
    assert quiet_site.counter() == []


def test_nobody_acts_without_a_token_or_a_key(quiet_site: Site) -> None:
    """The one is the application's own rule, the other keeps a repeated request from being done twice."""
    assert quiet_site.post("weigh_in", PAPER, key="1", token=MEI[:-1])[0] == HTTPStatus.UNAUTHORIZED
    assert quiet_site.post("weigh_in", PAPER)[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_last_bags_are_given_out_once(site: Site) -> None:
    """Eight people at once, three bags: three get one, five are told that there is none."""
    for household in ("0001", "0002"):
        site.post("weigh_in", PAPER | {"household": household, "quantity": "50公斤"}, key=household)

    def ask(n: int) -> int:
        return site.post("redeem", POWDER | {"household": f"000{n % 2 + 1}"}, key=f"bag-{n}")[0]

    with ThreadPoolExecutor(8) as people:
        answers = Counter(people.map(ask, range(8)))

    assert answers == {HTTPStatus.CREATED: 3, HTTPStatus.CONFLICT: 5}
    assert Counter(act for _entry, _staff, act in site.counter()) == {"weigh_in": 2, "redeem": 3}


def test_another_system_follows_the_book(site: Site) -> None:
    """Entries since a number, in order, without gaps."""
    site.post("weigh_in", PAPER, key="1")
    _status, first = site.get("/entries?since=0")
    _status, rest = site.get(f"/entries?since={first['next'] - 1}")

    assert [one["seq"] for one in first["entries"]] == list(range(1, first["next"] + 1))
    assert [one["kind"] for one in rest["entries"]] == ["weigh_in"]
    assert site.get("/entries?since=x")[0] == HTTPStatus.UNPROCESSABLE_ENTITY
