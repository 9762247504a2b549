"""Redemption: stars and goods change hands in one entry, or nothing does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.accounts import HONOURS, REDEEMED, SHOP, SHRINKAGE, given_account, household_account
from goodpoints.domain.credit import debt_of
from goodpoints.domain.days import iso, period_of
from goodpoints.domain.entries import Draft, Entry, Facts, Tally, Thing, ThingKey, Transfer, own_code
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.lots import NO_LOT, spend, spendable
from goodpoints.domain.market.catalog import MOST, Price, is_kept, known_item, price_of
from goodpoints.domain.market.refusals import INSUFFICIENT, InsufficientBalance, LimitReached, OutOfStock, Vetoed
from goodpoints.domain.orders import (
    HOUSEHOLD,
    PARTY,
    SERIAL,
    BaseOrder,
    about_entry,
    as_tuple,
    named,
    private,
    shaped,
    whole,
)
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.standing import active_household
from goodpoints.domain.vetoes import VETO, closed_until
from goodpoints.domain.whole import maker
from goodpoints.errors import MistakenInput, RefusedByRule, refuse


def _serials(_order: Redeem, _attribute: object, value: tuple[str, ...]) -> None:
    for serial in value:
        shaped(SERIAL)(_order, _attribute, serial)  # type: ignore[arg-type]  # only its name is read


@frozen(kw_only=True)
class Redeem(BaseOrder):
    """A household asks for goods.

    Args:
        serials: Vouchers handed out, as the slip names them; empty takes the lowest in stock.
        officer: Code of whoever stands at the counter; empty where nobody is named.
        consent: Whether the household agreed that its name is read out.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    item: str = field(validator=named)
    count: int = field(default=1, validator=whole(1, MOST))
    serials: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_serials)
    officer: str = field(default="", validator=shaped(PARTY, empty=True))
    consent: bool = field(default=False, kw_only=True)
    remark: str = private()

    def asked(self) -> tuple[Any, ...]:
        """Everything asked; without a consent what was always asked, so that older keys still know their request."""
        told = super().asked()
        return told if self.consent else told[:-1]

    def needs(self, policy: Policy) -> Needs:
        """Household, item, its stars, the shop's stock, and what the household has had of the item in the period."""
        things = [("household", self.household), ("item", self.item), (VETO, self.household)]
        unit, given = policy.reward.unit, given_account(self.household)
        paid = [(household_account(self.household), unit), (REDEEMED, unit)]
        return Needs(things, [*paid, (SHOP, self.item), (given, self.item)], [_had(self, policy)])


def _had(order: Redeem, policy: Policy) -> tuple[str, str, dt.date, dt.date]:
    """The count that a limit is about: what the household has had of the item in the period."""
    return f"limit/{order.item}", order.household, *period_of(order.day, policy.redeem.limit_period)


class _Case(NamedTuple):
    """Everything one redemption is judged by."""

    book: BookReader
    order: Redeem
    policy: Policy
    item: Thing
    price: Price

    @property
    def day(self) -> str:
        return iso(self.order.day)


_transfer, _draft, _case, _thing = maker(Transfer), maker(Draft), maker(_Case), maker(Thing)


def redeem(book: BookReader, order: Redeem) -> Draft:
    """Exchange stars for goods at the price of the day.

    Raises:
        NotFound: `unknown_household`, `unknown_item`, `no_price`.
        MistakenInput: `bad_serials` where as many serials as pieces are not named.
        RefusedByRule: `Vetoed`, `InsufficientBalance`, `OutOfStock`, `LimitReached`: the first by the policy's order,
            all of them inside.
    """
    active_household(book, order.household)
    item = known_item(book, order.item)
    price = price_of(item, iso(order.day))
    case = _case((book, order, book.policy(order.day), item, price))
    paid, given = _paid(case), _given(case)
    reasons = {
        "vetoed": _closed(case),
        "insufficient": [] if paid is not None else [_poor(case)],
        "out_of_stock": [] if given is not None else [_empty(case)],
        "limit_reached": _over(case),
    }
    if any(reasons.values()):
        refuse([reason for name in case.policy.redeem.refusal_order for reason in reasons[name]])
    facts: Facts = {
        "household": order.household,
        "item": order.item,
        "count": order.count,
        "price": price.price,
        "limit": price.limit,
        "officer": order.officer,
    }
    if order.consent:
        facts["consent"] = True
    return _draft(("redeem", case.day, facts, (*(paid or ()), *(given or ())), 0, about_entry(order, "remark")))


def _closed(case: _Case) -> list[RefusedByRule]:
    """The veto's refusal, where one keeps the household from honours, or from everything."""
    household = case.order.household
    until = closed_until(case.book.thing(VETO, household), case.day, honour=not is_kept(case.item))
    return [] if until is None else [Vetoed("vetoed", household=household, until=until)]


def _purse(case: _Case) -> dict[str, int]:
    lots = case.book.lots(household_account(case.order.household), case.policy.reward.unit)
    return spendable(lots, case.day)


def _paid(case: _Case) -> list[Transfer] | None:
    """The transfers that pay; None where the household has too little."""
    account, unit = household_account(case.order.household), case.policy.reward.unit
    spent = spend(_purse(case), case.price.price * case.order.count)
    return (
        None if spent is None else [_transfer((account, REDEEMED, unit, lot, amount)) for lot, amount in spent.items()]
    )


def _given(case: _Case) -> list[Transfer] | None:
    """The transfers that hand the goods over; None where the shop has too few."""
    order, to = case.order, given_account(case.order.household)
    if not is_kept(case.item) and not order.serials:
        return [Transfer(HONOURS, to, order.item, NO_LOT, order.count)]
    stock = stocked(case.book, order.item, case.day, case.policy)
    if not order.serials:
        taken = spend(stock, order.count)
        return None if taken is None else [_transfer((SHOP, to, order.item, lot, n)) for lot, n in taken.items()]
    if len(set(order.serials)) != order.count or not case.item.state["serials"]:
        raise MistakenInput("bad_serials", first=order.serials[0], last=order.serials[-1], count=order.count)
    return _by_serial(case, stock, to)


def _by_serial(case: _Case, stock: dict[str, int], to: str) -> list[Transfer] | None:
    """A serial the slip names wins over a count that called it missing: the highest in stock is missing instead."""
    order, moved = case.order, list[Transfer]()
    others = [lot for lot in stock if lot not in order.serials]
    missing = case.book.lots(SHRINKAGE, order.item)
    for serial in order.serials:
        if serial not in stock:
            if missing.get(serial, 0) <= 0 or not others:
                return None
            moved.append(Transfer(SHRINKAGE, SHOP, order.item, serial, 1))
            moved.append(Transfer(SHOP, SHRINKAGE, order.item, others.pop(), 1))
        moved.append(Transfer(SHOP, to, order.item, serial, 1))
    return moved


def stocked(book: BookReader, item: str, day: str, policy: Policy) -> dict[str, int]:
    """The shop's lots of an item that may be given out on `day`, earliest use-by first."""
    lots = book.lots(SHOP, item)
    return spendable(lots, day if policy.redeem.past_use_by == "refuse" else "")


def _poor(case: _Case) -> RefusedByRule:
    order, reward = case.order, case.policy.reward
    debt = debt_of(case.book, order.household, reward.unit)
    told = {"wanted": case.price.price * order.count, "available": sum(_purse(case).values()), "debt": debt}
    return InsufficientBalance(INSUFFICIENT[reward.kind], household=order.household, scale=reward.scale, **told)


def _empty(case: _Case) -> RefusedByRule:
    order = case.order
    available = sum(stocked(case.book, order.item, case.day, case.policy).values())
    return OutOfStock("out_of_stock", item=order.item, wanted=order.count, available=available)


def _over(case: _Case) -> list[RefusedByRule]:
    """The limit's refusal, where the household has had its share of the period."""
    order, limit, period = case.order, case.price.limit, case.policy.redeem.limit_period
    if not limit:
        return []
    had = case.book.tally(*_had(order, case.policy))
    if had + order.count <= limit:
        return []
    return [LimitReached("limit_reached", item=order.item, limit=limit, had=had, wanted=order.count, period=period)]


def _things(entry: Entry) -> Iterable[ThingKey]:
    return [("redemption", own_code(entry.seq))]


def _grant(entry: Entry, _things: Things) -> Iterable[Thing]:
    facts = entry.facts
    state = {"item": facts["item"], "count": facts["count"], "price": facts["price"]}
    number, holder = own_code(entry.seq), facts["household"]
    return [_thing(("redemption", number, state, "granted", holder, entry.day))]


def _take_back(_entry: Entry, things: Things) -> Iterable[Thing]:
    return [thing._replace(status="reversed") for thing in things.values() if thing is not None]


def _tallies(entry: Entry) -> Iterable[Tally]:
    # Counted without a limit too: one that begins within the period counts what was given before it.
    facts = entry.facts
    yield Tally(f"limit/{facts['item']}", facts["household"], entry.day, facts["count"])


REDEEM_KIND: Final = Kind(
    "redeem",
    takes_from=frozenset({"household", "stock", "shrinkage", HONOURS}),
    makes="redemption",
    touches=_things,
    reduce=_grant,
    undo=_take_back,
    tallies=_tallies,
    reversible=True,
)
