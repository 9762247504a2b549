"""A re-rating carried out: the approval, the reversals, and what falls due anew, in one transaction."""

from __future__ import annotations

from goodpoints.domain.bank.claims import CLAIM
from goodpoints.domain.bank.rerate import Rerate
from goodpoints.domain.days import iso
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.errors import LedgerIntegrityError
from goodpoints.services.booktx import BookTx
from goodpoints.services.receipt import Receipt


def rerate(tx: BookTx, order: Rerate, actor: str, key: str | None) -> list[Receipt]:
    """Everything that was written: the approval, each reversal, each new posting; the approval alone where repeated.

    Raises:
        NotFound, RefusedByRule: What the decision finds; nothing is written then.
    """
    approval = tx.post(key, order, actor)
    if approval.replayed:
        return [approval]
    facts = approval.entry.facts
    reversals = [_reverse(tx, code, order, actor) for code in (*facts["again"], *facts["dropped"])]
    return [approval, *reversals, *tx.due(iso(order.day))]


def _reverse(tx: BookTx, code: str, order: Rerate, actor: str) -> Receipt:
    claim = tx.thing(CLAIM, code)
    if claim is None:
        raise LedgerIntegrityError("unproven_step", claim=code)
    posted = claim.state["posted"]
    return tx.post(f"reverse/{posted}", Reverse(order.day, seq=posted), actor)
