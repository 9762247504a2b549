"""Putting right: whose fault it was, who lets a debt go, and how a household gets out of a veto."""

from __future__ import annotations

from typing import Any

import pytest

from goodpoints import Book, GoodpointsError, Reverse
from goodpoints.domain.bank.panel import Judge
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.values import Rule
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.domain.journal.reverse import AlreadyReversed
from goodpoints.domain.vetoes import closed_until
from tests.bank.village import CREDITED, JUDGES, ONE, POINT, RULES, TWO, D, a_bank, points, postings, shown, thing
from tests.builders import held

LATER = D(2025, 3, 10)


def _spent() -> Book:
    """A credit of 5.0 whose points are gone: a deduction has taken them."""
    book = a_bank()
    shown(book, "2025-0001")
    shown(book, "2025-0002", notice="GS0002", rule="D01")
    book.due(CREDITED)
    return book


@pytest.mark.parametrize(("fault", "owed", "lost"), [("household", 50, 0), ("office", 0, -50)])
def test_the_office_bears_its_own_mistakes(fault: str, owed: int, lost: int) -> None:
    """What the household has spent is its debt, or the programme's loss."""
    book = _spent()
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq, fault=fault))

    assert points(book) == (0, owed)
    assert held(book, "loss/").get(("loss/deeds", POINT, "-"), 0) == lost
    assert book.verify().findings == ()


def test_the_office_bears_only_what_is_gone() -> None:
    """What is there is given back, whosever fault it was."""
    book = a_bank()
    shown(book)
    book.due(CREDITED)
    reversal = book.reverse(Reverse(LATER, seq=postings(book)[0].seq, fault="office"))

    assert (points(book), held(book, "loss/"), reversal.entry.facts["fault"]) == ((0, 0), {}, "office")


def test_a_reversal_with_another_fault_is_another_request() -> None:
    """And there is one reversal for each entry."""
    book = _spent()
    credit = postings(book)[0].seq
    book.reverse(Reverse(LATER, seq=credit))
    again = book.reverse(Reverse(LATER, seq=credit))
    with pytest.raises(AlreadyReversed):
        book.reverse(Reverse(LATER, seq=credit, fault="office"))

    assert again.replayed


def _write_off(book: Book, **told: Any) -> None:  # noqa: ANN401 - parts of a write-off
    book.deeds.write_off(WriteOff(LATER, household=ONE, **({"first": "p0001", "second": "p0002"} | told)))


@pytest.mark.parametrize(("amount", "owed"), [(None, 0), ("2", 30)])
def test_two_people_let_a_debt_go(amount: str | None, owed: int) -> None:
    """All of it, or a part; the programme bears it, and everybody can see how much that is."""
    book = _spent()
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq))
    _write_off(book, amount=amount)

    assert points(book) == (0, owed)
    assert held(book, "loss/") == {("loss/deeds", POINT, "-"): owed - 50}
    assert book.verify().findings == ()


@pytest.mark.parametrize(
    ("told", "code"),
    [({"second": "p0001"}, "conflict_of_interest"), ({"amount": "5.1"}, "no_debt"), ({"household": TWO}, "no_debt")],
)
def test_a_debt_is_not_let_go_by_one_person_or_beyond_what_is_owed(told: dict[str, str], code: str) -> None:
    """And never where nothing is owed."""
    book = _spent()
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq))
    with pytest.raises(GoodpointsError) as caught:
        book.deeds.write_off(WriteOff(LATER, **({"household": ONE, "first": "p0001", "second": "p0002"} | told)))

    assert caught.value.code == code


def _vetoed() -> Book:
    book = a_bank()
    shown(book, rule="E01")
    book.due(CREDITED)
    return book


def test_a_veto_that_is_made_good_ends() -> None:
    """On the day of the repair; before it, it stood."""
    book = _vetoed()
    book.deeds.repair(Repair(D(2025, 9, 1), household=ONE, claim="2025-0001", judges=JUDGES, reason="一年内未再犯"))
    veto = thing(book, ONE, "veto")

    assert [closed_until(veto, day, honour=True) for day in ("2025-08-31", "2025-09-01")] == ["2025-09-01", None]


def test_a_repair_can_be_reversed() -> None:
    """The veto stands again, until its own day."""
    book = _vetoed()
    receipt = book.deeds.repair(Repair(D(2025, 9, 1), household=ONE, claim="2025-0001", judges=JUDGES))
    book.reverse(Reverse(D(2025, 9, 2), seq=receipt.seq))

    assert closed_until(thing(book, ONE, "veto"), "2026-01-01", honour=True) == "2027-03-09"


def test_a_reversed_veto_never_was() -> None:
    """It closes nothing, on no day."""
    book = _vetoed()
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq))

    assert closed_until(thing(book, ONE, "veto"), "2025-03-20", honour=True) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"judges": JUDGES[:2]}, "too_few_judges"),
        ({"judges": (*JUDGES, Judge("p0009", ONE))}, "conflict_of_interest"),
        ({"claim": "2025-0009"}, "no_veto"),
        ({"day": D(2027, 3, 9)}, "no_veto"),
    ],
)
def test_a_repair_needs_a_panel_and_a_veto(told: dict[str, Any], code: str) -> None:
    """Of others, and one that still stands."""
    book = a_bank(today=D(2028, 1, 1))
    shown(book, rule="E01")
    book.due(CREDITED)
    asked: dict[str, Any] = {"day": D(2025, 9, 1), "household": ONE, "claim": "2025-0001", "judges": JUDGES} | told
    with pytest.raises(GoodpointsError) as caught:
        book.deeds.repair(Repair(asked.pop("day"), **asked))

    assert caught.value.code == code


def test_a_deduction_reversed_after_its_debt_was_repaid_gives_back_what_was_paid() -> None:
    """Five points were owed and then earned: the debt is no more, so the five come back to spend."""
    book = a_bank()
    shown(book, rule="D01")
    book.due(CREDITED)
    shown(book, "2025-0002", rule="A02", notice="GS0002")
    book.due(CREDITED)
    deduction = next(entry for entry in postings(book) if entry.kind == "deduction")
    before = points(book)
    book.reverse(Reverse(D(2025, 4, 1), seq=deduction.seq))

    assert (before, points(book)) == ((0, 0), (50, 0))
    assert book.verify().ok


def test_a_deduction_reversed_after_its_debt_was_partly_repaid_settles_both() -> None:
    """Ten points owed, five repaid: what is still owed goes, what was paid comes back."""
    twice = Rule("D01", "乱倒垃圾", Fixed(100), sign="minus")
    book = a_bank(*[twice if rule.code == "D01" else rule for rule in RULES])
    shown(book, rule="D01")
    book.due(CREDITED)
    shown(book, "2025-0002", rule="A02", notice="GS0002")
    book.due(CREDITED)
    deduction = next(entry for entry in postings(book) if entry.kind == "deduction")
    before = points(book)
    book.reverse(Reverse(D(2025, 4, 1), seq=deduction.seq))

    assert (before, points(book)) == ((0, 50), (50, 0))
