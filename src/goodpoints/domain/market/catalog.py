"""The catalog: items and their prices by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from attrs import field, frozen, validators

from goodpoints.domain.amounts import number_from_zero
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import PARTY, BaseOrder, a_day, named, shaped, whole
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.units import Unit, check_unit
from goodpoints.errors import NotFound

PIECE: Final = "个"
MOST: Final = 10**9


@frozen(kw_only=True)
class PublishPrice(BaseOrder):
    """An item costs so much, from `day` on.

    Args:
        price: In the reward unit's scale; zero gives the item away (a certificate).
        limit: Most pieces a household gets per period of the policy; 0 for no limit.
        use_by: Last day the goods are good for; None where they keep.
        supplier: Code of a party; empty where nobody is named.
        kept: Whether it lies on the shop's shelf. An honour does not: it is made when it is given, and never runs out.
    """

    item: str = field(validator=named)
    price: Decimal = field(converter=number_from_zero)
    limit: int = field(default=0, validator=whole(0, MOST))
    use_by: dt.date | None = field(default=None, validator=validators.optional(a_day))
    supplier: str = field(default="", validator=shaped(PARTY, empty=True))
    kept: bool = True

    def asked(self) -> tuple[Any, ...]:
        """Everything asked; of goods on a shelf what was always asked, so that older keys still know their request."""
        told = super().asked()
        return told[:-1] if self.kept else told

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The item and its unit."""
        return Needs(things=[("item", self.item), ("unit", self.item)])


class Price(NamedTuple):
    """A price as decisions use it; `price` in steps of the reward."""

    day: str
    seq: int
    price: int
    limit: int
    use_by: str
    kept: bool = True


def publish_price(book: BookReader, order: PublishPrice) -> Draft:
    """Publish a price; redemptions of earlier days keep the price of their own day.

    Raises:
        MistakenInput: `too_fine`, `bad_quantity`.
        RefusedByRule: `UnitTaken`.
    """
    policy = book.policy(order.day)
    check_unit(book, Unit(order.item, "goods", 0, PIECE))
    facts = {"item": order.item, "price": scaled(order.price, policy.reward.scale), "limit": order.limit}
    facts |= {"use_by": iso(order.use_by) if order.use_by else "", "supplier": order.supplier}
    facts |= {} if order.kept else {"kept": False}
    return Draft("price", iso(order.day), facts)


def known_item(book: BookReader, item: str) -> Thing:
    """The item, where it stands in the catalog.

    Raises:
        NotFound: `unknown_item`.
    """
    found = book.thing("item", item)
    if found is None or "prices" not in found.state:
        raise NotFound("unknown_item", item=item)
    return found


def is_kept(item: Thing) -> bool:
    """Whether it lies on the shop's shelf, as its price published last says; honours do not."""
    return bool(item.state.get("kept", True))


def price_of(item: Thing, day: str) -> Price:
    """The price valid on `day`.

    Raises:
        NotFound: `no_price` where none is valid yet.
    """
    for told in reversed(item.state["prices"]):
        if told[0] <= day:
            return Price(*told)
    raise NotFound("no_price", item=item.code, day=day)


def _item_things(entry: Entry) -> Iterable[ThingKey]:
    item = entry.facts["item"]
    return [("item", item), ("unit", item)]


def _add_price(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, item = entry.facts, entry.facts["item"]
    before = things.get(("item", item)) or Thing("item", item, {"serials": False})
    told = [entry.day, entry.seq, facts["price"], facts["limit"], facts["use_by"]]
    if "kept" in facts:
        told.append(facts["kept"])
    state = _priced(before, [*before.state.get("prices", ()), told])
    unit = {"kind": "goods", "scale": 0, "measure": PIECE}
    return [before._replace(state=state, status="active"), Thing("unit", item, unit)]


def _priced(item: Thing, prices: list[list[Any]]) -> dict[str, Any]:
    """An item's state with these prices; whether it is kept on a shelf is what the one published last says."""
    state = dict(item.state) | {"prices": sorted(prices)}
    last = max((Price(*told) for told in prices), key=lambda price: price.seq, default=None)
    if last is not None and ("kept" in state or not last.kept):
        state["kept"] = last.kept
    return state


def _drop_price(entry: Entry, things: Things) -> Iterable[Thing]:
    before = things["item", entry.facts["item"]]
    if before is None:
        return []
    prices = [price for price in before.state["prices"] if price[1] != entry.seq]
    return [before._replace(state=_priced(before, prices))]


PRICE_KIND: Final = Kind(
    "price", touches=_item_things, reduce=_add_price, undo=_drop_price, reversible=True, announces=True
)
