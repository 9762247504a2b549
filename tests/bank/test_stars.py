"""Star households: won by deeds within a window, kept with what they were made of, withdrawn and barred."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from goodpoints import Book, LedgerIntegrityError, MistakenInput, RefusedByRule, Reverse
from goodpoints.domain.bank.rulebook.facts import as_facts, from_facts
from goodpoints.domain.bank.rulebook.stars import Grade, Input
from goodpoints.domain.bank.stars import STARS_KIND, AssessStars, WithdrawStar
from goodpoints.errors import NotFound
from goodpoints.services.rulebook_file import read_rulebook
from goodpoints.services.rulebook_text import rulebook_text
from tests.bank.village import CLEAN, CREDITED, HELPFUL, ONE, RULES, STARS, D, a_bank, postings, rulebook, shown

ASSESSED = D(2025, 4, 1)


def _assess(book: Book, *, day: object = ASSESSED) -> tuple[tuple[str, ...], str]:
    order = AssessStars(day, household=ONE, first=D(2025, 1, 1), last=D(2025, 3, 31))  # type: ignore[arg-type]  # a day
    book.standing.assess_stars(order)
    (line,) = book.standing.star_households()
    return line.stars, line.grade


def _with_a_deed() -> Book:
    book = a_bank(star_household=STARS)
    shown(book)
    book.due(CREDITED)
    return book


def test_deeds_within_the_window_win_a_star() -> None:
    """Five points of cleaning are enough; the star for helping has none."""
    book = _with_a_deed()

    assert _assess(book) == (("clean",), "一星户")


def test_a_deduction_under_its_rules_costs_a_clean_star() -> None:
    """Dumping waste is one of them."""
    book = _with_a_deed()
    shown(book, "2025-0002", rule="D01", notice="GS0002")
    book.due(CREDITED)

    assert _assess(book) == ((), "")


def test_an_assessment_can_be_worked_out_again_and_shows_what_changed_since() -> None:
    """The deed is reversed after the assessment: then five points, now none."""
    book = _with_a_deed()
    _assess(book)
    before = [tuple(one) for one in book.standing.recount(ONE)]
    book.reverse(Reverse(ASSESSED, seq=postings(book)[0].seq))

    assert before == [("A02", "5", "5")]
    assert [tuple(one) for one in book.standing.recount(ONE)] == [("A02", "5", "0")]


def test_a_withdrawn_star_is_barred_and_can_be_won_again_when_its_time_is_over() -> None:
    """Twelve months here."""
    book = _with_a_deed()
    _assess(book)
    book.standing.withdraw_star(WithdrawStar(ASSESSED, household=ONE, star="clean", reason="堆放垃圾"))
    (line,) = book.standing.star_households()

    assert (line.stars, line.grade, line.barred) == ((), "", ("clean",))
    assert _assess(book, day=D(2026, 3, 31)) == ((), "")
    assert _assess(book, day=D(2026, 4, 1)) == (("clean",), "一星户")


def test_a_star_withdrawn_by_mistake_comes_back() -> None:
    """With its grade, and without the bar."""
    book = _with_a_deed()
    _assess(book)
    receipt = book.standing.withdraw_star(WithdrawStar(ASSESSED, household=ONE, star="clean"))
    book.reverse(Reverse(ASSESSED, seq=receipt.seq))
    (line,) = book.standing.star_households("一星户")

    assert (line.stars, line.barred) == (("clean",), ())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_stars_withdrawn_by_mistake_come_back_with_every_grade(order: tuple[int, int]) -> None:
    """Whichever comes back first: the grade is that of as many stars."""
    sweeping = evolve(HELPFUL, categories=CLEAN.categories, rules=CLEAN.rules)
    book = a_bank(star_household=evolve(STARS, stars=(CLEAN, sweeping)))
    shown(book)
    book.due(CREDITED)
    grades = [_assess(book)[1]]
    taken = [book.standing.withdraw_star(WithdrawStar(ASSESSED, household=ONE, star=s)) for s in ("clean", "helpful")]
    for n in order:
        book.reverse(Reverse(ASSESSED, seq=taken[n].seq))
        grades.append(book.standing.star_households()[0].grade)
    again = book.standing.withdraw_star(WithdrawStar(ASSESSED, household=ONE, star="clean"))
    book.reverse(Reverse(ASSESSED, seq=again.seq))

    assert [*grades, book.standing.star_households()[0].grade] == ["两星户", "一星户", "两星户", "两星户"]
    assert book.verify().ok


def test_a_vetoed_household_wins_none() -> None:
    """Whatever it did besides; it is told in the entry."""
    book = _with_a_deed()
    shown(book, "2025-0002", rule="E01", notice="GS0002")
    book.due(CREDITED)
    _assess(book)
    (entry,) = book.entries_on(ASSESSED, ASSESSED, kind="stars")

    assert (entry.facts["vetoed"], entry.facts["stars"]) == (True, [])


def test_what_cannot_be_assessed_is_refused() -> None:
    """A rulebook without stars, a window backwards, a star that is not there."""
    book, plain = _with_a_deed(), a_bank()
    with pytest.raises(RefusedByRule) as without:
        plain.standing.assess_stars(AssessStars(ASSESSED, household=ONE, first=D(2025, 1, 1), last=ASSESSED))
    with pytest.raises(MistakenInput) as backwards:
        book.standing.assess_stars(AssessStars(ASSESSED, household=ONE, first=ASSESSED, last=D(2025, 1, 1)))
    with pytest.raises(RefusedByRule) as missing:
        book.standing.withdraw_star(WithdrawStar(ASSESSED, household=ONE, star="clean"))
    with pytest.raises(NotFound) as never:
        book.standing.recount(ONE)

    codes = [caught.value.code for caught in (without, backwards, missing, never)]
    assert codes == ["no_stars", "bad_period", "star_not_held", "not_assessed"]


def test_a_forged_assessment_is_found_out() -> None:
    """Its stars do not follow from its own inputs."""
    book = _with_a_deed()
    _assess(book)
    (entry,) = book.entries_on(ASSESSED, ASSESSED, kind="stars")
    forged = entry._replace(facts={**entry.facts, "stars": ["clean", "helpful"], "grade": "两星户"})
    with book.writing() as tx:
        things = {key: tx.thing(*key) for key in STARS_KIND.touches(forged)}

    with pytest.raises(LedgerIntegrityError) as caught:
        list(STARS_KIND.reduce(forged, things))
    assert (caught.value.code, caught.value.facts["why"]) == ("unproven_step", "wrong_stars")
    assert book.verify().ok


def test_stars_stand_in_the_rulebooks_file() -> None:
    """Points in the unit; read, written and read again they are the same, also as the journal keeps them."""
    told = rulebook(star_household=STARS)
    text = rulebook_text(told)

    assert "least = 5" in text
    assert read_rulebook(text) == told
    assert from_facts(as_facts(told)).star_household == STARS


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"stars": (CLEAN, CLEAN)}, "stars"),
        ({"grades": (Grade("甲", 2), Grade("乙", 2))}, "grades"),
        ({"stars": ()}, "stars"),
    ],
)
def test_stars_that_make_no_sense_are_no_rulebook(change: dict[str, Any], key: str) -> None:
    """Two of one code, grades that do not rise, none at all."""
    with pytest.raises(MistakenInput) as caught:
        evolve(STARS, **change)

    assert (caught.value.code, caught.value.facts["key"]) == ("rulebook_value", key)


@given(
    st.lists(st.tuples(st.sampled_from([rule.code for rule in RULES]), st.integers(1, 90)), unique_by=lambda t: t[0])
)
def test_more_good_deeds_never_cost_a_star(done: list[tuple[str, int]]) -> None:
    """Twice the points of the plus rules win at least the same stars."""
    signs = {rule.code: rule.sign for rule in RULES}
    inputs = [Input(code, "", signs[code], points) for code, points in done]
    more = [one._replace(points=2 * one.points) if one.sign == "plus" else one for one in inputs]

    assert set(STARS.won(inputs)) <= set(STARS.won(more))
