"""Days and periods. A day is a `datetime.date`; in the journal it is its ISO text."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final

from goodpoints.domain.recurring import recurring
from goodpoints.errors import MistakenInput

FIRST_DAY: Final = dt.date(1990, 1, 1)
LAST_DAY: Final = dt.date(2199, 12, 31)
PERIODS: Final = ("day", "week", "month", "quarter", "year")


@recurring(2048)
def iso(day: dt.date) -> str:
    """The day as the journal writes it.

    Raises:
        MistakenInput: `bad_date` outside 1990 … 2199, which no village act can bear.
    """
    if not FIRST_DAY <= day <= LAST_DAY:
        raise MistakenInput("bad_date", got=day.isoformat())
    return day.isoformat()


@recurring(2048)
def day_of(text: str) -> dt.date:
    """The day that an ISO text names.

    Raises:
        MistakenInput: `bad_date`.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise MistakenInput("bad_date", got=text[:40]) from error


@recurring(4096)
def is_day(text: str) -> bool:
    """Whether this is the ISO text of a day that an entry may bear."""
    try:
        return iso(day_of(text)) == text
    except MistakenInput:
        return False


@lru_cache(maxsize=2048)
def period_of(day: dt.date, period: str) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar day, week (from Monday), month, quarter or year that holds `day`."""
    if period == "day":
        return day, day
    if period == "week":
        first = day - dt.timedelta(days=day.weekday())
        return first, first + dt.timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    start = (day.month - 1) // months * months + 1
    end = start + months - 1
    return day.replace(month=start, day=1), last_of_month(day.year, end)


def period_after(day: dt.date, period: str, count: int) -> dt.date:
    """Last day of the period that comes `count` periods after the one that holds `day`."""
    last = period_of(day, period)[1]
    for _ in range(count):
        last = period_of(last + dt.timedelta(days=1), period)[1]
    return last


def anniversary(day: dt.date, years: int) -> dt.date:
    """The same date `years` later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same date `months` later, or earlier where below zero; the month's last day where it has no such date."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, last_of_month(year, month + 1).day))


def last_of_month(year: int, month: int) -> dt.date:
    """The last day of a month."""
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return after - dt.timedelta(days=1)
