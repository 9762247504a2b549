"""Which days an act may bear, and whose rules judge it."""

from __future__ import annotations

import datetime as dt

import pytest
from attrs import evolve

from goodpoints import (
    ChangePolicy,
    OpenCampaign,
    Policy,
    PublishPrice,
    PublishRate,
    RefusedByRule,
    RegisterHousehold,
    RegisterPerson,
)
from goodpoints.domain.journal.opening import FixedByOpening
from goodpoints.domain.policy import Measure, Reward
from goodpoints.domain.programmes import KINDS
from goodpoints.errors import MistakenInput
from goodpoints.services.admission import BackdatedTooFar
from goodpoints.services.clock import FixedClock
from tests.builders import ONE, OPENED, PAPER, POWDER, D, a_book, a_village, give_stars, held, told, weigh, with_rules

FINE_KILOS = Measure("公斤", 2)


def test_tomorrow_has_not_happened() -> None:
    """Today has; the day after is mistaken input, with both days inside."""
    book = a_village(today=D(2025, 7, 10))
    give_stars(book, 1, day=D(2025, 7, 10))
    with pytest.raises(MistakenInput) as caught:
        give_stars(book, 1, day=D(2025, 7, 11))

    assert (caught.value.code, caught.value.facts) == ("future_day", {"day": "2025-07-11", "today": "2025-07-10"})


@pytest.mark.parametrize(
    ("zone", "today"), [("+08:00", D(2025, 7, 11)), ("+00:00", D(2025, 7, 10)), ("-05:00", D(2025, 7, 10))]
)
def test_today_is_the_village_s_day(zone: str, today: dt.date) -> None:
    """Half past four in the afternoon of the tenth in Greenwich is the eleventh in the village."""
    book = a_village(with_rules(village={"zone": zone}))
    book.clock = FixedClock(dt.datetime(2025, 7, 10, 16, 30, tzinfo=dt.UTC))

    assert book.today == today


def test_nothing_happened_before_the_book_was_opened() -> None:
    """Its first day is the first; history is imported, not typed behind it."""
    book = a_village()
    with pytest.raises(MistakenInput) as caught:
        give_stars(book, 1, day=D(2025, 6, 30))

    assert (caught.value.code, caught.value.facts) == ("before_opening", {"day": "2025-06-30", "opened": "2025-07-01"})


@pytest.mark.parametrize("day", [D(1999, 1, 1), D(2099, 1, 1)])
def test_announcements_may_lie_ahead_and_behind(day: dt.date) -> None:
    """Rates, prices, campaigns and policies say from when they are valid."""
    book = a_village()
    book.shop.publish_rate(PublishRate(day, material=PAPER, measure="公斤", quantity=1))
    book.shop.publish_price(PublishPrice(day, item=POWDER, price=1))
    book.shop.open_campaign(OpenCampaign(day, name="清田", material=PAPER, last=day))
    book.change_policy(ChangePolicy(day, policy=Policy()))

    assert sorted(name for name, kind in KINDS.items() if kind.announces) == [
        "campaign", "policy", "price", "rate", "rulebook",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "late", "taken"), [(-1, 400, True), (0, 0, True), (0, 1, False), (31, 31, True), (31, 32, False)]
)
def test_how_late_an_act_may_be_written_down(days: int, late: int, taken: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """Measured from the last day run, never from the wall clock; the limit itself is in time."""
    book = a_village(with_rules(backdating={"days": days}))
    through = D(2026, 9, 1)
    give_stars(book, 1, day=through)
    day = through - dt.timedelta(days=late)
    if taken:
        assert give_stars(book, 1, day=day).entry.day == day.isoformat()
        return
    with pytest.raises(BackdatedTooFar) as caught:
        give_stars(book, 1, day=day)

    assert caught.value.facts == {"day": day.isoformat(), "through": "2026-09-01", "days": days}


def test_registering_is_never_too_late() -> None:
    """It takes nothing from the days it is dated on: a household that was forgotten can be put on the list."""
    book = a_village(with_rules(backdating={"days": 0}))
    give_stars(book, 1, day=D(2026, 9, 1))
    book.register.household(RegisterHousehold(OPENED, household="0007"))
    person = book.register.person(RegisterPerson(OPENED, person="0007-1", household="0007"))

    assert (person.entry.day, book.register.party_named("王艳", OPENED)) == ("2025-07-01", "p0001")


def test_a_policy_is_valid_from_its_day_on() -> None:
    """Acts of earlier days are judged by the earlier policy, whenever they are written down."""
    book = a_village()
    book.change_policy(ChangePolicy(D(2026, 1, 1), policy=with_rules(expiry={"rule": "never"})))
    lots = [told(give_stars(book, 1, day=day))[1][3] for day in (D(2025, 12, 31), D(2026, 1, 1), D(2025, 12, 30))]

    assert lots == ["2026-12-31", "~", "2026-12-31"]


def test_of_two_policies_of_one_day_the_later_counts() -> None:
    """The second thought."""
    book = a_village()
    for rule in ("never", "month-end"):
        policy = with_rules(expiry={"rule": rule, "after": 0})
        book.change_policy(ChangePolicy(D(2025, 8, 1), policy=policy))

    assert told(give_stars(book, 1, day=D(2025, 8, 2)))[1][3] == "2025-08-31"


@pytest.mark.parametrize(
    "policy",
    [
        with_rules(reward={"unit": "分"}),
        with_rules(reward={"scale": 1}),
        with_rules(reward={"kind": "points"}),
        with_rules(money={"unit": "角"}),
        with_rules(money={"scale": 1}),
        evolve(Policy(), measures=(FINE_KILOS, *Policy().measures[1:])),
    ],
)
def test_what_the_book_counts_in_is_fixed_by_its_opening(policy: Policy) -> None:
    """Another unit, scale or fineness would change what was written down before."""
    book = a_village()
    before = book.head()
    with pytest.raises(FixedByOpening) as caught:
        book.change_policy(ChangePolicy(D(2026, 1, 1), policy=policy))

    assert (caught.value.code, book.head()) == ("fixed_by_opening", before)


def test_measures_may_be_added_and_left_out() -> None:
    """A new measure changes nothing old; one that is left out is unknown from then on, and cannot come back finer."""
    book = a_village()
    book.change_policy(ChangePolicy(D(2026, 1, 1), policy=evolve(Policy(), measures=(Measure("个"), Measure("瓶")))))
    with pytest.raises(MistakenInput) as caught:
        weigh(book, "1公斤", day=D(2026, 1, 2))
    with pytest.raises(FixedByOpening):
        book.change_policy(ChangePolicy(D(2026, 2, 1), policy=evolve(Policy(), measures=(FINE_KILOS,))))

    assert caught.value.code == "unknown_measure"


@pytest.mark.parametrize("day", [D(1989, 12, 31), D(2200, 1, 1)])
def test_absurd_days_are_refused_when_the_order_is_made(day: dt.date) -> None:
    """Before any book is asked."""
    with pytest.raises(MistakenInput) as caught:
        RegisterHousehold(day, household=ONE)

    assert caught.value.code == "bad_date"


@pytest.mark.parametrize("day", ["2025-07-01", dt.datetime(2025, 7, 1, tzinfo=dt.UTC), None, 20250701])
def test_a_day_is_a_date_and_nothing_like_one(day: dt.date) -> None:
    """Text and instants are for whoever reads people's files."""
    with pytest.raises(MistakenInput) as caught:
        RegisterHousehold(day, household=ONE)

    assert caught.value.code == "bad_date"


def test_numbers_that_would_outgrow_the_ledger_are_refused() -> None:
    """Not only an amount: no balance passes the bounds that every reader keeps exactly."""
    book = a_village()
    book.shop.publish_rate(PublishRate(OPENED, material="沙", measure="个", quantity=10**15))
    weigh(book, str(2**53 - 1), material="沙")
    before = held(book)
    with pytest.raises(MistakenInput) as caught:
        weigh(book, "1", material="沙")

    assert (caught.value.code, held(book)) == ("bad_quantity", before)


def test_a_name_that_counts_something_else_is_taken() -> None:
    """A material called like the reward, an item like a material, a material like somebody's remainder."""
    book = a_book()
    book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity=1))
    orders = [
        PublishRate(OPENED, material="星", measure="公斤", quantity=1),
        PublishRate(OPENED, material=PAPER, measure="个", quantity=1),
        PublishRate(OPENED, material=f"owed:{PAPER}", measure="公斤", quantity=1),
        PublishRate(OPENED, material="owed:铁", measure="公斤", quantity=1),
        PublishPrice(OPENED, item=PAPER, price=1),
        PublishPrice(OPENED, item="元", price=1),
    ]
    codes = []
    for order in orders:
        with pytest.raises(RefusedByRule) as caught:
            book.post(order)
        codes.append(caught.value.code)

    assert codes == ["unit_taken"] * 6


def test_the_reward_may_have_halves() -> None:
    """A scale of one: half a star is a price and a yield."""
    book = a_book(evolve(Policy(), reward=Reward(scale=1)))
    book.register.household(RegisterHousehold(OPENED, household=ONE))
    book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity="2.5"))
    weigh(book, "1.25公斤")

    assert book.balance_of(ONE, as_of=OPENED).available == 5
