"""Who misses one thing in a run of acts is brought what the others before it needed, too."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from goodpoints import WeighIn
from goodpoints.domain.register.parties import RegisterParty
from goodpoints.services.clock import RandomIds
from goodpoints.services.habits import MOST, Habits, is_of_a_household, needs_of_others
from goodpoints.testing.village import CARDBOARD, POLICY, TODAY


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


def test_all_households_are_fetched_only_after_many_were_missed() -> None:
    """For so many of them as it costs about what has been lost by then; afterwards one by one again."""
    habits = Habits()

    told = [habits.miss() for _ in range(1000)]

    assert {n: most for n, most in enumerate(told, 1) if most} == {32: 1024, 64: 2048, 128: 4096}


def test_others_are_asked_for_what_the_same_order_reads() -> None:
    """Each household with its own accounts; what they share is asked for once."""
    order = WeighIn(TODAY, household="0001", material=CARDBOARD, quantity="50公斤")

    needs = needs_of_others(order, ["0002", "0003"], POLICY)

    assert needs.things == [("household", "0002"), ("material", CARDBOARD), ("household", "0003")]
    assert {account for account, _unit in needs.lots} >= {
        f"{of}/000{n}" for of in ("household", "debt") for n in (2, 3)
    }
    assert not {account for account, _unit in needs.lots} & {"household/0001", "debt/0001"}


@pytest.mark.parametrize(
    ("order", "is_one"),
    [
        (WeighIn(TODAY, household="0001", material=CARDBOARD, quantity=1), True),
        (RegisterParty(TODAY, party="p0001", name="王艳"), False),
        (SimpleNamespace(household="0001", day=TODAY), False),
    ],
    ids=["a household's", "nobody's", "of a class that is not ours"],
)
def test_only_what_households_ask_for_is_supposed_of_others(order: object, *, is_one: bool) -> None:
    """An order of another programme need not be made as ours are."""
    assert is_of_a_household(order) == is_one


def test_keys_come_once() -> None:
    """Also those that were drawn ahead."""
    ids = RandomIds()

    assert len({ids.key() for _ in range(1000)}) == 1000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_program_draws_keys_of_its_own() -> None:
    """Parent and child would else give the same keys to different acts."""
    ids = RandomIds()
    ids.key()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, "".join(ids.key() for _ in range(100)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(read, 1600).decode()
    os.close(read)
    os.close(write)

    theirs = {told[at : at + 16] for at in range(0, 1600, 16)}
    assert len(theirs) == 100
    assert not theirs & {ids.key() for _ in range(100)}
