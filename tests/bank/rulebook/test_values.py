"""A rulebook is born valid, and comes back from the journal as it was."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from goodpoints.domain.bank.rulebook.facts import as_facts, from_facts, texts_of
from goodpoints.domain.bank.rulebook.scales import (
    Brackets,
    Fixed,
    Level,
    Levels,
    PerQuantity,
    Range,
    Slice,
    Slices,
    Threshold,
    Tiers,
)
from goodpoints.domain.bank.rulebook.values import Campaign, Cap, Cooldown, Highest, Repeat, Resolution, Rulebook, Veto
from goodpoints.domain.seal import canonical
from goodpoints.errors import MistakenInput, NotFound
from tests.bank.rulebook.desk import a_rule, a_rulebook, rulebooks

SPRING = Campaign("春季行动", "2025-03-01", "2025-03-31", 2)
SUMMER = Campaign("夏季行动", "2025-03-31", "2025-06-30", 2)


@settings(max_examples=60, deadline=None)
@given(rulebooks())
def test_a_rulebook_comes_back_from_its_facts(rulebook: Rulebook) -> None:
    """With its texts from beside the journal it is the same; without them, only they are missing."""
    bare = [
        evolve(r, text="", criteria="", legal_basis="", veto=r.veto and evolve(r.veto, repair=""))
        for r in rulebook.rules
    ]

    assert from_facts(as_facts(rulebook), texts_of(rulebook)) == rulebook
    assert from_facts(as_facts(rulebook)) == evolve(rulebook, rules=bare)


@settings(max_examples=60, deadline=None)
@given(rulebooks())
def test_a_rulebooks_facts_can_be_sealed(rulebook: Rulebook) -> None:
    """No float, no null, no Chinese key, and none of the texts that stay beside the journal."""
    sealed = canonical(as_facts(rulebook))

    assert [text.text for text in texts_of(rulebook) if text.text in sealed] == []


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: Fixed(-1), "points"),
        (lambda: Fixed(points=True), "points"),
        (lambda: PerQuantity(0, "次"), "points"),
        (lambda: PerQuantity(1, ""), "measure"),
        (lambda: PerQuantity(1, "次", each=0), "each"),
        (lambda: Range(5, 4), "most"),
        (lambda: Brackets("元", ()), "thresholds"),
        (lambda: Brackets("元", (Threshold(5, 1), Threshold(5, 2))), "thresholds"),
        (lambda: Brackets("元", (Threshold(5, 2), Threshold(6, 1))), "thresholds"),
        (lambda: Tiers("时", (Threshold(5, 2), Threshold(4, 3))), "thresholds"),
        (lambda: Tiers("时", (Threshold(5, 2),), period="decade"), "period"),
        (lambda: Slices("元", (Slice(1, 1), Slice(1, 2))), "slices"),
        (lambda: Slices("元", (Slice(1, 1, 10), Slice(1, 2, 10))), "slices"),
        (lambda: Slices("元", (Slice(1, 1),), below=Slice(1, 1)), "below"),
        (lambda: Levels((Level("县级", 1), Level("县级", 2))), "levels"),
        (lambda: Cap("points", 0, "month"), "most"),
        (lambda: Cap("stars", 1, "month"), "kind"),
        (lambda: Highest("a b"), "group"),
        (lambda: Repeat(1), "factor"),
        (lambda: Cooldown(0), "days"),
        (lambda: Campaign("x", "2025-02-02", "2025-02-01"), "last"),
        (lambda: Resolution("村民会议", "2025-01-01", present=3, votes=4), "votes"),
        (lambda: Veto("shame"), "effect"),
        (lambda: a_rule(sign="veto"), "veto"),
        (lambda: a_rule(veto=Veto()), "veto"),
        (lambda: a_rule(Fixed(1), sign="veto", veto=Veto()), "scoring"),
        (lambda: a_rule(Range(1, 2), decided_by="counted"), "decided_by"),
        (lambda: a_rule(campaigns=(SUMMER, SPRING)), "campaigns"),
        (lambda: a_rule(caps=(Cap("points", 1, "campaign"),)), "campaigns"),
        (lambda: a_rule(credits=("points", "points")), "credits"),
        (lambda: a_rule(claimants=()), "claimants"),
        (lambda: a_rule(code="A/1"), "code"),
        (lambda: a_rule(title="两\n行"), "title"),
        (lambda: a_rulebook(a_rule(), a_rule()), "code"),
        (lambda: a_rulebook(a_rule(credits=("score",))), "score_unit"),
        (lambda: a_rulebook(separate=("judge_villager",)), "separate"),
        (lambda: a_rulebook(rules=()), "rules"),
    ],
)
def test_what_a_rulebook_cannot_mean_is_refused(make: Any, key: str) -> None:  # noqa: ANN401 - a part of any class
    """Each with its key."""
    with pytest.raises(MistakenInput) as error:
        make()

    assert (error.value.code, error.value.facts["key"]) == ("rulebook_value", key)


@pytest.mark.parametrize("number", [0.5, True, "x", "1/0", None])
def test_a_rate_is_an_exact_number(number: Any) -> None:  # noqa: ANN401 - whatever a careless program hands over
    """Floats are not."""
    with pytest.raises(MistakenInput) as error:
        PerQuantity(1, "次", each=number)

    assert error.value.code == "bad_number"


def test_an_unknown_rule_is_told_with_its_version() -> None:
    """So that the clerk looks into the right paper."""
    with pytest.raises(NotFound) as error:
        a_rulebook().rule("Z99")

    assert error.value.facts == {"rule": "Z99", "version": "2025"}
