"""Credit: the points of a claim whose notice has ended. The book posts it by itself; nobody can ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goodpoints.domain.accounts import DEEDS, household_account
from goodpoints.domain.bank.judgement import (
    Judged,
    counted,
    counts_of,
    facts_of,
    posted,
    recounted,
    reversed_claim,
    touches,
)
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.quota import QUOTAS, insist_on_room
from goodpoints.domain.bank.quota import issued as counted_as_issued
from goodpoints.domain.bank.rulebook.adopt import rulebook_in
from goodpoints.domain.credit import Piece, credited, debt_of, repayment
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Tally, Thing, ThingKey, Transfer
from goodpoints.domain.kinds import Kind, TallySum, Things
from goodpoints.domain.lots import NEVER
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader


def credit(book: BookReader, judged: Judged) -> Draft:
    """Credit what a claim is worth, on the day it falls due; a debt is paid first, by the policy's share."""
    claim, household = judged.claim, judged.claim.holder
    policy = book.policy(day_of(claim.day))
    moved, repaid = list[Transfer](), 0
    for unit in units_of(judged):
        back = repayment(debt_of(book, household, unit), judged.award.granted, policy.debt.repay_percent)
        piece = Piece(unit, _lot(book, judged, policy, unit))
        moved += credited(DEEDS, household, piece, judged.award.granted, repaid=back)
        repaid += back if unit == judged.rulebook.unit else 0
    facts = facts_of(judged) | {"counts": counts_of(judged)}
    issued = judged.award.granted if "points" in judged.rule.credits else 0
    told = (("issued", issued), ("repaid", repaid), ("resolution", claim.state.get("resolution")))
    facts |= {name: fact for name, fact in told if fact}
    return Draft("credit", claim.day, facts, tuple(moved))


def units_of(judged: Judged) -> list[str]:
    """Which units the rule credits or takes: points, the reputation score, or both."""
    units = {"points": judged.rulebook.unit, "score": judged.rulebook.score_unit}
    return [units[word] for word in judged.rule.credits]


def _lot(book: BookReader, judged: Judged, policy: Policy, unit: str) -> str:
    """What is earned lives from the day of the deed, but never shorter than the policy's minimum from its posting.

    Source: `semantics.md` 2.10 of the design. The reputation score never ends.
    """
    if unit != judged.rulebook.unit:
        return NEVER
    posting = max(judged.claim.day, book.through)
    if judged.rule.validity is None:
        return policy.reward_lot(judged.deed.day, posting)
    lot = judged.rule.validity.lot(judged.deed.day)
    return max(lot, policy.least_lot(posting)) if iso(judged.deed.day) < posting else lot


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [*touches(entry), QUOTAS]


def _reduce(entry: Entry, things: Things) -> Iterable[Thing]:
    claim, facts = posted(entry, things), entry.facts
    insist(facts.get("resolution", "") == claim.state.get("resolution", ""), entry, "wrong_resolution")
    issued: dict[str, int] = {}
    for source, target, unit, _lot, amount in entry.transfers:
        if source == DEEDS:
            issued[unit] = issued.get(unit, 0) + amount
            insist(target == household_account(facts["household"]), entry, "wrong_household")
    insist(set(issued.values()) <= {facts["granted"]} and (issued or not facts["granted"]), entry, "wrong_award")
    rulebook = rulebook_in(thing_before(things, ("rulebook", facts["version"]), entry))
    insist(issued.get(rulebook.unit, 0) == facts.get("issued", 0), entry, "wrong_count")
    yield claim


def _tallies(entry: Entry) -> Iterable[Tally]:
    yield from counted(entry)
    yield from counted_as_issued(entry)


def _recount(entry: Entry, things: Things, counted: TallySum) -> None:
    recounted(entry, things, counted)
    if not entry.facts.get("resolution"):
        insist_on_room(entry, things, counted, entry.facts.get("issued", 0))


def _undo(entry: Entry, things: Things) -> Iterable[Thing]:
    yield reversed_claim(entry, things)


CREDIT_KIND: Final = Kind(
    "credit",
    takes_from=frozenset({DEEDS, "household", "relotted"}),
    touches=_touches,
    reduce=_reduce,
    undo=_undo,
    tallies=_tallies,
    recount=_recount,
    reversible=True,
)
