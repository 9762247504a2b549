"""Why: everything that led to a credit, or what is still missing, as codes and plain facts for the catalogues.

Nobody's name is in it: persons and parties are codes. Amounts are text in their unit's scale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from goodpoints.domain.amounts import shown
from goodpoints.domain.bank.claims import CLAIM, CREDITED, IN_NOTICE, REVERSED, known_claim, outcome_of
from goodpoints.domain.bank.judgement import judged
from goodpoints.domain.bank.objection import OBJECTION
from goodpoints.domain.bank.panel import NO_POINTS
from goodpoints.domain.bank.rulebook.adopt import entry_of as entry_of_version
from goodpoints.domain.bank.rulebook.adopt import rulebook_of
from goodpoints.domain.bank.rulebook.facts import subject
from goodpoints.domain.bank.rulebook.values import Rule, Rulebook
from goodpoints.domain.entries import Entry, Thing
from goodpoints.domain.seal import entry_of
from goodpoints.errors import NotFound
from goodpoints.ports import StoreReader
from goodpoints.services.view import BookView

_POINTS: Final = frozenset({"points", "rate", "tier_before", "tier_after", "least", "most", "had"})
"""Numbers of the arithmetic that are whole steps of the rulebook's unit."""

_TIMES: Final = "cap_times"


class Told(NamedTuple):
    """One line of an explanation: `explain.<code>` in the catalogues, or `line.<code>` for a step of the arithmetic."""

    code: str
    facts: dict[str, Any]


class Explanation(NamedTuple):
    """What is to say about a claim or an entry.

    Attributes:
        of: The claim's number, or the entry's.
        outcome: What became of the claim; empty where it is about no claim.
    """

    of: str
    outcome: str
    lines: tuple[Told, ...]


def explain(view: BookView, store: StoreReader, what: int | str) -> Explanation:
    """Explain an entry by its number, or a claim by its own.

    Raises:
        NotFound: `unknown_entry`, `unknown_claim`.
    """
    if isinstance(what, str):
        return _of_claim(view, store, known_claim(view, what))
    entry = _entry(store, what)
    if entry is None:
        raise NotFound("unknown_entry", entry=what)
    asked = entry.facts.get("asked", {})
    code = str(entry.facts.get("claim") or (asked.get("claim", "") if isinstance(asked, dict) else ""))
    claim = view.thing(CLAIM, code) if code else None
    head = tuple(_of_entry(entry))
    if claim is None:
        return Explanation(str(what), "", head)
    told = _of_claim(view, store, claim)
    return told._replace(lines=(*head, *told.lines))


def _of_entry(entry: Entry) -> Iterator[Told]:
    yield Told("entry", {"entry": entry.seq, "kind": entry.kind, "day": entry.day, "by": entry.actor})
    for reason in entry.facts.get("reasons", ()):
        yield Told("reason", {"reason": reason["code"], **reason["facts"]})
    if entry.refers_to:
        yield Told("refers_to", {"entry": entry.refers_to})


def _of_claim(view: BookView, store: StoreReader, claim: Thing) -> Explanation:
    case = _Case(view, store, claim)
    lines = (*case.deed(), *case.rule_told(), *case.steps(), *case.worth(), *case.end())
    return Explanation(claim.code, outcome_of(claim), lines)


class _Case:
    """A claim with its rule and its entries."""

    def __init__(self, view: BookView, store: StoreReader, claim: Thing) -> None:
        self._view = view
        self._store = store
        self._claim = claim
        self._state: Mapping[str, Any] = claim.state
        self._rulebook: Rulebook = rulebook_of(view, claim.state["version"])
        self._rule: Rule = self._rulebook.rule(claim.state["rule"])

    def _points(self, amount: int) -> str:
        return f"{shown(amount, self._rulebook.scale)} {self._rulebook.unit}"

    def deed(self) -> Iterator[Told]:
        """What was done, and who says so."""
        state = self._state
        told = {"claim": self._claim.code, "household": self._claim.holder, "day": state["deed_day"]}
        yield Told("deed", told | {"title": self._rule.title, "declared": state["declared"]})
        if "quantity" in state:
            yield Told("quantity", {"quantity": f"{state['quantity']} {self._rule.measure}".strip()})
        for name in ("level", "members"):
            if name in state:
                yield Told(name, {name: state[name]})
        entry = _entry(self._store, state["entry"])
        way = entry.facts.get("way", "") if entry else ""
        # Whoever typed it in has claimed it only where nothing says how it was claimed.
        typed_by = entry.actor if entry and not way else ""
        yield Told("claimed", {"by": state.get("claimed_by") or typed_by, "way": way})
        for name in ("doer", "witness"):
            if name in state:
                yield Told(name, {"by": state[name]})
        if "evidence" in state:
            yield Told("evidence", {"count": len(state["evidence"])})
        if entry is not None and {"alike", "same_files"} & set(entry.facts):
            files = entry.facts.get("same_files", [])
            yield Told("alike", {"count": entry.facts.get("alike", 0), "files": files})

    def rule_told(self) -> Iterator[Told]:
        """The rule and its version, with its text where that is still readable."""
        rulebook = self._rulebook
        told = {"rule": self._rule.code, "title": self._rule.title, "version": rulebook.version}
        yield Told("rule", told | {"since": rulebook.valid_from})
        of = subject(rulebook.version, self._rule.code)
        beside = self._store.details_at(entry_of_version(self._view, rulebook.version))
        for row in beside:
            if (row.of, row.field) == (of, "text") and row.text:
                yield Told("text", {"text": row.text})

    def steps(self) -> Iterator[Told]:
        """First check, panel, notice, objections."""
        state = self._state
        checked, panel = (_entry(self._store, state.get(step, 0)) for step in ("checked", "panel"))
        if checked is not None:
            passed = "passed" if checked.facts["passed"] else "failed"
            yield Told(f"checked_{passed}", {"day": checked.day, "by": checked.facts["checker"] or checked.actor})
        if panel is not None:
            yield from self._panel(panel)
        if state.get("notice"):
            yield Told("notice", {"notice": state["notice"], "first": state["first"], "last": state["last"]})
        for code in state.get("objections", ()):
            yield from self._objection(code)

    def _panel(self, panel: Entry) -> Iterator[Told]:
        judges = panel.facts["judges"]
        told = {"day": panel.day, "judges": [judge["party"] for judge in judges], "entry": panel.seq}
        yield Told(f"panel_{panel.facts['decision']}", told)
        marks = [(judge["party"], judge["mark"]) for judge in judges if "mark" in judge]
        if marks:
            yield Told("marks", {"marks": [[party, shown(mark, self._rulebook.scale)] for party, mark in marks]})
        if panel.facts["points"] != NO_POINTS:
            yield Told("decided", {"points": self._points(panel.facts["points"])})

    def _objection(self, code: str) -> Iterator[Told]:
        objection = self._view.thing(OBJECTION, code)
        if objection is None:
            return
        yield Told("objection", {"objection": code, "day": objection.day, "status": objection.status})
        review = _entry(self._store, objection.state.get("review", 0))
        if review is not None:
            by = review.facts["reviewers"] or [review.actor]
            yield Told("review", {"objection": code, "day": review.day, "reviewers": by, "status": objection.status})

    def worth(self) -> Iterator[Told]:
        """The arithmetic: as it was posted, or as it would be now where the claim is on its way to be."""
        posting = _entry(self._store, self._state.get("posted", 0))
        if posting is not None:
            facts = posting.facts
            yield from self._arithmetic(
                [(code, told) for code, told in facts["lines"]], facts["asked"], facts["granted"]
            )
        elif self._claim.status == IN_NOTICE:
            award = judged(self._view, self._claim).award
            yield Told("would_be", {})
            yield from self._arithmetic([*award.lines], award.asked, award.granted)

    def _arithmetic(self, lines: list[tuple[str, dict[str, Any]]], asked: int, granted: int) -> Iterator[Told]:
        for code, facts in lines:
            points = _POINTS - ({"most", "had"} if code == _TIMES else set())
            yield Told(f"line.{code}", {n: self._points(v) if n in points else v for n, v in facts.items()})
        if asked != granted:
            told = {
                "asked": self._points(asked),
                "granted": self._points(granted),
                "cut": self._points(asked - granted),
            }
            yield Told("cut", told)

    def end(self) -> Iterator[Told]:
        """What came of it, or what is missing."""
        posting = _entry(self._store, self._state.get("posted", 0))
        if posting is not None:
            yield from self._posted(posting)
        if self._claim.status not in {CREDITED, REVERSED}:
            told = {"day": self._claim.day, "late_days": self._rulebook.late_days, "wanted": self._rulebook.judges}
            yield Told(f"missing_{outcome_of(self._claim)}", told | {"notice_days": self._rulebook.notice_days})

    def _posted(self, posting: Entry) -> Iterator[Told]:
        facts = posting.facts
        told = {"entry": posting.seq, "day": posting.day, "granted": self._points(facts["granted"])}
        yield Told(f"posted_{posting.kind}", told)
        for name in ("repaid", "to_debt"):
            if facts.get(name):
                yield Told(name, {"points": self._points(facts[name])})
        if posting.kind == "veto":
            yield Told("veto", {"until": facts["until"] or "…"})
        reversal = self._store.seen([f"reverse/{posting.seq}"])
        for row in reversal.values():
            yield Told("reversed", {"entry": row.seq, "day": row.day})


def _entry(store: StoreReader, seq: int) -> Entry | None:
    if seq:
        for row in store.entries(seq, seq):
            return entry_of(row.body)
    return None
