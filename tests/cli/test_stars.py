"""Star households at the desk."""

from __future__ import annotations

from pathlib import Path

from tests.cli.desks import ClerksDesk

RULEBOOK = """
village = "清水湾村"
version = "2026"
valid_from = 2026-01-01
unit = "星"

[[rules]]
code = "A01"
title = "参加整治"
scoring = { kind = "fixed", points = 5 }

[star_household]
bar_months = 24
stars = [{ code = "clean", title = "整洁星", rules = ["A01"], least = 5 }]
grades = [{ title = "一星户", stars = 1 }]
"""


def test_every_household_is_assessed_and_shown(desk: ClerksDesk, tmp_path: Path) -> None:
    """Nobody has done anything yet."""
    path = tmp_path / "rules.toml"
    path.write_text(RULEBOOK, encoding="utf-8")
    desk.done("rule", "adopt", str(path))
    desk.done("星级户", "评星", "--from", "2026-01-01", "--to", "2026-02-28")
    told = desk.told("star", "show")

    assert [(line["household"], line["stars"], line["grade"]) for line in told] == [("0101", [], ""), ("0102", [], "")]
    assert desk.told("star", "recount", "0101") == []


def test_a_star_that_is_not_held_cannot_be_withdrawn(desk: ClerksDesk) -> None:
    """Refused by rule."""
    status, error = desk.error("star", "withdraw", "0101", "clean", "-m", "堆垃圾")

    assert (status, error["code"]) == (1, "star_not_held")
