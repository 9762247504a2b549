"""No way around panel and notice: a machine that tries to get a point credited by any door there is.

A long run: `GOODPOINTS_MACHINE_EXAMPLES=2000 pytest tests/bank/test_no_way_around.py`.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from goodpoints import Book, GoodpointsError, Reverse
from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.notice import OpenNotice, WithdrawNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Judge, Panel
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from goodpoints.domain.entries import Draft, Transfer
from goodpoints.domain.journal.batches import ReverseBatch
from goodpoints.domain.reader import Order
from goodpoints.services.clock import FixedClock
from tests.bank.oracle import POSTED, beyond_quota, journal, unearned
from tests.bank.village import HOUSEHOLDS, JUDGES, ONE, OPENED, POINT, a_bank, rulebook

EXAMPLES: Final = int(os.environ.get("GOODPOINTS_MACHINE_EXAMPLES", "60"))
CODES: Final = ("2025-0001", "2025-0002", "2025-0003")
NOTICES: Final = ("GS0001", "GS0002", "GS0003", "GS0004")
RULES: Final = ("A02", "A02", "D01", "E01", "F01", "F02")

claims = st.sampled_from(CODES)
notices = st.sampled_from(NOTICES)
judges = st.sampled_from([JUDGES, JUDGES, JUDGES[:2], (*JUDGES[:2], Judge("p0009", ONE))])


class Credulous(RuleBasedStateMachine):
    """Somebody who will try anything to get points that nobody has judged and shown."""

    def __init__(self) -> None:
        super().__init__()
        self.book = a_bank(today=OPENED)
        self.day = OPENED
        self.numbers = 0

    def ask(self, order: Order, book: Book | None = None) -> None:
        """Ask for an act; a refusal is an answer too."""
        try:
            (book or self.book).post(order)
        except GoodpointsError:
            return

    def record(self, draft: Draft) -> None:
        """Write a draft past all decisions."""
        self.numbers += 1
        try:
            with self.book.writing() as tx:
                tx.record(draft, f"forged/{self.numbers}", "mallory")
        except GoodpointsError:
            return

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        """A few days go by; sometimes somebody lets the book post what is due."""
        self.day += dt.timedelta(days=days)
        self.book.clock = FixedClock.at(self.day)

    @rule(late=st.integers(-2, 0))
    def due(self, late: int) -> None:
        """What is due is posted, also up to a day that is past."""
        self.book.due(max(OPENED, self.day + dt.timedelta(days=late)))

    @rule(
        code=claims,
        rule=st.sampled_from(RULES),
        household=st.sampled_from(HOUSEHOLDS),
        ago=st.sampled_from([0, 1, 60, 61]),
    )
    def claim(self, code: str, rule: str, household: str, ago: int) -> None:
        """Claimed, sometimes too late."""
        deed = max(OPENED, self.day - dt.timedelta(days=ago))
        self.ask(Claim(self.day, claim=code, deed_day=deed, household=household, rule=rule, quantity="2"))

    @rule(code=claims, passed=st.booleans())
    def precheck(self, code: str, passed: bool) -> None:  # noqa: FBT001 - Hypothesis names it
        """Checked."""
        self.ask(Precheck(self.day, claim=code, passed=passed))

    @rule(code=claims, sat=judges, decision=st.sampled_from(["approve", "approve", "approve", "reject"]))
    def panel(self, code: str, sat: tuple[Judge, ...], decision: str) -> None:
        """Judged, sometimes by too few, or by the own household."""
        self.ask(Panel(self.day, claim=code, judges=sat, decision=decision))

    @rule(
        code=notices,
        shown=st.sets(claims, min_size=1),
        days=st.integers(2, 4),
        ago=st.integers(0, 3),
        corrects=st.just("") | notices,
    )
    def notice(self, code: str, shown: set[str], days: int, ago: int, corrects: str) -> None:
        """Shown, sometimes too short, sometimes with an earlier date, sometimes in another's place."""
        first = max(OPENED, self.day - dt.timedelta(days=ago))
        last = first + dt.timedelta(days=days - 1)
        self.ask(OpenNotice(first, notice=code, last=last, claims=sorted(shown), corrects=corrects))

    @rule(code=notices)
    def withdraw(self, code: str) -> None:
        """Taken down."""
        self.ask(WithdrawNotice(self.day, notice=code))

    @rule(code=claims, number=st.sampled_from(["YY1", "YY2"]), ago=st.integers(0, 2))
    def objection(self, code: str, number: str, ago: int) -> None:
        """Objected to."""
        self.ask(Object(max(OPENED, self.day - dt.timedelta(days=ago)), claim=code, objection=number))

    @rule(code=claims, upheld=st.booleans())
    def review(self, code: str, upheld: bool) -> None:  # noqa: FBT001 - Hypothesis names it
        """Reviewed."""
        self.ask(Review(self.day, claim=code, upheld=upheld))

    @rule(points=st.sampled_from(["0", "3", "6", "99"]), month=st.sampled_from([1, 2]))
    def quota(self, points: str, month: int) -> None:
        """A meeting allows little, or more, for a month."""
        first, last = dt.date(2025, month, 1), dt.date(2025, month, 28)
        told = {"quota": f"2025-{month}", "first": first, "last": last, "resolution": "R1"}
        self.ask(SetQuota(self.day, points=points, **told))  # type: ignore[arg-type]  # parts by name

    @rule(code=claims, ago=st.integers(-1, 6), resolution=st.sampled_from(["", "R2"]))
    def release(self, code: str, ago: int, resolution: str) -> None:
        """Released, sometimes for a day that is too early."""
        day = max(OPENED, self.day - dt.timedelta(days=ago))
        self.ask(ReleaseClaim(day, claim=code, resolution=resolution))

    @rule(code=claims, ago=st.integers(0, 9))
    def forge_a_release(self, code: str, ago: int) -> None:
        """A release is written past all decisions."""
        day = max(OPENED, self.day - dt.timedelta(days=ago)).isoformat()
        self.record(Draft("release", day, {"claim": code, "household": ONE, "resolution": ""}))

    @rule(back=st.integers(0, 12))
    def undo(self, back: int) -> None:
        """Some entry is reversed."""
        seq = max(1, self.book.head().size - back)
        try:
            self.book.reverse(Reverse(self.day, seq=seq))
        except GoodpointsError:
            return

    @rule(code=claims, household=st.sampled_from(HOUSEHOLDS), ahead=st.integers(0, 5), like=st.booleans())
    def forge_a_credit(self, code: str, household: str, ahead: int, like: bool) -> None:  # noqa: FBT001 - Hypothesis names it
        """A draft of a credit, made by hand or copied from a true one, is written past all decisions."""
        facts = _true_facts(self.book) if like else None
        day = (self.day + dt.timedelta(days=ahead)).isoformat()
        self.record(_credit(facts or {}, code, household, day))

    @rule(
        kind=st.sampled_from(
            ["weigh_in", "opening", "reverse", "expire", "claim", "panel", "notice", "deduction", "refused"]
        )
    )
    def take_from_deeds(self, kind: str) -> None:
        """Another kind of entry takes what only credits may."""
        moved = Transfer("issued/deeds", f"household/{ONE}", POINT, "~", 50)
        self.record(Draft(kind, self.day.isoformat(), {"claim": CODES[0], "household": ONE}, (moved,)))

    @rule(code=claims)
    def forge_steps(self, code: str) -> None:
        """Panel and notice are written past all decisions, and then time is asked to pass."""
        day = self.day.isoformat()
        told = {"claim": code, "household": ONE, "version": "2025"}
        few = [{"party": "p0001", "household": "0101"}]
        self.record(Draft("panel", day, told | {"judges": few, "decision": "approve", "points": -1}))
        notice = {"notice": "GS0009", "last": day, "claims": [code], "places": [], "corrects": "", "versions": ["2025"]}
        self.record(Draft("notice", day, notice))
        self.record(Draft("review", day, told | {"objection": "YY1", "upheld": False, "reviewers": []}))

    @rule(code=claims, number=st.integers(1, 9))
    def all_in_one_batch(self, code: str, number: int) -> None:
        """Everything on one day, in one transaction, and what is due asked for at once."""
        try:
            with self.book.batch() as acts:
                self.ask(Claim(self.day, claim=code, deed_day=self.day, household=ONE, rule="A02"), acts)
                self.ask(Panel(self.day, claim=code, judges=JUDGES), acts)
                last = self.day + dt.timedelta(days=2)
                self.ask(OpenNotice(self.day, notice=f"GS1{number}", last=last, claims=[code]), acts)
                acts.due(self.day)
        except GoodpointsError:
            return

    @rule()
    def undo_an_import(self) -> None:
        """A batch that never was."""
        try:
            self.book.reverse_batch(ReverseBatch(self.day, batch="b0001"))
        except GoodpointsError:
            return

    @invariant()
    def every_credit_was_earned(self) -> None:
        """Judged by enough others, shown long enough, without an open objection; read from the journal alone."""
        assert unearned(journal(self.book), rulebook()) == []

    @invariant()
    def no_credit_went_beyond_its_quota(self) -> None:
        """But where a resolution allowed it."""
        assert beyond_quota(journal(self.book)) == []

    def teardown(self) -> None:
        """The book as a whole holds together."""
        report = self.book.verify()

        assert report.findings == ()


def _true_facts(book: Book) -> dict[str, Any] | None:
    return next((entry.facts for entry in journal(book) if entry.kind in POSTED), None)


def _credit(facts: dict[str, Any], code: str, household: str, day: str) -> Draft:
    told = {
        "claim": code, "household": household, "rule": "A02", "version": "2025", "deed_day": day, "asked": 50,
        "granted": 50, "lines": [], "counts": [["points/A02", 50], ["times/A02", 1]], "notice": "GS0001",
    }  # fmt: skip
    told |= facts | {"claim": code, "household": household}
    return Draft("credit", day, told, (Transfer("issued/deeds", f"household/{household}", POINT, "~", 50),))


TestCredulous = Credulous.TestCase
TestCredulous.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
