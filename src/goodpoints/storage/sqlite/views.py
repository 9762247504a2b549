"""`domain.views` as SQL views, made anew under the write lock when they are not those of this version."""

from __future__ import annotations

import hashlib
import sqlite3
from functools import cache
from typing import Final

from goodpoints.domain.views import OWN, STEPS, VIEWS, Column, View
from goodpoints.storage.view_parts import columns_of, rows_of

_UNIT: Final = "SELECT json_extract(u.state, '$.scale') FROM thing u WHERE u.book = t.book AND u.kind = 'unit'"
_SCALES: Final = {
    OWN: f"({_UNIT} AND u.code = t.unit)",
    "reward": f"({_UNIT} AND json_extract(u.state, '$.kind') = 'reward' LIMIT 1)",
    "money": f"({_UNIT} AND json_extract(u.state, '$.kind') = 'money' LIMIT 1)",
}
_DECIMAL: Final = (
    "CASE WHEN {a} IS NULL THEN NULL WHEN coalesce({s}, 0) = 0 THEN CAST({a} AS TEXT) ELSE"
    " CASE WHEN {a} < 0 THEN '-' ELSE '' END || (abs({a}) / CAST('1' || substr('000000', 1, {s}) AS INTEGER))"
    " || rtrim('.' || rtrim(substr('000000'"
    " || (abs({a}) % CAST('1' || substr('000000', 1, {s}) AS INTEGER)), -{s}), '0'), '.') END"
)
_BODY: Final = {
    "thing": "thing t",
    "entry": "entry t",
    "posting": "posting t JOIN entry e ON e.book = t.book AND e.seq = t.seq",
    "balance": "balance t",
}
_BITS: Final = 0x7FFFFFFF
"""`user_version`, where the number of these views is kept, is a signed 32-bit number."""


@cache
def views() -> dict[str, str]:
    """Name → the statement that makes the view, for both languages."""
    return {view.names[language]: _create(view, language) for view in VIEWS for language in (0, 1)}


@cache
def views_version() -> int:
    """The number of these views."""
    told = "\n".join(views().values())
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:4], "big") & _BITS


def are_current(conn: sqlite3.Connection) -> bool:
    """Whether the file says that its views are those of this version."""
    return bool(conn.execute("PRAGMA user_version").fetchone()[0] == views_version())


def refresh_views(conn: sqlite3.Connection) -> None:
    """Make the views of this version, where others are there; the caller holds the write lock."""
    if are_current(conn):
        return
    for name, sql in views().items():
        conn.execute(f"DROP VIEW IF EXISTS {_quoted(name)}")
        conn.execute(sql)
    conn.execute(f"PRAGMA user_version = {views_version():d}")


def _create(view: View, language: int) -> str:
    columns = columns_of(view, language, _shown)
    body = f"FROM {_BODY[view.table]} JOIN book b ON b.id = t.book{rows_of(view)}"
    return f"CREATE VIEW {_quoted(view.names[language])} AS SELECT {columns} {body}"


def _shown(column: Column, language: int) -> list[str]:
    value, name = _value(column.source), column[language]
    if not column.scale:
        return [f"{value} AS {_quoted(name)}"]
    text = _DECIMAL.format(a=value, s=_SCALES[column.scale])
    return [f"{text} AS {_quoted(name)}", f"{value} AS {_quoted(name + STEPS[language])}"]


def _value(source: str) -> str:
    column, _, inside = source.partition(":")
    if column == "book":
        return "b.code"
    if column == "entry":
        return f"e.{inside}"
    return f"json_extract(t.{column}, '$.{inside}')" if inside else f"t.{column}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
