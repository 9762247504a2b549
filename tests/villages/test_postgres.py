"""A real year in PostgreSQL reports what it reports in SQLite."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from goodpoints import open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.services.policy_file import read_policy
from tests.servers import emptied, needs_postgres
from tests.villages import test_liuhe as liuhe
from tests.villages.conftest import expected, village
from tests.villages.figures import SECTIONS, comparable
from tests.villages.test_baifan import FIRST, LAST, POLICY, WISH


def _told(url: str, folder: Path) -> dict[str, Any]:
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    report = import_into(url, [folder], book="baifan", policy=policy, wish=WISH)
    with open_book(url) as book:
        return {
            "village": book.report_village(FIRST, LAST),
            "months": book.reports.month(None, None),
            "balances": book.balances(day=LAST),
            "past": book.balance_of("0003", as_of=dt.date(2026, 1, 31)),
            "stock": book.stock(),
            "materials": book.materials(),
            "ranking": book.ranking(by="earned"),
            "entries": book.head().size,
            "bad": report.bad_rows,
            "refused": report.refused,
            "sound": book.verify().ok,
        }


@needs_postgres
def test_a_year_reports_the_same_in_postgresql_and_sqlite(tmp_path: Path) -> None:
    """Every figure, every refusal, every balance; and they are those computed independently."""
    folder = village("baifan-m0")

    in_postgres, in_sqlite = _told(emptied(), folder), _told(str(tmp_path / "book.db"), folder)

    assert in_postgres == in_sqlite
    assert in_postgres["sound"]
    figures, theirs = in_postgres["village"], expected(folder)
    assert [name for name in SECTIONS if comparable(figures, name, theirs) != comparable(theirs, name, theirs)] == []


@needs_postgres
def test_a_moral_bank_reports_the_same_in_postgresql_and_sqlite(tmp_path: Path) -> None:
    """Claims, panels, notices and what fell due of them: the same figures, in both as computed independently."""
    folder, told = village("liuhe-m0"), []
    for url in (emptied(), str(tmp_path / "book.db")):
        wish = Wish(commit=True, until=liuhe.LAST)
        policy = read_policy(liuhe.POLICY.read_text(encoding="utf-8"))
        import_into(url, [folder], book="liuhe", policy=policy, wish=wish)
        with open_book(url) as book:
            told.append((book.report_village(liuhe.FIRST, liuhe.LAST), book.head().size, book.verify().ok))

    assert told[0] == told[1]
    figures, theirs = told[0][0], expected(folder)
    assert [
        name for name in liuhe.SECTIONS if comparable(figures, name, theirs) != comparable(theirs, name, theirs)
    ] == []
