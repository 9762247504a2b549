"""Every step of a claim can be taken back while nothing has followed it, and then be done again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest

from goodpoints import Book, Receipt
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.values import Rule
from goodpoints.domain.bank.stars import WITHDRAW_STAR_KIND, AssessStars, WithdrawStar
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.domain.programmes import BANK
from tests.bank.village import (
    CLAIMED,
    CREDITED,
    JUDGED,
    JUDGES,
    ONE,
    STARS,
    TWO,
    D,
    a_bank,
    claim,
    judge,
    object_to,
    review,
    rulebook,
    show,
    shown,
)
from tests.builders import held, undo

LATER: Final = D(2025, 4, 1)
Before = Callable[[Book], object]
Act = Callable[[Book], Receipt]


def _posted(rule: str) -> Before:
    def before(book: Book) -> None:
        shown(book, rule=rule)

    return before


def _due(book: Book) -> Receipt:
    return book.due(CREDITED)[-1]


def _judged(book: Book) -> None:
    claim(book)
    judge(book)


def _objected(book: Book) -> None:
    shown(book)
    object_to(book)


def _vetoed(book: Book) -> None:
    shown(book, rule="E01")
    book.due(CREDITED)


def _owing(book: Book) -> None:
    shown(book, rule="D01")
    book.due(CREDITED)


def _starred(book: Book) -> None:
    shown(book)
    book.due(CREDITED)
    book.standing.assess_stars(AssessStars(LATER, household=ONE, first=CLAIMED, last=LATER))


def _nothing(_book: Book) -> None:
    return


CASES: Final[dict[str, tuple[Before, Act]]] = {
    "rulebook": (
        _nothing,
        lambda b: b.rules.adopt_rulebook(rulebook(Rule("A02", "清扫", Fixed(60)), version="9", valid_from="2025-06-01")),
    ),
    "claim": (_nothing, claim),
    "precheck": (claim, lambda b: b.deeds.precheck(Precheck(JUDGED, claim="2025-0001"))),
    "panel": (claim, judge),
    "notice": (_judged, show),
    "objection": (shown, object_to),
    "review": (_objected, review),
    "credit": (_posted("A02"), _due),
    "deduction": (_posted("D01"), _due),
    "veto": (_posted("E01"), _due),
    "kin": (_nothing, lambda b: b.deeds.declare_kin(DeclareKin(CLAIMED, household=ONE, other=TWO))),
    "repair": (
        _vetoed, lambda b: b.deeds.repair(Repair(LATER, household=ONE, claim="2025-0001", judges=JUDGES)),
    ),
    "write_off": (
        _owing, lambda b: b.deeds.write_off(WriteOff(LATER, household=ONE, first="p0001", second="p0002")),
    ),
    "withdraw_star": (_starred, lambda b: b.standing.withdraw_star(WithdrawStar(LATER, household=ONE, star="clean"))),
}  # fmt: skip
"""Reversible kind → what is there before, and an act of it."""

ANSWERED_OTHERWISE: Final = {"withdraw_notice", "rerating"}
"""A notice that was taken down in error hangs again as another notice; a re-rating is answered by the next one."""


def _state(book: Book) -> list[tuple[object, ...]]:
    """Everything that is listed by a status and day; what was withdrawn counts as never there."""
    with book.store.read(book.code) as store:
        things = [row[:5] for row in store.dump("thing") if row[0] in {"claim", "notice", "objection", "veto", "kin"}]
    gone = {"withdrawn", "lifted", "none"}
    return [thing for thing in things if thing[2] not in gone]


def test_every_kind_of_the_bank_has_its_case() -> None:
    """A kind that is added needs one here, or a reason to be irreversible."""
    assert {kind.name for kind in (*BANK, WITHDRAW_STAR_KIND) if kind.reversible} == set(CASES)
    assert {kind.name for kind in BANK if not kind.reversible} == ANSWERED_OTHERWISE


@pytest.mark.parametrize("kind", CASES)
def test_a_step_and_its_reversal_leave_the_claim_as_it_was(kind: str) -> None:
    """Its status, its day, and every balance."""
    before, act = CASES[kind]
    book = a_bank(star_household=STARS)
    before(book)
    state, balances = _state(book), held(book)
    receipt = act(book)
    undo(book, receipt, day=dt.date.fromisoformat(receipt.entry.day))

    assert receipt.entry.kind == kind
    after = [thing for thing in _state(book) if thing[2] != "reversed"]
    expected = [thing for thing in state if kind not in {"credit", "deduction", "veto"} or thing[0] != "claim"]
    assert (after, held(book)) == (expected, balances)
    assert book.verify().findings == ()


@pytest.mark.parametrize("kind", sorted(set(CASES) - {"credit", "deduction", "veto", "rulebook"}))
def test_a_step_that_was_taken_back_can_be_done_again(kind: str) -> None:
    """Under the same number; what was posted is claimed anew instead."""
    before, act = CASES[kind]
    book = a_bank(star_household=STARS)
    before(book)
    first = act(book)
    undo(book, first, day=dt.date.fromisoformat(first.entry.day))
    again = act(book)

    assert (again.replayed, again.entry.kind) == (False, kind)
