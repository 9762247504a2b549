"""The moral bank's acts: `book.deeds.claim`, `book.deeds.open_notice`. What they earn is posted by the book itself."""

from __future__ import annotations

from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import OpenNotice, WithdrawNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Panel
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.services.desk import Poster
from goodpoints.services.receipt import Receipt


class Deeds:
    """Good deeds, from the claim to the notice. There is no act that credits: `due` does, when a notice has ended.

    Every act takes its order and an idempotency key; see the orders for what is refused.
    """

    def __init__(self, book: Poster) -> None:
        self._book = book

    def claim(self, order: Claim, *, key: str | None = None) -> Receipt:
        """Write down that a good deed is claimed."""
        return self._book.post(order, key=key)

    def precheck(self, order: Precheck, *, key: str | None = None) -> Receipt:
        """Pass a claim on to the panel, or reject it."""
        return self._book.post(order, key=key)

    def panel(self, order: Panel, *, key: str | None = None) -> Receipt:
        """Write down what a panel decided about a claim."""
        return self._book.post(order, key=key)

    def open_notice(self, order: OpenNotice, *, key: str | None = None) -> Receipt:
        """Show claims to the village."""
        return self._book.post(order, key=key)

    def withdraw_notice(self, order: WithdrawNotice, *, key: str | None = None) -> Receipt:
        """Take a wrong notice down."""
        return self._book.post(order, key=key)

    def object_to(self, order: Object, *, key: str | None = None) -> Receipt:
        """Object to a claim that is shown."""
        return self._book.post(order, key=key)

    def review(self, order: Review, *, key: str | None = None) -> Receipt:
        """Decide an objection."""
        return self._book.post(order, key=key)

    def repair(self, order: Repair, *, key: str | None = None) -> Receipt:
        """End a veto that was made good."""
        return self._book.post(order, key=key)

    def write_off(self, order: WriteOff, *, key: str | None = None) -> Receipt:
        """Let a household off a debt, on the decision of two people."""
        return self._book.post(order, key=key)

    def declare_kin(self, order: DeclareKin, *, key: str | None = None) -> Receipt:
        """Two households are close kin, or no longer."""
        return self._book.post(order, key=key)
