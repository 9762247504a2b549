"""What a reducer insists on: an entry must follow from what the journal said before it.

Live writing never fails here, since decisions refuse first. `verify` meets these laws again, so that a journal that was
forged, and chained correctly, is found out all the same.
"""

from __future__ import annotations

from goodpoints.domain.entries import Entry, Thing, ThingKey
from goodpoints.domain.kinds import Things
from goodpoints.errors import LedgerIntegrityError


def insist(holds: object, entry: Entry, why: str) -> None:
    """Refuse the journal where an entry does not follow from what was before it.

    Args:
        holds: Whether it follows.
        entry: The entry that is being reduced.
        why: A code: "not_judged", "notice_running" …

    Raises:
        LedgerIntegrityError: `unproven_step`.
    """
    if not holds:
        told = str(entry.facts.get("claim") or entry.facts.get("notice", ""))
        raise LedgerIntegrityError("unproven_step", kind=entry.kind, of=told, why=why)


def thing_before(things: Things, key: ThingKey, entry: Entry) -> Thing:
    """A thing as it was before the entry.

    Raises:
        LedgerIntegrityError: `unproven_step` where the journal did not know it.
    """
    found = things.get(key)
    if found is None:
        raise LedgerIntegrityError("unproven_step", kind=entry.kind, of=key[1], why="unknown")
    return found
