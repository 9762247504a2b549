"""The shared villages' sheets of rules, converted."""

from __future__ import annotations

import pytest

from goodpoints.book.rulesheets import load_rulebooks
from goodpoints.services.rulebook_text import rulebook_text
from tests.villages.conftest import ROOT, village

FOLDER = ROOT / "examples" / "rulebooks"
CONVERTED = ("liuhe-2025", "liuhe-2026")


@pytest.mark.parametrize("messy", [0, 1, 2])
def test_the_shared_sheets_become_exactly_these_files(messy: int) -> None:
    """Clean, as offices write, and with mistakes elsewhere: the same two rulebooks, to the byte."""
    sheet = village(f"liuhe-m{messy}") / "积分细则.xlsx"
    made = load_rulebooks(sheet, (FOLDER / "liuhe-extra.toml").read_text(encoding="utf-8"))

    assert made.bad_rows == ()
    assert [rulebook_text(one) for one in made.rulebooks] == [
        (FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in CONVERTED
    ]
