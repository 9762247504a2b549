"""Reports that are one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option

_MONTH: Final = (
    "month",
    "stars_issued",
    "stars_capped",
    "stars_redeemed",
    "stars_refunded",
    "stars_expired",
    "weigh_ins",
    "weigh_ins_refused",
    "redemptions",
    "redemptions_refused",
    "barters",
)
_HOUSEHOLD: Final = ("month", "opening", "earned", "redeemed", "refunded", "expired", "taken_back", "brought")
_MATERIAL: Final = ("month", "material", "in", "barter_in", "handed_over", "sold", "unit")
_STOCK: Final = ("item", "received", "returned", "surplus", "redeemed", "bartered", "shrinkage", "on_hand")
_EXPIRING: Final = ("household", "ends", "stars")
_REFUSALS: Final = ("month", "act", "reason", "count", "among")
_LIABILITY: Final = ("part", "line", "amount", "money")
_MOST_DAYS: Final = 3660
_F = TypeVar("_F", bound=Callable[..., Any])


def period(act: _F) -> _F:
    """From which day to which; without them, from the book's first day until today."""
    return option("--from", "first", type=DAY)(option("--to", "last", type=DAY)(act))


@command("report_month")
@period
def report_month(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """The village's figures, month by month."""
    with desk.reading() as book:
        desk.show(book.reports.month(first, last), _MONTH)


@command("report_household")
@argument("who", metavar="WHO")
@period
def report_household(desk: Desk, *, who: str, first: dt.date | None, last: dt.date | None) -> None:
    """One household's figures, month by month."""
    from goodpoints.cli.acts import household_named

    with desk.reading() as book:
        desk.show(book.reports.household(household_named(book, who), first, last), _HOUSEHOLD)


@command("report_material")
@period
def report_material(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """What came in and went, by month and material."""
    with desk.reading() as book:
        desk.show(book.reports.material(first, last), _MATERIAL)


@command("report_stock")
@period
def report_stock(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """What became of the goods, item by item."""
    with desk.reading() as book:
        desk.show(book.reports.stock(first, last), _STOCK)


@command("report_expiring")
@option("--within", type=click.IntRange(0, _MOST_DAYS), default=30, metavar="DAYS")
def report_expiring(desk: Desk, within: int) -> None:
    """Who will lose how much, and when."""
    with desk.reading() as book:
        desk.show(book.reports.expiring(desk.settings.at, within=within), _EXPIRING)


@command("report_refusals")
@period
def report_refusals(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """How often the rules refused what, and why: codes for programs, words for people."""
    with desk.reading() as book:
        told = book.reports.refusals(first, last)
    if not desk.for_programs:
        words = desk.words
        told = [r | {"act": words.word("kind", r["act"]), "reason": words.word("reason", r["reason"])} for r in told]
    desk.show(told, _REFUSALS)


@command("report_liability")
def report_liability(desk: Desk) -> None:
    """What the village owes in rewards against stock and funds: codes for programs, words for people."""
    with desk.reading() as book:
        told = book.reports.liability(desk.settings.at)
    if not desk.for_programs:
        told = [line | {"part": desk.words.word("part", line["part"]), "line": _worded(desk, line)} for line in told]
    desk.show(told, _LIABILITY)


def _worded(desk: Desk, line: dict[str, Any]) -> str:
    """A line's name in words; months and ages speak for themselves."""
    name = str(line["line"])
    return desk.words.word("liability", name) if name.isalpha() else name
