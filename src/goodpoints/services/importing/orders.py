"""From a row to its order: one small function per register, nothing about the order of acts."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final

from goodpoints.domain.amounts import Quantity
from goodpoints.domain.days import iso
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.count import CountStock
from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
from goodpoints.domain.market.delivery import Deliver, serial_range, span_ends
from goodpoints.domain.market.rates import OpenCampaign, PublishRate
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.orders import BaseOrder
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.domain.register.standing import ACTIVE
from goodpoints.errors import NotFound
from goodpoints.services.importing.bank_orders import BANK_BUILDERS
from goodpoints.services.importing.desk import Builder, Desk, Values, day_in, number_in, text_in, whole_in

HEAD: Final = frozenset({"户主", "本人", "head"})
_BETWEEN: Final = re.compile(r"[、,，;； ]+")


def _amount(values: Values) -> Quantity:
    return Quantity(number_in(values, "quantity"), text_in(values, "unit"))


def _common(desk: Desk, values: Values) -> dict[str, Any]:
    """Day, household, material, officer and remark, as far as the register has them."""
    day = day_in(values)
    told: dict[str, Any] = {"day": day, "remark": text_in(values, "remark")}
    if "household" in values:
        told["household"] = desk.names.household(text_in(values, "household"), text_in(values, "name"))
    if "material" in values:
        told["material"] = text_in(values, "material")
    if "officer" in values:
        told["officer"] = desk.party(values, "officer", day)
    return told


def household(desk: Desk, values: Values) -> list[tuple[str, BaseOrder]]:
    """A row of the register: the household on first sight, and the person."""
    number, person = text_in(values, "household"), text_in(values, "person")
    orders: list[tuple[str, BaseOrder]] = []
    group = text_in(values, "grid")
    known = desk.tx.thing("household", number)
    if known is None or known.status != ACTIVE:
        orders.append((f"household/{number}", RegisterHousehold(desk.opened, household=number, group=group)))
    texts = {name: text_in(values, name) for name in ("name", "sex", "relation", "id_number", "remark")}
    texts |= {"lives_alone": text_in(values, "alone"), "disabled": text_in(values, "disabled")}
    texts |= {"low_income": text_in(values, "low_income"), "birth_date": text_in(values, "born")}
    is_head = texts["relation"] in HEAD
    order = RegisterPerson(desk.opened, person=person, household=number, is_head=is_head, **texts)
    return [*orders, (f"person/{person}", order)]


def opening(desk: Desk, values: Values) -> BaseOrder | None:
    """What the paper booklet says; nothing where it says nought."""
    if not number_in(values, "stars"):
        return None
    year = whole_in(values, "year") if values.get("year") else desk.opened.year
    earned = min(dt.date(year, 12, 31), desk.opened)
    number = desk.names.household(text_in(values, "household"), text_in(values, "name"))
    return TakeOver(desk.opened, household=number, amount=number_in(values, "stars"), earned=earned)


def rate(_desk: Desk, values: Values) -> BaseOrder:
    """A star rate."""
    return PublishRate(
        day_in(values, "valid_from"),
        material=text_in(values, "material"),
        measure=text_in(values, "unit"),
        quantity=number_in(values, "quantity"),
        reward=number_in(values, "stars"),
        minimum=number_in(values, "minimum"),
        cap=whole_in(values, "cap"),
    )


def campaign(_desk: Desk, values: Values) -> BaseOrder:
    """A campaign."""
    return OpenCampaign(
        day_in(values, "first_day"),
        name=text_in(values, "campaign"),
        material=text_in(values, "material"),
        last=day_in(values, "last_day"),
        cap=whole_in(values, "cap"),
    )


def price(desk: Desk, values: Values) -> BaseOrder:
    """A price of the catalog."""
    day = day_in(values, "valid_from")
    use_by = values.get("use_by")
    return PublishPrice(
        day,
        item=text_in(values, "item"),
        price=number_in(values, "price"),
        limit=whole_in(values, "limit"),
        use_by=use_by if isinstance(use_by, dt.date) else None,
        supplier=desk.party(values, "supplier", day),
    )


def weigh_in(desk: Desk, values: Values) -> BaseOrder:
    """A weighing. Most rows of most imports are one, so that it is asked for in a single step."""
    day = day_in(values)
    return WeighIn(
        day,
        household=desk.names.household(text_in(values, "household"), text_in(values, "name")),
        material=text_in(values, "material"),
        quantity=_amount(values),
        officer=desk.party(values, "officer", day),
        remark=text_in(values, "remark"),
    )


def redeem(desk: Desk, values: Values) -> BaseOrder:
    """A redemption asked for."""
    count = whole_in(values, "quantity")
    serials = tuple(serials_of(text_in(values, "serials"), count))
    item, consent = text_in(values, "item"), bool(values.get("consent"))
    return Redeem(item=item, consent=consent, count=count, serials=serials, **_common(desk, values))


def serials_of(text: str, count: int) -> list[str]:
    """`A01`, `A01、A02`, `A01-A02` or `WQ-01至WQ-02` as single serials; empty where none is named.

    Raises:
        MistakenInput: `bad_serials` where a span has not `count` of them.
    """
    if not text:
        return []
    listed = [part for part in _BETWEEN.split(text) if part]
    ends = span_ends(listed[0]) if len(listed) == 1 else None
    return listed if ends is None else serial_range(*ends, count)


def delivery(desk: Desk, values: Values) -> BaseOrder:
    """Goods in."""
    day, use_by = day_in(values), values.get("use_by")
    return Deliver(
        day,
        item=text_in(values, "item"),
        count=whole_in(values, "quantity"),
        source=text_in(values, "way") or "purchase",
        party=desk.party(values, "donor", day),
        unit_value=number_in(values, "unit_price"),
        use_by=use_by if isinstance(use_by, dt.date) else None,
        first_serial=text_in(values, "first_serial"),
        last_serial=text_in(values, "last_serial"),
    )


def count(desk: Desk, values: Values) -> BaseOrder:
    """A stock-take of one item."""
    day, counted = day_in(values), whole_in(values, "quantity")
    return CountStock(
        day,
        item=text_in(values, "item"),
        counted=counted,
        serials=tuple(serials_of(text_in(values, "serials"), counted)),
        keeper=desk.party(values, "officer", day),
        supervisor=desk.party(values, "witness", day),
        remark=text_in(values, "remark"),
    )


def barter(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables for goods."""
    item, wanted = text_in(values, "item"), whole_in(values, "item_quantity")
    return Barter(quantity=_amount(values), item=item, count=wanted, **_common(desk, values))


def hand_over(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables for a household in need."""
    return HandOver(quantity=_amount(values), **_common(desk, values))


def sell(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables sold; without an amount it is quantity × unit price."""
    unit_price, quantity = number_in(values, "unit_price"), _amount(values)
    amount = number_in(values, "amount") or (unit_price * quantity.number).quantize(Decimal("0.01"))
    buyer = desk.party(values, "buyer", day_in(values))
    return Sell(quantity=quantity, amount=amount, unit_price=unit_price, party=buyer, **_common(desk, values))


def reverse(desk: Desk, values: Values) -> list[tuple[str, BaseOrder]]:
    """A redemption undone, found by day, household, item and quantity.

    Raises:
        NotFound: `unknown_redemption`.
    """
    number = desk.names.household(text_in(values, "household"), text_in(values, "name"))
    wanted = iso(day_in(values, "original_day")), text_in(values, "item"), whole_in(values, "quantity")
    found = [
        thing
        for thing in desk.tx.things("redemption", holder=number)
        if (thing.day, thing.state["item"], thing.state["count"]) == wanted
    ]
    if not found:
        raise NotFound("unknown_redemption", household=number, day=wanted[0], item=wanted[1], count=wanted[2])
    seq = _undone_by(desk, iso(day_in(values)), [(int(thing.code), thing.status) for thing in found])
    desk.undone.add(seq)
    reason = text_in(values, "reason") or text_in(values, "remark")
    return [(f"reverse/{seq}", Reverse(day_in(values), seq=seq, reason=reason))]


def _undone_by(desk: Desk, day: str, found: list[tuple[int, str]]) -> int:
    """Which of several equal redemptions a row undoes.

    The one that was undone on the row's day and that no row of this import has named yet: so a copy of the row finds
    its own again. Else the first that still stands.
    """
    for seq, status in found:
        before = desk.tx.seen(f"reverse/{seq}") if status != "granted" and seq not in desk.undone else None
        if before is not None and before.day == day and not desk.is_void(before.body):
            return seq
    return next((seq for seq, status in found if status == "granted"), found[0][0])


BUILDERS: Final[dict[str, Builder]] = {
    "household": household,
    "opening": opening,
    "rate": rate,
    "campaign": campaign,
    "price": price,
    "weigh_in": weigh_in,
    "redeem": redeem,
    "delivery": delivery,
    "count": count,
    "barter": barter,
    "hand_over": hand_over,
    "sell": sell,
    "reverse": reverse,
    **BANK_BUILDERS,
}
"""Register → the order its rows ask for."""
