"""A village's real year keeps every law, and everything stored is derived from its journal again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goodpoints import open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.services.policy_file import read_policy
from tests.villages.conftest import ROOT, village


def test_a_real_year_verifies(tmp_path: Path) -> None:
    """Register, openings, weighings, redemptions, refusals, corrections, expiries: not one finding."""
    folder, path = village("baifan-m0"), str(tmp_path / "book.db")
    policy = read_policy((ROOT / "examples" / "policies" / "baifan.toml").read_text(encoding="utf-8"))
    wish = Wish(commit=True, until=dt.date(2026, 6, 30))
    import_into(path, [folder], book="baifan", policy=policy, wish=wish)
    with open_book(path) as book:
        report, size = book.verify(), book.head().size

    assert (report.findings, report.entries) == ((), size)
