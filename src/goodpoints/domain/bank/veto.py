"""Veto: one grave fact, found by whoever has the power to, closes honours or all redemption for a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

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
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.reader import BookReader
from goodpoints.domain.vetoes import ACTIVE, FOREVER, LIFTED, VETO


def close(book: BookReader, judged: Judged) -> Draft:
    """Close what the rule says, from the day the claim falls due."""
    _ = book
    claim, veto = judged.claim, judged.rule.veto
    ends = veto.until(day_of(claim.day)) if veto is not None else None
    facts = facts_of(judged) | {
        "counts": counts_of(judged),
        "until": iso(ends) if ends else FOREVER,
        "effect": veto.effect if veto else "",
    }
    return Draft("veto", claim.day, facts)


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [*touches(entry), (VETO, entry.facts["household"])]


def _reduce(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, household = entry.facts, entry.facts["household"]
    claim = posted(entry, things)
    insist(facts["effect"], entry, "wrong_rule")
    told = [entry.seq, entry.day, facts["until"], facts["effect"], facts["claim"]]
    yield claim
    yield with_spans(household, [*_spans(things, household), told])


def _undo(entry: Entry, things: Things) -> Iterable[Thing]:
    household = entry.facts["household"]
    yield reversed_claim(entry, things)
    yield with_spans(household, [span for span in _spans(things, household) if span[0] != entry.seq])


def _spans(things: Things, household: str) -> list[list[object]]:
    found = things[VETO, household]
    return [] if found is None else list(found.state["spans"])


def with_spans(household: str, spans: list[list[object]]) -> Thing:
    """A household's vetoes: each with entry, first day, first free day, effect and claim."""
    ends = [str(span[2]) for span in spans]
    day = "" if not spans or FOREVER in ends else max(ends)
    return Thing(VETO, household, {"spans": spans}, status=ACTIVE if spans else LIFTED, holder=household, day=day)


VETO_KIND: Final = Kind(
    "veto", touches=_touches, reduce=_reduce, undo=_undo, tallies=counted, recount=recounted, reversible=True
)
