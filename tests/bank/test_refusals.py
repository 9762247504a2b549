"""Bad input at every step: a typed refusal, and not a byte written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from goodpoints import Book, GoodpointsError, Reverse
from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import WithdrawNotice
from goodpoints.domain.bank.panel import Judge
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.rulebook.scales import Fixed, Tiers
from goodpoints.domain.bank.rulebook.values import Cap, Rule
from tests.bank.rulebook.desk import HOURS
from tests.bank.village import (
    CLAIMED,
    CREDITED,
    JUDGED,
    JUDGES,
    ONE,
    RULES,
    D,
    a_bank,
    claim,
    judge,
    object_to,
    postings,
    review,
    show,
    shown,
)

Act = Callable[[Book], object]
EXTRA: Final = (
    Rule("B06", "志愿服务", Tiers("小时", HOURS)),
    Rule("G01", "按人", Fixed(10), caps=[Cap("times", 1, "month", "person")]),
    Rule("G02", "本人申报", Fixed(10), claimants=["self"]),
    Rule("G03", "要照片", Fixed(10), evidence=2),
)


def _nothing(_book: Book) -> None:
    return


def _credited(book: Book) -> None:
    shown(book)
    book.due(CREDITED)


def _objected(book: Book) -> None:
    shown(book)
    object_to(book)


def _shown_and_judged(book: Book) -> None:
    shown(book)
    claim(book, "2025-0002")
    judge(book, "2025-0002")


def _objected_twice(book: Book) -> None:
    _objected(book)
    object_to(book, objection="YY02")


def _reviewed(book: Book) -> None:
    _objected(book)
    review(book)


def _prechecked(book: Book) -> None:
    claim(book)
    book.deeds.precheck(Precheck(JUDGED, claim="2025-0001"))


CASES: Final[dict[str, tuple[Act, Act, str]]] = {
    "an unknown rule": (_nothing, lambda b: claim(b, rule="Z99"), "unknown_rule"),
    "a deed before every rulebook": (_nothing, lambda b: claim(b, deed_day=D(2024, 12, 31)), "no_rulebook"),
    "an unknown household": (_nothing, lambda b: claim(b, household="9999"), "unknown_household"),
    "an unknown doer": (_nothing, lambda b: claim(b, doer="0001-9"), "unknown_person"),
    "a rule per person without a doer": (_nothing, lambda b: claim(b, rule="G01"), "doer_needed"),
    "a deed that is not done yet": (_nothing, lambda b: claim(b, deed_day=D(2025, 3, 4)), "deed_after_claim"),
    "a quantity left out": (_nothing, lambda b: claim(b, rule="B06"), "quantity_needed"),
    "a quantity that is none": (_nothing, lambda b: claim(b, rule="B06", quantity="viel"), "bad_number"),
    "a claimant of another kind": (_nothing, lambda b: claim(b, rule="G02", way="other"), "claimant_not_allowed"),
    "a way that is no way": (_nothing, lambda b: claim(b, way="post"), "bad_choice"),
    "too few files": (_nothing, lambda b: claim(b, rule="G03", evidence=["a" * 64]), "evidence_missing"),
    "a path for a digest": (_nothing, lambda b: claim(b, evidence=["../../etc/passwd"]), "malformed_code"),
    "a file twice": (_nothing, lambda b: claim(b, evidence=["a" * 64] * 2), "bad_quantity"),
    "a name for a number": (_nothing, lambda b: claim(b, "王艳"), "malformed_code"),
    "a number taken": (claim, claim, "claim_taken"),
    "a panel over nothing": (_nothing, judge, "unknown_claim"),
    "two judges": (claim, lambda b: judge(b, judges=JUDGES[:2]), "too_few_judges"),
    "one judge twice": (claim, lambda b: judge(b, judges=JUDGES[:1] * 3), "judge_twice"),
    "a panel before the claim": (claim, lambda b: judge(b, day=D(2025, 3, 2)), "before_claim"),
    "points that nobody asked for": (claim, lambda b: judge(b, points=5), "points_not_asked"),
    "a range left empty": (lambda b: claim(b, rule="B05"), judge, "points_needed"),
    "points below the range": (lambda b: claim(b, rule="B05"), lambda b: judge(b, points="2.9"), "points_out_of_range"),
    "points too fine": (lambda b: claim(b, rule="B05"), lambda b: judge(b, points="3.05"), "too_fine"),
    "a decision that is none": (claim, lambda b: judge(b, decision="perhaps"), "bad_choice"),
    "a decision twice": (shown, judge, "already_decided"),
    "the claimant as judge": (
        lambda b: claim(b, claimed_by="p0001"), judge, "conflict_of_interest",
    ),
    "a check twice": (_prechecked, lambda b: b.deeds.precheck(Precheck(JUDGED, claim="2025-0001")), "already_prechecked"),
    "a check after the panel": (
        shown, lambda b: b.deeds.precheck(Precheck(D(2025, 3, 6), claim="2025-0001")), "already_decided",
    ),
    "a notice shorter than the rulebook's": (
        lambda b: [claim(b), judge(b)], lambda b: show(b, days=2), "notice_too_short",
    ),
    "a notice that ends before it begins": (lambda b: [claim(b), judge(b)], lambda b: show(b, days=0), "notice_backwards"),
    "a notice of unjudged claims": (claim, show, "nothing_to_show"),
    "a notice of unknown claims": (_nothing, show, "unknown_claim"),
    "a claim twice in a notice": (claim, lambda b: show(b, "2025-0001", "2025-0001"), "claim_twice"),
    "a notice's number taken": (
        _shown_and_judged,
        lambda b: show(b, "2025-0002"), "notice_taken",
    ),
    "the claim of a running notice again": (shown, lambda b: show(b, notice="GS0002"), "nothing_to_show"),
    "a correction of nothing": (
        lambda b: [claim(b), judge(b)], lambda b: show(b, corrects="GS0009"), "unknown_notice",
    ),
    "a notice withdrawn after the credit": (
        _credited, lambda b: b.deeds.withdraw_notice(WithdrawNotice(CREDITED, notice="GS0001")), "notice_ended",
    ),
    "an objection to what is not shown": (claim, object_to, "not_in_notice"),
    "an objection after the period": (
        shown, lambda b: object_to(b, day=CREDITED), "objection_late",
    ),
    "an objection before the period": (
        shown, lambda b: object_to(b, day=D(2025, 3, 5)), "objection_late",
    ),
    "an objection's number taken": (_objected, object_to, "objection_taken"),
    "a review of nothing": (shown, review, "unknown_objection"),
    "a review of another claim's objection": (_objected, lambda b: review(b, objection="YY09"), "unknown_objection"),
    "a review before the objection": (_objected, lambda b: review(b, day=D(2025, 3, 6)), "before_objection"),
    "a review twice": (_reviewed, review, "already_reviewed"),
    "which of two objections": (
        _objected_twice, review, "which_objection",
    ),
    "a judge as reviewer": (_objected, lambda b: review(b, reviewers=["p0002"]), "conflict_of_interest"),
    "kin of oneself": (
        _nothing, lambda b: b.deeds.declare_kin(DeclareKin(CLAIMED, household=ONE, other=ONE)), "kin_of_itself",
    ),
    "a credited claim taken back": (_credited, lambda b: b.reverse(Reverse(CREDITED, seq=_claim_entry(b))), "claim_credited"),
    "a panel taken back under its notice": (
        shown, lambda b: b.reverse(Reverse(CREDITED, seq=_claim_entry(b) + 1)), "step_followed",
    ),
}  # fmt: skip


def _claim_entry(book: Book) -> int:
    return next(entry.seq for entry in book.entries_on(CLAIMED, kind="claim"))


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_by_its_name_and_leaves_no_trace(case: str) -> None:
    """At every step, for every reason; the journal has not grown."""
    before, act, code = CASES[case]
    book = a_bank(*RULES, *EXTRA)
    before(book)
    head = book.head()
    with pytest.raises(GoodpointsError) as caught:
        act(book)

    assert (caught.value.code, book.head()) == (code, head)


def test_several_reasons_are_told_together() -> None:
    """The first names the refusal; all are inside."""
    book = a_bank()
    claim(book, claimed_by="p0001")
    with pytest.raises(GoodpointsError) as caught:
        judge(book, judges=[Judge("p0001", "0101")])

    assert [r.code for r in getattr(caught.value, "reasons", ())] == ["too_few_judges", "conflict_of_interest"]


def test_there_is_no_act_that_credits() -> None:
    """No verb of the programme moves a point, and the keys of credits cannot be taken."""
    book = a_bank()
    for step in (claim, judge, show, object_to, review):
        step(book)
    order = Claim(CLAIMED, claim="2025-0002", deed_day=CLAIMED, household=ONE, rule="A02")
    with pytest.raises(GoodpointsError) as caught:
        book.deeds.claim(order, key="credit/2025-0001/99")

    assert (caught.value.code, postings(book)) == ("bad_key", [])
