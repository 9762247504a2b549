"""Days, periods, and the lots whose codes are days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.domain.days import (
    FIRST_DAY,
    LAST_DAY,
    PERIODS,
    anniversary,
    day_of,
    iso,
    last_of_month,
    period_after,
    period_of,
)
from goodpoints.domain.lots import FAR, NEVER, NO_LOT, goods_lot, last_day_of, spend, spendable
from goodpoints.domain.policy import BackdatingRules, Expiry, Policy, Remainders
from goodpoints.errors import MistakenInput

D = dt.date
DAYS = st.dates(FIRST_DAY, D(2090, 12, 31))
LOTS = st.dictionaries(
    st.dates(D(2025, 1, 1), D(2029, 12, 31)).map(iso) | st.just(NEVER), st.integers(1, 50), max_size=6
)


@pytest.mark.parametrize("day", [D(1989, 12, 31), D(2200, 1, 1), D(1, 1, 1), D(9999, 12, 31)])
def test_no_act_of_a_village_bears_such_a_day(day: dt.date) -> None:
    """A slip of the pen in the year is found out."""
    with pytest.raises(MistakenInput) as caught:
        iso(day)

    assert caught.value.code == "bad_date"


@pytest.mark.parametrize("text", ["", "2026-02-30", "yesterday", "2026/03/05", "20260230"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """A typed error, not Python's own."""
    with pytest.raises(MistakenInput) as caught:
        day_of(text)

    assert caught.value.code == "bad_date"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("day", D(2026, 2, 18), D(2026, 2, 18)),
        ("week", D(2026, 2, 16), D(2026, 2, 22)),
        ("month", D(2026, 2, 1), D(2026, 2, 28)),
        ("quarter", D(2026, 1, 1), D(2026, 3, 31)),
        ("year", D(2026, 1, 1), D(2026, 12, 31)),
    ],
)
def test_periods_are_calendar_periods(period: str, first: dt.date, last: dt.date) -> None:
    """Weeks begin on Monday."""
    assert period_of(D(2026, 2, 18), period) == (first, last)


@given(DAYS, st.sampled_from(PERIODS))
def test_periods_follow_each_other_without_a_gap(day: dt.date, period: str) -> None:
    """The day lies in its period, and the next period begins the day after."""
    first, last = period_of(day, period)
    following = period_of(last + dt.timedelta(days=1), period)

    assert first <= day <= last
    assert (following[0], following[1]) == (last + dt.timedelta(days=1), period_after(day, period, 1))


@given(DAYS, st.sampled_from(PERIODS), st.integers(0, 8))
def test_so_many_periods_later_is_one_more_than_one_fewer(day: dt.date, period: str, count: int) -> None:
    """Counting periods is counting steps."""
    assert period_after(day, period, count + 1) == period_after(period_after(day, period, count), period, 1)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (D(2024, 2, 29), 1, D(2025, 2, 28)),
        (D(2024, 2, 29), 4, D(2028, 2, 29)),
        (D(2025, 7, 3), 3, D(2028, 7, 3)),
        (D(2025, 7, 3), 0, D(2025, 7, 3)),
    ],
)
def test_an_anniversary_is_the_same_date(day: dt.date, years: int, expected: dt.date) -> None:
    """29 February becomes the 28th where there is none."""
    assert anniversary(day, years) == expected


def test_months_end_where_the_calendar_says() -> None:
    """February knows leap years, December its year."""
    assert [last_of_month(2028, 2), last_of_month(2026, 2), last_of_month(2026, 12)] == [
        D(2028, 2, 29),
        D(2026, 2, 28),
        D(2026, 12, 31),
    ]


@pytest.mark.parametrize(
    ("rule", "after", "lot"),
    [
        ("never", 5, NEVER),
        ("month-end", 0, "2025-11-30"),
        ("month-end", 3, "2026-02-28"),
        ("quarter-end", 0, "2025-12-31"),
        ("quarter-end", 2, "2026-06-30"),
        ("year-end", 0, "2025-12-31"),
        ("year-end", 1, "2026-12-31"),
        ("anniversary", 3, "2028-11-15"),
    ],
)
def test_stars_end_as_the_rule_says(rule: str, after: int, lot: str) -> None:
    """What is earned on 15 November 2025, by every rule there is."""
    assert Expiry(rule, after).lot(D(2025, 11, 15)) == lot


def test_every_expiry_rule_is_tried_above() -> None:
    """A rule added to the policy needs its line here."""
    with pytest.raises(MistakenInput) as caught:
        Expiry("full-moon")

    assert caught.value.facts["allowed"] == "never, month-end, quarter-end, year-end, anniversary"


@given(DAYS, st.sampled_from(["month-end", "quarter-end", "year-end", "anniversary"]), st.integers(0, 5))
def test_nothing_ends_before_it_was_earned(day: dt.date, rule: str, after: int) -> None:
    """The last day is never earlier than the day itself."""
    assert Expiry(rule, after).lot(day) >= iso(day)


@pytest.mark.parametrize(
    ("keep", "lot"),
    [("forever", NEVER), ("never", NEVER), ("year", "2025-12-31"), ("quarter", "2025-12-31"), ("month", "2025-11-30")],
)
def test_remainders_lie_where_the_rule_says(keep: str, lot: str) -> None:
    """The lot of a remainder of 15 November 2025."""
    assert Remainders(keep).lot(D(2025, 11, 15)) == lot


def test_what_is_written_down_late_still_lives_its_least() -> None:
    """Counted from the last day run; what lives longer anyway keeps its own day."""
    policy = Policy(expiry=Expiry("month-end", 0), backdating=BackdatingRules(minimum_life=30))
    lots = [policy.reward_lot(D(2025, 7, 3), through) for through in ("", "2025-07-03", "2025-07-10", "2025-06-30")]

    assert lots == ["2025-07-31", "2025-07-31", "2025-08-09", "2025-07-31"]


def test_a_delivery_is_a_lot() -> None:
    """Its use-by day, then its number; goods that keep come last."""
    assert [goods_lot(12, D(2026, 3, 1)), goods_lot(7, None)] == ["2026-03-01/00000012", "9999-12-31/00000007"]


@pytest.mark.parametrize(
    ("lot", "last"),
    [
        ("2026-12-31", "2026-12-31"),
        ("2026-03-01/000012", "2026-03-01"),
        (NEVER, FAR),
        (NO_LOT, FAR),
        ("A01", FAR),
        ("found/2026-03-01", FAR),
        ("2026-0001", FAR),
        ("2026-01-0001", FAR),
        ("20260101", FAR),
        ("9", FAR),
    ],
)
def test_only_a_whole_day_is_a_last_day(lot: str, last: str) -> None:
    """Printed serials like 2026-0001 look like years and never end."""
    assert last_day_of(lot) == last


@given(LOTS, st.dates(D(2025, 1, 1), D(2029, 12, 31)).map(iso))
def test_the_last_day_is_included(lots: dict[str, int], day: str) -> None:
    """On its last day a lot can be spent, on the next no more, whatever was posted."""
    alive = spendable(lots | {day: 7}, day)
    tomorrow = iso(day_of(day) + dt.timedelta(days=1))

    assert alive[day] == 7
    assert day not in spendable(lots | {day: 7}, tomorrow)
    assert all(lot == NEVER or lot >= day for lot in alive)


@given(LOTS)
def test_what_ends_soonest_is_spent_first(lots: dict[str, int]) -> None:
    """In the order of last days; what never ends comes last; empty lots are left out."""
    alive = spendable({"2030-01-01": 0, "2030-01-02": -3} | lots, "2025-01-01")

    assert list(alive) == sorted(lots)
    assert NEVER not in alive or list(alive)[-1] == NEVER


@given(LOTS, st.integers(0, 200))
def test_spending_pays_exactly_or_not_at_all(lots: dict[str, int], amount: int) -> None:
    """What is paid adds up, comes from the front, and is never more than there is."""
    alive = spendable(lots, "2025-01-01")
    paid = spend(alive, amount)

    assert (paid is None) == (sum(alive.values()) < amount)
    if paid is not None:
        assert sum(paid.values()) == amount
        assert list(paid) == list(alive)[: len(paid)]
        assert all(paid[lot] == alive[lot] for lot in list(paid)[:-1])


def test_the_last_possible_day_is_one() -> None:
    """What is earned at the far end is refused rather than given a day that cannot be written."""
    with pytest.raises(MistakenInput):
        Expiry("year-end", 1).lot(LAST_DAY)

    assert Expiry("year-end", 0).lot(LAST_DAY) == iso(LAST_DAY)
