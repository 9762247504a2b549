"""What single deeds are worth, and how the arithmetic is told. Points are tenths."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from goodpoints.domain.bank.rulebook.lines import Line
from goodpoints.domain.bank.rulebook.scales import (
    Brackets,
    Fixed,
    Level,
    Levels,
    PerQuantity,
    Range,
    Scoring,
    Threshold,
    Tiers,
)
from goodpoints.domain.bank.rulebook.scoring import (
    Count,
    Deed,
    Had,
    PointsOutOfRange,
    award,
    check_decided,
    check_deed,
    counts,
    reads,
)
from goodpoints.domain.bank.rulebook.values import Campaign, Cap, Cooldown, Highest, Repeat, Veto
from goodpoints.errors import MistakenInput, NotFound
from tests.bank.rulebook.desk import DONATION, HOURS, Desk, a_rule

DAY = dt.date(2025, 3, 10)
FOUND = Brackets("元", tuple(map(Threshold, (1, 100, 1000, 5000, 10000), (10, 20, 30, 50, 100))))


def _deed(quantity: str | int | None = 1, day: dt.date = DAY, **told: Any) -> Deed:  # noqa: ANN401 - whatever a deed takes
    return Deed(day, None if quantity is None else Fraction(quantity), **told)


def _worth(scoring: Scoring, quantity: str | int | None = 1, **told: Any) -> int:  # noqa: ANN401 - whatever a rule takes
    return award(a_rule(scoring, **told), _deed(quantity), Had()).granted


def test_fixed_points_ignore_the_quantity() -> None:
    """Once is once, however often somebody wrote."""
    assert [_worth(Fixed(50), quantity) for quantity in (None, 1, 7)] == [50, 50, 50]


@pytest.mark.parametrize(
    ("rounding", "points"), [("floor", [20, 50, 4]), ("ceiling", [20, 50, 5]), ("half_up", [20, 50, 4])]
)
def test_a_rate_is_rounded_once_by_the_rules_own_rounding(rounding: str, points: list[int]) -> None:
    """Two points for each half day; what is left of a tenth is rounded as the rule says."""
    assert [_worth(PerQuantity(20, "半天"), q, rounding=rounding) for q in (1, "2.5", "0.22")] == points


def test_a_rate_may_count_full_tens_only() -> None:
    """0.1 points for every full 10 yuan."""
    assert [_worth(PerQuantity(1, "元", each=10, whole=True), q) for q in (9, 10, 25, "39.99")] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("yuan", "points"), [(0, 0), ("0.5", 0), (1, 10), (99, 10), (100, 20), (4999, 30), (5000, 50), (10**6, 100)]
)
def test_the_highest_bracket_reached_counts(yuan: str | int, points: int) -> None:
    """From its threshold on; below the first there is nothing."""
    assert _worth(FOUND, yuan) == points


@pytest.mark.parametrize(
    ("yuan", "points"),
    [
        (9, 0), (10, 1), (55, 5), (99, 9), (100, 10), (199, 10), (1000, 100), (1399, 100), (1400, 110),
        (5000, 200), (5499, 200), (5500, 210), (10000, 300), (15000, 350),
    ],
)  # fmt: skip
def test_slices_count_each_part_at_its_own_rate(yuan: int, points: int) -> None:
    """Under 100 yuan another rate counts alone; from there on only whole steps of every slice."""
    assert _worth(DONATION, yuan) == points


def test_a_running_total_credits_the_difference_between_its_tiers() -> None:
    """8 hours are nothing yet; 4 more reach the first tier; the year's end starts anew."""
    desk, rule = Desk(), a_rule(Tiers("小时", HOURS))
    told = [(8, 3), (4, 4), (8, 5), (1, 6), (40, 12)]
    points = [desk.judge(rule, _deed(hours, dt.date(2025, month, 1))).granted for hours, month in told]
    points.append(desk.judge(rule, _deed(10, dt.date(2026, 1, 1))).granted)

    assert points == [0, 20, 30, 0, 50, 20]


def test_a_level_list_gives_its_points() -> None:
    """By the level that a deed was honoured at."""
    rule = a_rule(Levels((Level("国家级", 1000), Level("省级", 600))))

    assert award(rule, _deed(level="省级"), Had()).granted == 600


def test_a_panel_fills_a_range() -> None:
    """Both ends are inside."""
    rule = a_rule(Range(30, 100))

    assert [award(rule, _deed(decided=points), Had()).granted for points in (30, 55, 100)] == [30, 55, 100]


@pytest.mark.parametrize("points", [29, 101, 0])
def test_a_panel_cannot_leave_its_range(points: int) -> None:
    """The refusal says the range."""
    with pytest.raises(PointsOutOfRange) as error:
        check_decided(a_rule(Range(30, 100)), points, 1)

    assert error.value.facts == {"rule": "A01", "wanted": points, "below": 30, "above": 100, "scale": 1}


@pytest.mark.parametrize(
    ("scoring", "decided", "code"), [(Range(1, 2), None, "points_needed"), (Fixed(1), 1, "points_not_asked")]
)
def test_a_panel_says_points_where_and_only_where_it_is_asked(scoring: Scoring, decided: int | None, code: str) -> None:
    """A range needs them; any other rule has its own."""
    with pytest.raises(MistakenInput) as error:
        check_decided(a_rule(scoring), decided, 1)

    assert error.value.code == code


@pytest.mark.parametrize(
    ("scoring", "deed", "code"),
    [
        (PerQuantity(1, "次"), _deed(None), "quantity_needed"),
        (Tiers("小时", HOURS), _deed("1/3"), "too_fine"),
        (Levels((Level("县级", 5),)), _deed(level="乡级"), "unknown_level"),
    ],
)
def test_a_deed_that_cannot_be_judged_is_found_before_a_panel_sits(scoring: Scoring, deed: Deed, code: str) -> None:
    """A missing quantity, a quantity no total can hold, an unknown level."""
    with pytest.raises((MistakenInput, NotFound)) as error:
        check_deed(a_rule(scoring), deed)

    assert error.value.code == code


def test_multipliers_come_before_the_one_rounding() -> None:
    """0.7 for a metre, three members, half again in the campaign: 0.7 × 3 × 3/2 = 3.15, and one floor at the end."""
    rule = a_rule(
        PerQuantity(7, "米", each=1), per_member=True,
        campaigns=(Campaign("春季行动", "2025-03-01", "2025-03-31", "3/2"),),
    )  # fmt: skip
    made = award(rule, _deed("1", members=3), Had())

    assert (made.asked, [line.code for line in made.lines]) == (31, ["per_quantity", "members", "campaign", "rounded"])


def test_outside_its_days_a_campaign_changes_nothing() -> None:
    """First and last day are inside."""
    rule = a_rule(campaigns=(Campaign("春季行动", "2025-03-10", "2025-03-12", 2),))
    days = [dt.date(2025, 3, day) for day in (9, 10, 12, 13)]

    assert [award(rule, _deed(day=day), Had()).granted for day in days] == [50, 100, 100, 50]


def test_a_repeat_is_doubled_once_and_never_four_fold() -> None:
    """Again within twelve months of an earlier one; exactly twelve months later is outside."""
    desk, rule = Desk(), a_rule(sign="minus", repeat=Repeat(2, 12))
    days = [dt.date(2025, 2, 1), dt.date(2025, 2, 1), dt.date(2025, 6, 1), dt.date(2026, 6, 1), dt.date(2027, 5, 31)]

    assert [desk.judge(rule, _deed(day=day)).granted for day in days] == [50, 100, 100, 50, 100]


@pytest.mark.parametrize(
    ("earlier", "day", "doubled"),
    [
        (dt.date(2024, 2, 29), dt.date(2025, 2, 27), True),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28), False),  # 29 February becomes 28 where there is none
        (dt.date(2024, 3, 1), dt.date(2025, 2, 28), True),
        (dt.date(2025, 1, 31), dt.date(2026, 1, 30), True),
        (dt.date(2025, 1, 31), dt.date(2026, 1, 31), False),
    ],
)
def test_months_end_where_the_calendar_says(earlier: dt.date, day: dt.date, *, doubled: bool) -> None:
    """Also at the end of February."""
    desk, rule = Desk(), a_rule(repeat=Repeat(2, 12))
    desk.judge(rule, _deed(day=earlier))

    assert desk.judge(rule, _deed(day=day)).granted == (100 if doubled else 50)


def test_a_cool_down_counts_days_on_both_sides() -> None:
    """Who reports two deeds the other way round gains nothing."""
    rule = a_rule(cooldown=Cooldown(7))
    days = [dt.date(2025, 3, 1), dt.date(2025, 3, 7), dt.date(2025, 3, 8)]
    forwards, backwards = Desk(), Desk()

    assert [forwards.judge(rule, _deed(day=day)).granted for day in days] == [50, 0, 50]
    assert [backwards.judge(rule, _deed(day=day)).granted for day in reversed(days)] == [50, 0, 50]


def test_of_a_group_only_the_highest_counts() -> None:
    """County, then province, then county again: what the province's adds, and nothing more."""
    desk = Desk()
    one_act = [a_rule(Fixed(points), code=code, highest=Highest("荣誉")) for code, points in (("E1", 20), ("E2", 60))]
    county, province = one_act

    assert [desk.judge(rule, _deed()).granted for rule in (county, province, county)] == [20, 40, 0]


def test_several_caps_bind_at_once() -> None:
    """12.0 points a month, and three times a year."""
    rule = a_rule(caps=(Cap("points", 120, "month"), Cap("times", 3, "year")))
    desk = Desk()
    days = [dt.date(2025, 3, 1)] * 3 + [dt.date(2025, 4, 1)]
    made = [desk.judge(rule, _deed(day=day)) for day in days]

    assert [(one.granted, one.cut) for one in made] == [(50, 0), (50, 0), (20, 30), (0, 50)]
    assert [one.lines[-1].code for one in made[2:]] == ["cap_points", "cap_times"]


def test_a_cap_of_a_campaign_binds_inside_it() -> None:
    """Outside, it does not."""
    rule = a_rule(caps=(Cap("points", 60, "campaign"),), campaigns=(Campaign("清河行动", "2025-03-01", "2025-03-31"),))
    desk = Desk()
    days = [dt.date(2025, 3, 1), dt.date(2025, 3, 31), dt.date(2025, 4, 1)]

    assert [desk.judge(rule, _deed(day=day)).granted for day in days] == [50, 10, 50]


def test_a_veto_moves_no_points() -> None:
    """It closes, for so many months from the day it was posted, or until it is repaired."""
    rule = a_rule(Fixed(0), sign="veto", veto=Veto(months=24))
    until = [veto.until(dt.date(2025, 1, 31)) for veto in (Veto(months=24), Veto(months=1), Veto())]

    assert award(rule, _deed(), Had()).granted == 0
    assert until == [dt.date(2027, 1, 31), dt.date(2025, 2, 28), None]


def test_the_arithmetic_is_told_with_its_numbers() -> None:
    """What was asked, what the cap left, and why."""
    rule = a_rule(PerQuantity(20, "半天"), caps=(Cap("points", 120, "month"),))
    made = award(rule, _deed(3), Had(caps=(100,)))

    assert made.lines == (
        Line("per_quantity", {"quantity": "3", "each": "1", "points": 20, "measure": "半天"}),
        Line("cap_points", {"most": 120, "had": 100, "period": "month", "per": "household"}),
    )
    assert (made.asked, made.granted, made.cut) == (60, 20, 40)


def test_what_is_posted_is_counted_for_household_and_person() -> None:
    """A cap of the next version may count by either; what was cut to nothing is no time."""
    rule = a_rule(Tiers("小时", HOURS))
    some, none = (counts(rule, _deed(hours), award(rule, _deed(hours), Had())) for hours in (10, 5))

    assert some[:-1:2] == (
        Count("points/A01", "household", 20),
        Count("times/A01", "household", 1),
        Count("quantity/A01", "household", 10_000_000),
    )
    assert none == (
        Count("quantity/A01", "household", 5_000_000),
        Count("quantity/A01", "person", 5_000_000),
        Count("judged", "village", 1),
    )


def test_what_a_judgement_reads_is_known_before() -> None:
    """A fixed number of sums, each over its days."""
    rule = a_rule(
        Tiers("小时", HOURS, per="person"), highest=Highest("荣誉"), repeat=Repeat(2, 12), cooldown=Cooldown(3),
        caps=(Cap("points", 9, "quarter"), Cap("times", 2, "ever", "person")),
    )  # fmt: skip
    told = [(one.use, one.name, one.per, one.first.isoformat(), one.last.isoformat()) for one in reads(rule, DAY)]

    assert told == [
        ("running", "quantity/A01", "person", "2025-01-01", "2025-12-31"),
        ("repeats", "times/A01", "household", "2024-03-11", "2025-03-10"),
        ("group", "group/荣誉", "household", "2025-03-10", "2025-03-10"),
        ("recent", "times/A01", "household", "2025-03-08", "2025-03-12"),
        ("caps", "points/A01", "household", "2025-01-01", "2025-03-31"),
        ("caps", "times/A01", "person", "1990-01-01", "2199-12-31"),
    ]
