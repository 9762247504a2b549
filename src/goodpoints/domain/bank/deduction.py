"""Deduction: it takes at most what is there; the rest becomes a debt, which later credits pay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goodpoints.domain.accounts import debt_account, deducted_account, household_account
from goodpoints.domain.bank.credit import units_of
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
from goodpoints.domain.bank.proof import insist
from goodpoints.domain.entries import Draft, Entry, Thing, Transfer
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.lots import NO_LOT, spend, spendable
from goodpoints.domain.reader import BookReader


def deduct(book: BookReader, judged: Judged) -> Draft:
    """Take what a claim costs, soonest-ending lots first, on the day it falls due."""
    claim, moved = judged.claim, list[Transfer]()
    for unit in units_of(judged):
        moved += _taken(book, claim, unit, judged.award.granted)
    facts = facts_of(judged) | {"counts": counts_of(judged), "to_debt": _owed(moved, judged.rulebook.unit)}
    return Draft("deduction", claim.day, facts, tuple(moved))


def _taken(book: BookReader, claim: Thing, unit: str, amount: int) -> list[Transfer]:
    account, to = household_account(claim.holder), deducted_account(claim.holder)
    lots = spendable(book.lots(account, unit), claim.day)
    taken = spend(lots, min(amount, sum(lots.values()))) or {}
    moved = [Transfer(account, to, unit, lot, part) for lot, part in taken.items()]
    rest = amount - sum(taken.values())
    return [*moved, Transfer(debt_account(claim.holder), to, unit, NO_LOT, rest)] if rest else moved


def _owed(moved: Iterable[Transfer], unit: str) -> int:
    return sum(t.amount for t in moved if t.source.startswith("debt/") and t.unit == unit)


def _reduce(entry: Entry, things: Things) -> Iterable[Thing]:
    claim, facts = posted(entry, things), entry.facts
    own = {household_account(facts["household"]), debt_account(facts["household"])}
    insist({t.source for t in entry.transfers} <= own, entry, "wrong_household")
    yield claim


def _undo(entry: Entry, things: Things) -> Iterable[Thing]:
    yield reversed_claim(entry, things)


DEDUCTION_KIND: Final = Kind(
    "deduction",
    takes_from=frozenset({"household", "debt"}),
    touches=touches,
    reduce=_reduce,
    undo=_undo,
    tallies=counted,
    recount=recounted,
    reversible=True,
)
