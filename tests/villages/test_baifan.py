"""A real year of a star supermarket, imported at once, equals figures that were computed independently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from goodpoints import open_book, shown
from goodpoints.book.intake import Wish, import_into
from goodpoints.domain.entries import Entry
from goodpoints.services.policy_file import read_policy
from tests.villages.conftest import ROOT, expected, village
from tests.villages.figures import SECTIONS, comparable
from tests.villages.years import Year

POLICY = ROOT / "examples" / "policies" / "baifan.toml"
FIRST = dt.date(2025, 7, 1)
LAST = dt.date(2026, 6, 30)
WISH = Wish(commit=True, until=LAST, skip_bad_rows=True)


@pytest.fixture(scope="module", params=["baifan-m0", "baifan-m1", "baifan-m2"])
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The village's year, once per set."""
    folder = village(request.param)
    path = tmp_path_factory.mktemp(request.param) / "book.db"
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    report = import_into(str(path), [folder], book="baifan", policy=policy, wish=WISH)
    with open_book(str(path)) as book:
        yield Year(book, report, book.report_village(FIRST, LAST), expected(folder))


def _same(ours: int, scale: int, theirs: object) -> bool:
    return Decimal(shown(ours, scale)) == Decimal(str(theirs))


def test_bad_rows_are_named_by_place_column_and_code(year: Year) -> None:
    """Every mistake in the files, all at once, in the words of the sheets; a clean set has none."""
    ours, theirs = year.bad_rows()

    assert ours == theirs


def test_stars_lie_in_the_lots_they_must(year: Year) -> None:
    """Each household's stars by their last day, to the last star."""
    ours = {b.household: (b.available, b.lots) for b in year.book.balances(day=LAST)}
    theirs = {number: (told["stars"], told["lots"]) for number, told in year.told["balances"].items()}

    assert ours == theirs


def test_remainders_are_kept_to_the_gram(year: Year) -> None:
    """What has not made a whole star is there, per household and material."""
    scales = {line.material: line.scale for line in year.book.materials()}
    wrong = [
        (balance.household, material, steps)
        for balance in year.book.balances(day=LAST)
        for material, steps in balance.remainders.items()
        if not _same(steps, scales[material], year.told["balances"][balance.household]["remainders"].get(material, 0))
    ]
    missing = [
        (number, material)
        for number, told in year.told["balances"].items()
        for material, amount in told["remainders"].items()
        if Decimal(str(amount)) and material not in year.book.balance_of(number).remainders
    ]

    assert (wrong, missing) == ([], [])


def test_stock_is_what_was_counted(year: Year) -> None:
    """Received, returned, surplus, redeemed, bartered, shrinkage and on hand, per item."""
    columns = ("received", "returned", "surplus", "redeemed", "bartered", "shrinkage", "on_hand")
    ours = {line.item: {name: getattr(line, name) for name in columns} for line in year.book.stock()}

    assert ours == year.told["stock"]


def test_materials_are_where_they_went(year: Year) -> None:
    """Taken in, bartered, handed over, sold, in store, and still owed to households, per material."""
    names = {
        "in": "came",
        "barter_in": "bartered",
        "handed_over": "handed_over",
        "sold": "sold",
        "in_store": "in_store",
        "remainder_owed": "owed",
    }
    wrong = [
        (line.material, theirs, shown(getattr(line, ours), line.scale))
        for line in year.book.materials()
        for theirs, ours in names.items()
        if not _same(getattr(line, ours), line.scale, year.told["materials"][line.material][theirs])
    ]

    assert wrong == []


def test_refusals_bear_their_place_and_all_their_reasons(year: Year) -> None:
    """Every refused row, with the first reason by the policy's order and all of them."""
    ours = sorted(
        (r.place.file, r.place.sheet or "", r.place.row, r.reasons[0], r.reasons) for r in year.report.refused
    )
    theirs = sorted(
        (r["file"], r["sheet"] or "", r["row"], r["reason"], tuple(r["all_reasons"])) for r in year.told["refused"]
    )

    assert ours == theirs


def _moved(entries: list[Entry], source: str, target: str, unit: str) -> int:
    return sum(
        t.amount for e in entries for t in e.transfers if t.unit == unit and t.source.startswith(source) and t.target.startswith(target)
    )  # fmt: skip


def test_totals_of_the_village(year: Year) -> None:
    """Opening, issued, refunded, redeemed, expired and outstanding stars."""
    entries = list(year.book.entries_on(FIRST, LAST))
    ours = {
        "opening": _moved(entries, "issued/opening", "household/", "星"),
        "issued": _moved(entries, "issued/recycling", "household/", "星"),
        "refunded": _moved(entries, "redeemed", "household/", "星"),
        "redeemed": _moved(entries, "household/", "redeemed", "星"),
        "expired": _moved(entries, "household/", "expired", "星"),
        "forfeited": _moved(entries, "redeemed", "forfeited", "星"),
        "capped": sum(e.facts.get("capped", 0) for e in entries if e.kind == "weigh_in"),
        "outstanding": sum(balance.available for balance in year.book.balances(day=LAST)),
    }

    assert ours == year.told["totals"]["星"]


def test_expiries_fall_on_their_day(year: Year) -> None:
    """Who lost how many stars, when, and of which lot."""
    ours = sorted(
        (entry.day, t.source.partition("/")[2], t.lot, t.amount)
        for entry in year.book.entries_on(FIRST, LAST)
        for t in entry.transfers
        if t.target.startswith("expired/") and t.unit == "星"
    )
    theirs = sorted((e["date"], e["household"], e["lot"], e["stars"]) for e in year.told["expiry_lines"])

    assert ours == theirs


def test_the_ranking_by_stars_earned(year: Year) -> None:
    """By value, then household number; equal values share a rank."""
    ours = [(r.rank, r.household, r.value) for r in year.book.ranking(by="earned", first=FIRST, last=LAST)]
    theirs = [(r["rank"], r["household"], r["value"]) for r in year.told["ranking_by_earned"]]

    assert ours == theirs


def test_a_second_import_posts_nothing(year: Year, tmp_path: Path) -> None:
    """The same folder again, or a copy of it, finds every row in the book."""
    _ = tmp_path
    again = year.book.import_files([village(f"baifan-m{year.told['messy']}")], commit=True)

    assert (again.posted, again.entries, again.batch) == ({}, year.report.entries, "")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_village_report_prints_every_section(year: Year, section: str) -> None:
    """The report's figures equal the expected ones, section by section, to the last unit."""
    assert comparable(year.figures, section, year.told) == comparable(year.told, section, year.told)
