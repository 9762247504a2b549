"""How far a claim has come: its status in one word, and the day from which it may be credited.

A claim's thing has the household as holder and, as day, the first day on which it may be credited; it is empty while
nothing is due. One that is withheld keeps the day on which it was. What was decided about it lies in its state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from goodpoints.domain.bank.refusals import NoEffect
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Thing
from goodpoints.domain.reader import BookReader
from goodpoints.errors import NotFound

CLAIM: Final = "claim"

LATE: Final = "late"
CLAIMED: Final = "claimed"
PRECHECKED: Final = "prechecked"
CONFLICT: Final = "conflict"
REJECTED: Final = "rejected"
APPROVED: Final = "approved"
IN_NOTICE: Final = "in_notice"
OBJECTED: Final = "objected"
UPHELD: Final = "upheld"
WITHHELD: Final = "withheld"
CREDITED: Final = "credited"
REVERSED: Final = "reversed"
WITHDRAWN: Final = "withdrawn"

REFUSED: Final = frozenset({LATE, CONFLICT, REJECTED, UPHELD, WITHDRAWN})
"""Refused for good: what is said about such a claim later has no effect."""

UNDECIDED: Final = frozenset({CLAIMED, PRECHECKED})

WAITING: Final = frozenset({IN_NOTICE, OBJECTED, WITHHELD})
"""Shown, or past what the rule asks for, and not posted: its steps can still change."""

OUTCOMES: Final[Mapping[str, str]] = {
    LATE: "late",
    CLAIMED: "not_reviewed",
    PRECHECKED: "not_reviewed",
    CONFLICT: "conflict",
    REJECTED: "rejected",
    APPROVED: "not_publicised",
    OBJECTED: "objection_open",
    UPHELD: "objection_upheld",
    IN_NOTICE: "in_notice",
    WITHHELD: "withheld",
    CREDITED: "credited",
    REVERSED: "credited",
    WITHDRAWN: "withdrawn",
}
"""Status → what became of the claim, as villages and reports say it."""


def outcome_of(claim: Thing) -> str:
    """What became of a claim so far: the first of `OUTCOMES` that holds, as villages and reports say it."""
    return OUTCOMES[claim.status]


def known_claim(book: BookReader, code: str) -> Thing:
    """The claim with this number.

    Raises:
        NotFound: `unknown_claim`.
    """
    found = book.thing(CLAIM, code)
    if found is None:
        raise NotFound("unknown_claim", claim=code)
    return found


def standing_claim(book: BookReader, code: str) -> Thing:
    """The claim with this number, where it was not refused for good.

    Raises:
        NotFound: `unknown_claim`.
        RefusedByRule: `NoEffect`.
    """
    found = known_claim(book, code)
    if found.status in REFUSED:
        raise NoEffect("no_effect", claim=code, status=found.status)
    return found


def moved_on(claim: Thing, status: str, *, day: str = "", **state: Any) -> Thing:
    """The claim with another status and day, and some of its state changed."""
    return claim._replace(status=status, day=day, state={**claim.state, **state})


def settled(claim: Thing, after: str = "") -> Thing:
    """A judged claim as its notice and its objections leave it: to be shown, objected to, or waiting for its day.

    Args:
        claim: Approved, in notice, objected to, or withheld: then it must fall due anew.
        after: ISO day of a decision after which only it may be credited; empty where the notice alone counts.
    """
    state = claim.state
    if not state.get("notice"):
        return claim._replace(status=APPROVED, day="")
    if state["open"]:
        return claim._replace(status=OBJECTED, day="")
    last = max(state["last"], after, state.get("heard", ""))
    due = iso(day_of(last) + dt.timedelta(days=1))
    return claim._replace(status=IN_NOTICE, day=max(due, state.get("released", "")))
