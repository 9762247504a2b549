"""A village passes its rulebook, version by version."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from goodpoints import Book, MistakenInput, NotFound, Policy, RefusedByRule, Reverse
from goodpoints.domain.bank.rulebook.adopt import AdoptRulebook
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.scoring import JUDGED, VILLAGE
from goodpoints.domain.entries import Draft, Tally
from goodpoints.domain.kinds import Kind
from goodpoints.domain.policy import Reward
from tests.bank.rulebook.desk import a_rule, a_rulebook
from tests.builders import D, a_book

POINTS = Policy(reward=Reward("分", "points", 1))
OLD = a_rulebook(a_rule(text="每半天计分"), version="2025", valid_from="2025-01-01")
NEW = a_rulebook(a_rule(Fixed(60)), version="2026", valid_from="2026-01-01")


def _book() -> Book:
    return a_book(POINTS, opened=D(2025, 1, 1))


def _refusal(book: Book, **told: Any) -> str:  # noqa: ANN401 - whatever a rulebook takes
    with pytest.raises(RefusedByRule) as error:
        book.rules.adopt_rulebook(a_rulebook(**told))
    return error.value.code


def test_the_version_of_a_day_holds_on_it() -> None:
    """The new one from its day on; earlier days keep the old one, in whatever order they were passed."""
    book = _book()
    for rulebook in (NEW, OLD):
        book.rules.adopt_rulebook(rulebook)
    found = [book.rules.rulebook(day=day).version for day in (D(2025, 1, 1), D(2025, 12, 31), D(2026, 1, 1))]

    assert found == ["2025", "2025", "2026"]
    assert book.rules.versions() == [(D(2025, 1, 1), "2025"), (D(2026, 1, 1), "2026")]


def test_a_version_comes_back_with_its_texts() -> None:
    """They lie beside the journal, not in it."""
    book = _book()
    receipt = book.rules.adopt_rulebook(OLD)

    assert book.rules.rulebook("2025") == OLD
    assert "每半天计分" not in str(receipt.entry.facts)


def test_before_the_first_version_there_is_none() -> None:
    """And an unknown version is not guessed."""
    book = _book()
    book.rules.adopt_rulebook(OLD)
    codes = []
    for asked in ({"day": D(2024, 12, 31)}, {"version": "2099"}):
        with pytest.raises(NotFound) as error:
            book.rules.rulebook(**asked)
        codes.append(error.value.code)

    assert codes == ["no_rulebook", "unknown_rulebook"]


def test_a_passed_version_never_changes() -> None:
    """Another text under its name, or another version from its day, is refused; the same again is the same entry."""
    book = _book()
    book.rules.adopt_rulebook(OLD, key="first")

    assert book.rules.adopt_rulebook(OLD, key="first").replayed
    assert _refusal(book, version="2025", valid_from="2025-06-01") == "version_taken"
    assert _refusal(book, version="2025b", valid_from="2025-01-01") == "version_same_day"


def test_a_rulebook_counts_in_the_books_unit() -> None:
    """And a score may not take the name of something else."""
    book = _book()

    assert [_refusal(book, unit="星"), _refusal(book, scale=0), _refusal(book, score_unit="元")] == [
        "other_unit", "other_unit", "unit_taken",
    ]  # fmt: skip


def test_the_score_becomes_a_unit_of_its_own() -> None:
    """Counted like the points, never spent."""
    book = _book()
    book.rules.adopt_rulebook(a_rulebook(score_unit="文明分"))

    assert tuple(book.unit("文明分")) == ("文明分", "score", 1, "文明分")


def test_the_order_bears_the_rulebooks_own_day() -> None:
    """A passed day is not another one at the desk."""
    with pytest.raises(MistakenInput) as error:
        AdoptRulebook(D(2025, 1, 2), rulebook=OLD)

    assert error.value.facts["key"] == "valid_from"


def _judge(book: Book, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a judged deed of that day, as every credit does, by an act made for this test."""
    from goodpoints.domain import programmes
    from goodpoints.domain.register.parties import RegisterParty

    judged = Kind("party", tallies=lambda _entry: [Tally(JUDGED, VILLAGE, day.isoformat(), 1)])
    monkeypatch.setitem(programmes.KINDS, "party", judged)
    monkeypatch.setitem(
        programmes.DECISIONS, RegisterParty, lambda _book, order: Draft("party", order.day.isoformat(), {})
    )
    programmes.kind_named.cache_clear()
    book.post(RegisterParty(D(2025, 1, 1), party="p-1"))
    programmes.kind_named.cache_clear()


@pytest.mark.parametrize(
    ("valid_from", "refused"),
    [("2025-03-10", True), ("2025-02-01", True), ("2025-03-11", False), ("2024-06-01", False)],
)
def test_days_that_are_judged_are_closed_to_new_versions(
    valid_from: str, monkeypatch: pytest.MonkeyPatch, *, refused: bool
) -> None:
    """A version for days on which a deed was judged would judge it anew; one that ends before, or starts after, may come."""
    book = _book()
    book.rules.adopt_rulebook(OLD)
    _judge(book, D(2025, 3, 10), monkeypatch)
    late = a_rulebook(version="2025b", valid_from=valid_from)
    if refused:
        assert _refusal(book, version="2025b", valid_from=valid_from) == "already_judged"
    else:
        book.rules.adopt_rulebook(late)

        assert book.rules.rulebook(day=late.first_day).version == "2025b"


def test_a_mistaken_version_is_withdrawn_while_nothing_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then its name is free again; once deeds were judged under it, it stays."""
    book = _book()
    old, new = (book.rules.adopt_rulebook(rulebook) for rulebook in (OLD, NEW))
    _judge(book, D(2025, 3, 10), monkeypatch)
    book.reverse(Reverse(D(2026, 1, 2), seq=new.seq))
    with pytest.raises(RefusedByRule) as error:
        book.reverse(Reverse(D(2026, 1, 2), seq=old.seq))

    assert (book.rules.versions(), error.value.code) == ([(D(2025, 1, 1), "2025")], "already_judged")
    assert not book.rules.adopt_rulebook(NEW).replayed


def test_a_book_with_rulebooks_verifies() -> None:
    """Everything derived anew is what is stored."""
    book = _book()
    for rulebook in (OLD, NEW):
        book.rules.adopt_rulebook(rulebook)

    assert book.verify().findings == ()
