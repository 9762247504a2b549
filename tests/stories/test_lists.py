"""Honour list and cure list: what hangs out, who may answer, and how something comes off."""

from __future__ import annotations

import pytest

from goodpoints import Book, Cure, PutOnList, Receipt, RegisterPerson, ReplyTo
from goodpoints.errors import GoodpointsError, MistakenInput, NotFound, RefusedByRule
from tests.builders import ONE, OPENED, D, a_village, undo

DUE = D(2025, 7, 20)


def _to_be_cured(book: Book, *, listing: str = "Z1") -> None:
    told = PutOnList(
        OPENED, listing=listing, roll="cure", about="place", subject="东头水塘", cure_by=DUE, reason="堆了建筑垃圾"
    )
    book.standing.put_on_list(told)


def _refusal(book: Book, order: object) -> str:
    with pytest.raises(GoodpointsError) as caught:
        book.post(order)  # type: ignore[arg-type]  # orders of three kinds
    return caught.value.code


def test_a_place_is_listed_answered_and_cured() -> None:
    """The listing tells reason, last day and every answer; cured, it is told only to whoever asks for the past."""
    book = a_village()
    _to_be_cured(book)
    book.standing.reply_to(ReplyTo(D(2025, 7, 3), listing="Z1", text="周末清走"))
    (listed,) = book.standing.listings("cure")
    book.standing.cure(Cure(D(2025, 7, 9), listing="Z1"))
    (past,) = book.standing.listings("cure", past=True)

    assert (listed.reason, listed.cure_by, listed.replies) == ("堆了建筑垃圾", "2025-07-20", ("周末清走",))
    assert (book.standing.listings("cure"), past.status, past.cured) == ([], "cured", "2025-07-09")


def test_what_is_said_about_somebody_is_never_sealed_as_text() -> None:
    """Reasons and answers are private details: they can be erased, and the journal stays whole."""
    book = a_village()
    _to_be_cured(book)
    book.standing.reply_to(ReplyTo(D(2025, 7, 3), listing="Z1", text="周末清走"))
    sealed = str([book.entry(seq) for seq in range(1, book.head().size + 1)])

    assert ("垃圾" in sealed, "清走" in sealed, book.verify().ok) == (False, False, True)


@pytest.mark.parametrize(
    ("order", "code", "branch"),
    [
        (
            PutOnList(OPENED, listing="Z1", roll="honour", about="group", subject="一组"),
            "already_listed",
            RefusedByRule,
        ),
        (PutOnList(OPENED, listing="Z2", roll="cure", about="group", subject="一组"), "bad_cure_date", MistakenInput),
        (
            PutOnList(OPENED, listing="Z2", roll="cure", about="group", subject="一组", cure_by=OPENED),
            "bad_cure_date",
            MistakenInput,
        ),
        (
            PutOnList(OPENED, listing="Z2", roll="honour", about="group", subject="一组", cure_by=DUE),
            "bad_cure_date",
            MistakenInput,
        ),
        (
            PutOnList(OPENED, listing="Z2", roll="honour", about="household", subject="0999"),
            "unknown_household",
            NotFound,
        ),
        (ReplyTo(OPENED, listing="Z9", text="不对"), "unknown_listing", NotFound),
        (ReplyTo(OPENED, listing="Z1"), "reply_empty", MistakenInput),
        (ReplyTo(D(2025, 7, 21), listing="Z1", text="晚了"), "reply_too_late", RefusedByRule),
        (Cure(OPENED, listing="Z9"), "unknown_listing", NotFound),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    order: object, code: str, branch: type[GoodpointsError]
) -> None:
    """By its code and by who can mend it; the book's head stays."""
    book = a_village()
    _to_be_cured(book)
    before = book.head()
    with pytest.raises(branch) as caught:
        book.post(order)  # type: ignore[arg-type]  # orders of three kinds

    assert (caught.value.code, book.head()) == (code, before)


@pytest.mark.parametrize("about", ["person", "", "黑榜"])
def test_nobody_can_be_listed_in_person(about: str) -> None:
    """A list speaks of places, groups and households."""
    with pytest.raises(MistakenInput) as caught:
        PutOnList(OPENED, listing="Z1", roll="honour", about=about, subject="0001-1")

    assert caught.value.code == "bad_choice"


def test_a_listing_put_up_by_mistake_comes_down_and_its_reversal_is_seen() -> None:
    """A reversed listing, answer or cure counts as never made."""
    book = a_village()
    _to_be_cured(book)
    reply = book.standing.reply_to(ReplyTo(OPENED, listing="Z1", text="不是我们"))
    cured = book.standing.cure(Cure(OPENED, listing="Z1"))
    undo(book, cured)
    undo(book, reply)
    (back,) = book.standing.listings("cure")
    undo(book, book.standing.put_on_list(PutOnList(OPENED, listing="Z2", roll="honour", about="group", subject="一组")))

    assert (back.cured, back.replies, book.standing.listings("honour")) == ("", (), [])


def test_a_cure_taken_back_does_not_hang_a_listing_out_again_that_was_a_mistake() -> None:
    """Whoever was listed wrongly stays off the board, in whatever order the two mistakes are answered."""
    book = a_village()
    listed = book.standing.put_on_list(
        PutOnList(OPENED, listing="Z1", roll="cure", about="household", subject=ONE, cure_by=DUE)
    )
    cured = book.standing.cure(Cure(OPENED, listing="Z1"))
    undo(book, listed)
    undo(book, cured)

    assert book.standing.listings("cure") == []


def test_a_cure_taken_back_leaves_a_later_listing_of_the_same_number() -> None:
    """The number was free again; what was cured since then stays cured."""
    book = a_village()
    _to_be_cured(book)
    cured = book.standing.cure(Cure(OPENED, listing="Z1"))
    undo(book, _receipt(book, "listing"))
    _to_be_cured(book)
    book.standing.cure(Cure(OPENED, listing="Z1"))
    undo(book, cured)

    assert (book.standing.listings("cure"), book.verify().ok) == ([], True)


def _receipt(book: Book, kind: str) -> Receipt:
    return Receipt(next(entry for entry in book.entries_on(OPENED, kind=kind)))


def test_the_number_of_a_mistake_is_free_again() -> None:
    """Of a standing listing it is not."""
    book = a_village()
    asked = PutOnList(OPENED, listing="Z2", roll="honour", about="group", subject="一组")
    undo(book, book.standing.put_on_list(asked))
    book.standing.put_on_list(asked)

    assert _refusal(book, PutOnList(OPENED, listing="Z2", roll="honour", about="group", subject="二组")) == (
        "already_listed"
    )


def test_nothing_more_is_done_to_what_is_cured() -> None:
    """Neither an answer nor a second cure."""
    book = a_village()
    _to_be_cured(book)
    book.standing.cure(Cure(OPENED, listing="Z1"))

    assert _refusal(book, Cure(OPENED, listing="Z1")) == "not_listed"
    assert _refusal(book, ReplyTo(OPENED, listing="Z1", text="好了")) == "not_listed"


def test_a_household_is_praised_by_number() -> None:
    """The library tells the number; whoever prints a list masks the name."""
    book = a_village()
    book.register.person(RegisterPerson(OPENED, person="0001-1", household=ONE, is_head=True, name="张大山"))
    book.standing.put_on_list(PutOnList(OPENED, listing="H1", roll="honour", about="household", subject=ONE))

    assert [(line.about, line.subject) for line in book.standing.listings("honour")] == [("household", ONE)]
