"""The moral bank's acts: `book.deeds.claim`, `book.deeds.open_notice`. What they earn is posted by the book itself."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.claims import CLAIM, IN_NOTICE
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import OpenNotice, WithdrawNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Panel
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.domain.days import iso
from goodpoints.services.desk import Poster
from goodpoints.services.receipt import Receipt

if TYPE_CHECKING:
    from goodpoints.services.booktx import BookTx


class DeedsBook(Poster, Protocol):
    """What the deeds need of a book beyond posting."""

    def writing(self) -> AbstractContextManager[BookTx]:
        """The book's write transaction."""


class Deeds:
    """Good deeds, from the claim to the notice. There is no act that credits: `due` does, when a notice has ended.

    Every act takes its order and an idempotency key; see the orders for what is refused.
    """

    def __init__(self, book: DeedsBook) -> None:
        self._book = book

    def next_number(self, kind: str, prefix: str) -> str:
        """The number after the highest of a kind ("claim", "notice", "objection") that begins so: "2025-0013"."""
        with self._book.writing() as tx:
            codes = [thing.code.removeprefix(prefix) for thing in tx.things(kind) if thing.code.startswith(prefix)]
        highest = max((int(code) for code in codes if code.isdecimal()), default=0)
        return f"{prefix}{highest + 1:04d}"

    def posted_at_once(self, claim: str, day: dt.date) -> list[Receipt]:
        """Post a claim whose rule asks for neither panel nor notice; nothing where it must wait."""
        with self._book.writing() as tx:
            found = tx.thing(CLAIM, claim)
            if found is None or found.status != IN_NOTICE or found.day > iso(day):
                return []
            return tx.due(iso(day))

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
