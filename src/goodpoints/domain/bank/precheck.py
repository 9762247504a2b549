"""The first check: a group leader or grid worker looks whether a claim can go to the panel at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.bank.claim import CODE_OF_SOMEBODY, NUMBER
from goodpoints.domain.bank.claims import CLAIM, CLAIMED, PRECHECKED, REJECTED, UNDECIDED, moved_on, standing_claim
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import AlreadyDecided, AlreadyPrechecked
from goodpoints.domain.bank.steps import not_before_claim, not_followed
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, about_entry, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.roles import may
from goodpoints.errors import NotPermitted


@frozen(kw_only=True)
class Precheck(BaseOrder):
    """Somebody has looked at a claim.

    Args:
        passed: Whether it goes on to the panel; otherwise it is rejected.
        checker: Party or person who looked; empty where nobody is named.
        reason: Private.
    """

    claim: str = field(validator=shaped(NUMBER))
    passed: bool = True
    checker: str = field(default="", validator=shaped(CODE_OF_SOMEBODY, empty=True))
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The claim."""
        return Needs(things=[(CLAIM, self.claim)])


def precheck(book: BookReader, order: Precheck) -> Draft:
    """Pass a claim on to the panel, or reject it.

    Raises:
        NotFound: `unknown_claim`.
        MistakenInput: `before_claim`.
        RefusedByRule: `NoEffect`, `AlreadyPrechecked`, `AlreadyDecided`, `NotPermitted`.
    """
    claim = standing_claim(book, order.claim)
    if claim.status == PRECHECKED:
        raise AlreadyPrechecked("already_prechecked", claim=claim.code)
    if claim.status != CLAIMED:
        raise AlreadyDecided("already_decided", claim=claim.code, entry=claim.state.get("panel", 0))
    if order.checker and not may(book, order.checker, "precheck"):
        raise NotPermitted("not_permitted", actor=order.checker, act="precheck")
    not_before_claim(claim, order.day)
    facts = {"claim": claim.code, "household": claim.holder, "passed": order.passed, "checker": order.checker}
    return Draft("precheck", iso(order.day), facts, details=about_entry(order, "reason"))


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [(CLAIM, entry.facts["claim"])]


def _checked(entry: Entry, things: Things) -> Iterable[Thing]:
    before = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    insist(before.status == CLAIMED, entry, "not_open")
    yield moved_on(before, PRECHECKED if entry.facts["passed"] else REJECTED, checked=entry.seq)


def _unchecked(entry: Entry, things: Things) -> Iterable[Thing]:
    before = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    yield moved_on(before, CLAIMED if before.status in {PRECHECKED, REJECTED} else before.status, checked=0)


PRECHECK_KIND: Final = Kind(
    "precheck",
    touches=_touches,
    reduce=_checked,
    undo=_unchecked,
    before_reversal=not_followed("checked", {*UNDECIDED, REJECTED}),
    reversible=True,
)
