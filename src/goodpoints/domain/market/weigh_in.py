"""Weigh-in: recyclables become stars; what does not make a whole star is kept per household and material.

Source of the arithmetic: `semantics.md` 2.9 of the design: one rounding, downwards, the rest carried.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.accounts import DEPOT, OUTSIDE, RECYCLING, RELOTTED, debt_account, household_account
from goodpoints.domain.amounts import Quantity, quantity_of
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Tally, Thing, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.lots import NEVER, NO_LOT, spendable
from goodpoints.domain.market.credit import credited, debt_of, repayment
from goodpoints.domain.market.rates import Rate, campaign_of, known_material, rate_of
from goodpoints.domain.market.refusals import BelowMinimum, CapReached, OutsideCampaign
from goodpoints.domain.orders import HOUSEHOLD, PARTY, BaseOrder, about_entry, named, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.people import active_household
from goodpoints.domain.units import owed
from goodpoints.errors import RefusedByRule, refuse


@frozen(kw_only=True)
class WeighIn(BaseOrder):
    """A household brings recyclables.

    Args:
        quantity: `Quantity`, or what `quantity_of` reads: "5.2斤", 30.
        officer: Code of the grid worker; empty where nobody is named.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    material: str = field(validator=named)
    quantity: Quantity = field(converter=quantity_of)
    officer: str = field(default="", validator=shaped(PARTY, empty=True))
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:
        """Household, material, and what the household has and owes of the remainder and of stars."""
        unit, account, debt = owed(self.material), household_account(self.household), debt_account(self.household)
        things = [("household", self.household), ("material", self.material)]
        return Needs(things, [(account, unit), (debt, unit), (debt, policy.reward.unit)])


class Yield(NamedTuple):
    """What a weighing comes to, in steps.

    Attributes:
        granted: Stars.
        capped: Stars the campaign's cap took away.
        remainder: What stays for next time; negative while a remainder is still owed.
    """

    granted: int
    capped: int
    remainder: int


def weigh_in(book: BookReader, order: WeighIn) -> Draft:
    """Take recyclables in and credit their stars.

    Raises:
        NotFound: `unknown_household`, `unknown_material`, `no_rate`.
        MistakenInput: `wrong_measure`, `too_fine`.
        RefusedByRule: `OutsideCampaign`, `BelowMinimum`, `CapReached`; nothing is taken in.
    """
    day = iso(order.day)
    policy = book.policy(order.day)
    active_household(book, order.household)
    material = known_material(book, order.material)
    rate = rate_of(material, day)
    quantity = policy.in_steps(order.quantity, material.state["measure"])
    campaign, room = _campaign_room(book, order, material, rate, policy)
    refuse(_refusals(order, material, rate, quantity, policy, outside=rate.cap > 0 and not campaign))
    before = _remainders(book, order, day, policy)
    got = _yield(sum(before.values()), quantity, rate.per, room, policy.weigh_in.over_cap)
    if got.capped and policy.weigh_in.over_cap == "refuse":
        raise CapReached("cap_reached", campaign=campaign, wanted=got.granted + got.capped, room=room)
    facts = {"household": order.household, "material": order.material, "granted": got.granted}
    facts |= {"capped": got.capped, "remainder": got.remainder, "per": rate.per}
    facts |= {"campaign": campaign, "officer": order.officer}
    moved = (Transfer(OUTSIDE, DEPOT, order.material, NO_LOT, quantity),)
    moved += _stars(book, order, got.granted, policy) + _carried(order, before, got.remainder, policy)
    return Draft("weigh_in", day, facts, moved, details=about_entry(order, "remark"))


def _campaign_room(
    book: BookReader, order: WeighIn, material: Thing, rate: Rate, policy: Policy
) -> tuple[str, int | None]:
    found = campaign_of(material, iso(order.day)) or _policy_campaign(policy, order)
    if found is None:
        return "", None
    name, cap, first, last = found
    cap = cap or rate.cap
    if not cap:
        return name, None
    had = book.tally(f"campaign/{name}", order.household, day_of(first), day_of(last))
    return name, max(0, cap - had)


def _policy_campaign(policy: Policy, order: WeighIn) -> tuple[str, int, str, str] | None:
    day = iso(order.day)
    for told in policy.campaigns:
        if told.material == order.material and told.first <= day <= told.last:
            return told.name, told.cap * 10**policy.reward.scale, told.first, told.last
    return None


def _refusals(
    order: WeighIn, material: Thing, rate: Rate, quantity: int, policy: Policy, *, outside: bool
) -> list[RefusedByRule]:
    reasons: list[RefusedByRule] = []
    if outside and policy.weigh_in.outside_campaign == "refuse":
        reasons.append(OutsideCampaign("outside_campaign", material=order.material, day=iso(order.day)))
    if quantity < rate.minimum and policy.weigh_in.below_minimum == "refuse":
        told = {"quantity": quantity, "minimum": rate.minimum, "scale": material.state["scale"]}
        reasons.append(BelowMinimum("below_min_lot", material=order.material, **told))
    return reasons


def _remainders(book: BookReader, order: WeighIn, day: str, policy: Policy) -> dict[str, int]:
    """Lot → remainder from before: what is kept and still alive, and what is owed in lot `-`."""
    unit = owed(order.material)
    kept = spendable(book.lots(household_account(order.household), unit), day)
    if policy.remainders.keep == "never":
        kept = {}
    debt = debt_of(book, order.household, unit)
    return kept | {NO_LOT: -debt} if debt else kept


def _yield(before: int, quantity: int, per: int, room: int | None, over_cap: str) -> Yield:
    total = before + quantity
    earned, rest = divmod(total, per) if total > 0 else (0, total)
    granted = earned if room is None else min(earned, room)
    capped = earned - granted
    return Yield(granted, capped, rest + capped * per if over_cap == "remainder" else rest)


def _stars(book: BookReader, order: WeighIn, granted: int, policy: Policy) -> tuple[Transfer, ...]:
    if not granted:
        return ()
    unit = policy.reward.unit
    repaid = repayment(debt_of(book, order.household, unit), granted, policy.debt.repay_percent)
    lot = policy.reward_lot(order.day, book.through)
    return tuple(credited(RECYCLING, order.household, unit, lot, granted, repaid))


def _carried(order: WeighIn, before: dict[str, int], remainder: int, policy: Policy) -> tuple[Transfer, ...]:
    """Move what the household has kept from what it was to what it is now, lot by lot."""
    unit, account = owed(order.material), household_account(order.household)
    now = _wanted(order, remainder, policy)
    moved: list[Transfer] = []
    for lot in sorted(before | now):
        change = now.get(lot, 0) - before.get(lot, 0)
        if lot == NO_LOT:
            moved += _owed_less(order, unit, change)
        elif change > 0:
            moved.append(Transfer(RECYCLING, account, unit, lot, change))
        elif change < 0:
            moved.append(Transfer(account, RECYCLING, unit, lot, -change))
    return tuple(moved)


def _wanted(order: WeighIn, remainder: int, policy: Policy) -> dict[str, int]:
    if remainder < 0:
        return {NO_LOT: remainder}
    if policy.remainders.keep == "never":
        return {}
    return {policy.remainders.lot(order.day): remainder}


def _owed_less(order: WeighIn, unit: str, change: int) -> list[Transfer]:
    """A remainder that was owed is paid, wholly or in part."""
    if change <= 0:
        return []
    return [
        Transfer(RECYCLING, RELOTTED, unit, NEVER, change),
        Transfer(RELOTTED, debt_account(order.household), unit, NO_LOT, change),
    ]


def _tallies(entry: Entry) -> Iterable[Tally]:
    facts = entry.facts
    if facts["capped"]:
        yield Tally("capped", facts["household"], entry.day, facts["capped"])
    if facts["campaign"] and facts["granted"]:
        yield Tally(f"campaign/{facts['campaign']}", facts["household"], entry.day, facts["granted"])


WEIGH_IN_KIND: Final = Kind(
    "weigh_in",
    takes_from=frozenset({"outside", "issued", "household", "relotted"}),
    tallies=_tallies,
    reversible=True,
)
