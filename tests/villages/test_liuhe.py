"""Eighteen months of a moral bank, imported at once, equal figures that were computed independently."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from goodpoints import create_book, open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.domain.bank.rulebook.adopt import rulebook_on
from goodpoints.services.policy_file import read_policy
from tests.villages.conftest import ROOT, expected, village
from tests.villages.desks import Desk
from tests.villages.figures import comparable
from tests.villages.years import Year

POLICY: Final = ROOT / "examples" / "policies" / "liuhe.toml"
FIRST: Final = dt.date(2025, 1, 1)
LAST: Final = dt.date(2026, 6, 30)
AFTER: Final = "2026-07-01"
"""The day after, as the command line takes it."""

SECTIONS: Final = (
    "period", "units", "counts", "totals", "balances", "vetoes", "monthly", "by_rule", "honours_given",
    "ranking_by_earned", "ranking_by_balance", "refused", "outcomes",
)  # fmt: skip
"""The sections of a moral bank's `expected.json` that state a result."""

SETS: Final = ("liuhe-m0", "liuhe-m1", "liuhe-m2")


@pytest.fixture(scope="module", params=SETS)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The village's months, once per set."""
    folder = village(request.param)
    path = tmp_path_factory.mktemp(request.param) / "book.db"
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    wish = Wish(commit=True, until=LAST, skip_bad_rows=True)
    report = import_into(str(path), [folder], book="liuhe", policy=policy, wish=wish)
    with open_book(str(path)) as book:
        yield Year(book, report, book.report_village(FIRST, LAST), expected(folder))


def test_bad_rows_are_named_by_place_column_and_code(year: Year) -> None:
    """Every mistake in the files, all at once, in the words of the sheets; a clean set has none."""
    ours, theirs = year.bad_rows()

    assert ours == theirs


@pytest.mark.parametrize("section", SECTIONS)
def test_the_village_report_prints_every_section(year: Year, section: str) -> None:
    """The report's figures equal the expected ones, section by section, to the tenth of a point."""
    assert comparable(year.figures, section, year.told) == comparable(year.told, section, year.told)


def test_the_report_has_no_section_of_a_shop(year: Year) -> None:
    """A village that weighs nothing is told nothing about materials."""
    assert set(year.figures) == set(SECTIONS)


def test_only_what_is_stated_differs_from_a_past_day(year: Year) -> None:
    """What was written later does not change a past figure: a year's report is the same as of its own last day."""
    end = dt.date(2025, 12, 31)
    past, told = year.book.report_village(FIRST, end), year.told["monthly"]
    ours = {
        month: figures["claims_credited"] for month, figures in past["monthly"].items() if figures["claims_credited"]
    }

    assert ours == {month: figures["claims_credited"] for month, figures in told.items() if month < "2026"}
    assert past["counts"]["claims_by_outcome"]["credited"] == sum(ours.values())


def test_rulebooks_hold_from_the_day_the_village_says(year: Year) -> None:
    """From the name of the sheet, or from the title above it; the same in clean and messy files."""
    with year.book.writing() as tx:
        versions = [rulebook_on(tx, day).version for day in (FIRST, dt.date(2025, 12, 31), dt.date(2026, 1, 1))]

    assert versions == ["2025", "2025", "2026"]


def test_a_row_about_a_claim_that_was_refused_before_has_no_effect(year: Year) -> None:
    """It is kept as evidence; the claim's outcome is still the first that held."""
    void = [row for row in year.report.refused if row.reasons == ("no_effect",)]

    assert {row.act for row in void} == {"panel"}
    assert year.figures["counts"]["reviews"] == year.report.posted["panel"]


def test_a_second_import_posts_nothing(year: Year) -> None:
    """The same folder again finds every row in the book."""
    again = year.book.import_files([village(f"liuhe-m{year.told['messy']}")], commit=True)

    assert (again.posted, again.entries, again.batch) == ({}, year.report.entries, "")


def test_everything_stored_follows_from_the_journal(year: Year) -> None:
    """Not one finding: each credit was judged, shown and not objected to."""
    report = year.book.verify()

    assert (report.findings, report.entries) == ((), year.report.entries)


@pytest.mark.parametrize("name", ["liuhe-m0", "liuhe-m1"])
def test_the_command_line_alone_gives_every_expected_figure(tmp_path: Path, name: str) -> None:
    """Import the folder, print the report: nothing else is needed."""
    folder = village(name)
    desk = Desk(tmp_path / "book.db", AFTER).imported(folder, POLICY)
    ours, theirs = desk.told("village", "--from", "2025-01-01", "--to", "2026-06-30"), expected(folder)
    wrong = [name for name in SECTIONS if comparable(ours, name, theirs) != comparable(theirs, name, theirs)]

    assert wrong == []


def test_bad_rows_refuse_the_whole_folder(tmp_path: Path) -> None:
    """Every one is named, and not even the file of the book is left."""
    folder, desk = village("liuhe-m2"), Desk(tmp_path / "book.db", AFTER)
    refused = desk.run("--json", "import", str(folder), "--policy", str(POLICY), "--commit", "-y")
    told = json.loads(refused.stderr[refused.stderr.index("{") :])["error"]

    assert (refused.exit_code, desk.book.exists()) == (4, False)
    assert told["details"]["count"] == len(expected(folder)["bad_rows"])


def test_the_same_figures_in_memory() -> None:
    """Through the library, without any file."""
    folder = village("liuhe-m0")
    policy = read_policy(POLICY.read_text(encoding="utf-8"))
    with create_book("memory:", book="liuhe", policy=policy, day=FIRST) as book:
        book.import_files([folder], commit=True)
        ours, theirs = book.report_village(FIRST, LAST), expected(folder)
    wrong = [name for name in SECTIONS if comparable(ours, name, theirs) != comparable(theirs, name, theirs)]

    assert wrong == []
