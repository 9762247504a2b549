"""What past deeds would be worth under another rulebook: a plan, nothing is written.

Every posted deed done on or after a day is judged again, by the numbers of the claims, with caps, tiers and repeats
counted as if the other rulebook had held; deeds before that day keep what they counted.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from attrs import evolve, frozen

from goodpoints.domain.bank.claims import CLAIM, CREDITED
from goodpoints.domain.bank.judgement import PER_PERSON, counts_told, deed_of
from goodpoints.domain.bank.rulebook.adopt import OtherUnit
from goodpoints.domain.bank.rulebook.scoring import (
    Award,
    Deed,
    award,
    check_decided,
    check_deed,
    counts,
    had_before,
    reads,
)
from goodpoints.domain.bank.rulebook.values import Rule, Rulebook
from goodpoints.domain.days import LAST_DAY, iso
from goodpoints.domain.entries import Thing
from goodpoints.domain.reader import BookReader
from goodpoints.errors import Fact, GoodpointsError

SAME: Final = "same"
CHANGED: Final = "changed"
NO_RULE: Final = "no_rule"
UNDECIDED: Final = "undecided"
"""The draft cannot judge it: points outside its range, an unknown level, no panel where it asks for one. It stays."""

_POSTED: Final = {"credit": 1, "deduction": -1}
_SIGNED: Final = {"plus": 1, "minus": -1}


class Rerated(NamedTuple):
    """One deed, before and after.

    Attributes:
        before, after: Whole steps that the household got; below zero where they were taken from it.
        note: "same", "changed" (in points, or in what it counts), "no_rule" where the draft has no such rule, "undecided" where it cannot judge it.
    """

    claim: str
    household: str
    rule: str
    deed_day: str
    entry: int
    before: int
    after: int
    note: str

    @property
    def difference(self) -> int:
        """What the household would get more, or less."""
        return self.after - self.before


@frozen
class Plan:
    """Everything that a re-rating would change.

    Args:
        since: The first day whose deeds are judged again.
        deeds: All of them, by the numbers of their claims: the order in which a re-rating posts them.
    """

    version: str
    since: dt.date
    deeds: tuple[Rerated, ...]

    @property
    def before(self) -> int:
        """Whole steps that these deeds gave in all, deductions taken off."""
        return sum(one.before for one in self.deeds)

    @property
    def after(self) -> int:
        """What they would have given."""
        return sum(one.after for one in self.deeds)

    def households(self) -> dict[str, tuple[int, int]]:
        """Household → (before, after), by number; those that nothing changes for are left out."""
        sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for one in self.deeds:
            before, after = sums[one.household]
            sums[one.household] = before + one.before, after + one.after
        return {number: told for number, told in sorted(sums.items()) if told[0] != told[1]}


class _Tallies:
    """The book's tallies, without what the deeds to be judged again counted, and with what they count anew."""

    def __init__(self, book: BookReader) -> None:
        self._book = book
        self._changes: dict[tuple[str, str], list[tuple[dt.date, int]]] = defaultdict(list)

    def count(self, name: str, subject: str, day: dt.date, amount: int) -> None:
        self._changes[name, subject].append((day, amount))

    def sum(self, name: str, subject: str, days: tuple[dt.date, dt.date]) -> int:
        first, last = days
        own = sum(amount for day, amount in self._changes[name, subject] if first <= day <= last)
        return self._book.tally(name, subject, first, last) + own


class _Posted(NamedTuple):
    """A claim that was posted, and what its entry says."""

    claim: Thing
    deed: Deed
    facts: dict[str, Any]
    before: int


def rerated(book: BookReader, rulebook: Rulebook, since: dt.date, last: dt.date = LAST_DAY) -> Plan:
    """What every posted deed of the days `since` … `last` would be worth under a rulebook.

    Raises:
        RefusedByRule: `OtherUnit` where the rulebook counts in another unit or scale than the book.
    """
    reward = book.policy(since).reward
    if (reward.unit, reward.scale) != (rulebook.unit, rulebook.scale):
        told: dict[str, Fact] = {"unit": rulebook.unit, "scale": rulebook.scale}
        raise OtherUnit("other_unit", **told, expected=reward.unit, expected_scale=reward.scale)
    rules = {rule.code: rule for rule in rulebook.rules}
    deeds, tallies = _posted(book, since, last), _Tallies(book)
    anew = [one for one in deeds if (rule := rules.get(one.claim.state["rule"])) is None or _is_judgeable(one, rule)]
    for one in anew:
        for name, amount in one.facts.get("counts", ()):
            for subject in _subjects(one):
                tallies.count(name, subject, one.deed.day, -amount)
    kept = {one.claim.code for one in deeds} - {one.claim.code for one in anew}
    again = [_kept(one) if one.claim.code in kept else _again(one, rules, tallies) for one in deeds]
    return Plan(rulebook.version, since, tuple(again))


def _posted(book: BookReader, since: dt.date, last: dt.date) -> list[_Posted]:
    found: list[_Posted] = []
    for claim in book.things(CLAIM, status=CREDITED):
        if not iso(since) <= claim.state["deed_day"] <= iso(last):
            continue
        entry = book.entry(claim.state["posted"])
        if entry is not None and entry.kind in _POSTED:  # a veto moves no points, and its end must not move
            before = _POSTED[entry.kind] * entry.facts["granted"]
            found.append(_Posted(claim, deed_of(claim.state), entry.facts, before))
    return found


def _subjects(one: _Posted) -> list[str]:
    doer = one.facts.get("doer")
    return [one.claim.holder, *([doer] if doer else [])]


def _is_judgeable(one: _Posted, rule: Rule) -> bool:
    """Whether the claim says, and went through, what the draft's rule asks for."""
    state, deed = one.claim.state, _said_for(rule, one.deed)
    if rule.sign == "veto" or (rule.decided_by == "panel" and not state.get("panel")):
        return False
    try:
        check_deed(rule, deed)
        check_decided(rule, deed.decided, 0)
    except GoodpointsError:
        return False  # nobody guesses what a panel would have said
    return not rule.notice or bool(state.get("notice"))


def _kept(one: _Posted) -> Rerated:
    return _told(one, one.before, UNDECIDED)


def _again(one: _Posted, rules: Mapping[str, Rule], tallies: _Tallies) -> Rerated:
    rule = rules.get(one.claim.state["rule"])
    if rule is None:
        return _told(one, 0, NO_RULE)
    made, counted = _award(one, rule, tallies)
    after = _SIGNED[rule.sign] * made.granted
    same = after == one.before and counted == one.facts.get("counts", [])
    return _told(one, after, SAME if same else CHANGED)


def _award(one: _Posted, rule: Rule, tallies: _Tallies) -> tuple[Award, list[list[Any]]]:
    """What the deed is worth, and what it counts."""
    deed, wanted, whose = _said_for(rule, one.deed), reads(rule, one.deed.day), _subjects(one)
    sums = [tallies.sum(r.name, whose[-1] if r.per == PER_PERSON else whose[0], (r.first, r.last)) for r in wanted]
    made = award(rule, deed, had_before(wanted, sums))
    counted = counts_told(counts(rule, deed, made))
    for name, amount in counted:
        for subject in whose:
            tallies.count(name, subject, deed.day, amount)
    return made, counted


def _said_for(rule: Rule, deed: Deed) -> Deed:
    """What a panel decided counts only where the rule asks for it."""
    return deed if rule.scoring.kind == "range" else evolve(deed, decided=None)


def _told(one: _Posted, after: int, note: str) -> Rerated:
    claim = one.claim
    code, state = claim.code, claim.state
    return Rerated(code, claim.holder, state["rule"], state["deed_day"], state["posted"], one.before, after, note)


def shortfalls(plan: Plan, available: dict[str, int]) -> dict[str, int]:
    """Household → what it would owe, since it has spent what the draft takes back.

    Args:
        plan: The re-rating.
        available: Household → whole steps it has.
    """
    sums = {number: after - before for number, (before, after) in plan.households().items()}
    owed = {number: -change - available.get(number, 0) for number, change in sums.items()}
    return {number: steps for number, steps in owed.items() if steps > 0}


def only_changed(deeds: Sequence[Rerated]) -> list[Rerated]:
    """The deeds that a re-rating would touch, or cannot judge."""
    return [one for one in deeds if one.note != SAME]
