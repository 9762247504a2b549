"""What a draft would change of past deeds: a plan, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints import Book, RefusedByRule
from goodpoints.domain.bank.rerating import only_changed, shortfalls
from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity, Range
from goodpoints.domain.bank.rulebook.values import Cap, Rule, Rulebook
from tests.bank.village import CREDITED, OPENED, RULES, D, a_bank, claim, judge, rulebook, show, shown

APRIL = D(2025, 4, 1)


def _draft(*rules: Rule, **told: Any) -> Rulebook:  # noqa: ANN401 - parts of a rulebook
    changed = {rule.code: rule for rule in rules}
    return rulebook(*[changed.get(rule.code, rule) for rule in RULES], version="draft", valid_from="2025-01-01", **told)


def _swept(book: Book, count: int, halves: int = 2) -> None:
    """Households 0001 sweeps so many times in March, so many half days each; all of it is credited."""
    codes = [f"2025-{number:04d}" for number in range(1, count + 1)]
    for code in codes:
        claim(book, code, rule="A01", quantity=str(halves))
        judge(book, code)
    show(book, *codes)
    book.due(CREDITED + (APRIL - CREDITED))


def test_the_same_rulebook_changes_nothing() -> None:
    """Caps and all."""
    book = a_bank()
    _swept(book, 5)
    plan = book.rules.try_rulebook(_draft(), OPENED)

    assert (only_changed(plan.deeds), plan.households(), plan.before, plan.after) == ([], {}, 120, 120)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 40), st.integers(10, 200))
def test_a_plan_is_what_the_draft_would_have_given(count: int, halves: int, rate: int, most: int) -> None:
    """As if it had held from the beginning."""
    changed = Rule("A01", "义务清扫街道", PerQuantity(rate, "半天"), caps=[Cap("points", most, "month")])
    old, new = a_bank(), a_bank(*_draft(changed).rules)
    for book in (old, new):
        _swept(book, count, halves)
    plan = old.rules.try_rulebook(_draft(changed), OPENED)

    assert plan.after == new.balance_of("0001").available
    assert plan.before == old.balance_of("0001").available


def test_a_plan_writes_nothing() -> None:
    """The book's head stays where it is."""
    book = a_bank()
    _swept(book, 2)
    before = book.head()
    book.rules.try_rulebook(_draft(), OPENED)

    assert book.head() == before


def test_deeds_before_the_day_keep_what_they_counted() -> None:
    """And they go on counting against the caps of the days after."""
    book = a_bank()
    claim(book, "2025-0001", rule="A01", quantity="5", day=D(2025, 3, 1))
    claim(book, "2025-0002", rule="A01", quantity="5")
    for code in ("2025-0001", "2025-0002"):
        judge(book, code)
    show(book, "2025-0001", "2025-0002")
    book.due(APRIL)
    dearer = evolve(RULES[0], scoring=PerQuantity(30, "半天"))
    plan = book.rules.try_rulebook(_draft(dearer), D(2025, 3, 2))

    assert [(one.claim, one.before, one.after) for one in plan.deeds] == [("2025-0002", 20, 20)]


def test_deductions_are_told_with_their_sign() -> None:
    """Twice as much taken is a difference below zero; who has spent it would owe it."""
    book = a_bank()
    shown(book, rule="D01")
    book.due(APRIL)
    plan = book.rules.try_rulebook(_draft(evolve(RULES[3], scoring=Fixed(80))), OPENED)

    assert [(one.before, one.after, one.difference, one.note) for one in plan.deeds] == [(-50, -80, -30, "changed")]
    assert (plan.households(), shortfalls(plan, {"0001": 10})) == ({"0001": (-50, -80)}, {"0001": 20})


def test_what_the_draft_cannot_judge_stays_as_it_is() -> None:
    """Points outside its range; a rule that it does not have gives nothing."""
    book = a_bank()
    shown(book, "2025-0001", rule="B05", points=Decimal("5.0"))
    shown(book, "2025-0002", notice="GS0002")
    book.due(APRIL)
    narrower = evolve(RULES[2], scoring=Range(60, 100))
    draft = evolve(_draft(narrower), rules=[rule for rule in _draft(narrower).rules if rule.code != "A02"])
    plan = book.rules.try_rulebook(draft, OPENED)

    assert [(one.rule, one.before, one.after, one.note) for one in plan.deeds] == [
        ("B05", 50, 50, "undecided"),
        ("A02", 50, 0, "no_rule"),
    ]


def test_a_draft_counts_in_the_books_unit() -> None:
    """Otherwise the figures would say nothing."""
    with pytest.raises(RefusedByRule) as error:
        a_bank().rules.try_rulebook(_draft(scale=0), OPENED)

    assert error.value.code == "other_unit"
