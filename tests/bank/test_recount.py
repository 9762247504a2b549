"""Caps, tiers, repeats and quotas are counted again by whoever derives a journal anew: what an entry says of them is no proof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from goodpoints import Book, Reverse
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from goodpoints.domain.entries import Draft, Entry, Transfer
from tests.bank.forging import changed, unproven, verified, with_facts
from tests.bank.oracle import journal
from tests.bank.village import CREDITED, ONE, OPENED, POINT, D, a_bank, claim, judge, points, postings, show

CODES: Final = ("2025-0001", "2025-0002")
MONTH: Final = {"quota": "2025", "first": OPENED, "last": D(2025, 12, 31)}
LATER: Final = D(2025, 3, 20)


def _shown(book: Book, **told: Any) -> None:  # noqa: ANN401 - parts of a claim
    for code in CODES:
        claim(book, code, **told)
        judge(book, code)
    show(book, *CODES)


def _capped(url: str = "memory:") -> Book:
    """Two claims of ten points under a cap of twelve a month: the second is cut to two."""
    book = a_bank(url=url)
    _shown(book, rule="A01", quantity="5")
    book.due(CREDITED)
    assert points(book) == (120, 0)
    return book


def _scarce(most: str = "9") -> Book:
    """Two claims of five points; the quota has room for one, and the other is withheld."""
    book = a_bank()
    book.budget.set_quota(SetQuota(OPENED, points=most, resolution="决1", **MONTH))  # type: ignore[arg-type]  # parts by name
    _shown(book)
    book.due(CREDITED)
    return book


def _forgotten(entry: Entry) -> Entry:
    """As if nothing had been counted before: ten points whole."""
    told = {"had": {"caps": [0]}, "asked": 100, "granted": 100, "issued": 100}
    counts = [[name, 100 if name.startswith("points/") else amount] for name, amount in entry.facts["counts"]]
    moved = Transfer("issued/deeds", f"household/{ONE}", POINT, "~", 100)
    return entry._replace(facts=entry.facts | told | {"counts": counts}, transfers=(moved,))


def test_a_cap_that_was_forgotten_is_found() -> None:
    """The arithmetic is right; what it says was counted before is not."""
    report = verified(changed(journal(_capped()), "credit", _forgotten, of="2025-0002"))

    assert unproven(report) == [("credit", "wrong_before")]


def test_a_cap_that_was_forgotten_is_found_in_a_file_whose_rows_all_agree(tmp_path: Path) -> None:
    """Written past all decisions, so that nothing that is derived differs: whoever only compares rows sees nothing."""
    forged = _forgotten(postings(_capped())[1])
    book = a_bank(url=str(tmp_path / "village.db"))
    claim(book, CODES[0], rule="A01", quantity="5")
    judge(book, CODES[0])
    show(book, CODES[0])
    book.due(CREDITED)
    claim(book, CODES[1], rule="A01", quantity="5")
    judge(book, CODES[1])
    show(book, CODES[1], notice="GS0002")
    sound = book.verify().ok
    with book.writing() as tx:
        facts = forged.facts | {"notice": "GS0002"}
        tx.record(Draft("credit", forged.day, facts, forged.transfers), "forged", "mallory")
    report = book.verify()
    book.close()

    assert (sound, unproven(report)) == (True, [("credit", "wrong_before")])


def test_a_repeated_deduction_that_was_forgotten_is_found() -> None:
    """The second one within twelve months costs twice; the journal says it was the first."""
    book = a_bank()
    _shown(book, rule="D01")
    book.due(CREDITED)

    def first_again(entry: Entry) -> Entry:
        told = {name: fact for name, fact in entry.facts.items() if name != "had"}
        moved = tuple(one._replace(amount=one.amount // 2) for one in entry.transfers)
        return entry._replace(facts=told | {"asked": 50, "granted": 50, "to_debt": 50}, transfers=moved)

    report = verified(changed(journal(book), "deduction", first_again, of="2025-0002"))

    assert "wrong_before" in {why for _kind, why in unproven(report)}


def test_a_credit_beyond_the_quota_is_found() -> None:
    """In the place of the entry that withheld it."""
    entries = journal(_scarce())
    credit = next(entry for entry in entries if entry.kind == "credit")

    def credited(entry: Entry) -> Entry:
        return credit._replace(key=entry.key, facts=credit.facts | {"claim": "2025-0002"})

    report = verified(changed(entries, "withhold", credited))

    assert ("credit", "beyond_quota") in unproven(report)


@pytest.mark.parametrize(
    ("kind", "forge", "why"),
    [
        ("withhold", with_facts(room=0), "wrong_room"),
        ("quota", with_facts(most=999), "wrong_room"),
        ("release", with_facts(resolution=""), "beyond_quota"),
        ("release", with_facts(resolution="决9"), "wrong_resolution"),
    ],
)
def test_what_was_withheld_or_released_is_counted_again(kind: str, forge: Callable[[Entry], Entry], why: str) -> None:
    """Its room, and by which resolution."""
    book = _scarce()
    book.budget.release_claim(ReleaseClaim(LATER, claim="2025-0002", resolution="决7"))
    book.due(LATER)
    report = verified(changed(journal(book), kind, forge))

    assert why in {found for _kind, found in unproven(report)}


def test_what_a_reversal_counted_back_is_counted_back_again() -> None:
    """A cap with room again, and a quota: an honest journal stays sound, in one look as in many."""
    book = _capped()
    book.reverse(Reverse(LATER, seq=postings(book)[0].seq))
    claim(book, "2025-0003", rule="A01", quantity="2", day=LATER)
    judge(book, "2025-0003", day=LATER)
    show(book, "2025-0003", notice="GS0002", day=LATER)
    book.due(D(2025, 3, 31))

    assert points(book) == (60, 0)
    assert book.verify().ok
    assert unproven(verified(journal(book))) == []
