"""Entries about quotas, stars and lists must follow from what the journal said before, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goodpoints import Book, Cure, LedgerIntegrityError, PutOnList, ReplyTo
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from goodpoints.domain.bank.stars import AssessStars
from goodpoints.domain.entries import Entry
from goodpoints.domain.programmes import KINDS
from tests.bank.village import CREDITED, ONE, OPENED, STARS, TWO, D, a_bank, shown

LATER = D(2025, 4, 1)


def _lived() -> Book:
    """A withheld credit, an assessment, a place on the cure list with an answer, its cure, and the credit's release."""
    book = a_bank(star_household=STARS)
    quota = SetQuota(OPENED, quota="2025", first=OPENED, last=D(2025, 12, 31), points="3", resolution="决1")
    book.budget.set_quota(quota)
    shown(book)
    book.due(CREDITED)
    book.standing.assess_stars(AssessStars(LATER, household=ONE, first=OPENED, last=LATER))
    pond = PutOnList(LATER, listing="Z1", roll="cure", about="place", subject="水塘", cure_by=D(2025, 4, 20))
    book.standing.put_on_list(pond)
    book.standing.reply_to(ReplyTo(LATER, listing="Z1", text="清走"))
    book.standing.cure(Cure(LATER, listing="Z1"))
    book.budget.release_claim(ReleaseClaim(LATER, claim="2025-0001", resolution="决2"))
    return book


def _with(**told: Any) -> Callable[[Entry], Entry]:  # noqa: ANN401 - facts of an entry
    return lambda entry: entry._replace(facts={**entry.facts, **told})


@pytest.mark.parametrize(
    ("kind", "forge", "why"),
    [
        ("withhold", _with(quota="2024"), "no_quota"),
        ("withhold", _with(wanted=10, room=30), "no_quota"),
        ("withhold", lambda entry: entry._replace(day="2025-03-10"), "not_due"),
        ("withhold", _with(household=TWO), "wrong_household"),
        ("release", lambda entry: entry._replace(day="2025-03-08"), "too_early"),
        ("release", _with(household=TWO), "wrong_household"),
        ("quota", _with(first="2026-01-01"), "wrong_quota"),
        ("quota", _with(most=-1), "wrong_quota"),
        ("quota", _with(quota="2025-Q1"), "quota_overlaps"),
        ("stars", _with(stars=["helpful"]), "wrong_stars"),
        ("stars", _with(grade="两星户"), "wrong_grade"),
        ("stars", _with(barred=["clean"]), "wrong_bars"),
        ("stars", _with(vetoed=True), "wrong_bars"),
        ("listing", _with(cure_by="2025-04-01"), "wrong_day"),
        ("reply", lambda entry: entry._replace(day="2025-04-21"), "too_late"),
        ("cure", _with(listing="Z9"), "unknown"),
    ],
)
def test_what_does_not_follow_is_refused(kind: str, forge: Callable[[Entry], Entry], why: str) -> None:
    """Against the things as they were before the entry."""
    book = _lived()
    (entry,) = book.entries_on(OPENED, LATER, kind=kind)
    forged = forge(entry)
    with book.writing() as tx:
        before = {key: tx.thing(*key) for key in KINDS[kind].touches(forged)}
    rewound = _rewound(kind, before)

    with pytest.raises(LedgerIntegrityError) as caught:
        list(KINDS[kind].reduce(forged, rewound))
    assert caught.value.facts["why"] == why


def _rewound(kind: str, things: dict[Any, Any]) -> dict[Any, Any]:
    """The things as they stood before the one entry of that kind."""
    if kind == "listing":
        return dict.fromkeys(things)
    status = {"withhold": "in_notice", "release": "withheld", "reply": "listed", "cure": "listed"}.get(kind)
    told = {}
    for key, thing in things.items():
        known = thing is not None and status is not None and key[0] in {"claim", "listing"}
        day = "2025-03-09" if key[0] == "claim" else (thing.day if thing else "")
        told[key] = thing._replace(status=status, day=day, state=_unreleased(thing.state)) if known else thing
    return told


def _unreleased(state: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in state.items() if name != "resolution"}


def test_the_book_itself_is_sound() -> None:
    """Nothing of this is found in it."""
    assert _lived().verify().ok
