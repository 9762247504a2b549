"""`goodpoints report …` of a moral bank: each table against the village's own figures."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any, Final

import pytest

from tests.villages.conftest import ROOT, village
from tests.villages.desks import Desk, sum_of

POLICY: Final = ROOT / "examples" / "policies" / "liuhe.toml"
PERIOD: Final = ("--from", "2025-01-01", "--to", "2026-06-30")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The clean months, imported."""
    book = tmp_path_factory.mktemp("liuhe") / "book.db"
    return Desk(book, "2026-07-01").imported(village("liuhe-m0"), POLICY)


@pytest.fixture(scope="module")
def figures(desk: Desk) -> dict[str, Any]:
    """Every figure of the village."""
    told: dict[str, Any] = desk.told("village", *PERIOD)
    return told


def test_the_rules_add_up_to_the_village(desk: Desk, figures: dict[str, Any]) -> None:
    """What they gave and took, for how many claims; the rule that nobody used is there too."""
    rows, totals = desk.told("rules", *PERIOD), figures["totals"]["分"]

    assert (sum_of(rows, "granted"), sum_of(rows, "deducted")) == (
        Decimal(totals["issued"]),
        Decimal(totals["deducted"]),
    )
    assert sum_of(rows, "claimed") == figures["counts"]["claims"]
    assert sum_of(rows, "credited") == figures["counts"]["claims_by_outcome"]["credited"]
    assert {row["rule"]: row["granted"] for row in rows if row["granted"] != "0"} == {
        rule: told["granted"] for rule, told in figures["by_rule"].items() if "granted" in told
    }


def test_the_notices_show_every_claim_that_was_credited(desk: Desk, figures: dict[str, Any]) -> None:
    """None is credited that did not hang on the board."""
    rows = desk.told("notices", *PERIOD)
    outcomes = [row["outcome"] for row in rows]

    assert outcomes.count("credited") == figures["counts"]["claims_by_outcome"]["credited"]
    assert {row["notice"] for row in rows} == {f"GS{number:04d}" for number in range(1, 37)}
    assert {"late", "conflict", "not_reviewed"}.isdisjoint(outcomes)


def test_the_rankings_of_all_years_add_up_to_what_was_earned(desk: Desk, figures: dict[str, Any]) -> None:
    """By year, quarter or month: the same points, cut differently."""
    earned = sum(Decimal(told["earned"]) for told in figures["balances"].values())
    sums = {
        per: sum_of(desk.told("ranking", "--per", per, "--places", "446", *PERIOD), "earned")
        for per in ("year", "quarter", "month")
    }

    assert sums == dict.fromkeys(sums, earned)


def test_every_judge_sat_on_a_panel(desk: Desk) -> None:
    """As many judgements as the panels had judges; five of them over the own household."""
    rows = desk.told("judges", *PERIOD)

    assert (len(rows), int(sum_of(rows, "conflicts"))) == (14, 5)
    assert all(0 < row["approved"] <= row["panels"] for row in rows)


def test_participation_ends_with_who_never_had_anything(desk: Desk, figures: dict[str, Any]) -> None:
    """The last month's share is that of households without a credit; whoever is new is new once."""
    rows = desk.told("participation", *PERIOD)
    granted = {told["household"] for told in desk.told("ranking", "--per", "year", "--places", "446", *PERIOD)}

    assert sum_of(rows, "new") + rows[-1]["nothing"] == figures["counts"]["households"]
    assert rows[-1]["nothing"] <= figures["counts"]["households"] - len(granted)


def test_refusals_are_those_of_the_village(desk: Desk, figures: dict[str, Any]) -> None:
    """Claims that ended with a no and redemptions, each by its first reason; rows without effect are told beside them."""
    rows = [row for row in desk.told("refusals", *PERIOD) if row["reason"] != "no_effect"]
    reasons = [told["reason"] for told in figures["refused"]]

    assert {reason: sum_of([row for row in rows if row["reason"] == reason], "count") for reason in set(reasons)} == {
        reason: reasons.count(reason) for reason in set(reasons)
    }


@pytest.mark.parametrize("name", ["notices", "ranking", "rules", "judges", "participation", "refusals"])
def test_every_column_is_printed(desk: Desk, name: str) -> None:
    """A table has a column for each key of the JSON rows, in both languages with a header of its own."""
    keys = list(desk.told(name, *PERIOD)[0])
    headers = [
        next(csv.reader(io.StringIO(desk.run("report", name, *PERIOD, "--csv", lang=lang).stdout)))
        for lang in ("zh", "en")
    ]

    assert [len(set(header)) for header in headers] == [len(keys), len(keys)]
    assert headers[0] != keys


def test_lines_of_json_are_the_same_rows(desk: Desk) -> None:
    """One line each."""
    lines = desk.run("-F", "jsonl", "report", "rules", *PERIOD).stdout.splitlines()

    assert [json.loads(line) for line in lines] == desk.told("rules", *PERIOD)


def test_outcomes_are_words_for_people(desk: Desk) -> None:
    """Codes are for programs."""
    told = desk.run("报表", "公示清单", *PERIOD, "--csv", lang="zh").stdout

    assert ("异议成立" in told, "objection_upheld" in told) == (True, False)
