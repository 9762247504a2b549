"""The reference of the rulebook's file has every key, every word and every default; and every remark of the check."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from goodpoints.domain.bank.rulebook.scales import SCORINGS
from goodpoints.domain.bank.rulebook.values import (
    CLAIMANTS,
    DECIDERS,
    EFFECTS,
    LEVELS,
    ROUNDINGS,
    SEPARATE,
    SIGNS,
    UNITS,
    Campaign,
    Cooldown,
    Highest,
    Repeat,
    Resolution,
    Rule,
    Rulebook,
    Veto,
)
from goodpoints.i18n import Translator
from goodpoints.services.rulebook_file import CapSaid

ROOT: Final = Path(__file__).resolve().parents[3]
PAGE: Final = (ROOT / "docs" / "reference" / "rulebook.md").read_text(encoding="utf-8")
LINT: Final = (ROOT / "src" / "goodpoints" / "domain" / "bank" / "rulebook" / "lint.py").read_text(encoding="utf-8")
SECTIONS: Final = {
    "The rulebook": Rulebook,
    "`[resolution]`: how it was passed": Resolution,
    "`[[rules]]`: a rule": Rule,
}
PARTS: Final = {
    "caps": CapSaid, "highest": Highest, "repeat": Repeat, "cooldown": Cooldown, "campaigns": Campaign, "veto": Veto,
}  # fmt: skip


def _section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ")[0]


def _row(text: str, name: str) -> str:
    found = re.search(rf"^\| `\"?{re.escape(name)}\"?` \|.*$", text, re.MULTILINE)
    assert found is not None, name

    return found[0]


@pytest.mark.parametrize(("heading", "key"), [(h, k) for h, part in SECTIONS.items() for k in attrs.fields(part)])
def test_every_key_has_its_line_and_default(heading: str, key: attrs.Attribute[Any]) -> None:
    """Nobody needs the source to know what may be written."""
    row = _row(_section(heading), key.name)
    if type(key.default) in {int, str}:
        default = f'"{key.default}"' if isinstance(key.default, str) else str(key.default)

        assert f"| `{default}` |" in row
    assert key.default is not attrs.NOTHING or "| – |" in row


@pytest.mark.parametrize(("kind", "scoring"), SCORINGS.items())
def test_every_way_of_scoring_has_its_keys(kind: str, scoring: type) -> None:
    """In one line."""
    row = _row(_section("`scoring`: how a deed becomes points"), kind)

    assert [key.name for key in attrs.fields(scoring) if f"`{key.name}`" not in row] == []


@pytest.mark.parametrize(("name", "part"), PARTS.items())
def test_every_part_has_its_keys(name: str, part: type) -> None:
    """In one line."""
    row = _row(_section("The parts of a rule"), name)

    assert [key.name for key in attrs.fields(part) if f"`{key.name}`" not in row] == []


def test_every_word_is_told() -> None:
    """Signs, claimants, roundings and the like."""
    words = [*SIGNS, *UNITS, *CLAIMANTS, *DECIDERS, *LEVELS, *ROUNDINGS, *EFFECTS, *SEPARATE]

    assert [word for word in words if f'"{word}"' not in PAGE and f"`{word}`" not in PAGE] == []


def test_every_remark_of_the_check_is_told_and_worded() -> None:
    """In the page, and in both languages."""
    codes = sorted(set(re.findall(r'"(lint_[a-z_]+)"', LINT)))
    told = sorted(re.findall(r"^\| `(lint_[a-z_]+)` \|", PAGE, re.MULTILINE))

    assert told == codes
    assert [code for code in codes if not all(Translator(lang).knows(code) for lang in ("zh", "en"))] == []


def test_every_matter_and_every_article_has_its_words() -> None:
    """The clerk reads which law it is."""
    from goodpoints.domain.bank.rulebook.protected import MATTERS

    keys = {f"matter.{one.code}" for one in MATTERS} | {f"law.{law}" for one in MATTERS for law in one.laws}
    keys |= {"law.organic_22"}

    assert [key for key in sorted(keys) if not all(Translator(lang).knows(key) for lang in ("zh", "en"))] == []
