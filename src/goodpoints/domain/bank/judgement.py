"""What a judged claim is worth on the day it falls due: its rule, what was counted before, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.bank.claims import CLAIM, CREDITED, IN_NOTICE, REVERSED, moved_on
from goodpoints.domain.bank.notice import NOTICE, OPEN
from goodpoints.domain.bank.panel import NO_POINTS
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.rulebook.adopt import rulebook_in, rulebook_of
from goodpoints.domain.bank.rulebook.scoring import (
    JUDGED,
    VILLAGE,
    Award,
    Count,
    Deed,
    Had,
    award,
    counts,
    had_before,
    reads,
)
from goodpoints.domain.bank.rulebook.values import Rule, Rulebook
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Entry, Facts, Tally, Thing, ThingKey
from goodpoints.domain.kinds import TallySum, Things
from goodpoints.domain.reader import BookReader

PER_HOUSEHOLD: Final = "household"
PER_PERSON: Final = "person"


class Judged(NamedTuple):
    """Everything a posting is made of.

    Attributes:
        had: What was counted before it, on the days that the rule looks at.
    """

    claim: Thing
    rulebook: Rulebook
    rule: Rule
    deed: Deed
    had: Had
    award: Award


def judged(book: BookReader, claim: Thing) -> Judged:
    """What a claim is worth now. Caps, tiers and repeats are sums by the day of the deed: one read for each."""
    rulebook = rulebook_of(book, claim.state["version"])
    rule, deed = rulebook.rule(claim.state["rule"]), deed_of(claim.state)
    had = _counted_before(claim, rule, deed, book.tally)
    return Judged(claim, rulebook, rule, deed, had, worth(rule, deed, had))


def _counted_before(claim: Thing, rule: Rule, deed: Deed, counted: TallySum) -> Had:
    wanted = reads(rule, deed.day)
    return had_before(wanted, [counted(one.name, _subject(claim, one.per), one.first, one.last) for one in wanted])


@frozen
class _Of:
    """A rule, known by its very object: its parts need not be compared, and it is kept as long as its number counts."""

    number: int
    rule: Rule = field(eq=False)


def worth(rule: Rule, deed: Deed, had: Had) -> Award:
    """What a deed is worth; remembered, since whoever posts it and the reducer that checks it both ask."""
    return _worth(_Of(id(rule), rule), deed, had)


@lru_cache(maxsize=4096)
def _worth(of: _Of, deed: Deed, had: Had) -> Award:
    return award(of.rule, deed, had)


def deed_of(state: Mapping[str, Any]) -> Deed:
    """The deed that a claim's state speaks of."""
    said, decided = state.get("quantity", ""), state.get("decided", NO_POINTS)
    return Deed(
        day_of(state["deed_day"]),
        Fraction(said) if said else None,
        state.get("level", ""),
        state.get("members", 1),
        None if decided == NO_POINTS else decided,
    )


def _subject(claim: Thing, per: str) -> str:
    return str(claim.state.get("doer") or claim.holder) if per == PER_PERSON else claim.holder


def facts_of(judged: Judged) -> Facts:
    """What every posting tells: whose claim, by which rule, and how its points came about.

    A book holds many of these: what does not apply is left out.
    """
    claim, told = judged.claim, judged.award
    facts: Facts = {"claim": claim.code, "household": claim.holder, "rule": judged.rule.code}
    facts |= {"version": judged.rulebook.version, "deed_day": claim.state["deed_day"]}
    facts |= {"asked": told.asked, "granted": told.granted}
    facts |= {"lines": [[line.code, line.facts] for line in told.lines]}
    for name, fact in (("doer", claim.state.get("doer")), ("notice", claim.state.get("notice"))):
        if fact:
            facts[name] = fact
    had = _had_facts(judged.had)
    return facts | ({"had": had} if had else {})


def _had_facts(had: Had) -> Facts:
    told: Facts = {name: getattr(had, name) for name in ("running", "repeats", "group", "recent") if getattr(had, name)}
    return told | ({"caps": list(had.caps)} if had.caps else {})


def _had_of(facts: Facts) -> Had:
    told = dict(facts.get("had", {}))
    return Had(**told | {"caps": tuple(told.get("caps", ()))})


def counted(entry: Entry) -> Iterable[Tally]:
    """What a posting counts towards caps, tiers and repeats, on the day of the deed."""
    facts = entry.facts
    yield Tally(JUDGED, VILLAGE, facts["deed_day"], 1)
    for name, amount in facts.get("counts", ()):
        yield Tally(name, facts["household"], facts["deed_day"], amount)
        if "doer" in facts:
            yield Tally(name, facts["doer"], facts["deed_day"], amount)


def counts_of(judged: Judged) -> list[list[Any]]:
    """(tally, amount) that the posting adds for the household, and for the doer where one is named."""
    return counts_told(counts(judged.rule, judged.deed, judged.award))


def counts_told(counts: Iterable[Count]) -> list[list[Any]]:
    """(tally, amount) as a posting tells them: once, though they count for household and doer."""
    return [[one.name, one.amount] for one in counts if one.per == PER_HOUSEHOLD]


def touches(entry: Entry) -> Iterable[ThingKey]:
    """The claim, its rulebook and its notice."""
    facts = entry.facts
    keys = [(CLAIM, facts["claim"]), ("rulebook", facts["version"])]
    return [*keys, (NOTICE, facts["notice"])] if "notice" in facts else keys


def posted(entry: Entry, things: Things) -> Thing:
    """The claim after its posting, where the journal shows that it was judged, shown, and not objected to.

    Raises:
        LedgerIntegrityError: `unproven_step`: posted too early, twice, on another day, or with another award.
    """
    facts = entry.facts
    claim = thing_before(things, (CLAIM, facts["claim"]), entry)
    insist(claim.status == IN_NOTICE, entry, "not_due")
    insist(claim.day == entry.day, entry, "wrong_day")
    insist(not claim.state["open"], entry, "objection_open")
    insist(claim.holder == facts["household"], entry, "wrong_household")
    insist(claim.state["version"] == facts["version"], entry, "wrong_version")
    rulebook = rulebook_in(thing_before(things, ("rulebook", facts["version"]), entry))
    _insist_on_steps(entry, things, claim, rulebook.rule(claim.state["rule"]))
    _insist_on_award(entry, claim, rulebook)
    return moved_on(claim, CREDITED, posted=entry.seq)


def _insist_on_steps(entry: Entry, things: Things, claim: Thing, rule: Rule) -> None:
    insist(rule.decided_by != "panel" or claim.state.get("panel"), entry, "not_judged")
    notice = claim.state.get("notice", "")
    insist(entry.facts.get("notice", "") == notice, entry, "wrong_notice")
    if rule.notice:
        insist(notice, entry, "not_shown")
        shown = thing_before(things, (NOTICE, notice), entry)
        insist(shown.status == OPEN and claim.code in shown.state["claims"], entry, "not_shown")
        insist(shown.state["last"] < entry.day, entry, "notice_running")


def _insist_on_award(entry: Entry, claim: Thing, rulebook: Rulebook) -> None:
    facts, rule, deed = entry.facts, rulebook.rule(claim.state["rule"]), deed_of(claim.state)
    again = worth(rule, deed, _had_of(facts))
    insist(facts["rule"] == rule.code and facts["deed_day"] == claim.state["deed_day"], entry, "wrong_rule")
    insist((again.asked, again.granted) == (facts["asked"], facts["granted"]), entry, "wrong_award")
    insist(counts_told(counts(rule, deed, again)) == facts["counts"], entry, "wrong_count")


def recounted(entry: Entry, things: Things, counted: TallySum) -> None:
    """Insist that caps, tiers and repeats were counted as a posting says.

    Raises:
        LedgerIntegrityError: `unproven_step` (`wrong_before`).
    """
    claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    rulebook = rulebook_in(thing_before(things, ("rulebook", entry.facts["version"]), entry))
    had = _counted_before(claim, rulebook.rule(claim.state["rule"]), deed_of(claim.state), counted)
    insist(had == _had_of(entry.facts), entry, "wrong_before")


def reversed_claim(entry: Entry, things: Things) -> Thing:
    """The claim after its posting was reversed; one that a re-rating has marked falls due again, under its version."""
    claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    again = claim.state.get("rerated")
    if not again:
        return moved_on(claim, REVERSED)
    return moved_on(claim, IN_NOTICE, day=again["day"], version=again["version"], rerated={})
