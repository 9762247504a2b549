"""Write-off: two people let a household off a debt; the programme bears it.

Source: `semantics.md` 2.3 of the design: debts above a limit, or old ones, are written off by a two-person adjustment.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.accounts import LOSS, debt_account
from goodpoints.domain.amounts import number_above_zero
from goodpoints.domain.bank.refusals import ConflictOfInterest
from goodpoints.domain.credit import debt_of
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.orders import HOUSEHOLD, PARTY, BaseOrder, about_entry, private, shaped
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.roles import may
from goodpoints.domain.register.standing import active_household
from goodpoints.errors import NotPermitted, RefusedByRule, refuse


class NoDebt(RefusedByRule):
    """The household owes less than is to be written off. Facts: household, wanted, debt, scale."""


def _all_or(said: Any) -> Decimal | None:
    return None if said is None else number_above_zero(said)


@frozen(kw_only=True)
class WriteOff(BaseOrder):
    """A debt is let go.

    Args:
        first, second: The two people who decide it; both are named, whoever writes it down.
        amount: In the reward unit's scale; None is the whole debt.
        reason: Private.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    first: str = field(validator=shaped(PARTY))
    second: str = field(validator=shaped(PARTY))
    amount: Decimal | None = field(default=None, converter=_all_or)
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:
        """The household and its debt."""
        return Needs([("household", self.household)], [(debt_account(self.household), policy.reward.unit)])


def write_off(book: BookReader, order: WriteOff) -> Draft:
    """Let a household off a debt, on the decision of two people.

    Raises:
        NotFound: `unknown_household`.
        RefusedByRule: `ConflictOfInterest` where the two are one; `NotPermitted`, `NoDebt`.
    """
    active_household(book, order.household)
    reward = book.policy(order.day).reward
    debt = debt_of(book, order.household, reward.unit)
    amount = debt if order.amount is None else scaled(order.amount, reward.scale)
    refuse(_refusals(book, order, debt, amount))
    moved = Transfer(LOSS, debt_account(order.household), reward.unit, NO_LOT, amount)
    facts = {"household": order.household, "amount": amount, "first": order.first, "second": order.second}
    return Draft("write_off", iso(order.day), facts, (moved,), details=about_entry(order, "reason"))


def _refusals(book: BookReader, order: WriteOff, debt: int, amount: int) -> list[RefusedByRule]:
    reasons: list[RefusedByRule] = []
    if order.first == order.second:
        told = {"claim": order.household, "party": order.first, "duties": "first_second"}
        reasons.append(ConflictOfInterest("conflict_of_interest", **told))
    unfit = [party for party in dict.fromkeys((order.first, order.second)) if not may(book, party, "write_off")]
    reasons += [NotPermitted("not_permitted", actor=party, act="write_off") for party in unfit]
    if not 0 < amount <= debt:
        scale = book.policy(order.day).reward.scale
        reasons.append(NoDebt("no_debt", household=order.household, wanted=amount, debt=debt, scale=scale))
    return reasons


WRITE_OFF_KIND: Final = Kind("write_off", takes_from=frozenset({LOSS}), reversible=True)
