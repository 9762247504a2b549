"""What people see who read the file with SQL, without goodpoints."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from goodpoints import RegisterHousehold, open_book
from goodpoints.domain.views import BOOK, VIEWS
from tests.faults.books import CLOCK, FIRST, make_book

CHINESE = re.compile(r"[\u4e00-\u9fff（）]+")
ENGLISH = re.compile(r"[a-z_]+")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sound book."""
    make_book(tmp_path / "book.db")
    return tmp_path / "book.db"


@pytest.fixture
def conn(book: Path) -> Iterator[sqlite3.Connection]:
    """The file as any program sees it."""
    with closing(sqlite3.connect(book)) as opened:
        yield opened


def _rows(conn: sqlite3.Connection, sql: str) -> list[dict[str, object]]:
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.english)
def test_each_view_can_be_read_under_both_names(conn: sqlite3.Connection, view: tuple[str, str]) -> None:
    """The same rows, with English and with Chinese headers; every column of plain letters."""
    english, chinese = (conn.execute(f'SELECT * FROM "{name}"') for name in view[:2])
    headers = [column[0] for column in english.description], [column[0] for column in chinese.description]

    assert english.fetchall() == chinese.fetchall()
    assert [name for name in headers[0] if not ENGLISH.fullmatch(name)] == []
    assert [name for name in headers[1] if not CHINESE.fullmatch(name)] == []
    assert len(set(headers[0])) == len(headers[0])


def test_each_kind_of_thing_has_a_view(conn: sqlite3.Connection) -> None:
    """A new kind of thing without a view would be invisible."""
    kinds = {kind for (kind,) in conn.execute("SELECT DISTINCT kind FROM thing")}

    assert kinds - {view.kind for view in VIEWS} == set()


def test_amounts_are_shown_as_text_and_in_steps(conn: sqlite3.Connection) -> None:
    """A remainder of 62,400 grams is 62.4 kilograms; a whole number has no point; what was taken has its sign."""
    owed = _rows(
        conn, "SELECT amount, amount_steps FROM balances WHERE account = 'household/0001' AND unit LIKE 'owed:%'"
    )
    given = _rows(conn, "SELECT 数量, \"数量（最小单位）\" FROM 明细 WHERE 账户 LIKE 'donor/%'")
    price = _rows(conn, "SELECT unit_value, unit_value_steps FROM deliveries")

    assert float(str(owed[0]["amount"])) * 1000 == owed[0]["amount_steps"]
    assert given == [{"数量": "-9", "数量（最小单位）": -9}]
    assert price == [{"unit_value": "8.5", "unit_value_steps": 850}]


@pytest.mark.parametrize(
    ("steps", "scale", "text"),
    [
        (0, 2, "0"),
        (5, 2, "0.05"),
        (-5, 2, "-0.05"),
        (100, 2, "1"),
        (-1234567, 6, "-1.234567"),
        (7, 0, "7"),
        (10, 1, "1"),
    ],
)
def test_any_scale_is_shown_without_needless_zeros(conn: sqlite3.Connection, steps: int, scale: int, text: str) -> None:
    """As `shown` writes amounts everywhere else."""
    conn.execute("UPDATE thing SET state = json_set(state, '$.scale', ?) WHERE kind = 'unit' AND code = '元'", (scale,))
    conn.execute("UPDATE thing SET state = json_set(state, '$.unit_value', ?) WHERE kind = 'delivery'", (steps,))

    assert _rows(conn, "SELECT unit_value FROM deliveries") == [{"unit_value": text}]


def test_balances_and_statements_agree(conn: sqlite3.Connection) -> None:
    """What a household's lines add up to is its balance."""
    added = (
        "SELECT account, unit, lot, sum(amount_steps) FROM statements WHERE account LIKE 'household/%' GROUP BY 1, 2, 3"
    )
    held = "SELECT account, unit, lot, amount_steps FROM balances WHERE account LIKE 'household/%' ORDER BY 1, 2, 3"

    assert conn.execute(added).fetchall() == conn.execute(held).fetchall()


def test_an_entry_is_shown_with_what_it_says(conn: sqlite3.Connection) -> None:
    """Number, day, kind, actor and household in columns of their own."""
    told = _rows(
        conn, "SELECT 凭证号, 类别, 操作人, 户号 FROM 凭证 WHERE 类别 = 'reverse' OR 类别 = 'redeem' ORDER BY 1"
    )

    assert [(row["类别"], row["操作人"]) for row in told] == [
        ("redeem", "clerk"),
        ("reverse", "clerk"),
        ("redeem", "clerk"),
    ]
    assert told[0]["户号"] == "0001"


def test_the_first_column_names_the_book() -> None:
    """A file may hold several."""
    assert (BOOK.english, BOOK.chinese) == ("book", "所属账本")


def test_views_of_another_version_are_made_anew_by_the_first_write(book: Path, conn: sqlite3.Connection) -> None:
    """A reader never changes the file; the first act brings the views up to date and leaves others alone."""
    conn.executescript(
        "DROP VIEW households; CREATE VIEW households AS SELECT 1 AS old; CREATE VIEW mine AS SELECT 1 AS own;"
        "PRAGMA user_version = 1"
    )
    with open_book(str(book), clock=CLOCK) as opened:
        opened.balances()
        before, sound = _rows(conn, "SELECT * FROM households"), opened.verify().ok
        opened.register.household(RegisterHousehold(FIRST, household="0009"))
        after = _rows(conn, "SELECT household FROM households WHERE household = '0009'")

    assert (before, sound, after) == ([{"old": 1}], True, [{"household": "0009"}])
    assert _rows(conn, "SELECT * FROM mine") == [{"own": 1}]
