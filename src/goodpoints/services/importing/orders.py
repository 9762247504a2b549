"""From a row to its order: one small function per register, nothing about the order of acts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from goodpoints.domain.amounts import Quantity
from goodpoints.domain.days import iso
from goodpoints.domain.journal.batches import REVERSED
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.market.count import CountStock
from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
from goodpoints.domain.market.delivery import Deliver, serial_range
from goodpoints.domain.market.rates import OpenCampaign, PublishRate
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.orders import BaseOrder
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.domain.register.standing import ACTIVE
from goodpoints.domain.rows import Value
from goodpoints.domain.seal import entry_of
from goodpoints.errors import MistakenInput, NotFound
from goodpoints.services.booktx import BookTx
from goodpoints.services.importing.names import Names

Values: TypeAlias = Mapping[str, Value]
HEAD: Final = frozenset({"户主", "本人", "head"})
_BETWEEN: Final = re.compile(r"[、,，;； ]+")
_SPAN: Final = re.compile(r"[-~—至]+")


class Desk:
    """What the rows of one import share: the transaction, the names met so far, the book's first day."""

    def __init__(self, tx: BookTx, names: Names, opened: dt.date) -> None:
        self.tx = tx
        self.names = names
        self.opened = opened
        self.undone: set[int] = set()
        self._void = {int(batch.code[1:]) for batch in tx.things("batch", status=REVERSED)}

    def is_void(self, body: str) -> bool:
        """Whether an entry came from an import that was taken back as a whole: its row counts as never imported."""
        return bool(self._void) and entry_of(body).facts.get("origin", [0])[0] in self._void

    def party(self, values: Values, column: str, day: dt.date) -> str:
        """The code of whoever the column names; empty where it names nobody."""
        return self.names.party(str(values.get(column) or ""), max(day, self.opened))


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _number(values: Values, name: str) -> Decimal:
    value = values.get(name)
    return value if isinstance(value, Decimal) else Decimal(str(value or 0))


def _whole(values: Values, name: str) -> int:
    number = _number(values, name)
    if number != number.to_integral_value():
        raise MistakenInput("bad_number", field=name, got=str(number))
    return int(number)


def _day(values: Values, name: str = "day") -> dt.date:
    day = values.get(name)
    if not isinstance(day, dt.date):
        raise MistakenInput("bad_date", field=name, got="")
    return day


def _amount(values: Values) -> Quantity:
    return Quantity(_number(values, "quantity"), _text(values, "unit"))


def _common(desk: Desk, values: Values) -> dict[str, Any]:
    """Day, household, material, officer and remark, as far as the register has them."""
    day = _day(values)
    told: dict[str, Any] = {"day": day, "remark": _text(values, "remark")}
    if "household" in values:
        told["household"] = desk.names.household(_text(values, "household"), _text(values, "name"))
    if "material" in values:
        told["material"] = _text(values, "material")
    if "officer" in values:
        told["officer"] = desk.party(values, "officer", day)
    return told


def household(desk: Desk, values: Values) -> list[tuple[str, BaseOrder]]:
    """A row of the register: the household on first sight, and the person."""
    number, person = _text(values, "household"), _text(values, "person")
    orders: list[tuple[str, BaseOrder]] = []
    group = _text(values, "grid")
    known = desk.tx.thing("household", number)
    if known is None or known.status != ACTIVE:
        orders.append((f"household/{number}", RegisterHousehold(desk.opened, household=number, group=group)))
    texts = {name: _text(values, name) for name in ("name", "sex", "relation", "id_number", "remark")}
    texts |= {"lives_alone": _text(values, "alone"), "disabled": _text(values, "disabled")}
    texts |= {"low_income": _text(values, "low_income"), "birth_date": _text(values, "born")}
    is_head = texts["relation"] in HEAD
    order = RegisterPerson(desk.opened, person=person, household=number, is_head=is_head, **texts)
    return [*orders, (f"person/{person}", order)]


def opening(desk: Desk, values: Values) -> BaseOrder | None:
    """What the paper booklet says; nothing where it says nought."""
    if not _number(values, "stars"):
        return None
    year = _whole(values, "year") if values.get("year") else desk.opened.year
    earned = min(dt.date(year, 12, 31), desk.opened)
    number = desk.names.household(_text(values, "household"), _text(values, "name"))
    return TakeOver(desk.opened, household=number, amount=_number(values, "stars"), earned=earned)


def rate(_desk: Desk, values: Values) -> BaseOrder:
    """A star rate."""
    return PublishRate(
        _day(values, "valid_from"),
        material=_text(values, "material"),
        measure=_text(values, "unit"),
        quantity=_number(values, "quantity"),
        reward=_number(values, "stars"),
        minimum=_number(values, "minimum"),
        cap=_whole(values, "cap"),
    )


def campaign(_desk: Desk, values: Values) -> BaseOrder:
    """A campaign."""
    return OpenCampaign(
        _day(values, "first_day"),
        name=_text(values, "campaign"),
        material=_text(values, "material"),
        last=_day(values, "last_day"),
        cap=_whole(values, "cap"),
    )


def price(desk: Desk, values: Values) -> BaseOrder:
    """A price of the catalog."""
    day = _day(values, "valid_from")
    use_by = values.get("use_by")
    return PublishPrice(
        day,
        item=_text(values, "item"),
        price=_number(values, "price"),
        limit=_whole(values, "limit"),
        use_by=use_by if isinstance(use_by, dt.date) else None,
        supplier=desk.party(values, "supplier", day),
    )


def weigh_in(desk: Desk, values: Values) -> BaseOrder:
    """A weighing."""
    return WeighIn(quantity=_amount(values), **_common(desk, values))


def redeem(desk: Desk, values: Values) -> BaseOrder:
    """A redemption asked for."""
    count = _whole(values, "quantity")
    serials = tuple(serials_of(_text(values, "serials"), count))
    return Redeem(item=_text(values, "item"), count=count, serials=serials, **_common(desk, values))


def serials_of(text: str, count: int) -> list[str]:
    """`A01`, `A01、A02` or `A01-A02` as single serials; empty where none is named.

    Raises:
        MistakenInput: `bad_serials`.
    """
    if not text:
        return []
    listed = [part for part in _BETWEEN.split(text) if part]
    ends = _SPAN.split(listed[0]) if len(listed) == 1 else []
    if len(ends) == 2:  # noqa: PLR2004 - a span has two ends
        return serial_range(ends[0], ends[1], count)
    return listed


def delivery(desk: Desk, values: Values) -> BaseOrder:
    """Goods in."""
    day, use_by = _day(values), values.get("use_by")
    return Deliver(
        day,
        item=_text(values, "item"),
        count=_whole(values, "quantity"),
        source=_text(values, "way") or "purchase",
        party=desk.party(values, "donor", day),
        unit_value=_number(values, "unit_price"),
        use_by=use_by if isinstance(use_by, dt.date) else None,
        first_serial=_text(values, "first_serial"),
        last_serial=_text(values, "last_serial"),
    )


def count(desk: Desk, values: Values) -> BaseOrder:
    """A stock-take of one item."""
    day, counted = _day(values), _whole(values, "quantity")
    return CountStock(
        day,
        item=_text(values, "item"),
        counted=counted,
        serials=tuple(serials_of(_text(values, "serials"), counted)),
        keeper=desk.party(values, "officer", day),
        supervisor=desk.party(values, "witness", day),
        remark=_text(values, "remark"),
    )


def barter(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables for goods."""
    item, wanted = _text(values, "item"), _whole(values, "item_quantity")
    return Barter(quantity=_amount(values), item=item, count=wanted, **_common(desk, values))


def hand_over(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables for a household in need."""
    return HandOver(quantity=_amount(values), **_common(desk, values))


def sell(desk: Desk, values: Values) -> BaseOrder:
    """Recyclables sold; without an amount it is quantity × unit price."""
    unit_price, quantity = _number(values, "unit_price"), _amount(values)
    amount = _number(values, "amount") or (unit_price * quantity.number).quantize(Decimal("0.01"))
    buyer = desk.party(values, "buyer", _day(values))
    return Sell(quantity=quantity, amount=amount, unit_price=unit_price, party=buyer, **_common(desk, values))


def reverse(desk: Desk, values: Values) -> list[tuple[str, BaseOrder]]:
    """A redemption undone, found by day, household, item and quantity.

    Raises:
        NotFound: `unknown_redemption`.
    """
    number = desk.names.household(_text(values, "household"), _text(values, "name"))
    wanted = iso(_day(values, "original_day")), _text(values, "item"), _whole(values, "quantity")
    found = [
        thing
        for thing in desk.tx.things("redemption", holder=number)
        if (thing.day, thing.state["item"], thing.state["count"]) == wanted
    ]
    if not found:
        raise NotFound("unknown_redemption", household=number, day=wanted[0], item=wanted[1], count=wanted[2])
    seq = _undone_by(desk, iso(_day(values)), [(int(thing.code), thing.status) for thing in found])
    desk.undone.add(seq)
    reason = _text(values, "reason") or _text(values, "remark")
    return [(f"reverse/{seq}", Reverse(_day(values), seq=seq, reason=reason))]


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


Builder: TypeAlias = Callable[[Desk, Values], BaseOrder | list[tuple[str, BaseOrder]] | None]

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
}
"""Register → the order its rows ask for."""
