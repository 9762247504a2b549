"""A re-rating: a rulebook for days that were judged already, approved by two people, as reversals and new postings.

The entry passes the version and marks the posted claims that it judges anew. Each of them is then reversed and, since
it is marked, falls due again on the same day under the new version. What nothing changes for stays untouched.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.bank.claims import APPROVED, CLAIM, CLAIMED, CREDITED, IN_NOTICE, OBJECTED, PRECHECKED
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.rerating import CHANGED, NO_RULE, UNDECIDED, Plan, Rerated, rerated
from goodpoints.domain.bank.rulebook.adopt import check_version, last_day_of, passed, rulebook_of, touched
from goodpoints.domain.bank.rulebook.facts import as_facts, texts_of
from goodpoints.domain.bank.rulebook.values import Rule, Rulebook
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import PARTY, BaseOrder, about_entry, as_tuple, private, shaped
from goodpoints.domain.reader import BookReader
from goodpoints.domain.register.parties import known_party
from goodpoints.domain.register.roles import may
from goodpoints.domain.seal import canonical
from goodpoints.errors import NotPermitted, RefusedByRule, refuse

_APPROVERS: Final = 2
_ACT: Final = "rerating"
_STANDING: Final = (CLAIMED, PRECHECKED, APPROVED, OBJECTED, IN_NOTICE)


class TwoMustApprove(RefusedByRule):
    """A re-rating needs two different people. Facts: count."""


def _parties(order: object, attribute: object, value: tuple[str, ...]) -> None:
    for party in value:
        shaped(PARTY)(order, attribute, party)  # type: ignore[arg-type]  # attrs hands over its own attribute


@frozen(kw_only=True)
class Rerate(BaseOrder):
    """Deeds since the rulebook's first day are judged anew, on `day`.

    Args:
        approved_by: Codes of two parties, at least.
    """

    rulebook: Rulebook = field()
    approved_by: tuple[str, ...] = field(converter=as_tuple, validator=_parties)
    reason: str = private()

    def asked(self) -> tuple[object, ...]:
        """The day, who approved, and the whole rulebook except its private texts."""
        return ("Rerate", self.day, *self.approved_by, canonical(as_facts(self.rulebook)))


def rerate(book: BookReader, order: Rerate) -> Draft:
    """Pass a rulebook for days that were judged, and mark what it judges anew.

    Raises:
        NotFound: `unknown_party`.
        RefusedByRule: `TwoMustApprove`, `NotPermitted`, `VersionTaken`, `OtherUnit`, `UnitTaken`.
    """
    rulebook = order.rulebook
    approvers = _approvers(book, order)
    check_version(book, rulebook)
    plan = rerated(book, rulebook, rulebook.first_day, last_day_of(book, rulebook))
    facts = {"rulebook": as_facts(rulebook), "approved_by": approvers}
    facts |= {"again": _again(plan), "dropped": [one.claim for one in plan.deeds if one.note == NO_RULE]}
    facts |= {"standing": [claim.code for claim in _moved(book, rulebook)]}
    details = (*texts_of(rulebook), *about_entry(order, "reason"))
    return Draft(_ACT, iso(order.day), facts, details=details)


def _approvers(book: BookReader, order: Rerate) -> list[str]:
    """Two people or more, each with a role that may approve it."""
    approvers = sorted({known_party(book, party) for party in order.approved_by if party})
    if len(approvers) < _APPROVERS:
        raise TwoMustApprove("two_must_approve", count=len(approvers))
    unfit = [party for party in approvers if not may(book, party, _ACT)]
    refuse([NotPermitted("not_permitted", actor=party, act=_ACT) for party in unfit])
    return approvers


def _again(plan: Plan) -> list[str]:
    """Claims to post anew: those that change, and those that share their household's counts with one that does."""
    touching = {_counted_with(one) for one in plan.deeds if one.note in {CHANGED, NO_RULE}}
    anew = [one for one in plan.deeds if one.note not in {NO_RULE, UNDECIDED}]
    return [one.claim for one in anew if _counted_with(one) in touching]


def _counted_with(one: Rerated) -> str:
    # All counts of a household are taken together: its rules may share a group, its members their caps.
    return one.household


def _moved(book: BookReader, rulebook: Rulebook) -> list[Thing]:
    """Claims still on their way whose rule asks no more than before: they are judged by the new version too."""
    days = rulebook.valid_from, iso(last_day_of(book, rulebook))
    claims = [claim for status in _STANDING for claim in book.things(CLAIM, status=status)]
    inside = [claim for claim in claims if days[0] <= claim.state["deed_day"] <= days[1]]
    return sorted(claim for claim in inside if _same_steps(book, claim, rulebook))


def _same_steps(book: BookReader, claim: Thing, rulebook: Rulebook) -> bool:
    old = rulebook_of(book, claim.state["version"]).rule(claim.state["rule"])
    new = next((rule for rule in rulebook.rules if rule.code == old.code), None)
    return new is not None and _steps(new) == _steps(old)


def _steps(rule: Rule) -> tuple[object, ...]:
    levels = getattr(rule.scoring, "levels", ())
    span = getattr(rule.scoring, "least", None), getattr(rule.scoring, "most", None)
    return rule.sign, rule.decided_by, rule.notice, rule.scoring.kind, rule.measure, span, levels


def _touches(entry: Entry) -> Iterable[ThingKey]:
    facts = entry.facts
    return [*touched(entry), *((CLAIM, code) for code in (*facts["again"], *facts["dropped"], *facts["standing"]))]


def _reduce(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, version = entry.facts, entry.facts["rulebook"]["version"]
    yield from passed(entry, things)
    for code in facts["again"]:
        claim = thing_before(things, (CLAIM, code), entry)
        insist(claim.status == CREDITED, entry, "not_posted")
        yield claim._replace(state={**claim.state, "rerated": {"day": entry.day, "version": version}})
    for code in facts["standing"]:
        claim = thing_before(things, (CLAIM, code), entry)
        insist(claim.status in _STANDING, entry, "not_standing")
        yield claim._replace(state={**claim.state, "version": version})


RERATING_KIND: Final = Kind(_ACT, touches=_touches, reduce=_reduce)
