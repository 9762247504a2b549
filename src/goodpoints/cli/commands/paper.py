"""What is printed for the notice board."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY, plain
from goodpoints.cli.kit import command, option
from goodpoints.errors import MistakenInput

_MONTH: Final = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?")


@command("notice_board")
@option("--month", metavar="MONTH")
@option("--from", "first", type=DAY)
@option("--to", "last", type=DAY)
def notice_board(desk: Desk, month: str | None, first: dt.date | None, last: dt.date | None) -> None:
    """Write the public notice of a month, or of any period, as a page to print."""
    from goodpoints.book.noticeboard import notice_of
    from goodpoints.render import notice_html

    with desk.reading() as book:
        start, end = _period(month, first, last, book.today)
        page = notice_html(notice_of(book, start, end, language=desk.words.lang))
    path = desk.settings.output or Path(f"notice-{end.isoformat()}.html")
    if not desk.settings.dry_run:
        path.write_text(page, encoding="utf-8", newline="\n")
    desk.say("written", file=path)


@command("report_village")
@option("--month", metavar="MONTH")
@option("--from", "first", type=DAY)
@option("--to", "last", type=DAY)
def report_village(desk: Desk, month: str | None, first: dt.date | None, last: dt.date | None) -> None:
    """Every figure of the village for a period: tables on a terminal, JSON to other programs."""
    with desk.reading() as book:
        told = book.report_village(*_period(month, first, last, book.today))
    desk.show_sections(told)


def _period(month: str | None, first: dt.date | None, last: dt.date | None, today: dt.date) -> tuple[dt.date, dt.date]:
    """The days that are told, else the month, else the month of today."""
    from goodpoints.domain.days import period_of

    start, end = period_of(_in_month(month) if month else last or today, "month")
    return first or start, last or end


def _in_month(text: str) -> dt.date:
    found = _MONTH.fullmatch(plain(text))
    try:
        return dt.date(int(found[1]), int(found[2]), 1) if found else dt.date.min.replace(month=13)
    except ValueError as error:
        raise MistakenInput("bad_date", got=text[:40]) from error
