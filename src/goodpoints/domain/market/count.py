"""Stock-take: what was counted becomes what the book says, the difference is shrinkage or surplus."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from goodpoints.domain.accounts import RETURNED, SHOP, SHRINKAGE
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Thing, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.lots import spend
from goodpoints.domain.market.catalog import MOST, known_item
from goodpoints.domain.orders import PARTY, BaseOrder, about_entry, as_tuple, named, private, shaped, whole
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.errors import MistakenInput


@frozen(kw_only=True)
class CountStock(BaseOrder):
    """Somebody counted what lies on the shelf.

    Args:
        counted: Pieces, returned vouchers included; zero where there is none.
        serials: Vouchers found, where they were listed; as many as `counted`.
        keeper: Code of who counted; `supervisor` of who watched.
    """

    item: str = field(validator=named)
    counted: int = field(validator=whole(0, MOST))
    serials: tuple[str, ...] = field(default=(), converter=as_tuple)
    keeper: str = field(default="", validator=shaped(PARTY, empty=True))
    supervisor: str = field(default="", validator=shaped(PARTY, empty=True))
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The item and what the shop has of it."""
        return Needs([("item", self.item)], [(SHOP, self.item), (RETURNED, self.item)])


def count(book: BookReader, order: CountStock) -> Draft:
    """Put the book right after a count.

    Raises:
        NotFound: `unknown_item`.
        MistakenInput: `bad_serials` where listed serials and number differ, or one was never delivered.
    """
    item = known_item(book, order.item)
    stock, returned = book.lots(SHOP, order.item), book.lots(RETURNED, order.item)
    there = sum(stock.values()) + sum(returned.values())
    listed = bool(order.serials)
    moved = _as_listed(book, order, item, stock | returned) if listed else _as_counted(book, order, item)
    facts = {"item": order.item, "counted": order.counted, "book": there}
    facts |= {"keeper": order.keeper, "supervisor": order.supervisor}
    return Draft("count", iso(order.day), facts, tuple(moved), details=about_entry(order, "remark"))


def _as_counted(book: BookReader, order: CountStock, item: Thing) -> list[Transfer]:
    stock, returned = book.lots(SHOP, order.item), book.lots(RETURNED, order.item)
    difference = order.counted - sum(stock.values()) - sum(returned.values())
    if difference >= 0:
        return _surplus(book, order, item, difference)
    # A bare number cannot say which vouchers are missing: the highest serials, until a slip names one.
    by_lot = dict(sorted(stock.items(), reverse=item.state["serials"]))
    wanted = min(-difference, sum(by_lot.values()))
    gone = spend(by_lot, wanted) or {}
    moved = [Transfer(SHOP, SHRINKAGE, order.item, lot, amount) for lot, amount in gone.items()]
    rest = spend(dict(sorted(returned.items(), reverse=True)), -difference - wanted) or {}
    return moved + [Transfer(RETURNED, SHRINKAGE, order.item, lot, amount) for lot, amount in rest.items()]


def _surplus(book: BookReader, order: CountStock, item: Thing, difference: int) -> list[Transfer]:
    """Vouchers that an earlier count missed come back first, by serial; the rest is a lot of this day."""
    missed = book.lots(SHRINKAGE, order.item) if item.state["serials"] else {}
    back = [lot for lot in sorted(missed) if missed[lot] > 0][:difference]
    moved = [Transfer(SHRINKAGE, SHOP, order.item, lot, 1) for lot in back]
    found = difference - len(back)
    return [*moved, Transfer(SHRINKAGE, SHOP, order.item, f"found/{iso(order.day)}", found)] if found else moved


def _as_listed(book: BookReader, order: CountStock, item: Thing, there: dict[str, int]) -> list[Transfer]:
    missing = book.lots(SHRINKAGE, order.item)
    found = [serial for serial in order.serials if serial not in there]
    right = item.state["serials"] and len(set(order.serials)) == order.counted
    if not right or any(missing.get(serial, 0) <= 0 for serial in found):
        raise MistakenInput("bad_serials", first=order.serials[0], last=order.serials[-1], count=order.counted)
    returned = book.lots(RETURNED, order.item)
    gone = [serial for serial in there if serial not in order.serials]
    moved = [Transfer(SHRINKAGE, SHOP, order.item, serial, 1) for serial in found]
    return moved + [
        Transfer(RETURNED if lot in returned else SHOP, SHRINKAGE, order.item, lot, there[lot]) for lot in gone
    ]


COUNT_KIND: Final = Kind("count", takes_from=frozenset({"stock", "returned", "shrinkage"}), reversible=True)
