"""What a draft would change of past deeds: a plan, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints import Book, Receipt, RefusedByRule, Reverse
from goodpoints.domain.bank.rerate import Rerate
from goodpoints.domain.bank.rerating import only_changed, shortfalls
from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity, Range
from goodpoints.domain.bank.rulebook.values import Cap, Rule, Rulebook
from goodpoints.domain.register.parties import RegisterParty
from goodpoints.domain.register.roles import GrantRole
from tests.bank.village import CREDITED, OPENED, RULES, D, a_bank, claim, judge, outcome, rulebook, show, shown, thing

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


APPROVERS = ("p0001", "p0002")
TODAY = D(2025, 6, 1)


def _approved(book: Book, draft: Rulebook, *, day: dt.date = TODAY, by: tuple[str, ...] = APPROVERS) -> list[Receipt]:
    for party in APPROVERS:
        book.post(RegisterParty(OPENED, party=party))
    return book.rules.rerate(Rerate(day, rulebook=draft, approved_by=by))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 40), st.integers(10, 200))
def test_a_re_rating_gives_what_its_plan_says(count: int, halves: int, rate: int, most: int) -> None:
    """By reversals and new credits; afterwards the draft would change nothing more, and the book verifies."""
    changed = Rule("A01", "义务清扫街道", PerQuantity(rate, "半天"), caps=[Cap("points", most, "month")])
    draft = evolve(_draft(changed), version="2025b", valid_from="2025-02-01")
    book = a_bank()
    _swept(book, count, halves)
    plan = book.rules.try_rulebook(draft, draft.first_day)
    _approved(book, draft)

    assert book.balance_of("0001").available == plan.after
    assert only_changed(book.rules.try_rulebook(evolve(draft, version="x"), draft.first_day).deeds) == []
    assert book.verify().findings == ()


def test_a_re_rating_is_pairs_of_reversals_and_credits() -> None:
    """What nothing changes for is left alone; the new credits bear the new version and the day of the re-rating."""
    book = a_bank()
    shown(book, "2025-0001", rule="A02")
    shown(book, "2025-0002", rule="A02", household="0002", notice="GS0002")
    shown(book, "2025-0003", rule="A01", household="0003", notice="GS0003", quantity="1")
    book.due(APRIL)
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(65))), version="2025b", valid_from="2025-02-01")
    receipts = _approved(book, draft)
    told = [(one.entry.kind, one.entry.day, one.entry.facts.get("version", "")) for one in receipts]

    assert told == [
        ("rerating", "2025-06-01", ""),
        ("reverse", "2025-06-01", ""),
        ("reverse", "2025-06-01", ""),
        ("credit", "2025-06-01", "2025b"),
        ("credit", "2025-06-01", "2025b"),
    ]
    assert [book.balance_of(number).available for number in ("0001", "0002", "0003")] == [65, 65, 20]
    assert book.rules.rulebook(day=D(2025, 3, 1)).version == "2025b"


def test_what_was_spent_becomes_a_debt() -> None:
    """Nobody's balance goes below zero."""
    book = a_bank()
    shown(book, "2025-0001", rule="A02")
    shown(book, "2025-0002", rule="D01", notice="GS0002")
    book.due(APRIL)
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(20))), version="2025b", valid_from="2025-02-01")
    _approved(book, draft)
    balance = book.balance_of("0001")

    assert (balance.available, balance.debt) == (0, 30)


@pytest.mark.parametrize("by", [(), ("p0001",), ("p0001", "p0001")])
def test_one_person_alone_cannot_re_rate(by: tuple[str, ...]) -> None:
    """Two different people must have approved; otherwise nothing is written."""
    book = a_bank()
    shown(book)
    book.due(APRIL)
    draft = evolve(_draft(), version="2025b", valid_from="2025-02-01")
    before = book.balances()
    with pytest.raises(RefusedByRule) as error:
        _approved(book, draft, by=by)

    assert (error.value.code, book.balances(), len(book.rules.versions())) == ("two_must_approve", before, 1)


def test_a_dropped_rule_is_only_reversed() -> None:
    """What the new version does not know earns nothing; a reversed claim does not come back."""
    book = a_bank()
    shown(book)
    book.due(APRIL)
    draft = evolve(_draft(), version="2025b", valid_from="2025-02-01", rules=[r for r in RULES if r.code != "A02"])
    _approved(book, draft)
    book.due(D(2025, 12, 1))

    assert (book.balance_of("0001").available, outcome(book), thing(book).status) == (0, "credited", "reversed")


def test_a_claim_on_its_way_follows_the_new_version() -> None:
    """It is credited, when its notice has ended, by what holds on its day now."""
    book = a_bank()
    shown(book)
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(65))), version="2025b", valid_from="2025-02-01")
    _approved(book, draft, day=D(2025, 3, 8))
    book.due(APRIL)

    assert book.balance_of("0001").available == 65


def test_a_later_reversal_of_a_re_rated_deed_is_for_good() -> None:
    """Only the re-rating's own reversal posts anew."""
    book = a_bank()
    shown(book)
    book.due(APRIL)
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(65))), version="2025b", valid_from="2025-02-01")
    credit = _approved(book, draft)[-1]
    book.reverse(Reverse(TODAY, seq=credit.seq))
    book.due(D(2025, 12, 1))

    assert (book.balance_of("0001").available, thing(book).status) == (0, "reversed")


def test_a_re_rating_asked_for_twice_happens_once() -> None:
    """By its key."""
    book = a_bank()
    shown(book)
    book.due(APRIL)
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(65))), version="2025b", valid_from="2025-02-01")
    for party in APPROVERS:
        book.post(RegisterParty(OPENED, party=party))
    order = Rerate(TODAY, rulebook=draft, approved_by=APPROVERS)
    first, second = (book.rules.rerate(order, key="2025b") for _ in range(2))

    assert (len(first), [one.replayed for one in second]) == (3, [True])
    assert book.balance_of("0001").available == 65


def test_in_a_closed_book_only_those_approve_who_may() -> None:
    """A villager's approval is none."""
    book = a_bank()
    shown(book)
    book.due(APRIL)
    for party in (*APPROVERS, "p0003"):
        book.post(RegisterParty(OPENED, party=party))
    for party, role in ((book.actor, "clerk"), ("p0001", "reviewer"), ("p0002", "supervisor"), ("p0003", "villager")):
        book.post(GrantRole(OPENED, party=party, role=role))
    draft = evolve(_draft(evolve(RULES[1], scoring=Fixed(65))), version="2025b", valid_from="2025-02-01")
    with pytest.raises(RefusedByRule) as error:
        book.rules.rerate(Rerate(TODAY, rulebook=draft, approved_by=("p0001", "p0003")))
    book.rules.rerate(Rerate(TODAY, rulebook=draft, approved_by=APPROVERS))

    assert (error.value.code, book.balance_of("0001").available) == ("not_permitted", 65)
