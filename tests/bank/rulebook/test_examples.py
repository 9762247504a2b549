"""The rulebooks in `examples/`: three of our own, and those that sheets become."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints.domain.bank.rulebook.lint import lint
from goodpoints.domain.bank.rulebook.scales import SCORINGS
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.services.rulebook_file import read_rulebook
from goodpoints.services.rulebook_text import rulebook_text

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "rulebooks"
OWN = ("courtyard", "moral-bank", "volunteers")
CONVERTED = ("liuhe-2025", "liuhe-2026")


def _read(name: str) -> Rulebook:
    return read_rulebook((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def test_every_file_is_known() -> None:
    """Our own, the converted ones, and what stands beside the sheets."""
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted([*OWN, *CONVERTED, "liuhe-extra"])


@pytest.mark.parametrize("name", OWN)
def test_our_own_pass_the_check(name: str) -> None:
    """No error and no warning: a village may start from them."""
    assert [one for one in lint(_read(name)) if one.level != "hint"] == []


@pytest.mark.parametrize("name", CONVERTED)
def test_a_converted_one_has_gaps_but_nothing_unlawful(name: str) -> None:
    """What its sheet does not say stays unsaid."""
    levels = {one.level for one in lint(_read(name))}

    assert levels == {"warning", "hint"}


def test_our_own_show_every_way_of_scoring_and_every_modifier() -> None:
    """Whoever looks for an example finds one."""
    rules = [rule for name in OWN for rule in _read(name).rules]
    modifiers = ("caps", "highest", "repeat", "cooldown", "campaigns", "per_member", "evidence", "validity", "veto")

    assert {rule.scoring.kind for rule in rules} == set(SCORINGS)
    assert [name for name in modifiers if not any(getattr(rule, name) for rule in rules)] == []


@pytest.mark.parametrize("name", OWN)
def test_an_example_survives_being_written(name: str) -> None:
    """What a program writes is what a person wrote, without the comments."""
    assert read_rulebook(rulebook_text(_read(name))) == _read(name)
