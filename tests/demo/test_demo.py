"""`goodpoints demo`: the sample village lives through fourteen months, the same on every machine."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from attrs import field, frozen

from goodpoints import Book, MistakenInput, create_book, open_book
from goodpoints.book.noticeboard import notice_of
from goodpoints.demo import run, village
from goodpoints.demo.run import DemoResult, run_demo
from goodpoints.domain.policy import ACTS
from goodpoints.render import notice_html
from goodpoints.services.clock import FixedClock
from goodpoints.sheets import read
from goodpoints.sheets.bank_registers import BANK

DATA = Path(str(files("goodpoints.demo").joinpath("data")))
TEXTS = tomllib.loads(files("goodpoints.demo").joinpath("messages.toml").read_text(encoding="utf-8"))
REASONS = {"insufficient_stars", "limit_reached", "below_min_lot"}


@frozen
class Told:
    """A demo that was played, and everything it said."""

    folder: Path
    result: DemoResult
    said: list[tuple[str, dict[str, Any]]] = field(repr=False)

    def facts(self, key: str) -> dict[str, Any]:
        """The facts of the first message with this key."""
        return next(facts for said, facts in self.said if said == key)


def _played(folder: Path, **asked: Any) -> Told:  # noqa: ANN401 - handed on to run_demo
    said: list[tuple[str, dict[str, Any]]] = []
    result = run_demo(folder, lambda key, facts: said.append((key, facts)), **asked)
    return Told(folder, result, said)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One run for all who only look."""
    return _played(tmp_path_factory.mktemp("demo"))


def test_it_leaves_a_book_and_a_notice(demo: Told) -> None:
    """Both lie in the folder, under the names that the README tells."""
    assert demo.result.book == demo.folder / "book.db"
    assert demo.result.notice == demo.folder / "notice.html"
    assert demo.result.notice.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_book_can_be_opened_and_verifies(demo: Told) -> None:
    """It is a book like any other."""
    with open_book(str(demo.result.book)) as book:
        assert book.verify().ok
        assert book.head_text() == demo.result.head


def test_it_is_the_same_everywhere(demo: Told, tmp_path: Path) -> None:
    """No chance and no clock: another run has the same head and says the same."""
    again = _played(tmp_path)

    assert again.result.head == demo.result.head
    assert [key for key, _ in again.said] == [key for key, _ in demo.said]


def test_one_request_is_refused_for_two_reasons(demo: Told) -> None:
    """All reasons are told, in the policy's order, with the numbers inside."""
    at = next(n for n, (key, facts) in enumerate(demo.said) if key == "demo_refused" and facts["reasons"] == 2)
    (first, poor), (second, limit) = demo.said[at + 1 : at + 3]

    assert (first, second) == ("insufficient_stars", "limit_reached")
    assert poor["available"] < poor["wanted"]
    assert limit["wanted"] > limit["limit"]


def test_a_mistake_is_put_right_and_stays(demo: Told) -> None:
    """The reversal refers to the original, and the original is still there."""
    told = demo.facts("demo_reverse")
    with open_book(str(demo.result.book)) as book:
        reversal, original = book.entry(told["entry"]), book.entry(told["original"])

    assert reversal.refers_to == original.seq
    assert (original.kind, reversal.kind) == ("redeem", "reverse")


def test_a_year_ends(demo: Told) -> None:
    """Old stars that nobody spent expire with the year."""
    told = demo.facts("demo_expire")

    assert told["day"] == "2025-12-31"
    assert told["stars"] > 0


def test_a_campaign_reaches_its_cap_with_a_part(demo: Told) -> None:
    """What fits under the cap is granted, the rest is told."""
    told = demo.facts("demo_weigh_in")

    assert told["granted"] > 0
    assert told["capped"] > 0


def test_a_count_finds_something_missing(demo: Told) -> None:
    """Shrinkage is written down, not hidden."""
    told = demo.facts("demo_count")

    assert told["expected"] - told["counted"] == told["missing"] > 0


@pytest.mark.parametrize("key", ["demo_barter", "demo_hand_over", "demo_sell", "demo_anchor"])
def test_the_other_acts_happen_too(demo: Told, key: str) -> None:
    """Barter, hand-over to an old person, sale, and a head that leaves the building."""
    assert demo.facts(key)["entry"] > 0


def test_entries_up_to_the_notice_of_the_years_end_are_proven(demo: Told) -> None:
    """The demo does not claim more than an anchor proves."""
    told = demo.facts("demo_verified")

    assert told["proven"] == demo.facts("demo_anchor")["entry"] < told["entries"]
    assert demo.result.findings == 0


def test_every_message_has_its_texts(demo: Told) -> None:
    """In both languages, with the facts that it is said with."""
    for key, facts in demo.said:
        if key not in REASONS:
            assert all(text.format(**facts) for text in TEXTS[key].values())
            assert sorted(TEXTS[key]) == ["en", "zh"]


def test_no_text_is_left_over(demo: Told) -> None:
    """Every text is said, or speaks of what went wrong."""
    assert TEXTS.keys() - {key for key, _ in demo.said} == {"demo_findings"}


def test_a_book_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """A second run takes the next free name."""
    (tmp_path / "book.db").write_bytes(b"mine")
    result = _played(tmp_path).result

    assert (tmp_path / "book.db").read_bytes() == b"mine"
    assert result.book == tmp_path / "book-2.db"


def test_it_cannot_be_played_before_it_happened(tmp_path: Path) -> None:
    """A clock before the sample's last day makes its acts lie in the future."""
    with pytest.raises(MistakenInput, match="future_day"):
        _played(tmp_path, today=dt.date(2026, 1, 1))


def test_without_the_printing_libraries_only_the_notice_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the demo works on the core alone, and says what is missing."""

    def no_print(_notice: object) -> str:
        raise MistakenInput("missing_extra", extra="print")

    monkeypatch.setattr(run, "notice_html", no_print)
    demo = _played(tmp_path)

    assert demo.result.notice is None
    assert demo.facts("missing_extra") == {"extra": "print"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notice_names_no_villager(language: str, demo: Told) -> None:
    """Nobody's full name is on the board, and the figures add up."""
    with open_book(str(demo.result.book)) as book:
        notice = notice_of(book, village.OPENED, village.LAST, language=language)
        held = sum(balance.available - balance.debt for balance in book.balances(day=village.LAST))
    totals = notice.totals
    page = _page(demo, language)

    assert [row["姓名"] for row in village.register("household") if row["姓名"] in page] == []
    assert totals.outstanding == held
    assert totals.opening + totals.issued - totals.redeemed - totals.expired - totals.corrected == held


def _page(demo: Told, language: str) -> str:
    with open_book(str(demo.result.book)) as book:
        return notice_html(notice_of(book, village.OPENED, village.LAST, language=language))


@pytest.mark.parametrize("first", [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 10, 1)])
def test_a_later_period_begins_with_what_was_outstanding(first: dt.date, demo: Told) -> None:
    """A notice of some months starts where the one before ended."""
    with open_book(str(demo.result.book)) as book:
        before = notice_of(book, village.OPENED, first - dt.timedelta(days=1)).totals
        after = notice_of(book, first, village.LAST).totals

    assert after.opening == before.outstanding


def test_the_registers_are_read_without_a_bad_row() -> None:
    """The sample is written as a village office writes: every sheet of a shop is recognised and no row is bad."""
    reading = read([DATA])

    assert reading.bad_rows == []
    assert {row.register for row in reading.rows()} == set(ACTS) - {act for register in BANK for act in register.acts}


def test_the_importer_makes_the_same_village(demo: Told, tmp_path: Path) -> None:
    """Imported at once or lived month by month: the same stars, remainders, goods and recyclables."""
    url, policy, clock = str(tmp_path / "imported.db"), village.village_policy(), FixedClock.at(village.LAST)
    with (
        create_book(url, book="imported", policy=policy, day=village.OPENED, clock=clock) as imported,
        open_book(str(demo.result.book)) as lived,
    ):
        imported.import_files([DATA], commit=True)

        assert _holdings(imported) == _holdings(lived)
        assert imported.stock() == lived.stock()
        assert imported.materials() == lived.materials()


def _holdings(book: Book) -> dict[str, tuple[dict[str, int], dict[str, int], int]]:
    balances = book.balances(day=village.LAST)
    return {balance.household: (balance.lots, balance.remainders, balance.debt) for balance in balances}


def test_the_village_is_as_big_as_it_says() -> None:
    """Twenty-four households, each with one head."""
    persons = village.register("household")
    heads = [row["户号"] for row in persons if row["与户主关系"] == "户主"]

    assert len(heads) == len(set(heads)) == 24
    assert {row["户号"] for row in persons} == set(heads)
    assert len(persons) == 63
