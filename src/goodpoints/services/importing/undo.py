"""Undoing a whole import: every entry that it made is reversed, latest first, in one transaction."""

from __future__ import annotations

import datetime as dt

from goodpoints.domain.journal.batches import ReverseBatch, standing_batch
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.programmes import KINDS
from goodpoints.domain.register.people import HouseholdInUse
from goodpoints.services.booktx import BookTx


def undo_import(tx: BookTx, order: ReverseBatch, actor: str) -> int:
    """Reverse a batch; how many entries were reversed. Those reversed before stay as they are.

    Raises:
        NotFound: `unknown_batch`.
        RefusedByRule: `BatchReversed`.
    """
    state = standing_batch(tx, order.batch).state
    count = 0
    for seq in range(state["last"], state["first"] - 1, -1):
        count += _undo(tx, seq, order.day, actor)
    tx.post(f"reverse/{order.batch}", order, actor)
    return count


def _undo(tx: BookTx, seq: int, day: dt.date, actor: str) -> int:
    found = tx.entry(seq)
    if found is None or not KINDS[found.kind].reversible:
        return 0
    key = f"reverse/{seq}"
    if tx.seen(key) is not None:
        return 0
    try:
        tx.post(key, Reverse(day, seq=seq), actor)
    except HouseholdInUse:
        # Something came to it from elsewhere since: the household stays, and so do its persons' details.
        return 0
    return 1
