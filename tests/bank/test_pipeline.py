"""From a claim to its credit: short stories of one village."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goodpoints import GoodpointsError, RegisterPerson, Reverse
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import WithdrawNotice
from goodpoints.domain.bank.panel import Judge
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.rulebook.scales import Fixed, Tiers
from goodpoints.domain.bank.rulebook.values import Rule
from goodpoints.domain.vetoes import closed_until
from tests.bank.rulebook.desk import HOURS
from tests.bank.village import (
    CLAIMED,
    CREDITED,
    JUDGED,
    JUDGES,
    LAST,
    ONE,
    OPENED,
    POINT,
    REVIEWED,
    SHOWN,
    TWO,
    D,
    a_bank,
    claim,
    judge,
    object_to,
    outcome,
    points,
    postings,
    review,
    rulebook,
    show,
    shown,
    thing,
)
from tests.builders import held

CODE = "2025-0001"


def _refused(error: pytest.ExceptionInfo[GoodpointsError]) -> str:
    return error.value.code


def test_a_claim_is_credited_on_the_day_after_its_notice() -> None:
    """Not on its last day, and not twice."""
    book = a_bank()
    shown(book)
    before = book.due(LAST)
    after, again = book.due(CREDITED), book.due(CREDITED)

    assert (before, [r.entry.day for r in after], again) == ([], ["2025-03-09"], [])
    assert (outcome(book), points(book)) == ("credited", (50, 0))


def test_the_outcome_follows_the_claim() -> None:
    """Each step is told in the words of the village."""
    book, told = a_bank(), list[str]()
    for step in (claim, judge, show, object_to, review):
        step(book)
        told.append(outcome(book))
    book.due(CREDITED)

    assert told == ["not_reviewed", "not_publicised", "in_notice", "objection_open", "in_notice"]
    assert outcome(book) == "credited"


def test_what_is_due_is_posted_before_the_days_own_acts() -> None:
    """An act of the day after the notice finds the points there; nobody asks for them."""
    book = a_bank()
    shown(book)
    claim(book, "2025-0009", day=CREDITED)

    assert [entry.facts["claim"] for entry in postings(book)] == [CODE]


def test_claims_of_one_day_are_credited_by_their_numbers() -> None:
    """The cap gives what is left to the later number, whatever the order of the list."""
    book = a_bank()
    for code, half_days in (("2025-0002", "4"), ("2025-0001", "5")):
        claim(book, code, rule="A01", quantity=half_days)
        judge(book, code)
    show(book, "2025-0002", "2025-0001")
    book.due(CREDITED)

    assert [(e.facts["claim"], e.facts["granted"]) for e in postings(book)] == [("2025-0001", 100), ("2025-0002", 20)]


def test_a_claim_of_day_60_is_in_time_and_of_day_61_is_late() -> None:
    """Late claims are kept, and nothing can come of them."""
    book = a_bank()
    claim(book, "2025-0001", day=D(2025, 3, 2), deed_day=OPENED)
    claim(book, "2025-0002", day=D(2025, 3, 3), deed_day=OPENED)
    with pytest.raises(GoodpointsError) as caught:
        judge(book, "2025-0002")

    assert (outcome(book), outcome(book, "2025-0002"), _refused(caught)) == ("not_reviewed", "late", "no_effect")


def test_a_judge_of_the_own_household_spoils_the_claim() -> None:
    """It stays on record as a conflict, and later notices leave it out."""
    book = a_bank()
    claim(book)
    claim(book, "2025-0002", household=TWO)
    judge(book, judges=(*JUDGES, Judge("p0009", ONE)))
    judge(book, "2025-0002")
    receipt = show(book, CODE, "2025-0002")
    book.due(CREDITED)

    assert receipt.entry.facts["left_out"] == [[CODE, "conflict"]]
    assert (outcome(book), outcome(book, "2025-0002")) == ("conflict", "credited")


@pytest.mark.parametrize(("since", "told"), [(JUDGED, "conflict"), (SHOWN, "not_publicised")])
def test_close_kin_count_from_the_day_they_are_declared(since: D, told: str) -> None:
    """A judge of a household that is kin on the panel's day may not judge; one that becomes kin later could."""
    book = a_bank()
    book.deeds.declare_kin(DeclareKin(since, household=TWO, other=ONE))
    claim(book)
    judge(book, judges=(*JUDGES, Judge("p0009", TWO)))

    assert outcome(book) == told


def test_kin_declared_twice_are_kin_still_when_one_is_taken_back() -> None:
    """The second was the mistake, and the first one stands."""
    book = a_bank()
    twice = [book.deeds.declare_kin(DeclareKin(OPENED, household=TWO, other=ONE)) for _ in range(2)]
    book.reverse(Reverse(OPENED, seq=twice[1].seq))
    claim(book)
    judge(book, judges=(*JUDGES, Judge("p0009", TWO)))

    assert (outcome(book), book.verify().ok) == ("conflict", True)


def test_kin_no_longer_are_strangers_again() -> None:
    """From the day on which it ends."""
    book = a_bank()
    book.deeds.declare_kin(DeclareKin(OPENED, household=TWO, other=ONE))
    book.deeds.declare_kin(DeclareKin(JUDGED, household=ONE, other=TWO, ends=True))
    claim(book)
    judge(book, judges=(*JUDGES, Judge("p0009", TWO)))

    assert outcome(book) == "not_publicised"


def test_a_rejected_claim_ends_there() -> None:
    """By the panel or by the first check."""
    book = a_bank()
    claim(book, "2025-0001")
    judge(book, "2025-0001", decision="reject")
    claim(book, "2025-0002")
    book.deeds.precheck(Precheck(JUDGED, claim="2025-0002", passed=False))

    assert [outcome(book, code) for code in ("2025-0001", "2025-0002")] == ["rejected", "rejected"]


@pytest.mark.parametrize(("heard", "credited"), [(REVIEWED, "2025-03-09"), (D(2025, 3, 12), "2025-03-13")])
def test_a_dismissed_objection_puts_the_credit_off_to_the_day_after(heard: D, credited: str) -> None:
    """After the later of notice and decision."""
    book = a_bank()
    shown(book)
    object_to(book)
    while_open = book.due(LAST)
    review(book, day=heard)
    book.due(D(2025, 3, 31))

    assert (while_open, [entry.day for entry in postings(book)]) == ([], [credited])


def test_an_upheld_objection_ends_the_claim() -> None:
    """And a second objection to it has no effect."""
    book = a_bank()
    shown(book)
    object_to(book)
    review(book, upheld=True)
    with pytest.raises(GoodpointsError) as caught:
        object_to(book, objection="YY02", day=LAST)

    assert (book.due(CREDITED), outcome(book), _refused(caught)) == ([], "objection_upheld", "no_effect")


def test_every_objection_must_be_decided() -> None:
    """One that is dismissed leaves the other open."""
    book = a_bank()
    shown(book)
    object_to(book, objection="YY01")
    object_to(book, objection="YY02")
    review(book, objection="YY01")
    waiting = outcome(book)
    review(book, objection="YY02")

    assert (waiting, outcome(book)) == ("objection_open", "in_notice")


def test_a_wrong_notice_is_answered_by_a_correction_that_names_it() -> None:
    """The claims hang anew from its own first day; the wrong one is kept, and each names the other."""
    book = a_bank()
    shown(book)
    show(book, notice="GS0002", day=D(2025, 3, 8), corrects="GS0001")
    nothing = book.due(CREDITED)
    book.due(D(2025, 3, 11))
    wrong = thing(book, "GS0001", "notice")

    assert (nothing, wrong.status, wrong.state["corrected_by"]) == ([], "corrected", "GS0002")
    assert [(e.day, e.facts["notice"]) for e in postings(book)] == [("2025-03-11", "GS0002")]


def test_what_a_correction_leaves_out_is_not_shown_any_more() -> None:
    """It waits for another notice."""
    book = a_bank()
    for code in ("2025-0001", "2025-0002"):
        claim(book, code)
        judge(book, code)
    show(book, "2025-0001", "2025-0002")
    show(book, "2025-0002", notice="GS0002", day=D(2025, 3, 7), corrects="GS0001")

    assert [outcome(book, code) for code in ("2025-0001", "2025-0002")] == ["not_publicised", "in_notice"]


def test_a_withdrawn_notice_has_shown_nothing() -> None:
    """Its claims must be shown again, and an objection stays open over it."""
    book = a_bank()
    shown(book)
    object_to(book)
    book.deeds.withdraw_notice(WithdrawNotice(LAST, notice="GS0001"))
    taken_down = outcome(book)
    show(book, notice="GS0002", day=LAST)

    assert (taken_down, outcome(book)) == ("not_publicised", "objection_open")


def test_a_rule_may_do_without_a_panel_but_only_where_it_says_so() -> None:
    """Counted acts: one is only shown, the other is credited on the next act."""
    book = a_bank()
    claim(book, "2025-0001", rule="F01", quantity="12")
    claim(book, "2025-0002", rule="F02")
    with pytest.raises(GoodpointsError) as caught:
        judge(book, "2025-0002")
    book.due(CLAIMED)

    assert (outcome(book, "2025-0001"), outcome(book, "2025-0002")) == ("credited", "not_publicised")
    assert _refused(caught) == "no_panel_needed"


def test_a_deed_is_judged_by_the_version_of_its_day() -> None:
    """Also where it is claimed, and credited, under the next one."""
    book = a_bank()
    dearer = Rule("A02", "参加集体环境整治", Fixed(60))
    book.rules.adopt_rulebook(rulebook(dearer, version="2026", valid_from="2026-01-01"))
    for code, deed in (("2026-0001", D(2025, 12, 31)), ("2026-0002", D(2026, 1, 1))):
        claim(book, code, day=D(2026, 1, 5), deed_day=deed)
        judge(book, code, day=D(2026, 1, 6))
    show(book, "2026-0001", "2026-0002", day=D(2026, 1, 7))
    book.due(D(2026, 1, 31))

    assert [(e.facts["version"], e.facts["granted"]) for e in postings(book)] == [("2025", 50), ("2026", 60)]


def test_tiers_credit_the_difference() -> None:
    """Hours of a year add up, whichever day they are credited on."""
    book = a_bank(Rule("B06", "志愿服务", Tiers("小时", HOURS)))
    for number, hours in enumerate(("8", "7", "40"), 1):
        claim(book, f"2025-000{number}", rule="B06", quantity=hours)
        judge(book, f"2025-000{number}")
    show(book, *(f"2025-000{number}" for number in (1, 2, 3)))
    book.due(CREDITED)

    assert [e.facts["granted"] for e in postings(book)] == [0, 20, 80]


def test_a_range_is_filled_by_the_panel() -> None:
    """Within its bounds."""
    book = a_bank()
    claim(book, rule="B05")
    with pytest.raises(GoodpointsError) as caught:
        judge(book, points="10.1")
    judge(book, points=Decimal("7.5"))
    show(book)
    book.due(CREDITED)

    assert (_refused(caught), points(book)) == ("points_out_of_range", (75, 0))


def test_a_deduction_takes_what_is_there_and_leaves_a_debt_that_later_credits_pay() -> None:
    """5.0 are there, 15.0 are taken: 10.0 are owed, and the next 5.0 go there whole."""
    book = a_bank()
    shown(book, "2025-0001")
    for number in (2, 3):
        shown(book, f"2025-000{number}", notice=f"GS000{number}", rule="D01")
    book.due(CREDITED)
    owing = points(book)
    claim(book, "2025-0004", day=CREDITED)
    judge(book, "2025-0004", day=CREDITED)
    show(book, "2025-0004", notice="GS0004", day=CREDITED)
    book.due(D(2025, 3, 31))

    assert (owing, points(book)) == ((0, 100), (0, 50))
    assert held(book, "deducted/") == {("deducted/0001", POINT, "~"): 50, ("deducted/0001", POINT, "-"): 100}


def test_the_same_offence_within_a_year_is_doubled_and_a_year_later_is_not() -> None:
    """By the day of the deed."""
    book = a_bank()
    days = (D(2025, 3, 3), D(2026, 3, 2), D(2026, 3, 3))
    for number, day in enumerate(days, 1):
        claim(book, f"2025-000{number}", rule="D01", day=D(2026, 3, 5) if day > CLAIMED else day, deed_day=day)
        judge(book, f"2025-000{number}", day=D(2026, 3, 6))
    show(book, *(f"2025-000{number}" for number in (1, 2, 3)), day=D(2026, 3, 6))
    book.due(D(2026, 3, 9))

    assert [e.facts["granted"] for e in postings(book)] == [50, 100, 100]


def test_a_veto_closes_honours_until_its_day() -> None:
    """Two years from its posting; points go on."""
    book = a_bank()
    shown(book, "2025-0001", rule="E01")
    shown(book, "2025-0002", notice="GS0002")
    book.due(CREDITED)
    veto = thing(book, ONE, "veto")
    days = ("2025-03-08", "2025-03-09", "2027-03-08", "2027-03-09")

    assert [closed_until(veto, day, honour=True) for day in days] == [None, "2027-03-09", "2027-03-09", None]
    assert (closed_until(veto, days[1], honour=False), points(book)) == (None, (50, 0))


def test_a_reversed_credit_gives_room_back_under_its_cap() -> None:
    """On the day of the deed; the claim stays what it was, credited and taken back."""
    book = a_bank()
    shown(book, "2025-0001", rule="A01", quantity="6")
    book.due(CREDITED)
    book.reverse(Reverse(D(2025, 3, 10), seq=postings(book)[0].seq))
    claim(book, "2025-0002", rule="A01", quantity="6", day=D(2025, 3, 11), deed_day=CLAIMED)
    judge(book, "2025-0002", day=D(2025, 3, 11))
    show(book, "2025-0002", notice="GS0002", day=D(2025, 3, 11))
    book.due(D(2025, 3, 31))

    assert (thing(book).status, points(book)) == ("reversed", (120, 0))


def test_a_reversal_takes_what_is_there_and_owes_the_rest() -> None:
    """The points were taken for a deduction meanwhile."""
    book = a_bank()
    shown(book, "2025-0001")
    shown(book, "2025-0002", notice="GS0002", rule="D01")
    book.due(CREDITED)
    book.reverse(Reverse(D(2025, 3, 10), seq=postings(book)[0].seq))

    assert points(book) == (0, 50)


def test_a_rule_may_credit_two_numbers() -> None:
    """Points that are spent, and a score that never is."""
    book = a_bank(Rule("A02", "孝老之星", Fixed(200), credits=("points", "score")), score_unit="信用分")
    shown(book)
    book.due(CREDITED)

    assert held(book, "household/") == {("household/0001", POINT, "~"): 200, ("household/0001", "信用分", "~"): 200}


def test_a_rule_per_member_counts_the_household() -> None:
    """Those registered, unless the claim says another number."""
    book = a_bank(Rule("A02", "清洁户", Fixed(10), per_member=True))
    book.register.person(RegisterPerson(OPENED, person="0001-2", household=ONE))
    shown(book, "2025-0001")
    shown(book, "2025-0002", notice="GS0002", members=4)
    book.due(CREDITED)

    assert [e.facts["granted"] for e in postings(book)] == [20, 40]


def test_claims_that_are_alike_are_kept_with_a_warning() -> None:
    """Same household, rule and day; or the same photograph anywhere."""
    book, photo = a_bank(), "a" * 64
    claim(book, "2025-0001", evidence=[photo])
    same = claim(book, "2025-0002", evidence=["b" * 64])
    file = claim(book, "2025-0003", household=TWO, evidence=[photo])

    assert (same.entry.facts["alike"], file.entry.facts["same_files"]) == (1, [CODE])


def test_a_village_may_refuse_claims_that_are_alike() -> None:
    """Within the days that its rulebook says; a day more is another deed."""
    book = a_bank(duplicates="refuse", duplicate_days=2)
    claim(book, "2025-0001")
    with pytest.raises(GoodpointsError) as caught:
        claim(book, "2025-0002", day=D(2025, 3, 5))
    claim(book, "2025-0003", day=D(2025, 3, 6))

    assert (_refused(caught), outcome(book, "2025-0003")) == ("alike_claim", "not_reviewed")


def test_a_claim_taken_back_can_be_made_again() -> None:
    """Its number is free, and its photograph too."""
    book = a_bank(duplicates="refuse")
    receipt = claim(book, evidence=["a" * 64])
    book.reverse(Reverse(CLAIMED, seq=receipt.seq))
    withdrawn = outcome(book)
    claim(book, evidence=["a" * 64])

    assert (withdrawn, outcome(book)) == ("withdrawn", "not_reviewed")
