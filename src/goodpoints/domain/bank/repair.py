"""Repair: a household has made good what its veto stood for, and may have honours again before the veto's end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.bank.claim import NUMBER
from goodpoints.domain.bank.panel import Judge, as_judges, not_judges
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import ConflictOfInterest, TooFewJudges
from goodpoints.domain.bank.rulebook.adopt import rulebook_on
from goodpoints.domain.bank.veto import with_spans
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Facts, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import HOUSEHOLD, BaseOrder, about_entry, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.vetoes import VETO
from goodpoints.errors import NotFound, RefusedByRule, refuse


@frozen(kw_only=True)
class Repair(BaseOrder):
    """A panel finds that a veto is made good: from `day` on it closes nothing any more.

    Args:
        claim: The claim by which the veto came.
        judges: Who found so; as many as the rulebook asks of a panel, none of the household.
        reason: What was done, by the rule's own terms; private.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    claim: str = field(validator=shaped(NUMBER))
    judges: tuple[Judge, ...] = field(converter=as_judges)
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The household's vetoes."""
        return Needs(things=[(VETO, self.household)])


def repair(book: BookReader, order: Repair) -> Draft:
    """End a veto early.

    Raises:
        NotFound: `no_veto` where no veto of that claim stands on the day.
        RefusedByRule: `TooFewJudges`, `NotPermitted`, `ConflictOfInterest`.
    """
    veto, day = book.thing(VETO, order.household), iso(order.day)
    spans = [span for span in (veto.state["spans"] if veto else ()) if span[4] == order.claim]
    if not any(since <= day and (not until or day < until) for _entry, since, until, _effect, _claim in spans):
        raise NotFound("no_veto", household=order.household, claim=order.claim, day=day)
    refuse(_refusals(book, order))
    facts: Facts = {"household": order.household, "claim": order.claim}
    facts |= {"judges": [judge.party for judge in order.judges], "until": spans[-1][2]}
    return Draft("repair", day, facts, details=about_entry(order, "reason"))


def _refusals(book: BookReader, order: Repair) -> list[RefusedByRule]:
    wanted, parties = rulebook_on(book, order.day).judges, {judge.party for judge in order.judges}
    reasons: list[RefusedByRule] = []
    if len(parties) < wanted:
        reasons.append(TooFewJudges("too_few_judges", claim=order.claim, judges=len(parties), wanted=wanted))
    reasons += not_judges(book, sorted(parties))
    own = [judge.party for judge in order.judges if judge.household == order.household]
    if own:
        told = {"party": own[0], "duties": "own_household"}
        reasons.append(ConflictOfInterest("conflict_of_interest", claim=order.claim, **told))
    return reasons


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [(VETO, entry.facts["household"])]


def _ended(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    veto = thing_before(things, (VETO, facts["household"]), entry)
    insist(any(span[4] == facts["claim"] for span in veto.state["spans"]), entry, "unknown")
    yield with_spans(veto.code, [_upto(span, entry.day, facts["claim"]) for span in veto.state["spans"]])


def _upto(span: list[object], day: str, claim: str) -> list[object]:
    seq, since, until, effect, of = span
    shorter = of == claim and (not until or day < str(until))
    return [seq, since, max(day, str(since)) if shorter else until, effect, of]


def _again(entry: Entry, things: Things) -> Iterable[Thing]:
    """The veto stands as it did."""
    facts = entry.facts
    veto = thing_before(things, (VETO, facts["household"]), entry)
    back = [
        [*span[:2], facts["until"], *span[3:]] if span[4] == facts["claim"] else span for span in veto.state["spans"]
    ]
    yield with_spans(veto.code, back)


REPAIR_KIND: Final = Kind("repair", touches=_touches, reduce=_ended, undo=_again, reversible=True)
