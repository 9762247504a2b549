"""Cells as days: every way in which offices write one, and none that would have to be guessed."""

from __future__ import annotations

import datetime as dt
import re

from goodpoints.sheets.text import CellError, figures
from goodpoints.sheets.values import Cell

ACTS = range(1990, 2101)
"""The years in which an act, a price or a use-by date can lie."""

BIRTHS = range(1900, 2101)
"""The years in which somebody can be born."""

_DAY = re.compile(
    r"(\d{4})\s*[-./年、。,]\s*(\d{1,2})\s*[-./月、。,]\s*(\d{1,2})\s*[日号]?"
    r"[.。]?(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?(?:\s*(?:[上中下]午|早上|晚上))?"
    r"(?:[T\s]*(?<!\d)\d{1,2}\s*[:时点]\s*(?:\d{1,2}\s*[:分]?\s*)?(?:\d{1,2}(?:\.\d+)?\s*秒?)?)?(?:\s*[ap]m)?",
    re.IGNORECASE,
)
_HANZI = re.compile(
    r"([〇○零一二三四五六七八九]{4})年((?:[二三]?十)?[一二三四五六七八九]?)月((?:[二三]?十)?[一二三四五六七八九]?)[日号]?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_SERIAL = re.compile(r"(\d{1,5})(?:\.\d+)?")
_YEAR = re.compile(r"(\d{4})(?:\.0)?年?度?")
_NOUGHT = {"○": "〇", "零": "〇"}
_SPOKEN = ("", *"一二三四五六七八九")
EPOCH = dt.date(1899, 12, 30)
"""The day that Excel calls 0."""

EPOCH_1904 = dt.date(1904, 1, 1)
"""The same in workbooks that say `date1904`, as Excel for the Mac wrote them."""


def day(cell: Cell, years: range = ACTS, epoch: dt.date = EPOCH) -> dt.date | None:
    """The day a cell means: a date, an Excel serial, "2026-03-05", "2026.3.5", "2026年3月5日", "二〇二六年三月五日".

    Raises:
        CellError: `bad_date` where there is no such day, or not in those years; a bare year is never a serial.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, dt.datetime):
        return _within(cell.date(), years)
    if isinstance(cell, dt.date):
        return _within(cell, years)
    text = _in_digits(figures(cell)) if isinstance(cell, str) else str(cell)
    return _within(_read(text, epoch), years, text) if text else None


def year(cell: Cell) -> int | None:
    """A calendar year in which an act can lie.

    Raises:
        CellError: `bad_date`.
    """
    text = figures(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
    match = _YEAR.fullmatch(text)
    if text and (match is None or int(match[1]) not in ACTS):
        raise CellError("bad_date", given=text[:40])
    return int(match[1]) if match else None


def _in_digits(text: str) -> str:
    """A day that is written in Chinese numbers, with digits; other text as it is."""
    match = _HANZI.fullmatch(text)
    if match is None:
        return text
    year = "".join(str("〇一二三四五六七八九".index(_NOUGHT.get(sign, sign))) for sign in match[1])
    return "-".join([year, str(_count(match[2])), str(_count(match[3]))])


def _count(said: str) -> int:
    """A number from 1 to 39 as it is spoken: 十二, 三十一; 0 where nothing was said."""
    tens, ten, ones = said.rpartition("十")
    return (10 * max(1, _SPOKEN.index(tens)) if ten else 0) + _SPOKEN.index(ones)


def _read(text: str, epoch: dt.date) -> dt.date:
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    try:
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        return _of_serial(text, epoch)
    except ValueError:
        raise CellError("bad_date", given=text[:40]) from None


def _of_serial(text: str, epoch: dt.date) -> dt.date:
    match = _SERIAL.fullmatch(text)
    if match is None or int(match[1]) in BIRTHS:
        raise ValueError(text)
    return epoch + dt.timedelta(days=int(match[1]))


def _within(found: dt.date, years: range, text: str = "") -> dt.date:
    if found.year not in years:
        raise CellError("bad_date", given=text[:40] or found.isoformat())
    return found
