"""Weigh-in: recyclables become stars; what does not make a whole star is kept per household and material.

Source of the arithmetic: `semantics.md` 2.9 of the design: one rounding, downwards, the rest carried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

from attrs import define, field, frozen

from goodpoints.domain.accounts import DEPOT, OUTSIDE, RECYCLING, RELOTTED, REMAINDERS, debt_account, household_account
from goodpoints.domain.amounts import Quantity, quantity_of
from goodpoints.domain.credit import Piece, credited, debt_of, repayment
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Facts, Tally, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.lots import NEVER, NO_LOT, spendable
from goodpoints.domain.market.rates import Rate, campaign_of, known_material, rate_of
from goodpoints.domain.market.refusals import BelowMinimum, CapReached, OutsideCampaign
from goodpoints.domain.orders import HOUSEHOLD, PARTY, BaseOrder, about_entry, named, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.standing import active_household
from goodpoints.domain.remainders import owed
from goodpoints.domain.whole import maker
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
        """Household, material, what the household has and owes, and the balances that change with it."""
        unit, star = owed(self.material), policy.reward.unit
        account, debt = household_account(self.household), debt_account(self.household)
        things = [("household", self.household), ("material", self.material)]
        kept = [(account, unit), (debt, unit), (debt, star), (account, star)]
        pools = [(OUTSIDE, self.material), (DEPOT, self.material), (RECYCLING, star), (REMAINDERS, unit)]
        return Needs(things, kept + pools)


@frozen
class _Terms:
    """What a material's weighings are judged by on a day, whoever brings how much.

    Attributes:
        campaign: Name, cap, first and last day of the campaign it falls into; None outside of any.
        unit: Of its remainders.
        lot: In which a remainder of the day lies.
        keeps: Whether remainders are kept at all.
        reward: The unit of its stars.
        stars: The lot of the day's stars; None where it depends on when they are written down.
    """

    policy: Policy
    rate: Rate
    measure: str
    scale: int
    campaign: tuple[str, int, str, str] | None
    unit: str
    lot: str
    keeps: bool
    reward: str
    stars: str | None
    day: str


@define(eq=False)
class _Case:
    """Everything one weighing is judged by. `quantity` in steps of the material. Not frozen: each weighing makes one."""

    book: BookReader
    order: WeighIn
    terms: _Terms
    quantity: int
    account: str


class _Room(NamedTuple):
    """The campaign a weighing falls into, and how many stars its cap still leaves; None leaves any number."""

    campaign: str = ""
    stars: int | None = None


class _Yield(NamedTuple):
    """What a weighing comes to, in steps: stars, stars the cap took away, and what stays (negative while owed)."""

    granted: int
    capped: int
    remainder: int


_NO_CAMPAIGN: Final = _Room()
_transfer, _draft, _got = maker(Transfer), maker(Draft), maker(_Yield)


def weigh_in(book: BookReader, order: WeighIn) -> Draft:
    """Take recyclables in and credit their stars.

    Raises:
        NotFound: `unknown_household`, `unknown_material`, `no_rate`.
        MistakenInput: `wrong_measure`, `too_fine`.
        RefusedByRule: `OutsideCampaign`, `BelowMinimum`, `CapReached`; nothing is taken in.
    """
    active_household(book, order.household)
    terms = book.terms(("material", order.material), order.day, _settled)
    quantity = terms.policy.in_steps(order.quantity, terms.measure)
    case = _Case(book, order, terms, quantity, household_account(order.household))
    room = _room(case) if terms.campaign else _NO_CAMPAIGN
    reasons = _refusals(case, room)
    if reasons:
        refuse(reasons)
    before = _remainders(case)
    got = _yield(case, sum(before.values()), room)
    taken = _transfer((OUTSIDE, DEPOT, order.material, NO_LOT, quantity))
    moved = (taken, *_stars(case, got.granted), *_carried(case, before, got.remainder))
    facts = _facts(case, room, got)
    return _draft(("weigh_in", terms.day, facts, moved, 0, about_entry(order, "remark") if order.remark else ()))


def _settled(book: BookReader, material: str, on: dt.date) -> _Terms:
    policy, known, day = book.policy(on), known_material(book, material), iso(on)
    return _Terms(
        policy,
        rate_of(known, day),
        known.state["measure"],
        known.state["scale"],
        campaign_of(known, day) or _policy_campaign(policy, material, day),
        owed(material),
        policy.remainders.lot(on),
        policy.remainders.keep != "never",
        policy.reward.unit,
        None if policy.backdating.minimum_life else policy.reward_lot(on, ""),
        day,
    )


def _policy_campaign(policy: Policy, material: str, day: str) -> tuple[str, int, str, str] | None:
    for told in policy.campaigns:
        if told.material == material and told.first <= day <= told.last:
            return told.name, told.cap * 10**policy.reward.scale, told.first, told.last
    return None


def _facts(case: _Case, room: _Room, got: _Yield) -> Facts:
    order, (granted, capped, remainder) = case.order, got
    facts: Facts = {
        "household": order.household,
        "material": order.material,
        "granted": granted,
        "remainder": remainder,
        "per": case.terms.rate.per,
    }
    # A book holds more of these than of all others: what does not apply is left out.
    if capped:
        facts["capped"] = capped
    if room.campaign:
        facts["campaign"] = room.campaign
    if order.officer:
        facts["officer"] = order.officer
    return facts


def _room(case: _Case) -> _Room:
    if case.terms.campaign is None:
        return _NO_CAMPAIGN
    name, cap, first, last = case.terms.campaign
    cap = cap or case.terms.rate.cap
    if not cap:
        return _Room(name)
    had = case.book.tally(f"campaign/{name}", case.order.household, day_of(first), day_of(last))
    return _Room(name, max(0, cap - had))


def _refusals(case: _Case, room: _Room) -> list[RefusedByRule]:
    order, rate, rules = case.order, case.terms.rate, case.terms.policy.weigh_in
    reasons: list[RefusedByRule] = []
    if rate.cap and not room.campaign and rules.outside_campaign == "refuse":
        reasons.append(OutsideCampaign("outside_campaign", material=order.material, day=case.terms.day))
    if case.quantity < rate.minimum and rules.below_minimum == "refuse":
        told = {"quantity": case.quantity, "minimum": rate.minimum, "scale": case.terms.scale}
        reasons.append(BelowMinimum("below_min_lot", material=order.material, **told))
    return reasons


def _remainders(case: _Case) -> dict[str, int]:
    """Lot → remainder from before: what is kept and still alive, and what is owed in lot `-`."""
    terms = case.terms
    kept = spendable(case.book.lots(case.account, terms.unit), terms.day) if terms.keeps else {}
    debt = debt_of(case.book, case.order.household, terms.unit)
    return kept | {NO_LOT: -debt} if debt else kept


def _yield(case: _Case, before: int, room: _Room) -> _Yield:
    """Whole stars out of what was kept and what was brought; the cap grants what fits, or nothing at all.

    Raises:
        RefusedByRule: `CapReached` where the policy grants all or nothing.
    """
    per, total = case.terms.rate.per, before + case.quantity
    earned, rest = divmod(total, per) if total > 0 else (0, total)
    if room.stars is None or earned <= room.stars:
        return _got((earned, 0, rest))
    capped, policy = earned - room.stars, case.terms.policy
    if policy.weigh_in.over_cap == "refuse":
        told = {"wanted": earned, "room": room.stars, "scale": policy.reward.scale}
        raise CapReached("cap_reached", campaign=room.campaign, **told)
    return _Yield(room.stars, capped, rest + capped * per if policy.weigh_in.over_cap == "remainder" else rest)


def _stars(case: _Case, granted: int) -> list[Transfer]:
    if not granted:
        return []
    policy, household, unit = case.terms.policy, case.order.household, case.terms.reward
    lot = case.terms.stars or policy.reward_lot(case.order.day, case.book.through)
    debt = debt_of(case.book, household, unit)
    if not debt:
        return [_transfer((RECYCLING, case.account, unit, lot, granted))]
    repaid = repayment(debt, granted, policy.debt.repay_percent)
    return credited(RECYCLING, household, Piece(unit, lot), granted, repaid=repaid)


def _carried(case: _Case, before: dict[str, int], remainder: int) -> list[Transfer]:
    """Move what the household has kept from what it was to what it is now, lot by lot."""
    terms = case.terms
    if remainder >= 0 and terms.keeps and len(before) == (terms.lot in before):
        # Most have kept nothing, or something in this lot alone.
        return _kept_more(case, terms.lot, remainder - before.get(terms.lot, 0))
    now = _kept_now(case, before, remainder)
    moved: list[Transfer] = []
    for lot in sorted(before | now):
        change = now.get(lot, 0) - before.get(lot, 0)
        if lot == NO_LOT:
            moved += _owed_less(case.order.household, terms.unit, change)
        else:
            moved += _kept_more(case, lot, change)
    return moved


def _kept_more(case: _Case, lot: str, change: int) -> list[Transfer]:
    """More is kept in a lot than before, or less where it is below zero."""
    unit, account = case.terms.unit, case.account
    if change > 0:
        return [_transfer((REMAINDERS, account, unit, lot, change))]
    return [_transfer((account, REMAINDERS, unit, lot, -change))] if change else []


def _kept_now(case: _Case, before: dict[str, int], remainder: int) -> dict[str, int]:
    """Lot → what is kept from now on. A late weighing of a past period leaves what lives longer in its own lot."""
    if remainder < 0:
        return {NO_LOT: remainder}
    if not case.terms.keeps:
        return {}
    lot = case.terms.lot
    if max(before, default=lot) <= lot:
        return {lot: remainder}
    now = dict[str, int]()
    for later in sorted([other for other in before if other > lot], reverse=True):
        now[later] = min(before[later], remainder)
        remainder -= now[later]
    return now | {lot: remainder}


def _owed_less(household: str, unit: str, change: int) -> list[Transfer]:
    """A remainder that was owed is paid, wholly or in part."""
    if change <= 0:
        return []
    return [
        Transfer(REMAINDERS, RELOTTED, unit, NEVER, change),
        Transfer(RELOTTED, debt_account(household), unit, NO_LOT, change),
    ]


def _tallies(entry: Entry) -> Iterable[Tally]:
    facts, counted = entry.facts, list[Tally]()
    if "capped" in facts:
        counted.append(Tally("capped", facts["household"], entry.day, facts["capped"]))
    if "campaign" in facts and facts["granted"]:
        counted.append(Tally(f"campaign/{facts['campaign']}", facts["household"], entry.day, facts["granted"]))
    return counted


WEIGH_IN_KIND: Final = Kind(
    "weigh_in",
    takes_from=frozenset({"outside", RECYCLING, "household", "relotted"}),
    tallies=_tallies,
    reversible=True,
)
