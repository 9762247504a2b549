"""Whoever changes a book behind the library's back is found out, as far as anything can find it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from goodpoints import open_book
from goodpoints.domain.seal import canonical, next_leaf, origin
from goodpoints.errors import GoodpointsError
from goodpoints.services.findings import Finding, Report
from goodpoints.services.rebuild import up_to_date
from tests.faults import trials
from tests.faults.books import CODE, opened_up
from tests.faults.cases import CASES, EMPTY_ROWS, Case

FLIPS: Final = int(os.environ.get("GOODPOINTS_FLIPS", "200"))
PRINTED: Final = 150
"""The entry whose leaf stands on the notice."""

Edit = Callable[[sqlite3.Connection], None]


def _verified(path: Path, anchors: list[tuple[int, str]] | None = None) -> Report:
    try:
        with open_book(str(path)) as opened:
            return opened.verify(anchors or ())
    except GoodpointsError as error:
        return Report((Finding(error.code, error.facts),), 0)


def _told(report: Report) -> set[str]:
    return {
        " ".join(filter(None, (f.code, str(f.facts.get("table", "")), str(f.facts.get("column", "")))))
        for f in report.findings
    }


def _leaf(path: Path, seq: int) -> str:
    with closing(sqlite3.connect(path)) as conn:
        return str(conn.execute("SELECT hex(leaf) FROM entry WHERE seq = ?", (seq,)).fetchone()[0])


def _columns(path: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {(table, row[1]) for table in tables for row in conn.execute(f"PRAGMA table_info({table})")}


def test_a_sound_book_has_no_findings(whole: Path) -> None:
    """Nothing is found where nothing is wrong, and erased texts are counted, not faulted."""
    report = _verified(whole)

    assert (report.findings, report.ok, report.erased, report.proven_upto) == ((), True, 1, None)


def test_every_stored_column_has_its_case(whole: Path) -> None:
    """A new column without a case is a column nobody checks."""
    assert _columns(whole) == set(CASES)


def test_every_table_has_rows_to_tamper_with(whole: Path) -> None:
    """A case that changes no row would prove nothing."""
    with closing(sqlite3.connect(whole)) as conn:
        hit = {
            key: conn.execute(f"SELECT count(*) FROM {key[0]} WHERE {c.where}").fetchone()[0]
            for key, c in CASES.items()
        }

    assert {key for key, rows in hit.items() if rows < 1} == set()


@pytest.mark.parametrize(("table", "column", "case"), [(*key, case) for key, case in CASES.items()])
def test_a_changed_value_is_found_and_named(book: Path, table: str, column: str, case: Case) -> None:
    """For each column of each table: change one value, and verify says which."""
    with opened_up(book) as conn:
        changed = conn.execute(f"UPDATE {table} SET {column} = {case.value} WHERE {case.where}").rowcount

    assert changed == 1
    assert _told(_verified(book)) >= case.found


@pytest.mark.parametrize(("column", "case"), EMPTY_ROWS.items())
def test_a_changed_value_in_an_empty_balance_is_found(book: Path, column: str, case: Case) -> None:
    """What holds nothing today can hold something tomorrow."""
    with opened_up(book) as conn:
        changed = conn.execute(f"UPDATE balance SET {column} = {case.value} WHERE {case.where}").rowcount

    assert changed == 1
    assert _told(_verified(book)) >= case.found


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TRIGGER entry_kept_from_update",
        "DROP INDEX entry_by_day",
        "DROP VIEW balances",
        "DROP VIEW 结余; CREATE VIEW 结余 AS SELECT 'all is well' AS account",
    ],
)
def test_a_changed_schema_is_found(book: Path, sql: str) -> None:
    """The seat belt, the indexes and what people look through belong to the book."""
    with closing(sqlite3.connect(book)) as conn:
        conn.executescript(sql)

    assert _told(_verified(book)) == {"store_fault"}


# -- the seven edits of the reliability page, plain and with everything recomputed ------------------------------


def _edit_balance(conn: sqlite3.Connection) -> None:
    conn.execute("UPDATE balance SET amount = amount + 1 WHERE account = 'household/0001' AND unit = '星'")


def _edit_posting(conn: sqlite3.Connection) -> None:
    conn.execute("UPDATE posting SET amount = amount + 1 WHERE account = 'household/0001' AND unit = '星'")


def _edit_entry(conn: sqlite3.Connection) -> None:
    _reword(conn, 100)


def _edit_late_entry(conn: sqlite3.Connection) -> None:
    _reword(conn, 200)


def _reword(conn: sqlite3.Connection, seq: int) -> None:
    body = json.loads(conn.execute("SELECT body FROM entry WHERE seq = ?", (seq,)).fetchone()[0])
    for moved in body["transfers"]:
        moved[4] += 1000 if moved[2] == "纸板" else 0
    conn.execute("UPDATE entry SET body = ? WHERE seq = ?", (canonical(body), seq))


def _delete(conn: sqlite3.Connection) -> None:
    conn.execute("DELETE FROM entry WHERE seq = 100")


def _swap(conn: sqlite3.Connection) -> None:
    for now, then in ((100, 1000), (101, 100), (1000, 101)):
        conn.execute("UPDATE entry SET seq = ? WHERE seq = ?", (then, now))


def _cut(conn: sqlite3.Connection) -> None:
    last = conn.execute("SELECT max(seq) FROM entry").fetchone()[0]
    for table in ("entry", "detail"):
        conn.execute(f"DELETE FROM {table} WHERE seq > ?", (last - 5,))


def _insert(conn: sqlite3.Connection) -> None:
    (body,) = conn.execute("SELECT body FROM entry WHERE kind = 'weigh_in' ORDER BY seq DESC").fetchone()
    last = conn.execute("SELECT max(seq) FROM entry").fetchone()[0]
    false = json.loads(body) | {"seq": last + 1, "key": "false"}
    row = 1, last + 1, "weigh_in", false["day"], "false", b"\0" * 32, canonical(false)
    conn.execute("INSERT INTO entry (book, seq, kind, day, key, leaf, body) VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def _recompute(conn: sqlite3.Connection) -> None:
    """What a clever forger does: number, chain and head everything anew; `reducers` 0 has the rest derived again."""
    leaf, rows = origin(CODE), conn.execute("SELECT seq, body FROM entry ORDER BY seq").fetchall()
    for number, (seq, body) in enumerate(rows, 1):
        told: dict[str, Any] = json.loads(body)
        text = canonical(
            told | {"seq": number, "refers_to": number - 1} if told["kind"] == "reverse" else told | {"seq": number}
        )
        leaf = next_leaf(leaf, text)
        conn.execute("UPDATE entry SET seq = ?, leaf = ?, body = ? WHERE seq = ?", (number, leaf, text, seq))
        conn.execute("UPDATE detail SET seq = ? WHERE seq = ?", (number, seq))
    conn.execute("UPDATE book SET size = ?, leaf = ?, reducers = 0", (len(rows), leaf))


def _forge(path: Path, edit: Edit, *, recompute: bool) -> None:
    with opened_up(path) as conn:
        edit(conn)
        if recompute:
            _recompute(conn)
    if recompute:
        with open_book(str(path)) as opened, opened.store.write(CODE) as tx:
            up_to_date(tx, tx.head())


@pytest.mark.parametrize("anchored", [False, True])
@pytest.mark.parametrize("edit", [_edit_balance, _edit_posting, _edit_entry, _delete, _swap, _cut, _insert])
def test_a_clumsy_edit_is_seen_with_and_without_an_anchor(book: Path, edit: Edit, anchored: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Chain and derived rows find what was not recomputed."""
    anchors = [(PRINTED, _leaf(book, PRINTED))] if anchored else []
    _forge(book, edit, recompute=False)

    assert not _verified(book, anchors).ok


@pytest.mark.parametrize(
    ("edit", "printed", "seen"),
    [
        (_edit_entry, 0, False),
        (_edit_entry, PRINTED, True),
        (_cut, 0, False),
        (_cut, 270, True),
        (_insert, 0, False),
        (_insert, PRINTED, False),
        (_edit_late_entry, 0, False),
        (_edit_late_entry, PRINTED, False),
    ],
)
def test_a_rewritten_chain_is_seen_by_an_earlier_anchor_only(book: Path, edit: Edit, printed: int, seen: bool) -> None:  # noqa: FBT001 - a column of the table
    """Where the whole chain is recomputed, only a head that left the house finds it; what came after it nothing does."""
    anchors = [(printed, _leaf(book, printed))] if printed else []
    _forge(book, edit, recompute=True)

    assert (not _verified(book, anchors).ok) is seen


def test_a_report_says_up_to_where_it_is_proven(book: Path) -> None:
    """Without an anchor a book is consistent, not proven complete; with two, the later one counts."""
    anchors = [(seq, _leaf(book, seq)) for seq in (20, PRINTED)]

    assert [_verified(book).proven_upto, _verified(book, anchors).proven_upto] == [None, PRINTED]


def test_an_anchor_beyond_the_end_is_a_finding(book: Path) -> None:
    """A book that ends before a printed head was cut off."""
    assert _told(_verified(book, [(9999, "0" * 40)])) == {"anchor_beyond"}


@pytest.mark.parametrize("anchor", [(5, "abcdef1"), (5, "xyzxyzxyz"), (0, "0" * 40), (5, "0" * 65)])
def test_an_anchor_that_proves_nothing_is_refused(book: Path, anchor: tuple[int, str]) -> None:
    """Below eight digits anything would fit."""
    assert _told(_verified(book, [anchor])) == {"bad_anchor"}


# -- damaged bytes ----------------------------------------------------------------------------------------------


def test_every_flipped_bit_that_changes_the_book_is_found(whole: Path, tmp_path: Path) -> None:
    """Whatever a dying disk turns over in the ledger's data is found by verify or by SQLite's own check."""
    outcome = trials.flipped(whole, tmp_path / "flipped.db", FLIPS)

    assert (outcome.faults, outcome.figures["changed data"] > FLIPS // 10) == ([], True)


def test_sums_forged_beyond_all_bounds_are_findings_and_no_traceback(book: Path) -> None:
    """Amounts that are lawful one by one, and together more than a column can hold."""

    def flood(conn: sqlite3.Connection) -> None:
        body = json.loads(conn.execute("SELECT body FROM entry WHERE seq = 100").fetchone()[0])
        body["transfers"] = [["outside", "depot", "纸板", "-", 2**53 - 1]] * 1100
        conn.execute("UPDATE entry SET body = ? WHERE seq = 100", (canonical(body),))

    _forge(book, flood, recompute=False)

    assert _told(_verified(book)) >= {"chain_broken", "damaged"}
