"""The verifier that imports nothing of ours finds what a verifier must find."""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.books import opened_up

VERIFIER = Path(__file__).resolve().parents[2] / "examples" / "03_stand_alone_verifier" / "verify_book.py"
LINES = 80


def _run(path: Path, *anchors: str) -> tuple[int, str]:
    # -I: no path of ours is seen, so that an import of goodpoints could not succeed by accident.
    done = subprocess.run([sys.executable, "-I", VERIFIER, path, *anchors], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _leaf(path: Path, seq: int) -> str:
    with closing(sqlite3.connect(path)) as conn:
        return str(conn.execute("SELECT hex(leaf) FROM entry WHERE seq = ?", (seq,)).fetchone()[0])


def test_it_is_short_and_stands_alone() -> None:
    """At most eighty lines, and only the standard library."""
    source = VERIFIER.read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {
        name
        for node in nodes
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module])
    }

    assert len(source.splitlines()) <= LINES
    assert modules <= set(sys.stdlib_module_names) | {"collections.abc"}


def test_a_sound_book_is_consistent_but_not_proven_complete(book: Path) -> None:
    """Without an anchor no verifier can say more."""
    status, told = _run(book)

    assert (status, "0 faults" in told, "not proven complete" in told) == (0, True, True)


def test_a_sound_book_lies_on_its_anchor(book: Path) -> None:
    """An anchor as it is printed, in capitals or not."""
    assert _run(book, f"100:{_leaf(book, 100)[:40]}")[0] == 0


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE entry SET body = replace(body, '0003', '0002') WHERE seq = 20", "entry 20: the chain is broken"),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 20", "entry 20: the chain is broken"),
        ("DELETE FROM entry WHERE seq = 20", "entry 21: the chain is broken"),
        ("DELETE FROM entry WHERE seq > 260", "the head belongs to another journal"),
        ("UPDATE entry SET kind = 'redeem' WHERE seq = 20", "entry 20: a column"),
        ("UPDATE entry SET day = '2025-01-01' WHERE seq = 20", "entry 20: a column"),
        ("UPDATE balance SET amount = amount + 5 WHERE account = 'household/0001' AND unit = '星'", "household/0001"),
        ("DELETE FROM balance WHERE account = 'depot'", "depot"),
        ("UPDATE detail SET text = '李四' WHERE seq = 4", "entry 4: detail 0"),
        ("UPDATE detail SET salt = zeroblob(32) WHERE seq = 4", "entry 4: detail 0"),
        ("UPDATE detail SET seq = 99 WHERE seq = 4", "belongs to no entry"),
        ("UPDATE book SET size = size + 1", "the head belongs to another journal"),
        ("UPDATE book SET code = 'qianshan'", "entry 1: the chain is broken"),
    ],
)
def test_a_tampered_book_is_found(book: Path, sql: str, told: str) -> None:
    """Chain, columns, commitments, balances, head."""
    with opened_up(book) as conn:
        conn.execute(sql)
    status, said = _run(book)

    assert (status, told in said) == (5, True)


@pytest.mark.parametrize(
    ("anchor", "told"),
    [
        ("100:" + "ab" * 20, "entry 100: not the one"),
        ("9999:" + "ab" * 20, "the end is missing"),
        ("100:abc", "too short"),
    ],
)
def test_an_anchor_that_does_not_fit_is_found(book: Path, anchor: str, told: str) -> None:
    """A rewritten book, a book cut short, and an anchor that would fit anything."""
    status, said = _run(book, anchor)

    assert (status, told in said) == (5, True)
