"""What the check says of a rulebook before the meeting passes it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from goodpoints.domain.bank.rulebook.lint import Remark, lint, lint_rules, touches
from goodpoints.domain.bank.rulebook.protected import MATTERS
from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity, Range, Tiers
from goodpoints.domain.bank.rulebook.values import Cap, Highest, Resolution, Rule, Rulebook, Veto
from tests.bank.rulebook.desk import HOURS, PASSED, a_rule, a_rulebook, rulebooks
from tests.bank.rulebook.protected_texts import FOUND, HARMLESS

CAPPED = (Cap("points", 120, "year"),)
GOOD = a_rule(text="每半天计分", caps=CAPPED)


def _touched(sign: str, text: str) -> list[str]:
    return [matter.code for matter in MATTERS if touches(matter, sign, text)]


def _told(*rules: Rule) -> list[tuple[str, str, str]]:
    return [(one.level, one.code, one.rule) for one in lint_rules(rules)]


@pytest.mark.parametrize(("sign", "text", "matter"), FOUND)
def test_a_protected_matter_is_found(sign: str, text: str, matter: str) -> None:
    """Petitions, complaints, speech, votes, family planning, benefits, dividends, cash."""
    assert _touched(sign, text) == [matter]


@pytest.mark.parametrize(("sign", "text"), HARMLESS)
def test_what_only_looks_alike_is_left_alone(sign: str, text: str) -> None:
    """Mediating, answering, helping, and what is unlawful anyway."""
    assert _touched(sign, text) == []


def test_there_are_enough_texts_and_each_matter_has_some() -> None:
    """At least thirty of either sort."""
    assert len(FOUND) >= 30
    assert len(HARMLESS) >= 30
    assert {matter for _sign, _text, matter in FOUND} == {matter.code for matter in MATTERS}


@pytest.mark.parametrize(("sign", "text", "matter"), FOUND[:12])
def test_blanks_and_widths_hide_nothing(sign: str, text: str, matter: str) -> None:
    """Whoever writes 上 访 means the same."""
    spaced = " ".join(text).replace(",", "，")

    assert _touched(sign, spaced) == [matter]


def test_the_remark_says_words_and_articles() -> None:
    """So that the meeting can look them up."""
    rule = evolve(GOOD, sign="minus", title="越级上访", legal_basis="村规民约第三条")

    assert lint_rules([rule])[0] == Remark(
        "error", "lint_protected", "A01",
        {"matter": "petition", "quote": "上访", "laws": ["constitution_41", "organic_27"]},
    )  # fmt: skip


def test_what_an_authority_has_established_is_a_warning() -> None:
    """Then it was more than a right used; whether it belongs into a rulebook is for the meeting."""
    rule = evolve(GOOD, sign="minus", text="闹访扰乱秩序，被公安机关依法处罚的", legal_basis="第三条")

    assert [(one.level, one.code) for one in lint_rules([rule])] == [("warning", "lint_protected")]


def test_a_plus_rule_may_speak_of_what_a_minus_rule_may_not() -> None:
    """Reporting a fire hazard earns points; reporting costs none."""
    assert (_touched("plus", "举报违法排污，经查实的"), _touched("minus", "举报村干部的")) == ([], ["complaint"])


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (GOOD, []),
        (evolve(GOOD, caps=()), [("warning", "lint_no_cap", "A01")]),
        (evolve(GOOD, caps=(), scoring=Tiers("小时", HOURS)), []),
        (evolve(GOOD, caps=(Cap("times", 2, "month"),)), []),
        (evolve(GOOD, text=""), [("hint", "lint_no_text", "A01")]),
        (evolve(GOOD, sign="minus", text=""), [("warning", "lint_no_text", "A01"), ("warning", "lint_no_legal_basis", "A01")]),
        (
            evolve(GOOD, sign="minus", legal_basis="第三条", caps=(Cap("times", 2, "month"),)),
            [("warning", "lint_no_ceiling", "A01")],
        ),
        (evolve(GOOD, scoring=Range(1, 5)), [("warning", "lint_no_criteria", "A01")]),
        (evolve(GOOD, decided_by="counted", notice=False), [("hint", "lint_no_panel", "A01"), ("hint", "lint_no_notice", "A01")]),
        (
            evolve(GOOD, sign="minus", legal_basis="第三条", decided_by="counted", notice=False),
            [("warning", "lint_no_panel", "A01"), ("warning", "lint_no_notice", "A01")],
        ),
        (evolve(GOOD, sign="veto", scoring=Fixed(0), legal_basis="第三条", veto=Veto()), [("warning", "lint_endless_veto", "A01")]),
        (evolve(GOOD, sign="veto", scoring=Fixed(0), legal_basis="第三条", veto=Veto(months=24)), [("hint", "lint_no_repair", "A01")]),
        (evolve(GOOD, sign="veto", scoring=Fixed(0), legal_basis="第三条", veto=Veto(repair="改正后满一年")), []),
    ],
)  # fmt: skip
def test_gaps_are_told_rule_by_rule(rule: Rule, told: list[tuple[str, str, str]]) -> None:
    """Caps, ceilings, texts, legal bases, criteria, procedure, the way out of a veto."""
    assert _told(rule) == told


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("清扫街道", "清扫街道", True),
        ("清扫街道", "义务清扫街道", True),
        ("献血", "无偿献血", False),
        ("乱倒垃圾", "焚烧秸秆", False),
    ],
)
def test_rules_for_the_same_act_are_told(one: str, other: str, *, overlap: bool) -> None:
    """Unless they are of one group, where only the highest counts, or of different signs."""
    rules = [evolve(GOOD, title=one), evolve(GOOD, code="A02", title=other, scoring=PerQuantity(1, "次"))]
    grouped = [evolve(rule, highest=Highest("清扫")) for rule in rules]
    opposite = [rules[0], evolve(rules[1], sign="minus", legal_basis="第三条")]

    assert _told(*rules) == ([("warning", "lint_overlap", "A02")] if overlap else [])
    assert (_told(*grouped), _told(*opposite)) == ([], [])


@pytest.mark.parametrize(
    ("told", "remark"),
    [
        ({}, []),
        ({"judges": 2}, [("warning", "lint_few_judges")]),
        ({"notice_days": 2}, [("warning", "lint_short_notice")]),
        ({"separate": ("claimant_judge",)}, [("warning", "lint_own_reviewer")]),
        ({"resolution": evolve(PASSED, votes=20)}, [("error", "lint_no_majority")]),
        ({"resolution": None}, [("warning", "lint_no_resolution")]),
        ({"resolution": Resolution("村民会议", "2024-12-20")}, [("hint", "lint_no_count")]),
    ],
)
def test_the_rulebook_as_a_whole_is_looked_at_too(told: dict[str, Any], remark: list[tuple[str, str]]) -> None:
    """Judges, notice, review, and how it was passed."""
    assert [(one.level, one.code) for one in lint(a_rulebook(GOOD, **told))] == remark


@settings(max_examples=40, deadline=None)
@given(rulebooks())
def test_everything_is_told_at_once_the_gravest_first(rulebook: Rulebook) -> None:
    """Whatever the rulebook."""
    levels = [one.level for one in lint(rulebook)]

    assert levels == sorted(levels, key=["error", "warning", "hint"].index)
