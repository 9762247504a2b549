"""What became of good deeds, by one pass over the journal: every claim as it stood at the end of a day, and its points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

from goodpoints.domain.accounts import DEEDS, kind_of
from goodpoints.domain.bank.claims import CREDITED, REVERSED, WITHDRAWN, outcome_of
from goodpoints.domain.entries import Entry, Thing, ThingKey
from goodpoints.domain.programmes import BANK
from goodpoints.domain.replay import reduced, touched

_KINDS: Final = frozenset(kind.name for kind in BANK)
REFUSED_OUTCOMES: Final = frozenset({"late", "conflict", "rejected", "objection_upheld"})
"""Outcomes that are a no for good; they are told among what was refused."""

_POSTINGS: Final = frozenset({"credit", "deduction", "veto"})


@define
class Deeds:
    """The sums of one pass over the moral bank's acts.

    Args:
        first: First day of the period; earlier entries only say how a claim stands.
        last: Last day; later entries do not count at all.
        unit: Code of the points.

    Attributes:
        things: The bank's things at the end of `last`, by kind and code.
        postings: Claim → the entry that posted it.
        sums: (month, name) → steps of the points, or number of postings, in the period.
        rules: (rule, name) → steps granted or deducted, or number of credits, in the period.
        vetoes: Entry → household, first day, first free day (empty: until repaired), of those that stand.
        credits: (household, day) of every credit up to `last` that gave anything, by entry.
        panels: Entry → what a panel said in the period, of those that stand.
        refusals: Claim → the month and the outcome by which it was refused for good in the period.
    """

    first: str
    last: str
    unit: str
    things: dict[ThingKey, Thing] = field(factory=dict)
    postings: dict[str, Entry] = field(factory=dict)
    sums: Counter[tuple[str, str]] = field(factory=Counter)
    rules: Counter[tuple[str, str]] = field(factory=Counter)
    vetoes: dict[int, tuple[str, str, str]] = field(factory=dict)
    credits: dict[int, tuple[str, str]] = field(factory=dict)
    panels: dict[int, Entry] = field(factory=dict)
    refusals: dict[str, tuple[str, str]] = field(factory=dict)

    def add(self, entry: Entry) -> None:
        """Follow one entry, if its day has come."""
        if entry.day > self.last and not self._announces(entry):
            return
        kind = entry.facts["original"]["kind"] if entry.kind == "reverse" else entry.kind
        if kind in _KINDS:
            self._step(entry)
            if entry.kind in _POSTINGS:
                self._post(entry)
            elif entry.kind == "reverse" and kind in _POSTINGS:
                self._undo(entry, kind)
        self._repay(entry)

    def claims(self) -> dict[str, Thing]:
        """Number → claim, without those that were taken back before anything came of them."""
        return {
            code: thing for (kind, code), thing in self.things.items() if kind == "claim" and thing.status != WITHDRAWN
        }

    def outcomes(self) -> Counter[str]:
        """What became of how many claims."""
        return Counter(map(outcome_of, self.claims().values()))

    def total(self, name: str) -> int:
        """A sum over the period."""
        return sum(amount for (_month, told), amount in self.sums.items() if told == name)

    def told(self, claim: Thing, posting: Entry | None = None) -> dict[str, Any]:
        """A claim's outcome and the figures of its posting, in whole steps; nothing but the outcome where none was."""
        outcome = {"result": outcome_of(claim)}
        posting = posting or self.postings.get(claim.code)
        if posting is None or claim.status not in {CREDITED, REVERSED}:
            return outcome
        facts, sign = posting.facts, -1 if posting.kind == "deduction" else 1
        told = {"credited_on": posting.day, "rule_version": facts["version"]}
        told |= {"requested": sign * facts["asked"], "granted": sign * facts["granted"]}
        undone = {"reversed": True} if claim.status == REVERSED else {}
        return outcome | told | _figures(posting.kind, facts) | undone

    @staticmethod
    def _announces(entry: Entry) -> bool:
        """A rulebook is passed ahead of its day, and what is about claims of that day may be written before it."""
        return entry.kind == "rulebook"

    def _step(self, entry: Entry) -> None:
        before = {key: self.things.get(key) for key in touched(entry)}
        for thing in reduced(entry, before):
            self.things[thing.key] = thing
            if thing.kind == "claim":
                self._note_refusal(entry, thing)
        if entry.kind == "panel" and self._counts(entry):
            self.panels[entry.seq] = entry
        elif entry.kind == "reverse":
            self.panels.pop(entry.refers_to, None)

    def _note_refusal(self, entry: Entry, claim: Thing) -> None:
        outcome = outcome_of(claim)
        if outcome not in REFUSED_OUTCOMES:
            self.refusals.pop(claim.code, None)
        elif self._counts(entry):
            self.refusals.setdefault(claim.code, (entry.day[:7], outcome))

    def _counts(self, entry: Entry) -> bool:
        return self.first <= entry.day

    def _post(self, entry: Entry) -> None:
        facts = entry.facts
        self.postings[facts["claim"]] = entry
        if entry.kind == "veto":
            self.vetoes[entry.seq] = facts["household"], entry.day, facts["until"]
        elif entry.kind == "credit" and facts["granted"]:
            self.credits[entry.seq] = facts["household"], entry.day
        if not self._counts(entry):
            return
        month = entry.day[:7]
        self.sums[month, "posted"] += 1
        if entry.kind == "credit":
            self.sums[month, "granted"] += facts["granted"]
            self.sums[month, "capped"] += facts["asked"] - facts["granted"]
            self.rules[facts["rule"], "granted"] += facts["granted"]
            self.rules[facts["rule"], "claims"] += 1
        elif entry.kind == "deduction":
            self.sums[month, "deducted"] += facts["granted"]
            self.sums[month, "deducted_to_debt"] += facts["to_debt"]
            self.rules[facts["rule"], "deducted"] += facts["granted"]

    def _undo(self, entry: Entry, kind: str) -> None:
        self.vetoes.pop(entry.refers_to, None)
        self.credits.pop(entry.refers_to, None)
        if kind != "credit" or not self._counts(entry):
            return
        month, (back, owed) = entry.day[:7], taken_back(entry, self.unit)
        self.sums[month, "reversals"] += 1
        self.sums[month, "reversed"] += back
        self.sums[month, "reversed_to_debt"] += owed

    def _repay(self, entry: Entry) -> None:
        if not self._counts(entry) or entry.day > self.last:
            return
        for t in entry.transfers:
            if t.unit == self.unit and kind_of(t.target) == "debt":
                self.sums[entry.day[:7], "repaid"] += t.amount


def _figures(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "veto":
        return {"veto": True}
    if kind == "deduction":
        return {"taken": facts["granted"] - facts["to_debt"], "to_debt": facts["to_debt"]}
    return {"capped": facts["asked"] - facts["granted"], "repaid_debt": facts.get("repaid", 0)}


def taken_back(entry: Entry, unit: str) -> tuple[int, int]:
    """Of a reversal of a credit: what went back in all, and how much of it became debt, in steps of the unit."""
    back = sum(t.amount for t in entry.transfers if t.unit == unit and t.target == DEEDS)
    owed = sum(t.amount for t in entry.transfers if t.unit == unit and kind_of(t.source) == "debt")
    return back, owed
