"""The other acts at the counter: opening balances, barter, hand-over, sale."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from goodpoints.domain.accounts import DEPOT, FUND, HANDED_OVER, OPENING, OUTSIDE, SHOP, given_account
from goodpoints.domain.amounts import Quantity, number_above_zero, number_from_zero, quantity_of
from goodpoints.domain.credit import Piece, credited
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Facts, Thing, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.lots import NO_LOT, spend
from goodpoints.domain.market.catalog import MOST, known_item
from goodpoints.domain.market.rates import known_material
from goodpoints.domain.market.redeem import stocked
from goodpoints.domain.market.refusals import OutOfStock, WrongBarter
from goodpoints.domain.orders import HOUSEHOLD, PARTY, BaseOrder, a_day, about_entry, named, private, shaped, whole
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.standing import active_household
from goodpoints.errors import RefusedByRule, refuse


@frozen(kw_only=True)
class TakeOver(BaseOrder):
    """What a household's paper booklet says on the day the book is opened.

    Args:
        amount: In the reward unit's scale.
        earned: A day of the period it was earned in; the policy's expiry counts from it.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    amount: Decimal = field(converter=number_above_zero)
    earned: dt.date = field(validator=a_day)


@frozen(kw_only=True)
class Barter(BaseOrder):
    """A household exchanges recyclables for goods without stars."""

    household: str = field(validator=shaped(HOUSEHOLD))
    material: str = field(validator=named)
    quantity: Quantity = field(converter=quantity_of)
    item: str = field(validator=named)
    count: int = field(default=1, validator=whole(1, MOST))
    officer: str = field(default="", validator=shaped(PARTY, empty=True))
    remark: str = private()


@frozen(kw_only=True)
class HandOver(BaseOrder):
    """Recyclables go to an old or disabled person's household."""

    household: str = field(validator=shaped(HOUSEHOLD))
    material: str = field(validator=named)
    quantity: Quantity = field(converter=quantity_of)
    officer: str = field(default="", validator=shaped(PARTY, empty=True))
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """Household, material and depot."""
        return Needs([("household", self.household), ("material", self.material)], [(DEPOT, self.material)])


@frozen(kw_only=True)
class Sell(BaseOrder):
    """Recyclables are sold.

    Args:
        amount: Money received in all, with the money's scale.
        unit_price: Information; the amount decides.
        party: Code of the buyer; empty where nobody is named.
    """

    material: str = field(validator=named)
    quantity: Quantity = field(converter=quantity_of)
    amount: Decimal = field(converter=number_from_zero)
    unit_price: Decimal = field(default=Decimal(0), converter=number_from_zero)
    party: str = field(default="", validator=shaped(PARTY, empty=True))
    remark: str = private()


def take_over(book: BookReader, order: TakeOver) -> Draft:
    """Credit an opening balance to the lot of its year.

    Raises:
        NotFound: `unknown_household`.
    """
    policy = book.policy(order.day)
    active_household(book, order.household)
    amount = scaled(order.amount, policy.reward.scale)
    lot = policy.expiry.lot(order.earned)
    moved = credited(OPENING, order.household, Piece(policy.reward.unit, lot), amount)
    return Draft("opening", iso(order.day), {"household": order.household}, tuple(moved))


def barter(book: BookReader, order: Barter) -> Draft:
    """Take recyclables in and give goods, at the village's barter rate.

    Raises:
        NotFound: `unknown_household`, `unknown_material`, `unknown_item`.
        RefusedByRule: `WrongBarter`, `OutOfStock`.
    """
    day, policy = iso(order.day), book.policy(order.day)
    active_household(book, order.household)
    material = known_material(book, order.material)
    known_item(book, order.item)
    quantity = policy.in_steps(order.quantity, material.state["measure"])
    stock = stocked(book, order.item, day, policy)
    given = spend(stock, order.count)
    reasons: list[RefusedByRule] = []
    if not _fits(policy, order, material, quantity):
        reasons.append(_wrong(order, quantity, material.state["scale"]))
    if given is None:
        told = {"wanted": order.count, "available": sum(stock.values())}
        reasons.append(OutOfStock("out_of_stock", item=order.item, **told))
    refuse(reasons)
    moved = [Transfer(OUTSIDE, DEPOT, order.material, NO_LOT, quantity)]
    to = given_account(order.household)
    moved += [Transfer(SHOP, to, order.item, lot, count) for lot, count in (given or {}).items()]
    facts: Facts = {"household": order.household, "material": order.material, "item": order.item}
    facts |= {"count": order.count, "officer": order.officer}
    return Draft("barter", day, facts, tuple(moved), details=about_entry(order, "remark"))


def _fits(policy: Policy, order: Barter, material: Thing, quantity: int) -> bool:
    for rate in policy.barters:
        if (rate.material, rate.item) == (order.material, order.item):
            each = policy.in_steps(quantity_of(rate.quantity), material.state["measure"])
            return quantity * rate.count == each * order.count
    return False


def _wrong(order: Barter, quantity: int, scale: int) -> RefusedByRule:
    told = {"quantity": quantity, "count": order.count, "scale": scale}
    return WrongBarter("wrong_barter", material=order.material, item=order.item, **told)


def hand_over(book: BookReader, order: HandOver) -> Draft:
    """Give recyclables from the depot to a household in need.

    Raises:
        NotFound: `unknown_household`, `unknown_material`.
        RefusedByRule: `OutOfStock` where the depot has too little.
    """
    active_household(book, order.household)
    quantity = _from_depot(book, order)
    facts = {"household": order.household, "material": order.material, "officer": order.officer}
    moved = (Transfer(DEPOT, HANDED_OVER, order.material, NO_LOT, quantity),)
    return Draft("hand_over", iso(order.day), facts, moved, details=about_entry(order, "remark"))


def sell(book: BookReader, order: Sell) -> Draft:
    """Sell recyclables from the depot; the money goes to the shop's fund.

    Raises:
        NotFound: `unknown_material`.
        RefusedByRule: `OutOfStock` where the depot has too little.
    """
    money = book.policy(order.day).money
    quantity = _from_depot(book, order)
    amount = scaled(order.amount, money.scale)
    facts = {"material": order.material, "party": order.party, "unit_price": str(order.unit_price)}
    moved = [Transfer(DEPOT, OUTSIDE, order.material, NO_LOT, quantity)]
    if amount:
        moved.append(Transfer(OUTSIDE, FUND, money.unit, NO_LOT, amount))
    return Draft("sell", iso(order.day), facts, tuple(moved), details=about_entry(order, "remark"))


def _from_depot(book: BookReader, order: HandOver | Sell) -> int:
    material = known_material(book, order.material)
    quantity = book.policy(order.day).in_steps(order.quantity, material.state["measure"])
    there = book.lots(DEPOT, order.material).get(NO_LOT, 0)
    if there < quantity:
        told = {"wanted": quantity, "available": there, "scale": material.state["scale"]}
        raise OutOfStock("out_of_stock", item=order.material, **told)
    return quantity


OPENING_KIND: Final = Kind("opening", takes_from=frozenset({OPENING}), reversible=True)
BARTER_KIND: Final = Kind("barter", takes_from=frozenset({"outside", "stock"}), reversible=True)
HAND_OVER_KIND: Final = Kind("hand_over", takes_from=frozenset({"depot"}), reversible=True)
SELL_KIND: Final = Kind("sell", takes_from=frozenset({"depot", "outside"}), reversible=True)
