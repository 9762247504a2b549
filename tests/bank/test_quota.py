"""Issue quotas: what a meeting allows is never exceeded in silence, and what is withheld is never forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints import Book, MistakenInput, RefusedByRule, Reverse
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from tests.bank.village import CREDITED, OPENED, TODAY, D, a_bank, claim, judge, outcome, points, postings, show, thing

Q1 = {"quota": "2025-Q1", "first": D(2025, 1, 1), "last": D(2025, 3, 31)}


def _allow(book: Book, amount: str, *, resolution: str = "决1", **told: object) -> None:
    book.budget.set_quota(SetQuota(OPENED, points=amount, resolution=resolution, **(Q1 | told)))  # type: ignore[arg-type]  # parts by name


def _two_claims(book: Book) -> None:
    """Two deeds of five points, credited on one day."""
    for code in ("2025-0001", "2025-0002"):
        claim(book, code)
        judge(book, code)
    show(book, "2025-0001", "2025-0002")
    book.due(CREDITED)


def test_a_credit_within_the_quota_is_posted_and_the_next_is_withheld() -> None:
    """Nine points are allowed: five are credited, the other five wait whole."""
    book = a_bank()
    _allow(book, "9")
    _two_claims(book)
    (line,) = book.budget.quotas()
    (waiting,) = book.budget.withheld()

    assert (points(book), outcome(book), outcome(book, "2025-0002")) == ((50, 0), "credited", "withheld")
    assert (line.issued, line.percent, line.state) == ("5", 55, "ok")
    assert (waiting.claim, waiting.points) == ("2025-0002", "5")


def test_a_withheld_credit_is_not_posted_by_time() -> None:
    """Asking again and again changes nothing."""
    book = a_bank()
    _allow(book, "9")
    _two_claims(book)
    before = book.head().size
    book.due(TODAY)

    assert book.head().size == before


def test_a_resolution_releases_it_and_is_named_in_the_credit() -> None:
    """Beyond the quota; the quota then says that it is used up."""
    book = a_bank()
    _allow(book, "9")
    _two_claims(book)
    book.budget.release_claim(ReleaseClaim(D(2025, 3, 20), claim="2025-0002", resolution="决7"))
    book.due(D(2025, 3, 20))
    entry = postings(book)[-1]

    assert (points(book), entry.day, entry.facts["resolution"]) == ((100, 0), "2025-03-20", "决7")
    assert [line.state for line in book.budget.quotas()] == ["full"]


def test_a_raised_quota_gives_room_without_another_resolution() -> None:
    """The same code, said again, is the same quota with another amount."""
    book = a_bank()
    _allow(book, "9")
    _two_claims(book)
    with pytest.raises(RefusedByRule) as caught:
        book.budget.release_claim(ReleaseClaim(D(2025, 3, 20), claim="2025-0002"))
    _allow(book, "10", resolution="决2")
    book.budget.release_claim(ReleaseClaim(D(2025, 3, 20), claim="2025-0002"))
    book.due(D(2025, 3, 20))

    assert caught.value.facts == {
        "quota": "2025-Q1", "claim": "2025-0002", "wanted": 50, "room": 40, "scale": 1,
    }  # fmt: skip
    assert (points(book), [line.resolution for line in book.budget.quotas()]) == ((100, 0), ["决2"])


def test_a_reversed_credit_gives_its_room_back() -> None:
    """In the period in which it was credited."""
    book = a_bank()
    _allow(book, "9")
    _two_claims(book)
    book.reverse(Reverse(D(2025, 3, 15), seq=postings(book)[0].seq))

    assert [line.issued for line in book.budget.quotas()] == ["0"]


def test_what_no_quota_holds_is_credited_as_before() -> None:
    """A village that set none, and a day outside of all."""
    free, other = a_bank(), a_bank()
    _allow(other, "0", quota="2026", first=D(2026, 1, 1), last=D(2026, 12, 31))
    _two_claims(free)
    _two_claims(other)

    assert (points(free), points(other)) == ((100, 0), (100, 0))


def test_two_quotas_never_hold_one_day() -> None:
    """The next period begins after the last one."""
    book = a_bank()
    _allow(book, "9")
    with pytest.raises(RefusedByRule) as caught:
        _allow(book, "9", quota="2025", last=D(2025, 12, 31))
    with pytest.raises(MistakenInput) as mistaken:
        _allow(book, "9", quota="2024", last=D(2024, 12, 31))

    assert (caught.value.code, mistaken.value.code) == ("quota_overlaps", "bad_period")


def test_only_what_is_withheld_can_be_released() -> None:
    """Not what is credited, nor what nobody knows."""
    book = a_bank()
    _two_claims(book)
    with pytest.raises(RefusedByRule) as caught:
        book.budget.release_claim(ReleaseClaim(D(2025, 3, 20), claim="2025-0001", resolution="决7"))

    assert caught.value.code == "not_withheld"


@given(st.integers(0, 160), st.lists(st.sampled_from(["A02", "F02", "A01"]), min_size=1, max_size=4))
def test_without_a_resolution_no_more_is_credited_than_allowed(most: int, rules: list[str]) -> None:
    """Whatever is claimed, and every claim is credited or waits."""
    book = a_bank()
    _allow(book, f"{most / 10:.1f}")
    for n, rule in enumerate(rules):
        code = f"2025-{n:04d}"
        claim(book, code, rule=rule, quantity="1" if rule != "A02" else "")
        if rule != "F02":
            judge(book, code)
        show(book, code, notice=f"GS{n:04d}")
    book.due(TODAY)
    credited = sum(entry.facts["granted"] for entry in postings(book))
    waiting = sum(thing(book, line.claim).state["withheld"] for line in book.budget.withheld())
    worth = {"A02": 50, "F02": 3, "A01": 20}

    assert credited <= most
    assert credited + waiting == sum(worth[rule] for rule in rules)
    assert book.verify().ok
