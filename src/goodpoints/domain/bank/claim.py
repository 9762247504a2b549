"""A claim: somebody says that a good deed was done. It is only said; nothing is credited by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.amounts import number_from_zero
from goodpoints.domain.bank.claims import APPROVED, CLAIM, CLAIMED, CREDITED, IN_NOTICE, LATE, WITHDRAWN, moved_on
from goodpoints.domain.bank.evidence import EVIDENCE, alike, shown_files, without_files
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import ClaimantNotAllowed, ClaimCredited, ClaimTaken, EvidenceMissing
from goodpoints.domain.bank.rulebook.adopt import CALENDAR, rulebook_in, rulebook_on
from goodpoints.domain.bank.rulebook.scoring import Deed, check_deed
from goodpoints.domain.bank.rulebook.values import CLAIMANTS, Rule, Rulebook
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Facts, Tally, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import (
    HOUSEHOLD,
    PERSON,
    BaseOrder,
    Check,
    a_day,
    about_entry,
    as_tuple,
    chosen,
    named,
    named_or_empty,
    private,
    shaped,
    whole,
)
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.standing import ACTIVE, active_household
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule, refuse

NUMBER: Final = r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}"
"""Shape of the numbers of claims, notices and objections: "2025-0001", "GS0001"."""

CODE_OF_SOMEBODY: Final = rf"{PERSON}|[a-z][a-z0-9._-]{{0,39}}"
"""A party's code or a person's number."""

_DIGEST: Final = r"[0-9a-f]{64}"
_MOST_FILES: Final = 20
_MOST_MEMBERS: Final = 99


def _digests(order: Any, attribute: Any, value: tuple[str, ...]) -> None:
    check: Check = shaped(_DIGEST)
    for digest in value:
        check(order, attribute, digest)
    if len(value) > _MOST_FILES or len(set(value)) < len(value):
        raise MistakenInput("bad_quantity", field=attribute.name, got=str(len(value)))


def _number(said: Any) -> str:
    """The quantity as its shortest plain text; empty where none was said."""
    return "" if said in {"", None} else format(number_from_zero(said).normalize(), "f")


@frozen(kw_only=True)
class Claim(BaseOrder):
    """A deed is claimed on `day`.

    Args:
        claim: Its number, unique in the book: "2025-0001".
        deed_day: The day it was done; its rulebook, its caps and what it earns go by that day.
        doer: Person who did it, "0103-2"; empty where only the household is named.
        quantity: In the rule's measure, from zero on; empty where the rule counts nothing.
        level: One of the rule's levels; empty where it has none.
        members: Members of the household, for rules per member; 0 counts the registered ones.
        claimed_by: Party or person who claims; may be another than the doer. Empty where nobody is named.
        way: "self", "other", "helped", "leader", "grid_worker", or empty.
        witness: Party or person who saw it.
        evidence: Hex SHA-256 of files kept beside the book.
    """

    claim: str = field(validator=shaped(NUMBER))
    deed_day: dt.date = field(validator=a_day)
    household: str = field(validator=shaped(HOUSEHOLD))
    rule: str = field(validator=named)
    doer: str = field(default="", validator=shaped(PERSON, empty=True))
    quantity: str = field(default="", converter=_number)
    level: str = field(default="", validator=named_or_empty)
    members: int = field(default=0, validator=whole(0, _MOST_MEMBERS))
    claimed_by: str = field(default="", validator=shaped(CODE_OF_SOMEBODY, empty=True))
    way: str = field(default="", validator=chosen("", *CLAIMANTS))
    witness: str = field(default="", validator=shaped(CODE_OF_SOMEBODY, empty=True))
    evidence: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_digests)
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The claim's number, household and doer, which rulebooks there are, and its files."""
        keys = [(CLAIM, self.claim), ("household", self.household), CALENDAR]
        keys += [("person", self.doer)] if self.doer else []
        return Needs(things=keys + [(EVIDENCE, digest) for digest in self.evidence])


def claim(book: BookReader, order: Claim) -> Draft:
    """Write a claim down. One that comes too late is kept with that status, and nothing can come of it.

    Raises:
        NotFound: `unknown_household`, `unknown_person`, `no_rulebook`, `unknown_rule`, `unknown_level`.
        MistakenInput: `deed_after_claim`, `quantity_needed`, `doer_needed`.
        RefusedByRule: `ClaimTaken`, `ClaimantNotAllowed`, `EvidenceMissing`, `AlikeClaim`.
    """
    active_household(book, order.household)
    rulebook = rulebook_on(book, order.deed_day)
    rule = rulebook.rule(order.rule)
    _check(book, order, rule)
    like = alike(book, order, rulebook)
    refuse([*_refusals(book, order, rule), *like.refusals(rulebook)])
    facts = _facts(book, order, rulebook, rule) | like.facts()
    return Draft("claim", iso(order.day), facts, details=about_entry(order, "remark"))


def _check(book: BookReader, order: Claim, rule: Rule) -> None:
    if order.deed_day > order.day:
        raise MistakenInput("deed_after_claim", deed=iso(order.deed_day), day=iso(order.day))
    if order.doer:
        doer = book.thing("person", order.doer)
        if doer is None or doer.status != ACTIVE:
            raise NotFound("unknown_person", person=order.doer)
    elif rule.needs_doer:
        raise MistakenInput("doer_needed", rule=rule.code)
    check_deed(rule, Deed(order.deed_day, Fraction(order.quantity) if order.quantity else None, order.level))


def _refusals(book: BookReader, order: Claim, rule: Rule) -> list[RefusedByRule]:
    reasons: list[RefusedByRule] = []
    known = book.thing(CLAIM, order.claim)
    if known is not None and known.status != WITHDRAWN:
        reasons.append(ClaimTaken("claim_taken", claim=order.claim))
    if order.way and order.way not in rule.claimants:
        reasons.append(ClaimantNotAllowed("claimant_not_allowed", rule=rule.code, way=order.way))
    if len(order.evidence) < rule.evidence:
        told = {"wanted": rule.evidence, "count": len(order.evidence)}
        reasons.append(EvidenceMissing("evidence_missing", rule=rule.code, **told))
    return reasons


def _facts(book: BookReader, order: Claim, rulebook: Rulebook, rule: Rule) -> Facts:
    facts: Facts = {"claim": order.claim, "household": order.household, "rule": rule.code}
    facts |= {"version": rulebook.version, "deed_day": iso(order.deed_day)}
    if rule.per_member:
        facts["members"] = order.members or len(book.things("person", holder=order.household, status=ACTIVE))
    for name in ("doer", "quantity", "level", "claimed_by", "way", "witness"):
        if getattr(order, name):
            facts[name] = getattr(order, name)
    if order.evidence:
        facts["evidence"] = list(order.evidence)
    days = (order.day - order.deed_day).days
    return facts | {"late": days} if days > rulebook.late_days else facts


def _touches(entry: Entry) -> Iterable[ThingKey]:
    facts = entry.facts
    files = [(EVIDENCE, digest) for digest in facts.get("evidence", ())]
    return [(CLAIM, facts["claim"]), ("rulebook", facts["version"]), CALENDAR, *files]


def _claimed(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, before = entry.facts, things[CLAIM, entry.facts["claim"]]
    insist(before is None or before.status == WITHDRAWN, entry, "taken")
    calendar = thing_before(things, CALENDAR, entry).state["versions"]
    held = [version for since, version in calendar if since <= facts["deed_day"]]
    insist(held[-1:] == [facts["version"]], entry, "wrong_version")
    rulebook = rulebook_in(thing_before(things, ("rulebook", facts["version"]), entry))
    status, day = _first_status(entry, rulebook)
    kept = {name: facts[name] for name in _KEPT if name in facts}
    state = kept | {"declared": entry.day, "entry": entry.seq, "open": 0}
    yield Thing(CLAIM, facts["claim"], state, status=status, holder=facts["household"], day=day)
    yield from shown_files(entry, things)


_KEPT: Final = (
    "rule", "version", "deed_day", "doer", "quantity", "level", "members", "claimed_by", "witness", "evidence",
)  # fmt: skip


def _first_status(entry: Entry, rulebook: Rulebook) -> tuple[str, str]:
    """How far a claim has come by being claimed, and the day from which it may be credited.

    A rule may ask for less than panel and notice, and says so itself; nothing else does.
    """
    rule, declared = rulebook.rule(entry.facts["rule"]), day_of(entry.day)
    if (declared - day_of(entry.facts["deed_day"])).days > rulebook.late_days:
        return LATE, ""
    if rule.decided_by == "panel":
        return CLAIMED, ""
    return (APPROVED, "") if rule.notice else (IN_NOTICE, entry.day)


def _not_credited(book: BookReader, entry: Entry) -> None:
    """A claim can be taken back until it is credited; then its credit is reversed first.

    Raises:
        RefusedByRule: `ClaimCredited`.
    """
    found = book.thing(CLAIM, entry.facts["claim"])
    if found is not None and found.status == CREDITED:
        raise ClaimCredited("claim_credited", claim=found.code, entry=found.state["posted"])


def _withdraw(entry: Entry, things: Things) -> Iterable[Thing]:
    before = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    insist(before.status != CREDITED, entry, "credited")
    yield moved_on(before, WITHDRAWN)
    yield from without_files(entry, things)


def _tallies(entry: Entry) -> Iterable[Tally]:
    # What finds claims that are alike: how many a household has made under the rule, by the day of the deed.
    yield Tally(f"claims/{entry.facts['rule']}", entry.facts["household"], entry.facts["deed_day"], 1)


CLAIM_KIND: Final = Kind(
    "claim",
    touches=_touches,
    reduce=_claimed,
    undo=_withdraw,
    tallies=_tallies,
    before_reversal=_not_credited,
    reversible=True,
)
