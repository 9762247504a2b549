"""Goods in: donations and purchases. A delivery is a lot; a voucher's serial is a lot of one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import field, frozen, validators

from goodpoints.domain.accounts import OUTSIDE, RETURNED, SHOP, donor_account
from goodpoints.domain.amounts import checked, number_from_zero
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Tally, Thing, ThingKey, Transfer, own_code
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.lots import goods_lot
from goodpoints.domain.market.catalog import MOST, known_item, price_of
from goodpoints.domain.orders import PARTY, SERIAL, BaseOrder, a_day, named, shaped, whole
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

SOURCES: Final = ("donation", "purchase")
MOST_SERIALS: Final = 5000
"""Vouchers in one delivery; more come as several, so that an entry stays readable."""

_SENT_BACK: Final = "reversed"
_FROM_TO = re.compile(r"[-~—至]+")
_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.ASCII)


class SerialTaken(RefusedByRule):
    """A serial of the delivery is in the book already."""


@frozen(kw_only=True)
class Deliver(BaseOrder):
    """Goods arrive at the shop.

    Args:
        source: "donation" or "purchase".
        party: Code of the donor or seller; empty where nobody is named.
        unit_value: Worth of one piece in money, with the money's scale.
        use_by: Last day; None takes the catalog's.
        first_serial: With `last_serial`, the vouchers' range, both included; as many as `count`.
    """

    item: str = field(validator=named)
    count: int = field(validator=whole(1, MOST))
    source: str = field(default="donation")
    party: str = field(default="", validator=shaped(PARTY, empty=True))
    unit_value: Decimal = field(default=Decimal(0), converter=number_from_zero)
    use_by: dt.date | None = field(default=None, validator=validators.optional(a_day))
    first_serial: str = field(default="", validator=shaped(SERIAL, empty=True))
    last_serial: str = field(default="", validator=shaped(SERIAL, empty=True))

    def __attrs_post_init__(self) -> None:
        if self.source not in SOURCES:
            raise MistakenInput("bad_choice", field="source", got=self.source, allowed=", ".join(SOURCES))

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The item, and what the shop has of it."""
        return Needs(things=[("item", self.item)], lots=[(SHOP, self.item)])


def deliver(book: BookReader, order: Deliver) -> Draft:
    """Take goods in.

    Raises:
        NotFound: `unknown_item`.
        MistakenInput: `bad_serials` where range and count differ.
        RefusedByRule: `SerialTaken`.
    """
    item = known_item(book, order.item)
    policy = book.policy(order.day)
    serials = serial_range(order.first_serial, order.last_serial, order.count)
    _check_serials(book, item, serials)
    source = donor_account(order.party) if order.source == "donation" and order.party else OUTSIDE
    lots = [(serial, 1) for serial in serials] or [(goods_lot(book.next_seq, _use_by(item, order)), order.count)]
    value = scaled(order.unit_value, policy.money.scale)
    facts = {"item": order.item, "count": order.count, "source": order.source, "party": order.party}
    facts |= {"unit_value": value, "value": checked(value * order.count), "serials": bool(serials)}
    moved = tuple(Transfer(source, SHOP, order.item, lot, count) for lot, count in lots)
    return Draft("delivery", iso(order.day), facts, moved)


def serial_range(first: str, last: str, count: int) -> list[str]:
    """The serials from `first` to `last`; empty where none is given.

    Raises:
        MistakenInput: `bad_serials` where the two do not span `count` serials of one shape, or more than 5,000.
    """
    if not first and not last:
        return []
    low, high = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last or first)
    fits = low and high and low[1] == high[1] and len(low[2]) == len(high[2])
    if not (low and high and fits) or int(high[2]) - int(low[2]) + 1 != count or count > MOST_SERIALS:
        raise MistakenInput("bad_serials", first=first, last=last, count=count)
    return [f"{low[1]}{number:0{len(low[2])}d}" for number in range(int(low[2]), int(high[2]) + 1)]


def span_ends(said: str) -> tuple[str, str] | None:
    """First and last serial of "A01-A05", "WQ-01至WQ-05"; None for a serial that has a stroke itself, "WQ-0001"."""
    for between in _FROM_TO.finditer(said):
        first, last = said[: between.start()], said[between.end() :]
        low, high = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
        if low and high and low[1] == high[1] and len(low[2]) == len(high[2]) and low[2] <= high[2]:
            return first, last
    return None


def _check_serials(book: BookReader, item: Thing, serials: list[str]) -> None:
    stocked = bool(book.lots(SHOP, item.code))
    if stocked and item.state["serials"] != bool(serials):
        raise MistakenInput("bad_serials", first="", last="", count=len(serials))
    for serial in serials:
        known = book.thing("serial", f"{item.code}/{serial}")
        if known is not None and known.status != _SENT_BACK:
            raise SerialTaken("serial_taken", item=item.code, serial=serial)


def _use_by(item: Thing, order: Deliver) -> dt.date | None:
    if order.use_by is not None:
        return order.use_by
    try:
        listed = price_of(item, iso(order.day)).use_by
    except NotFound:
        return None
    return dt.date.fromisoformat(listed) if listed else None


def _things(entry: Entry) -> Iterable[ThingKey]:
    item = entry.facts["item"]
    keys = [("item", item), ("delivery", own_code(entry.seq))]
    return [*keys, *(("serial", f"{item}/{moved.lot}") for moved in entry.transfers if entry.facts["serials"])]


def _stock(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    item, number = facts["item"], own_code(entry.seq)
    state = {name: facts[name] for name in ("item", "count", "source", "party", "unit_value")}
    changed = [Thing("delivery", number, state, status="received", holder=item, day=entry.day)]
    before = things["item", item]
    if facts["serials"]:
        changed += [Thing("serial", f"{item}/{m.lot}", {"delivery": entry.seq}, holder=item) for m in entry.transfers]
    if before is not None and before.state["serials"] != facts["serials"]:
        changed.append(before._replace(state=dict(before.state) | {"serials": facts["serials"]}))
    return changed


def _send_back(entry: Entry, things: Things) -> Iterable[Thing]:
    """The delivery is void; serials that were still in the shop may be delivered again, those in people's hands not."""
    here = {f"{entry.facts['item']}/{moved.lot}" for moved in entry.transfers if moved.source in {SHOP, RETURNED}}
    void = (thing for thing in things.values() if thing and (thing.kind == "delivery" or thing.code in here))
    return [thing._replace(status=_SENT_BACK) for thing in void]


def _tallies(entry: Entry) -> Iterable[Tally]:
    facts = entry.facts
    if facts["value"]:
        yield Tally(f"value/{facts['source']}", facts["item"], entry.day, facts["value"])


DELIVERY_KIND: Final = Kind(
    "delivery",
    takes_from=frozenset({"donor", "outside"}),
    makes="delivery",
    touches=_things,
    reduce=_stock,
    undo=_send_back,
    tallies=_tallies,
    reversible=True,
)
