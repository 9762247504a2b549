"""Whoever writes a journal by hand, chains it correctly, and credits what was never judged or shown is found out."""

from __future__ import annotations

from typing import Final

import pytest

from goodpoints.domain.entries import Entry, Transfer
from tests.bank.forging import Forge, changed, unproven, verified, with_facts
from tests.bank.oracle import journal
from tests.bank.village import CREDITED, ONE, POINT, TWO, a_bank, claim, judge, object_to, review, show


def _told() -> list[Entry]:
    """A journal in which two claims were credited, one of them after a dismissed objection."""
    book = a_bank()
    for code, household in (("2025-0001", ONE), ("2025-0002", TWO)):
        claim(book, code, household=household)
        judge(book, code)
    show(book, "2025-0001", "2025-0002")
    object_to(book, "2025-0002")
    review(book, "2025-0002")
    book.due(CREDITED)
    return journal(book)


def _dated(day: str) -> Forge:
    return lambda entry: entry._replace(day=day)


def _gone(_entry: Entry) -> None:
    return None


def _twice_as_much(entry: Entry) -> Entry:
    moved = Transfer("issued/deeds", f"household/{ONE}", POINT, "~", 100)
    return entry._replace(transfers=(moved,))


OTHERS: Final = [{"party": f"p000{n}", "household": f"010{n}"} for n in range(1, 4)]
CASES: Final[dict[str, tuple[str, Forge, str]]] = {
    "no panel": ("panel", _gone, "not_judged"),
    "a panel of one": ("panel", with_facts(judges=OTHERS[:1]), "too_few_judges"),
    "one judge three times": ("panel", with_facts(judges=OTHERS[:1] * 3), "too_few_judges"),
    "a panel that said no": ("panel", with_facts(decision="reject"), "not_judged"),
    "a judge of the own household": (
        "panel", with_facts(judges=[*OTHERS, {"party": "p0004", "household": ONE}]), "not_judged",
    ),
    "no notice": ("notice", _gone, "not_due"),
    "a notice of a day": ("notice", with_facts(last="2025-03-06"), "too_short"),
    "a notice that still runs": ("notice", with_facts(last="2025-03-10"), "wrong_day"),
    "another day": ("credit", _dated("2025-03-08"), "wrong_day"),
    "another household": ("credit", with_facts(household=TWO), "wrong_household"),
    "more than the rule gives": ("credit", with_facts(asked=90, granted=90), "wrong_award"),
    "more than was granted": ("credit", _twice_as_much, "wrong_award"),
    "a cap forgotten": ("credit", with_facts(counts=[]), "wrong_count"),
    "another version": ("claim", with_facts(version="2024"), "unknown"),
    "a claim that came late": ("claim", _dated("2025-06-01"), "not_open"),
}  # fmt: skip


def test_a_true_journal_is_proven_step_by_step() -> None:
    """Chained anew it is still sound: what is missing is only what is derived from it."""
    report = verified(_told())

    assert {found.code for found in report.findings} <= {"missing_row", "column_differs"}


@pytest.mark.parametrize("case", CASES)
def test_a_credit_that_was_not_earned_is_found(case: str) -> None:
    """Whichever step is left out, shortened, or bent: the entry that does not follow is named, and why."""
    kind, forge, why = CASES[case]
    report = verified(changed(_told(), kind, forge, of="" if kind == "notice" else "2025-0001"))

    assert why in {found for _kind, found in unproven(report)}


@pytest.mark.parametrize("kind", ["review", "objection"])
def test_an_objection_that_is_open_or_forgotten_is_found(kind: str) -> None:
    """Without its review the objection is open; without the objection the review speaks of nothing."""
    report = verified(changed(_told(), kind, _gone))

    assert unproven(report) != []


def test_a_credit_posted_twice_is_found() -> None:
    """The second one is not due."""
    entries = _told()
    again = next(entry for entry in entries if entry.kind == "credit")
    report = verified([*entries, again._replace(key="credit/again")])

    assert unproven(report) == [("credit", "not_due")]


def test_another_kind_of_entry_cannot_take_from_deeds() -> None:
    """The table of source accounts holds for journals that came from elsewhere, too."""
    moved = Transfer("issued/deeds", f"household/{ONE}", POINT, "~", 50)
    entries = _told()
    forged = entries[-1]._replace(kind="weigh_in", key="forged", transfers=(moved,), facts={})
    report = verified([*entries, forged])

    assert "forbidden_source" in {found.code for found in report.findings}
