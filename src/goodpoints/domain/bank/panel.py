"""The panel: three villagers or more judge a claim. Nobody judges the own household, or that of close kin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.amounts import number_from_zero
from goodpoints.domain.bank.claim import NUMBER
from goodpoints.domain.bank.claims import (
    APPROVED,
    CLAIM,
    CLAIMED,
    CONFLICT,
    IN_NOTICE,
    PRECHECKED,
    REJECTED,
    UNDECIDED,
    moved_on,
    standing_claim,
)
from goodpoints.domain.bank.kin import KIN, are_kin
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import AlreadyDecided, ConflictOfInterest, NoPanelNeeded, TooFewJudges
from goodpoints.domain.bank.rulebook.adopt import rulebook_in, rulebook_of
from goodpoints.domain.bank.rulebook.scoring import check_decided
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.bank.steps import not_before_claim, not_followed
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Facts, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import HOUSEHOLD, PARTY, BaseOrder, about_entry, chosen, private, shaped
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.roles import JUDGE, is_closed, roles_of
from goodpoints.errors import MistakenInput, NotPermitted, RefusedByRule, refuse

APPROVE: Final = "approve"
REJECT: Final = "reject"
NO_POINTS: Final = -1


def _number_or_none(said: Any) -> Decimal | None:
    return None if said is None else number_from_zero(said)


@frozen
class Judge:
    """One who sat on the panel.

    Args:
        party: The judge's code.
        household: Number of the judge's household; empty for somebody from outside.
        mark: Points this judge would give, in the rulebook's scale; None where only a vote was taken.
    """

    party: str = field(validator=shaped(PARTY))
    household: str = field(default="", validator=shaped(HOUSEHOLD, empty=True))
    mark: Decimal | None = field(default=None, converter=_number_or_none)

    def facts(self, scale: int) -> Facts:
        """The judge as facts; the mark in whole steps."""
        told: Facts = {"party": self.party, "household": self.household}
        return told if self.mark is None else told | {"mark": scaled(self.mark, scale)}


def as_judges(judges: Iterable[Judge]) -> tuple[Judge, ...]:
    """A converter: any run of judges as a tuple."""
    return tuple(judges)


@frozen(kw_only=True)
class Panel(BaseOrder):
    """A panel has decided a claim.

    Args:
        judges: Who sat, each with the own mark.
        decision: "approve" or "reject".
        points: What the panel gives within the rule's range, in the rulebook's scale; None where the rule says it.
        reason: Private.
    """

    claim: str = field(validator=shaped(NUMBER))
    judges: tuple[Judge, ...] = field(converter=as_judges)
    decision: str = field(default=APPROVE, validator=chosen(APPROVE, REJECT))
    points: Decimal | None = field(default=None, converter=_number_or_none)
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The claim."""
        return Needs(things=[(CLAIM, self.claim)])


def panel(book: BookReader, order: Panel) -> Draft:
    """Decide a claim; where a judge sat over the own household or close kin, it ends with that conflict.

    Raises:
        NotFound: `unknown_claim`.
        MistakenInput: `before_claim`, `judge_twice`, `points_needed`, `points_not_asked`, `too_fine`.
        RefusedByRule: `NoEffect`, `AlreadyDecided`, `NoPanelNeeded`, `TooFewJudges`, `NotPermitted`, `ConflictOfInterest`,
            `PointsOutOfRange`.
    """
    claim = standing_claim(book, order.claim)
    rulebook = rulebook_of(book, claim.state["version"])
    refuse(list(_refusals(book, claim, order, rulebook)))
    not_before_claim(claim, order.day)
    points = _points(claim, order, rulebook)
    judges = [judge.facts(rulebook.scale) for judge in order.judges]
    facts: Facts = {"claim": claim.code, "household": claim.holder, "version": rulebook.version}
    facts |= {"judges": judges, "decision": order.decision, "points": points}
    if _in_conflict(claim, judges, book.thing(KIN, claim.holder), iso(order.day)):
        facts["conflict"] = True
    return Draft("panel", iso(order.day), facts, details=about_entry(order, "reason"))


def _refusals(book: BookReader, claim: Thing, order: Panel, rulebook: Rulebook) -> Iterator[RefusedByRule]:
    if claim.status not in UNDECIDED:
        if rulebook.rule(claim.state["rule"]).decided_by != "panel":
            yield NoPanelNeeded("no_panel_needed", claim=claim.code, rule=claim.state["rule"])
        else:
            yield AlreadyDecided("already_decided", claim=claim.code, entry=claim.state.get("panel", 0))
        return
    parties = [judge.party for judge in order.judges]
    if len(set(parties)) < len(parties):
        raise MistakenInput("judge_twice", claim=claim.code, judges=len(parties), different=len(set(parties)))
    if len(parties) < rulebook.judges:
        yield TooFewJudges("too_few_judges", claim=claim.code, judges=len(parties), wanted=rulebook.judges)
    yield from not_judges(book, parties)
    if "claimant_judge" in rulebook.separate and claim.state.get("claimed_by") in parties:
        told = {"party": claim.state["claimed_by"], "duties": "claimant_judge"}
        yield ConflictOfInterest("conflict_of_interest", claim=claim.code, **told)


def not_judges(book: BookReader, parties: Iterable[str]) -> Iterator[RefusedByRule]:
    """A refusal for everybody who sits without being a judge; in a book without role entries everybody is one."""
    if is_closed(book):
        for party in parties:
            if JUDGE not in roles_of(book, party):
                yield NotPermitted("not_permitted", actor=party, act="panel")


def _points(claim: Thing, order: Panel, rulebook: Rulebook) -> int:
    """What the panel filled in, in whole steps; -1 where it filled in nothing."""
    if order.decision == REJECT:
        return NO_POINTS
    decided = None if order.points is None else scaled(order.points, rulebook.scale)
    check_decided(rulebook.rule(claim.state["rule"]), decided, rulebook.scale)
    return NO_POINTS if decided is None else decided


def _in_conflict(claim: Thing, judges: Iterable[Mapping[str, Any]], kin: Thing | None, day: str) -> bool:
    """Whether a judge is of the claim's household, or of one that is close kin to it on that day."""
    households = {judge["household"] for judge in judges} - {""}
    return claim.holder in households or any(are_kin(kin, other, day) for other in households)


def _touches(entry: Entry) -> Iterable[ThingKey]:
    facts = entry.facts
    return [(CLAIM, facts["claim"]), ("rulebook", facts["version"]), (KIN, facts["household"])]


def _decided(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    before = thing_before(things, (CLAIM, facts["claim"]), entry)
    rulebook = rulebook_in(thing_before(things, ("rulebook", facts["version"]), entry))
    insist(before.status in UNDECIDED, entry, "not_open")
    insist(before.holder == facts["household"], entry, "wrong_household")
    insist(before.state["version"] == facts["version"], entry, "wrong_version")
    parties = [judge["party"] for judge in facts["judges"]]
    insist(len(set(parties)) == len(parties) >= rulebook.judges, entry, "too_few_judges")
    status, day = _status(entry, before, rulebook, things[KIN, before.holder])
    yield moved_on(
        before, status, day=day, panel=entry.seq, decided=facts["points"], judges=parties, decided_on=entry.day
    )


def _status(entry: Entry, before: Thing, rulebook: Rulebook, kin: Thing | None) -> tuple[str, str]:
    if _in_conflict(before, entry.facts["judges"], kin, entry.day):
        return CONFLICT, ""
    if entry.facts["decision"] != APPROVE:
        return REJECTED, ""
    return (APPROVED, "") if rulebook.rule(before.state["rule"]).notice else (IN_NOTICE, entry.day)


def _undecided(entry: Entry, things: Things) -> Iterable[Thing]:
    before = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    if before.status in {APPROVED, REJECTED, CONFLICT, IN_NOTICE}:
        back = PRECHECKED if before.state.get("checked") else CLAIMED
        yield moved_on(before, back, panel=0, decided=NO_POINTS, judges=[])


PANEL_KIND: Final = Kind(
    "panel",
    touches=_touches,
    reduce=_decided,
    undo=_undecided,
    before_reversal=not_followed("panel", {APPROVED, REJECTED, CONFLICT}),
    reversible=True,
)
