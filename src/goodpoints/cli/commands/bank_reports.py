"""Reports of the moral bank that are one table."""

from __future__ import annotations

import datetime as dt
from typing import Final

import click

from goodpoints.cli.commands.reports import period
from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import command, option
from goodpoints.services.reports.bank_rows import PERIODS

_NOTICE: Final = ("notice", "first", "last", "claim", "household", "rule", "deed_day", "outcome")
_RANKING: Final = ("period", "rank", "household", "earned")
_RULES: Final = ("rule", "title", "claimed", "credited", "granted", "deducted")
_JUDGES: Final = ("judge", "panels", "approved", "conflicts", "marks", "lowest", "highest", "mean", "apart")
_PARTICIPATION: Final = ("month", "households", "credited", "new", "nothing", "share")
_MOST_PLACES: Final = 100_000


@command("report_notices")
@period
def report_notices(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """Every claim that hung on the board, and what became of it: codes for programs, words for people."""
    with desk.reading() as book:
        told = book.reports.notices(first, last)
    if not desk.for_programs:
        told = [row | {"outcome": desk.words.word("outcome", row["outcome"])} for row in told]
    desk.show(told, _NOTICE)


@command("report_ranking")
@option("--per", type=click.Choice(PERIODS), default=PERIODS[0])
@option("--places", type=click.IntRange(1, _MOST_PLACES), default=20, metavar="N")
@period
def report_ranking(desk: Desk, *, per: str, places: int, first: dt.date | None, last: dt.date | None) -> None:
    """Who earned most, by month, quarter or year."""
    with desk.reading() as book:
        desk.show(book.reports.ranking(first, last, per=per, count=places), _RANKING)


@command("report_rules")
@period
def report_rules(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """How often each rule was used, and what it gave or took."""
    with desk.reading() as book:
        desk.show(book.reports.rules(first, last), _RULES)


@command("report_judges")
@period
def report_judges(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """How each judge's marks lie beside those of the others."""
    with desk.reading() as book:
        desk.show(book.reports.judges(first, last), _JUDGES)


@command("report_participation")
@period
def report_participation(desk: Desk, *, first: dt.date | None, last: dt.date | None) -> None:
    """How many households take part, and which share has nothing."""
    with desk.reading() as book:
        desk.show(book.reports.participation(first, last), _PARTICIPATION)
