"""Objection and review: while one is open nothing is posted; whoever judged does not review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.bank.claim import CODE_OF_SOMEBODY, NUMBER
from goodpoints.domain.bank.claims import (
    APPROVED,
    CLAIM,
    CREDITED,
    REFUSED,
    UPHELD,
    WAITING,
    known_claim,
    moved_on,
    settled,
    standing_claim,
)
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import (
    AlreadyReviewed,
    ConflictOfInterest,
    NotInNotice,
    ObjectionLate,
    ObjectionTaken,
    StepFollowed,
)
from goodpoints.domain.bank.rulebook.adopt import rulebook_of
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Facts, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, Check, about_entry, as_tuple, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.roles import may
from goodpoints.errors import MistakenInput, NotFound, NotPermitted

OBJECTION: Final = "objection"
OPEN: Final = "open"
DISMISSED: Final = "dismissed"
WITHDRAWN: Final = "withdrawn"
_UNPOSTED: Final = WAITING | {APPROVED}


def _somebody(order: object, attribute: object, value: tuple[str, ...]) -> None:
    check: Check = shaped(CODE_OF_SOMEBODY)
    for code in value:
        check(order, attribute, code)  # type: ignore[arg-type]  # attrs hands over its own attribute


@frozen(kw_only=True)
class Object(BaseOrder):
    """A villager objects to a claim that is shown.

    Args:
        objection: Its number, unique in the book.
        by: Party or person who objects; empty where nobody is named.
        reason: The grounds; private.
    """

    claim: str = field(validator=shaped(NUMBER))
    objection: str = field(validator=shaped(NUMBER))
    by: str = field(default="", validator=shaped(CODE_OF_SOMEBODY, empty=True))
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The claim and the objection's number."""
        return Needs(things=[(CLAIM, self.claim), (OBJECTION, self.objection)])


@frozen(kw_only=True)
class Review(BaseOrder):
    """An objection was looked into.

    Args:
        claim: The claim it is about.
        objection: Which of its objections; empty where only one is open.
        upheld: Whether the objector was right: then the claim is refused for good.
        reviewers: Who looked into it; none of the panel's judges, where the rulebook says so.
        reason: Private.
    """

    claim: str = field(validator=shaped(NUMBER))
    upheld: bool
    objection: str = field(default="", validator=shaped(NUMBER, empty=True))
    reviewers: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_somebody)
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The claim."""
        return Needs(things=[(CLAIM, self.claim)])


def object_to(book: BookReader, order: Object) -> Draft:
    """Object to a claim; from now on nothing is posted for it until the objection is decided.

    Raises:
        NotFound: `unknown_claim`.
        RefusedByRule: `NoEffect`, `ObjectionTaken`, `NotInNotice`, `ObjectionLate`.
    """
    claim = standing_claim(book, order.claim)
    known = book.thing(OBJECTION, order.objection)
    if known is not None and known.status != WITHDRAWN:
        raise ObjectionTaken("objection_taken", objection=order.objection)
    if not claim.state.get("notice"):
        raise NotInNotice("not_in_notice", claim=claim.code, status=claim.status)
    if claim.status not in WAITING or not _within(claim, iso(order.day)):
        told = {"first": claim.state["first"], "last": claim.state["last"]}
        raise ObjectionLate("objection_late", claim=claim.code, day=iso(order.day), **told)
    facts = {"claim": claim.code, "household": claim.holder, "objection": order.objection, "by": order.by}
    return Draft("objection", iso(order.day), facts, details=about_entry(order, "reason"))


def _within(claim: Thing, day: str) -> bool:
    """Whether the claim hangs on the board on a day."""
    return bool(claim.state.get("notice")) and claim.state["first"] <= day <= claim.state["last"]


def review(book: BookReader, order: Review) -> Draft:
    """Decide an objection.

    Raises:
        NotFound: `unknown_claim`, `unknown_objection`.
        MistakenInput: `which_objection` where several are open and none is named, `before_objection`.
        RefusedByRule: `NoEffect`, `AlreadyReviewed`, `NotPermitted`, `ConflictOfInterest`.
    """
    claim = standing_claim(book, order.claim)
    objection = _meant(book, claim, order)
    if objection.status != OPEN:
        raise AlreadyReviewed("already_reviewed", objection=objection.code, status=objection.status)
    if iso(order.day) < objection.day:
        raise MistakenInput("before_objection", objection=objection.code, day=iso(order.day), objected=objection.day)
    for reviewer in order.reviewers:
        if not may(book, reviewer, "review"):
            raise NotPermitted("not_permitted", actor=reviewer, act="review")
    rulebook = rulebook_of(book, claim.state["version"])
    for pair, others in (("judge_reviewer", claim.state.get("judges", ())), ("claimant_reviewer", _claimant(claim))):
        both = sorted(set(order.reviewers) & set(others))
        if pair in rulebook.separate and both:
            raise ConflictOfInterest("conflict_of_interest", claim=claim.code, party=both[0], duties=pair)
    facts: Facts = {"claim": claim.code, "household": claim.holder, "objection": objection.code}
    facts |= {"upheld": order.upheld, "reviewers": list(order.reviewers)}
    return Draft("review", iso(order.day), facts, details=about_entry(order, "reason"))


def _claimant(claim: Thing) -> tuple[str, ...]:
    return (claim.state["claimed_by"],) if claim.state.get("claimed_by") else ()


def _meant(book: BookReader, claim: Thing, order: Review) -> Thing:
    codes = claim.state.get("objections", [])
    if order.objection:
        found = book.thing(OBJECTION, order.objection)
        if found is None or found.holder != claim.code:
            raise NotFound("unknown_objection", objection=order.objection, claim=claim.code)
        return found
    known = [thing for code in codes if (thing := book.thing(OBJECTION, code)) is not None]
    still_open = [thing for thing in known if thing.status == OPEN]
    if len(still_open) > 1:
        raise MistakenInput("which_objection", claim=claim.code, objections=[thing.code for thing in still_open])
    if not known:
        raise NotFound("unknown_objection", objection="", claim=claim.code)
    return still_open[0] if still_open else known[-1]


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [(CLAIM, entry.facts["claim"]), (OBJECTION, entry.facts["objection"])]


def _objected(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, known = entry.facts, things[OBJECTION, entry.facts["objection"]]
    claim = thing_before(things, (CLAIM, facts["claim"]), entry)
    insist(known is None or known.status == WITHDRAWN, entry, "taken")
    insist(claim.status in WAITING and _within(claim, entry.day), entry, "not_shown")
    codes = [*claim.state.get("objections", []), facts["objection"]]
    yield settled(moved_on(claim, claim.status, objections=codes, open=claim.state["open"] + 1))
    yield Thing(OBJECTION, facts["objection"], {"entry": entry.seq}, status=OPEN, holder=claim.code, day=entry.day)


def _taken_back(entry: Entry, things: Things) -> Iterable[Thing]:
    """As if nobody had objected."""
    objection = thing_before(things, (OBJECTION, entry.facts["objection"]), entry)
    claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    yield objection._replace(status=WITHDRAWN)
    if _made_anew(claim, entry):
        return
    codes = [code for code in claim.state.get("objections", []) if code != objection.code]
    less = claim.state["open"] - (objection.status == OPEN)
    fewer = moved_on(claim, claim.status, day=claim.day, objections=codes, open=less)
    yield settled(fewer) if claim.status in _UNPOSTED else fewer


def _made_anew(claim: Thing, step: Entry) -> bool:
    """Whether the claim was taken back since the step, and made again under its number: that one knows nothing of it."""
    return bool(claim.state["entry"] > step.seq)


def _reviewed(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    objection = thing_before(things, (OBJECTION, facts["objection"]), entry)
    claim = thing_before(things, (CLAIM, facts["claim"]), entry)
    insist(objection.status == OPEN and objection.holder == claim.code, entry, "not_open")
    insist(claim.status not in REFUSED and claim.state["open"] > 0, entry, "not_open")
    status = UPHELD if facts["upheld"] else DISMISSED
    yield objection._replace(status=status, state={**objection.state, "review": entry.seq})
    heard = max(claim.state.get("heard", ""), entry.day)
    after = moved_on(claim, claim.status, open=claim.state["open"] - 1, heard=heard)
    if claim.status not in _UNPOSTED:  # its posting was reversed before: nothing falls due again
        yield after
    else:
        yield moved_on(after, UPHELD) if facts["upheld"] else settled(after)


def _unreviewed(entry: Entry, things: Things) -> Iterable[Thing]:
    """As if nobody had decided; an objection that was taken back since stays so."""
    objection = thing_before(things, (OBJECTION, entry.facts["objection"]), entry)
    claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    if _made_anew(claim, entry):
        return
    stands = objection.status != WITHDRAWN
    if stands:
        yield objection._replace(status=OPEN, state={**objection.state, "review": 0})
    again = moved_on(claim, claim.status, day=claim.day, open=claim.state["open"] + stands)
    free = claim.status in _UNPOSTED or (claim.status == UPHELD and entry.facts["upheld"])
    yield settled(again) if free else again


def _can_be_unreviewed(book: BookReader, entry: Entry) -> None:
    """A review stands once its claim was credited.

    Raises:
        RefusedByRule: `StepFollowed`.
    """
    claim = known_claim(book, entry.facts["claim"])
    if claim.status == CREDITED and not _made_anew(claim, entry):
        raise StepFollowed("step_followed", claim=claim.code, status=claim.status)


OBJECTION_KIND: Final = Kind("objection", touches=_touches, reduce=_objected, undo=_taken_back, reversible=True)
REVIEW_KIND: Final = Kind(
    "review",
    touches=_touches,
    reduce=_reviewed,
    undo=_unreviewed,
    before_reversal=_can_be_unreviewed,
    reversible=True,
)
