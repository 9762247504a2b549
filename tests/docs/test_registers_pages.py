"""The pages on registers say what the reader of sheets does."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import attrs
import pytest

from goodpoints.sheets import Limits
from goodpoints.sheets.quantities import WEIGHTS
from tests.docs.registers_page import PAGES, sections, tables

HOME: Final = Path(__file__).resolve().parents[2]


def _page(language: str) -> str:
    return (HOME / PAGES[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", PAGES)
def test_every_register_stands_in_the_page_with_all_its_columns(language: str) -> None:
    """`python -m tests.docs.registers_page` writes the tables anew."""
    actual = sections(_page(language))

    assert actual == tables(language)


@pytest.mark.parametrize("language", PAGES)
def test_limits_are_told_as_they_are(language: str) -> None:
    """Each with its name and its value."""
    page, limits = _page(language), attrs.asdict(Limits())
    missing = [name for name, value in limits.items() if f"| `{name}` | {_shown(value)} |" not in page]

    assert missing == []


@pytest.mark.parametrize("language", PAGES)
def test_measures_are_told(language: str) -> None:
    """Every way of writing one."""
    page = _page(language)
    missing = [measure for measure in WEIGHTS if f"`{measure}`" not in page]

    assert missing == []


def _shown(value: int | frozenset[str] | None) -> str:
    return f"{value:,}" if isinstance(value, int) else ""
