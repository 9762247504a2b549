"""Reports of the moral bank that are one table: notices, rankings, rules, judges, participation.

`docs/reference/reports.md` is the table of columns.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final, NamedTuple

from attrs import define, field

from goodpoints.domain.bank.claims import outcome_of
from goodpoints.domain.bank.panel import APPROVE
from goodpoints.domain.bank.rulebook.adopt import rulebook_in
from goodpoints.domain.days import period_of
from goodpoints.domain.entries import Thing
from goodpoints.domain.steps import shown
from goodpoints.services.questions import ranking
from goodpoints.services.reports.deeds import Deeds
from goodpoints.services.reports.fold import Fold
from goodpoints.services.reports.months import months_of
from goodpoints.services.reports.rows import Row
from goodpoints.services.view import BookView

PERIODS: Final = ("month", "quarter", "year")
_DECIMALS: Final = 2


class Places(NamedTuple):
    """How a ranking is told: for each of which calendar periods, and how many places of each."""

    per: str = "month"
    most: int = 20


def by_notice(deeds: Deeds) -> list[Row]:
    """Every claim that a notice of the period shows: whose, by which rule, and what became of it."""
    notices = [thing for (kind, _code), thing in deeds.things.items() if kind == "notice"]
    shown_then = [one for one in notices if one.state["last"] >= deeds.first and one.state["first"] <= deeds.last]
    return [
        _of_notice(notice, deeds.things["claim", code])
        for notice in sorted(shown_then, key=lambda one: (one.state["first"], one.code))
        for code in notice.state["claims"]
    ]


def _of_notice(notice: Thing, claim: Thing) -> Row:
    told = {"notice": notice.code, "first": notice.state["first"], "last": notice.state["last"]}
    told |= {"claim": claim.code, "household": claim.holder, "rule": claim.state["rule"]}
    return told | {"deed_day": claim.state["deed_day"], "outcome": outcome_of(claim)}


def by_place(fold: Fold, places: Places, scale: int) -> list[Row]:
    """The first places of each month, quarter or year of the period, by what households earned in it."""
    sums: dict[str, Counter[str]] = {
        _period(month, places.per): Counter() for month in months_of(fold.first, fold.last)
    }
    for (household, month), amount in fold.earnings.items():
        sums[_period(month, places.per)][household] += amount
    return [
        {"period": period, "rank": one.rank, "household": one.household, "earned": shown(one.value, scale)}
        for period, earned in sums.items()
        for one in ranking(earned, places.most)
    ]


def _period(month: str, per: str) -> str:
    """The period that holds a month: "2026-03", "2026-Q1", "2026"."""
    year, _, number = month.partition("-")
    return {"month": month, "quarter": f"{year}-Q{(int(number) + 2) // 3}", "year": year}[per]


def by_rule(deeds: Deeds, scale: int) -> list[Row]:
    """Every rule of every rulebook: how many deeds were claimed under it in the period, and what it gave or took.

    A rule that nobody used is told too: it may be one that nobody understands.
    """
    claims: Counter[tuple[str, str]] = Counter()
    for claim in deeds.claims().values():
        if deeds.first <= claim.state["declared"]:
            claims[claim.state["rule"], "claimed"] += 1
            claims[claim.state["rule"], outcome_of(claim)] += 1
    return [
        {"rule": code, "title": title, "claimed": claims[code, "claimed"], "credited": claims[code, "credited"]}
        | {name: shown(deeds.rules[code, name], scale) for name in ("granted", "deducted")}
        for code, title in sorted(_titles(deeds).items())
    ]


def _titles(deeds: Deeds) -> dict[str, str]:
    """Rule → its title, as the latest rulebook has it that holds by the end of the period."""
    passed = (thing for (kind, _code), thing in deeds.things.items() if kind == "rulebook" and thing.status == "valid")
    books = map(rulebook_in, passed)
    valid = sorted((book for book in books if book.valid_from <= deeds.last), key=lambda book: book.valid_from)
    return {rule.code: rule.title for book in valid for rule in book.rules}


@define
class _Marks:
    """What a judge did in the period; marks in steps, beside the mean of all marks of the same panel."""

    panels: int = 0
    approved: int = 0
    conflicts: int = 0
    marks: list[int] = field(factory=list)
    apart: list[Fraction] = field(factory=list)


def by_judge(deeds: Deeds, scale: int) -> list[Row]:
    """Every judge of the period: how often on a panel, how often for the claim, and how the own marks lie.

    `mean` is the mean of the judge's marks, `apart` the mean of how far each lay above (or below) the mean of its panel.
    """
    judges: dict[str, _Marks] = {}
    for entry in deeds.panels.values():
        facts = entry.facts
        marks = [judge["mark"] for judge in facts["judges"] if "mark" in judge]
        for judge in facts["judges"]:
            told = judges.setdefault(judge["party"], _Marks())
            told.panels += 1
            told.approved += facts["decision"] == APPROVE
            told.conflicts += judge["household"] == facts["household"]
            if "mark" in judge:
                told.marks.append(judge["mark"])
                told.apart.append(judge["mark"] - Fraction(sum(marks), len(marks)))
    return [_of_judge(code, told, scale) for code, told in sorted(judges.items())]


def _of_judge(code: str, told: _Marks, scale: int) -> Row:
    row: Row = {"judge": code, "panels": told.panels, "approved": told.approved, "conflicts": told.conflicts}
    row |= {"marks": len(told.marks)}
    row |= {name: shown(of(told.marks), scale) if told.marks else "" for name, of in _ENDS.items()}
    return row | {"mean": _mean(told.marks, scale), "apart": _mean(told.apart, scale)}


_ENDS: Final[dict[str, Any]] = {"lowest": min, "highest": max}


def _mean(numbers: Iterable[int | Fraction], scale: int) -> str:
    """The mean of steps, in the unit, to two decimals; empty where there is none."""
    told = [Fraction(number) for number in numbers]
    if not told:
        return ""
    return shown(round(sum(told) / len(told) * 10 ** (_DECIMALS - min(scale, _DECIMALS))), max(_DECIMALS, scale))


def by_participation(view: BookView, deeds: Deeds) -> list[Row]:
    """Month by month: how many households were credited, how many for the first time, how many had nothing so far.

    `nothing` counts households without any credit from the period's first day to the end of the month; `share` is
    their part of all households, in percent.
    """
    since = {thing.code: thing.state["since"] for thing in view.things("household", status="active")}
    first_ever: dict[str, str] = {}
    for household, day in deeds.credits.values():
        first_ever[household] = min(day, first_ever.get(household, day))
    rows, had = list[Row](), set[str]()
    for month in months_of(deeds.first, deeds.last):
        end = min(period_of(dt.date.fromisoformat(f"{month}-01"), "month")[1].isoformat(), deeds.last)
        there = {household for household, day in since.items() if day <= end}
        credited = {of for of, day in deeds.credits.values() if day[:7] == month and day >= deeds.first}
        had |= credited
        row = {"month": month, "households": len(there), "credited": len(credited)}
        row |= {"new": sum(first_ever[household][:7] == month for household in credited)}
        nothing = len(there - had)
        rows.append(row | {"nothing": nothing, "share": shown(_tenths(nothing, len(there)), 1)})
    return rows


def _tenths(part: int, whole: int) -> int:
    """Tenths of a percent, rounded to the nearest."""
    return round(Fraction(part * 1000, whole)) if whole else 0
