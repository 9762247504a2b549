"""Laws of judging, over any rule and any deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodpoints.domain.bank.rulebook.lines import plain
from goodpoints.domain.bank.rulebook.scales import EVER, Fixed, PerQuantity, Tiers
from goodpoints.domain.bank.rulebook.scoring import Award, Deed, Had, award
from goodpoints.domain.bank.rulebook.values import Cap, Highest, Repeat, Rule
from goodpoints.domain.days import period_of
from tests.bank.rulebook.desk import JANUARY, Desk, a_rule, caps, cases, days, quantities, tiers

MORE = settings(max_examples=200, deadline=None)


def _judged(rule: Rule, deeds: Sequence[Deed]) -> list[Award]:
    desk = Desk()
    return [desk.judge(rule, deed) for deed in deeds]


def _same_period(period: str, one: dt.date, other: dt.date) -> bool:
    return period == EVER or period_of(one, period) == period_of(other, period)


@MORE
@given(cases())
def test_what_is_granted_lies_between_nothing_and_what_was_asked(case: tuple[Rule, list[Deed]]) -> None:
    """No rule takes what nobody asked for, and none gives more."""
    made = _judged(*case)

    assert all(0 <= one.granted <= one.asked for one in made)


@MORE
@given(cases())
def test_no_cap_is_ever_exceeded(case: tuple[Rule, list[Deed]]) -> None:
    """In no period, however the deeds come."""
    rule, deeds = case
    made = list(zip(deeds, _judged(rule, deeds), strict=True))
    over = [
        (cap, deed)
        for cap in rule.caps
        for deed in deeds
        if cap.most
        < sum(
            one.granted if cap.kind == "points" else bool(one.granted)
            for other, one in made
            if _same_period(cap.period, deed.day, other.day)
        )
    ]

    assert over == []


@MORE
@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 200), st.data())
def test_partial_grants_add_up_to_the_cap_in_any_order(asked: list[int], most: int, data: st.DataObject) -> None:
    """Whoever comes first, a month gives the same in all: what was asked, or the cap."""
    rule = a_rule(PerQuantity(1, "次"), caps=(Cap("points", most, "month"),))
    shuffled = data.draw(st.permutations(asked))
    granted = sum(one.granted for one in _judged(rule, [Deed(JANUARY, Fraction(count)) for count in shuffled]))

    assert granted == min(sum(asked), most)


@MORE
@given(tiers(), st.lists(st.tuples(days(), quantities()), max_size=10))
def test_tiers_credit_exactly_the_difference(scoring: Tiers, told: list[tuple[dt.date, Fraction]]) -> None:
    """In each period all credits together are the tier that its total has reached."""
    deeds = [Deed(day, quantity) for day, quantity in told]
    made = list(zip(deeds, _judged(a_rule(scoring), deeds), strict=True))
    for one in deeds:
        inside = [(deed, got) for deed, got in made if _same_period(scoring.period, one.day, deed.day)]
        total = sum(deed.quantity or 0 for deed, _got in inside)
        reached = max((tier.points for tier in scoring.thresholds if tier.at <= total), default=0)
        at_zero = max((tier.points for tier in scoring.thresholds if tier.at <= 0), default=0)

        assert sum(got.granted for _deed, got in inside) == reached - at_zero


@MORE
@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.data())
def test_a_group_gives_its_highest_in_any_order(worth: list[int], data: st.DataObject) -> None:
    """Rules of one group never add up."""
    group = [a_rule(Fixed(points), code=f"E{n}", highest=Highest("荣誉", "year")) for n, points in enumerate(worth)]
    desk = Desk()
    granted = [desk.judge(rule, Deed(JANUARY)).granted for rule in data.draw(st.permutations(group))]

    assert sum(granted) == max(worth)


@MORE
@given(st.lists(days(), max_size=8), st.integers(2, 4), st.integers(1, 18))
def test_a_repeat_never_multiplies_twice(told: list[dt.date], factor: int, months: int) -> None:
    """However often it was done before."""
    made = _judged(a_rule(Fixed(10), repeat=Repeat(factor, months)), [Deed(day) for day in told])

    assert {one.granted for one in made} <= {10, 10 * factor}


@MORE
@given(caps(), st.integers(0, 300), st.integers(0, 300))
def test_who_had_more_never_gets_more(cap: Cap, before: int, more: int) -> None:
    """A cap leaves less, the more was granted."""
    rule = a_rule(Fixed(70), caps=(cap,))
    less, much = (award(rule, Deed(JANUARY), Had(caps=(so_far,))).granted for so_far in (before, before + more))

    assert much <= less


@given(st.fractions(max_denominator=5000))
def test_an_exact_number_is_told_exactly(number: Fraction) -> None:
    """As decimals where they end, as a fraction where they do not."""
    assert Fraction(plain(number)) == number


@pytest.mark.parametrize(("number", "text"), [("5/2", "2.5"), ("-1/40", "-0.025"), ("1/3", "1/3"), ("200", "200")])
def test_an_exact_number_is_told_as_people_write_it(number: str, text: str) -> None:
    """2.5, not 5/2."""
    assert plain(Fraction(number)) == text
