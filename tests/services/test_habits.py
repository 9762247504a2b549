"""Who misses one thing in a run of acts is brought what the others before it needed, too."""

from __future__ import annotations

import pytest

from goodpoints.services.habits import MOST, Habits


def test_a_household_is_asked_for_the_units_of_those_before_it() -> None:
    """The first one for nothing else than it needs."""
    habits = Habits()

    assert habits.likely([("household/0001", "纸板")]) == [("household/0001", "纸板")]
    assert habits.likely([("household/0002", "塑料瓶")]) == [("household/0002", "塑料瓶"), ("household/0002", "纸板")]


def test_kinds_of_accounts_have_habits_of_their_own() -> None:
    """What households have says nothing of debts, and pools are asked for as they are named."""
    habits = Habits()
    habits.likely([("household/0001", "星"), ("depot", "纸板")])

    assert habits.likely([("debt/0001", "纸板"), ("depot", "旧衣")]) == [("debt/0001", "纸板"), ("depot", "旧衣")]


def test_a_village_of_many_units_is_not_asked_for_all_of_them() -> None:
    """Beyond so many, more would be looked up than journeys are saved."""
    habits = Habits()
    for n in range(2 * MOST):
        habits.likely([("household/0001", f"u{n:03d}")])

    assert len(habits.likely([("household/0002", "u000")])) == MOST


def _known(units: int) -> Habits:
    """Households were asked for so many units, and owe none."""
    habits = Habits()
    habits.likely([("household/0001", f"u{n}") for n in range(units)])
    return habits


def test_it_is_looked_at_all_households_only_after_many_were_missed() -> None:
    """And seldom again."""
    habits = _known(1)

    assert [n for n in range(1, 1000) if habits.miss()] == [32, 64, 128]


def test_all_households_are_asked_for_what_those_before_them_were() -> None:
    """What they have and what they owe, each of it of the units that were asked for."""
    habits = _known(2)
    habits.likely([("debt/0001", "u1"), ("given/0001", "u1"), ("outside", "u1")])
    for _ in range(32):
        habits.miss()

    assert habits.of_all(["0002", "0003"]) == [
        *[("household/0002", "u0"), ("household/0002", "u1"), ("household/0003", "u0"), ("household/0003", "u1")],
        *[("debt/0002", "u1"), ("debt/0003", "u1")],
    ]


@pytest.mark.parametrize(("units", "looks"), [(1, [32]), (3, [32, 64]), (4, [32, 128]), (6, [32, 128]), (7, [32])])
def test_more_than_was_lost_is_not_fetched(units: int, looks: list[int]) -> None:
    """2,000 households by so many units each: a village that is too large is not looked at again before it may pay."""
    habits, households, looked = _known(units), [f"{n:04d}" for n in range(2000)], []
    for n in range(1, 200):
        if habits.miss():
            looked.append(n)
            if habits.of_all(households):
                break

    assert looked == looks
