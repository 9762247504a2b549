"""What the steps of a claim share: their days, and when one may still be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from goodpoints.domain.bank.claims import CLAIM, REVERSED, WITHDRAWN
from goodpoints.domain.bank.refusals import StepFollowed
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Entry, Thing
from goodpoints.domain.reader import BookReader
from goodpoints.errors import MistakenInput


def not_before_claim(claim: Thing, day: dt.date) -> None:
    """A step is never dated before the claim it is about.

    Raises:
        MistakenInput: `before_claim`.
    """
    if iso(day) < claim.state["declared"]:
        raise MistakenInput("before_claim", claim=claim.code, day=iso(day), declared=claim.state["declared"])


def not_followed(step: str, may_stand: Collection[str]) -> Callable[[BookReader, Entry], None]:
    """Refuse to reverse a step that others have built on, or that is no longer the last of its sort.

    Args:
        step: The key of the claim's state that names the step's entry.
        may_stand: The statuses in which the claim is still as the step left it.
    """
    stands = {*may_stand, REVERSED, WITHDRAWN}

    def check(book: BookReader, entry: Entry) -> None:
        claim = book.thing(CLAIM, entry.facts["claim"])
        if claim is not None and (claim.status not in stands or claim.state.get(step, 0) != entry.seq):
            raise StepFollowed("step_followed", claim=claim.code, status=claim.status)

    return check
