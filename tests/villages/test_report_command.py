"""`goodpoints report …`: the clean year against independent figures, the sample village against itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pytest

from goodpoints import open_book
from goodpoints.demo.village import LAST, OPENED
from tests.villages.conftest import ROOT, expected, village
from tests.villages.desks import Desk, sum_of
from tests.villages.figures import SECTIONS, comparable

DEMO: Final = Path(str(files("goodpoints.demo")))
PERIOD: Final = ("--from", OPENED.isoformat(), "--to", LAST.isoformat())
AFTER: Final = "2026-11-01"
"""The day after the sample's last."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The project's own sample village, imported from its registers."""
    book = tmp_path_factory.mktemp("sample") / "book.db"
    return Desk(book, AFTER).imported(DEMO / "data", DEMO / "policy.toml")


@pytest.fixture(scope="module")
def figures(sample: Desk) -> dict[str, Any]:
    """Every figure of the sample village, for all its months."""
    told: dict[str, Any] = sample.told("village", *PERIOD)
    return told


def test_the_command_line_alone_gives_every_expected_figure(tmp_path: Path) -> None:
    """Import the clean year, print the report: each section that states a result is equal, to the last unit."""
    folder = village("baifan-m0")
    desk = Desk(tmp_path / "book.db", AFTER).imported(folder, ROOT / "examples" / "policies" / "baifan.toml")
    ours, theirs = desk.told("village", "--from", "2025-07-01", "--to", "2026-06-30"), expected(folder)
    wrong = [name for name in SECTIONS if comparable(ours, name, theirs) != comparable(theirs, name, theirs)]

    assert wrong == []


def test_the_months_are_those_of_the_village(sample: Desk, figures: dict[str, Any]) -> None:
    """Month by month the same figures, as rows."""
    rows = sample.told("month", *PERIOD)

    assert {row.pop("month"): row for row in rows} == figures["monthly"]


def test_the_households_add_up_to_the_village(sample: Desk, figures: dict[str, Any]) -> None:
    """What all households earned, redeemed, were refunded and lost is what the village issued, redeemed and so on."""
    rows = [row for number in figures["balances"] for row in sample.told("household", number, *PERIOD)]
    names = {"opening": "opening", "earned": "issued", "redeemed": "redeemed", "refunded": "refunded"}
    names |= {"expired": "expired", "taken_back": "taken_back"}
    (totals,) = figures["totals"].values()

    assert {name: sum_of(rows, name) for name in names} == {name: Decimal(totals[told]) for name, told in names.items()}


def test_a_households_months_add_up_to_its_balance(sample: Desk, figures: dict[str, Any]) -> None:
    """From the booklet on."""
    wrong = []
    for number, told in figures["balances"].items():
        rows = sample.told("household", number, *PERIOD)
        came = sum(sum_of(rows, name) for name in ("opening", "earned", "refunded"))
        gone = sum(sum_of(rows, name) for name in ("redeemed", "expired", "taken_back"))
        wrong += [] if came - gone == Decimal(told["stars"]) - Decimal(told["debt"]) else [number]

    assert wrong == []


def test_what_households_brought_is_what_came_in(sample: Desk, figures: dict[str, Any]) -> None:
    """Weighed in or bartered, material by material."""
    brought: dict[str, Decimal] = {}
    for number in figures["balances"]:
        for row in sample.told("household", number, *PERIOD):
            for material, quantity in row["brought"].items():
                brought[material] = brought.get(material, Decimal(0)) + Decimal(quantity)
    came = {name: Decimal(told["in"]) + Decimal(told["barter_in"]) for name, told in figures["materials"].items()}

    assert brought == {name: quantity for name, quantity in came.items() if quantity}


def test_the_materials_add_up_to_the_village(sample: Desk, figures: dict[str, Any]) -> None:
    """In, bartered, handed over, sold: the months of a material make its period."""
    rows, columns = sample.told("material", *PERIOD), ("in", "barter_in", "handed_over", "sold")
    ours = {
        name: {column: sum_of([row for row in rows if row["material"] == name], column) for column in columns}
        for name in figures["materials"]
    }

    assert ours == {
        name: {column: Decimal(told[column]) for column in columns} for name, told in figures["materials"].items()
    }


def test_the_stock_is_that_of_the_village(sample: Desk, figures: dict[str, Any]) -> None:
    """Item by item, as text in the unit's scale."""
    rows = sample.told("stock", *PERIOD)

    assert {row.pop("item"): row for row in rows} == figures["stock"]


def test_refusals_are_counted_by_month_act_and_reason(sample: Desk, figures: dict[str, Any]) -> None:
    """First reasons add up to the refused acts; with all their reasons they are those of the village's rows."""
    rows = sample.told("refusals", *PERIOD)
    reasons = [reason for told in figures["refused"] for reason in told["all_reasons"]]

    assert sum_of(rows, "count") == figures["counts"]["redemptions_refused"] + figures["counts"]["weigh_refused"]
    assert {reason: sum_of([row for row in rows if row["reason"] == reason], "among") for reason in reasons} == {
        reason: reasons.count(reason) for reason in reasons
    }


def test_refusals_are_words_for_people(sample: Desk) -> None:
    """Codes are for programs."""
    told = sample.run("报表", "退回", *PERIOD, "--csv", lang="zh").stdout

    assert ("月份,事项,原因,次数" in told, "insufficient_stars" in told) == (True, False)


def test_what_is_expiring_is_what_the_year_end_takes(sample: Desk) -> None:
    """Told a month ahead as the outlook; those who spend meanwhile lose less."""
    rows = sample.told("expiring", "--within", "30", "--at", "2025-12-01")
    outlook = sample.told("village", "--from", "2025-12-01", "--to", "2025-12-01")["expiry_outlook"]
    promised = [Decimal(one["stars_expiring"]) for one in outlook if "2025-12-31" in one.values()]

    assert {row["ends"] for row in rows} == {"2025-12-31"}
    assert [sum_of(rows, "stars")] == promised


def test_what_ends_today_is_still_told_today(sample: Desk) -> None:
    """And is exactly what the village loses at midnight; the day before the window reaches it nobody is named."""
    rows = sample.told("expiring", "--within", "0", "--at", "2025-12-31")
    lost = sample.told("village", "--from", "2025-12-31", "--to", "2025-12-31")["expiry_lines"]
    early = sample.told("expiring", "--within", "29", "--at", "2025-12-01")

    assert [(row["household"], row["stars"]) for row in rows] == sorted(
        (one["household"], one["stars"]) for one in lost
    )
    assert early == []


def test_expiring_begins_today_and_looks_thirty_days_ahead(sample: Desk) -> None:
    """Without `--at` and `--within`."""
    assert sample.told("expiring") == sample.told("expiring", "--at", "2026-11-01", "--within", "30")


def test_a_period_begins_with_the_book_and_ends_today(sample: Desk) -> None:
    """Without `--from` and `--to`."""
    assert sample.told("month") == sample.told("month", "--from", "2025-09-01", "--to", "2026-11-01")


@pytest.mark.parametrize("name", ["month", "household", "material", "stock", "expiring", "refusals"])
def test_every_column_is_printed(sample: Desk, name: str) -> None:
    """A table has a column for each key of the JSON rows, in both languages with a header of its own."""
    args = [name, *(["0001"] if name == "household" else [])] + (["--within", "400"] if name == "expiring" else [])
    keys = list(sample.told(*args)[0])
    headers = [
        next(csv.reader(io.StringIO(sample.run("report", *args, "--csv", lang=lang).stdout))) for lang in ("zh", "en")
    ]

    assert [len(set(header)) for header in headers] == [len(keys), len(keys)]


@pytest.mark.parametrize(
    ("args", "status", "code"),
    [
        (["household", "9999"], 3, "unknown_household"),
        (["month", "--from", "2026-05-01", "--to", "2026-04-01"], 2, "bad_period"),
        (["expiring", "--within", "-1"], 2, "usage"),
    ],
)
def test_what_cannot_be_told(sample: Desk, args: list[str], status: int, code: str) -> None:
    """One sentence, one status."""
    result = sample.run("--json", "report", *args)

    assert (result.exit_code, json.loads(result.stderr)["error"]["code"]) == (status, code)


def test_the_reports_are_questions_of_the_library_too(sample: Desk) -> None:
    """The same rows, without a command line."""
    with open_book(str(sample.book)) as book:
        asked: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "month": lambda: book.reports.month(OPENED, LAST),
            "material": lambda: book.reports.material(OPENED, LAST),
            "stock": lambda: book.reports.stock(OPENED, LAST),
            "refusals": lambda: book.reports.refusals(OPENED, LAST),
        }
        ours = {name: ask() for name, ask in asked.items()}
        ending = book.reports.expiring(dt.date(2026, 12, 1), within=30)

    assert ours == {name: sample.told(name, *PERIOD) for name in asked}
    assert ending == sample.told("expiring", "--at", "2026-12-01")


def test_every_figure_of_the_village_is_a_row_of_the_csv(sample: Desk, figures: dict[str, Any]) -> None:
    """Section, subject, figure, value: nothing is left out, in CSV and in JSON lines alike."""
    lines = list(csv.DictReader(io.StringIO(sample.run("-F", "csv", "report", "village", *PERIOD).stdout)))
    same = [json.loads(line) for line in sample.run("-F", "jsonl", "report", "village", *PERIOD).stdout.splitlines()]
    totals = {line["figure"]: line["value"] for line in lines if line["section"] == "totals"}
    stars = {
        line["subject"]: line["value"] for line in lines if (line["section"], line["figure"]) == ("balances", "stars")
    }

    assert (totals,) == tuple(figures["totals"].values())
    assert stars == {number: told["stars"] for number, told in figures["balances"].items()}
    assert [list(line.values()) for line in lines] == [
        ["" if value is None else str(value) for value in one.values()] for one in same
    ]


@pytest.mark.parametrize("form", ["table", "md"])
def test_the_village_as_tables_is_for_people(sample: Desk, form: str) -> None:
    """Each section has its name and its headers in the reader's language; no code of a reason is shown."""
    shown = sample.run("-F", form, "report", "village", *PERIOD, lang="zh").stdout

    assert all(name in shown for name in ("各户结存", "按月", "退回的行", "发出"))
    assert not any(code in shown for code in ("insufficient_stars", "below_min_lot", "stars_issued", "outcomes"))
