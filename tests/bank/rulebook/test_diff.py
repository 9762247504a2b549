"""What changes from one version to the next."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from hypothesis import given, settings

from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.values import Cap, Rulebook
from goodpoints.services.rulebook_diff import Change, differences
from tests.bank.rulebook.desk import a_rule, a_rulebook, rulebooks

OLD = a_rulebook(a_rule(text="旧"), a_rule(code="A02", title="植树"))


@settings(max_examples=30, deadline=None)
@given(rulebooks())
def test_nothing_differs_from_itself(rulebook: Rulebook) -> None:
    """Whatever the rulebook."""
    assert differences(rulebook, rulebook) == []


def test_every_change_is_told_with_its_key() -> None:
    """Head, points, caps, texts; rules that came, and rules that went."""
    new = evolve(
        OLD,
        version="2026",
        rules=(a_rule(Fixed(60), text="新", caps=(Cap("points", 9, "month"),)), a_rule(code="A03", title="护林")),
    )

    assert differences(OLD, new) == [
        Change("", "changed", "version", "2025", "2026"),
        Change("A01", "changed", "text", "旧", "新"),
        Change("A01", "changed", "scoring.points", 5, 6),
        Change("A01", "changed", "caps[1].points", None, Decimal("0.9")),
        Change("A01", "changed", "caps[1].period", None, "month"),
        Change("A03", "added", "", None, "护林"),
        Change("A02", "dropped", "", "植树", None),
    ]
