"""Reads a journal from its first entry on, and says whether each credit was earned; written without the reducers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from goodpoints import Book
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.entries import Entry

POSTED: Final = frozenset({"credit", "deduction", "veto"})


def journal(book: Book) -> list[Entry]:
    """Every entry, by number."""
    return sorted(book.entries_on(dt.date(1990, 1, 1), dt.date(2199, 12, 31)), key=lambda entry: entry.seq)


def unearned(entries: Iterable[Entry], rulebook: Rulebook) -> list[tuple[int, str]]:
    """Entries that credit what was not judged, not shown, shown too short, objected to, or credited before."""
    past: list[Entry] = []
    found: list[tuple[int, str]] = []
    for entry in entries:
        if entry.kind in POSTED:
            why = _fault(entry, _standing(past), rulebook)
            found += [(entry.seq, why)] if why else []
        elif any(moved.source == "issued/deeds" for moved in entry.transfers):
            found.append((entry.seq, "not a credit"))
        past.append(entry)
    return found


def _standing(past: list[Entry]) -> list[Entry]:
    """What was written and not reversed."""
    gone = {entry.refers_to for entry in past if entry.kind == "reverse"}
    return [entry for entry in past if entry.seq not in gone]


def _fault(posting: Entry, past: list[Entry], rulebook: Rulebook) -> str:
    code = posting.facts["claim"]
    about = [entry for entry in past if entry.facts.get("claim") == code]
    claims = [entry for entry in about if entry.kind == "claim"]
    if not claims or any(entry.kind in POSTED for entry in about):
        return "no claim, or credited before"
    told = claims[-1]
    # A claim that was taken back and made again begins anew: what was decided about the first one does not count.
    past, about = ([entry for entry in some if entry.seq >= told.seq] for some in (past, about))
    rule = rulebook.rule(told.facts["rule"])
    if (dt.date.fromisoformat(told.day) - dt.date.fromisoformat(told.facts["deed_day"])).days > rulebook.late_days:
        return "late"
    if posting.facts["household"] != told.facts["household"]:
        return "another household"
    if rule.decided_by == "panel" and not _judged(about, told, rulebook):
        return "not judged"
    return _unshown(posting, past, about, rulebook) if rule.notice else ""


def _judged(about: list[Entry], claim: Entry, rulebook: Rulebook) -> bool:
    panels = [entry for entry in about if entry.kind == "panel"]
    rejected = [entry for entry in about if entry.kind == "precheck" and not entry.facts["passed"]]
    if len(panels) != 1 or rejected:
        return False
    judges: list[Mapping[str, Any]] = panels[0].facts["judges"]
    own = any(judge["household"] == claim.facts["household"] for judge in judges)
    return panels[0].facts["decision"] == "approve" and len(judges) >= rulebook.judges and not own


def _unshown(posting: Entry, past: list[Entry], about: list[Entry], rulebook: Rulebook) -> str:
    down = {entry.facts["notice"] for entry in past if entry.kind == "withdraw_notice"}
    down |= {entry.facts["corrects"] for entry in past if entry.kind == "notice" and entry.facts["corrects"]}
    shown = [
        entry
        for entry in past
        if entry.kind == "notice"
        and posting.facts["claim"] in entry.facts["claims"]
        and entry.facts["notice"] not in down
    ]
    if not any(_over(entry, posting, rulebook) for entry in shown):
        return "not shown long enough"
    objections = {entry.facts["objection"] for entry in about if entry.kind == "objection"}
    reviews = [entry for entry in about if entry.kind == "review"]
    if objections - {entry.facts["objection"] for entry in reviews}:
        return "objection open"
    return "objection upheld" if any(entry.facts["upheld"] for entry in reviews) else ""


def _over(notice: Entry, posting: Entry, rulebook: Rulebook) -> bool:
    first, last = (dt.date.fromisoformat(day) for day in (notice.day, notice.facts["last"]))
    return (last - first).days + 1 >= rulebook.notice_days and notice.facts["last"] < posting.day


def beyond_quota(entries: Iterable[Entry]) -> list[int]:
    """Credits for which the quota of their day had no room, and which no resolution allowed."""
    past: list[Entry] = []
    found: list[int] = []
    for entry in entries:
        if entry.kind == "credit" and not entry.facts.get("resolution") and _is_too_much(entry, past):
            found.append(entry.seq)
        past.append(entry)
    return found


def _is_too_much(credit: Entry, past: list[Entry]) -> bool:
    told = {entry.facts["quota"]: entry.facts for entry in past if entry.kind == "quota"}
    holding = [quota for quota in told.values() if quota["first"] <= credit.day <= quota["last"]]
    used = [
        sum(one.facts.get("issued", 0) for one in _standing(past) if one.kind == "credit" and _within(one, quota))
        for quota in holding
    ]
    issued = credit.facts.get("issued", 0)
    return issued > 0 and any(had + issued > quota["most"] for had, quota in zip(used, holding, strict=True))


def _within(entry: Entry, quota: Mapping[str, Any]) -> bool:
    return bool(quota["first"] <= entry.day <= quota["last"])
