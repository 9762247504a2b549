"""While a credit is withheld its claim can still be objected to, shown anew and taken back; and it never blocks the book."""

from __future__ import annotations

import pytest

from goodpoints import Book, MistakenInput, RefusedByRule, Reverse
from goodpoints.domain.bank.notice import WithdrawNotice
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from tests.bank.village import (
    CREDITED,
    LAST,
    OBJECTED,
    OPENED,
    D,
    a_bank,
    claim,
    judge,
    object_to,
    outcome,
    points,
    postings,
    review,
    show,
    shown,
    thing,
)

LATER = D(2025, 3, 20)


def _allow(book: Book, amount: str = "0") -> None:
    told = {"quota": "2025", "first": OPENED, "last": D(2025, 12, 31)}
    book.budget.set_quota(SetQuota(OPENED, points=amount, resolution="决1", **told))  # type: ignore[arg-type]  # parts by name


def _withheld() -> Book:
    """A claim of five points, objected to and found right, whose credit no quota has room for."""
    book = a_bank()
    _allow(book)
    shown(book)
    object_to(book)
    review(book)
    book.due(CREDITED)
    assert outcome(book) == "withheld"
    return book


def _release(book: Book, day: D = LATER, resolution: str = "决7") -> None:
    book.budget.release_claim(ReleaseClaim(day, claim="2025-0001", resolution=resolution))


def _seq(book: Book, kind: str) -> int:
    return next(entry.seq for entry in book.entries_on(OPENED, LATER, kind=kind))


def test_it_is_not_released_for_a_day_before_it_could_have_been_credited() -> None:
    """Not while the notice hung, nor on any day before the one on which it was withheld; the book goes on."""
    book = _withheld()
    with pytest.raises(MistakenInput) as caught:
        _release(book, LAST)
    _release(book, CREDITED)
    book.due(LATER)

    assert caught.value.code == "before_withheld"
    assert caught.value.facts == {"claim": "2025-0001", "day": "2025-03-08", "withheld": "2025-03-09"}
    assert [entry.day for entry in postings(book)] == ["2025-03-09"]


def test_what_waits_is_told_in_points_before_anything_was_ever_credited() -> None:
    """The first credit of all may be the one that waits."""
    (line,) = _withheld().budget.withheld()

    assert line.points == "5"


def test_a_review_that_is_taken_back_opens_the_objection_again() -> None:
    """Then nothing is posted, whatever is released; decided anew, it falls due and waits again."""
    book = _withheld()
    book.reverse(Reverse(LATER, seq=_seq(book, "review")))
    with pytest.raises(RefusedByRule) as caught:
        _release(book)
    opened = outcome(book)
    review(book, day=D(2025, 3, 21))
    book.due(D(2025, 3, 31))

    assert (caught.value.code, opened, outcome(book)) == ("not_withheld", "objection_open", "withheld")
    assert thing(book).day == "2025-03-22"


def test_an_objection_made_in_time_and_written_down_late_is_heard() -> None:
    """Nothing was posted yet."""
    book = a_bank()
    _allow(book)
    shown(book)
    book.due(CREDITED)
    object_to(book, day=OBJECTED)
    review(book, upheld=True)

    assert outcome(book) == "objection_upheld"


def test_a_notice_that_was_wrong_is_withdrawn_and_the_claim_shown_again() -> None:
    """It is not withheld any more: only approved, until another notice ends."""
    book = _withheld()
    book.deeds.withdraw_notice(WithdrawNotice(LATER, notice="GS0001"))
    down = outcome(book)
    show(book, notice="GS0002", day=LATER)
    book.due(D(2025, 3, 31))
    _release(book, D(2025, 4, 1))
    book.due(D(2025, 4, 2))

    assert (down, postings(book)[0].day, postings(book)[0].facts["notice"]) == (
        "not_publicised",
        "2025-04-01",
        "GS0002",
    )


def test_a_notice_whose_entry_is_reversed_leaves_its_withheld_claim_approved() -> None:
    """As if it had never hung."""
    book = _withheld()
    book.reverse(Reverse(LATER, seq=_seq(book, "notice")))

    assert outcome(book) == "not_publicised"


def test_a_released_claim_is_never_credited_before_its_release() -> None:
    """Not even where an objection, heard late, moves it once more."""
    book = _withheld()
    _release(book)
    object_to(book, objection="YY02")
    review(book)
    book.due(D(2025, 3, 31))

    assert [(entry.day, entry.facts["resolution"]) for entry in postings(book)] == [("2025-03-20", "决7")]


def test_a_credit_that_was_reversed_is_not_posted_again_by_another_review() -> None:
    """The review is taken back and given once more: the claim stays as it is."""
    book = a_bank()
    shown(book)
    object_to(book)
    review(book)
    book.due(CREDITED)
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq))
    book.reverse(Reverse(LATER, seq=_seq(book, "review")))
    review(book, day=LATER)
    book.due(D(2025, 4, 30))

    assert (len(postings(book)), points(book)) == (1, (0, 0))


def test_taking_back_one_review_does_not_undo_another() -> None:
    """A dismissed objection is opened again while a second one was upheld: refused is refused."""
    book = a_bank()
    shown(book)
    object_to(book)
    object_to(book, objection="YY02")
    review(book, objection="YY01")
    review(book, objection="YY02", upheld=True)
    book.reverse(Reverse(LATER, seq=_seq(book, "review")))

    assert outcome(book) == "objection_upheld"


def test_a_claim_made_anew_under_its_number_knows_nothing_of_old_objections() -> None:
    """Taking the old steps back changes nothing about it."""
    book = a_bank()
    shown(book)
    object_to(book)
    review(book)
    old = [_seq(book, kind) for kind in ("review", "objection")]
    book.reverse(Reverse(LAST, seq=_seq(book, "claim")))
    claim(book, day=LATER)
    judge(book, day=LATER)
    show(book, notice="GS0002", day=LATER)
    for seq in old:
        book.reverse(Reverse(LATER, seq=seq))
    book.due(D(2025, 3, 31))

    assert (outcome(book), thing(book).state["open"]) == ("credited", 0)
    assert book.verify().ok
