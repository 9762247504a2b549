"""Reversal: the answer to a mistake. The original stays; what can no longer be given back is named.

What a household no longer has goes to its debt; what depot or shelf no longer have goes to shrinkage.
Source: design of the ledger, "Reversal", and `semantics.md` 2.2 and 2.3.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from attrs import field, frozen

from goodpoints.domain.accounts import (
    LOSS,
    RELOTTED,
    RETURNED,
    SHOP,
    SHRINKAGE,
    debt_account,
    expired_account,
    forfeited_account,
    household_account,
    kind_of,
)
from goodpoints.domain.credit import Piece, owing
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Facts, Transfer
from goodpoints.domain.lots import NEVER, last_day_of, spendable
from goodpoints.domain.orders import BaseOrder, about_entry, chosen, private, whole
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

MOST: Final = 2**53 - 1
HOUSEHOLD_FAULT: Final = "household"
OFFICE_FAULT: Final = "office"


class AlreadyReversed(RefusedByRule):
    """The entry was reversed before; facts name the reversal."""


class NotReversible(RefusedByRule):
    """This kind of entry cannot be reversed: write the right one beside it."""


@frozen(kw_only=True)
class Reverse(BaseOrder):
    """Somebody says that an entry was a mistake.

    Args:
        seq: Its number.
        fault: Whose mistake it was: of the "household" a shortfall becomes its debt, of the "office" the programme's
            own loss.
        reason: Private.
    """

    seq: int = field(validator=whole(1, MOST))
    fault: str = field(default=HOUSEHOLD_FAULT, validator=chosen(HOUSEHOLD_FAULT, OFFICE_FAULT))
    reason: str = private()

    def asked(self) -> tuple[object, ...]:
        """The day, the number, and the fault where it is not the household's, which reversals of old did not name."""
        return ("Reverse", self.day, self.seq, *(() if self.fault == HOUSEHOLD_FAULT else (self.fault,)))


class Purse:
    """The lots a reversal draws on, as they are while its transfers are drawn up."""

    def __init__(self, book: BookReader) -> None:
        self._book = book
        self._lots: dict[tuple[str, str], dict[str, int]] = {}

    def lots(self, account: str, unit: str) -> dict[str, int]:
        """Lot → amount, after what was drawn up so far."""
        return self._lots.setdefault((account, unit), dict(self._book.lots(account, unit)))

    def move(self, moved: list[Transfer]) -> list[Transfer]:
        """Apply transfers, and hand them on."""
        for source, target, unit, lot, amount in moved:
            there, to = self.lots(source, unit), self.lots(target, unit)
            there[lot] = there.get(lot, 0) - amount
            to[lot] = to.get(lot, 0) + amount
        return moved


def reversed_entry(found: Entry | None, seq: int, *, reversible: bool) -> Entry:
    """The entry to reverse.

    Raises:
        NotFound: `unknown_entry`.
        RefusedByRule: `NotReversible`.
    """
    if found is None:
        raise NotFound("unknown_entry", entry=seq)
    if not reversible:
        raise NotReversible("not_reversible", entry=seq, kind=found.kind)
    return found


def reverse(book: BookReader, order: Reverse, original: Entry) -> Draft:
    """Give back what an entry moved, as far as it is still there; nothing others have done since is touched.

    Raises:
        MistakenInput: `before_original` where it is dated before the act itself.
    """
    if original.transfers and iso(order.day) < original.day:
        raise MistakenInput("before_original", entry=original.seq, day=iso(order.day), original=original.day)
    policy, purse = book.policy(order.day), Purse(book)
    moved: list[Transfer] = []
    for transfer in reversed([t for t in original.transfers if not _is_swap(original, t)]):
        moved += purse.move(_given_back(purse, transfer, order, policy))
    facts: Facts = {"original": {"kind": original.kind, "day": original.day, "facts": original.facts}}
    if order.fault == OFFICE_FAULT:
        facts["fault"] = OFFICE_FAULT
    details = about_entry(order, "reason")
    return Draft("reverse", iso(order.day), facts, tuple(moved), refers_to=original.seq, details=details)


def _is_swap(original: Entry, t: Transfer) -> bool:
    """Whether a redemption said here which voucher is missing: that stays true, whatever becomes of the redemption."""
    return original.kind == "redeem" and {t.source, t.target} == {SHOP, SHRINKAGE}


def original_of(entry: Entry) -> Entry:
    """The reversed entry as its reducers need it: number, kind, day and facts; the transfers are those that give back."""
    told = entry.facts["original"]
    return entry._replace(seq=entry.refers_to, kind=told["kind"], day=told["day"], facts=told["facts"])


def _given_back(purse: Purse, t: Transfer, order: Reverse, policy: Policy) -> list[Transfer]:
    kind = kind_of(t.target)
    if kind_of(t.source) == "debt":
        return _to_debt(purse, t, order, policy)
    if kind == "household":
        return _from_household(purse, t, order)
    if kind in {"depot", "stock"}:
        return _from_shelf(purse, t)
    if kind == "redeemed":
        return _refund(t, order.day, policy)
    if kind == "shrinkage":
        return _found_again(purse, t)
    return [Transfer(t.target, _back_to(t, policy), t.unit, t.lot, t.amount)]


def _back_to(t: Transfer, policy: Policy) -> str:
    """Where what was handed over goes: home, but for vouchers that the village does not give out twice."""
    # A delivery's lot and a found one have a slash, a serial has none.
    voucher = kind_of(t.target) == "given" and kind_of(t.source) == "stock" and "/" not in t.lot
    return RETURNED if voucher and policy.reverse.returned_vouchers == "kept" else t.source


def _to_debt(purse: Purse, t: Transfer, order: Reverse, policy: Policy) -> list[Transfer]:
    """What was taken on debt makes the debt smaller again; what was repaid since comes back as something to spend."""
    household = t.source.partition("/")[2]
    owed = min(t.amount, max(0, -purse.lots(t.source, t.unit).get(t.lot, 0)))
    moved = [Transfer(t.target, t.source, t.unit, t.lot, owed)] if owed else []
    repaid = t.amount - owed
    if not repaid:
        return moved
    lot = policy.reward_lot(order.day, iso(order.day)) if t.unit == policy.reward.unit else NEVER
    return [
        *moved,
        Transfer(t.target, RELOTTED, t.unit, t.lot, repaid),
        Transfer(RELOTTED, household_account(household), t.unit, lot, repaid),
    ]


def _found_again(purse: Purse, t: Transfer) -> list[Transfer]:
    """What a count missed comes back, unless a slip or a later count has found it meanwhile."""
    taken = min(t.amount, max(0, purse.lots(t.target, t.unit).get(t.lot, 0)))
    return [Transfer(t.target, t.source, t.unit, t.lot, taken)] if taken else []


def _from_household(purse: Purse, t: Transfer, order: Reverse) -> list[Transfer]:
    """First the lot itself, then what of it ended unspent, then the other lots in spending order, then the debt.

    Where the office was at fault the programme bears what the household has spent.

    What ended unspent was never had: nobody owes it.
    """
    household = t.target.partition("/")[2]
    lots = purse.lots(t.target, t.unit)
    moved = _taken(t, t.lot, min(max(lots.get(t.lot, 0), 0), t.amount))
    wanted = t.amount - _sum(moved)
    for account in (expired_account(household), forfeited_account(household)):
        ended = min(wanted, max(purse.lots(account, t.unit).get(t.lot, 0), 0))
        moved += [Transfer(account, t.source, t.unit, t.lot, ended)] if ended else []
        wanted -= ended
    for lot, held in spendable({k: v for k, v in lots.items() if k != t.lot}, iso(order.day)).items():
        taken = min(held, wanted)
        moved += _taken(t, lot, taken)
        wanted -= taken
    bearer = LOSS if order.fault == OFFICE_FAULT else debt_account(household)
    return moved + owing(bearer, t.source, Piece(t.unit, t.lot), wanted)


def _sum(moved: list[Transfer]) -> int:
    return sum(transfer.amount for transfer in moved)


def _taken(t: Transfer, lot: str, amount: int) -> list[Transfer]:
    """The issuer gets back the lot it gave, whichever lot pays it."""
    if not amount:
        return []
    if lot == t.lot:
        return [Transfer(t.target, t.source, t.unit, lot, amount)]
    return [Transfer(t.target, RELOTTED, t.unit, lot, amount), Transfer(RELOTTED, t.source, t.unit, t.lot, amount)]


def _from_shelf(purse: Purse, t: Transfer) -> list[Transfer]:
    """From the shelf, then from what came back to it; what neither has any more is shrinkage."""
    moved, wanted = list[Transfer](), t.amount
    for shelf in dict.fromkeys((t.target, RETURNED)):
        taken = min(wanted, max(0, purse.lots(shelf, t.unit).get(t.lot, 0)))
        if taken:
            moved.append(Transfer(shelf, t.source, t.unit, t.lot, taken))
            wanted -= taken
    if wanted and t.source != SHRINKAGE:
        moved.append(Transfer(SHRINKAGE, t.source, t.unit, t.lot, wanted))
    return moved


def _refund(t: Transfer, day: dt.date, policy: Policy) -> list[Transfer]:
    """Stars go back to the same lot; where it is past, as the policy says, in visible lines."""
    back = Transfer(t.target, t.source, t.unit, t.lot, t.amount)
    if last_day_of(t.lot) >= iso(day):
        return [back]
    if policy.reverse.after_expiry == "forfeit":
        return [Transfer(t.target, forfeited_account(t.source.partition("/")[2]), t.unit, t.lot, t.amount)]
    if policy.reverse.after_expiry == "original":
        return [back, Transfer(t.source, expired_account(t.source.partition("/")[2]), t.unit, t.lot, t.amount)]
    later = iso(day + dt.timedelta(days=policy.reverse.grace_days))
    return [
        Transfer(t.target, RELOTTED, t.unit, t.lot, t.amount),
        Transfer(RELOTTED, t.source, t.unit, later, t.amount),
    ]
