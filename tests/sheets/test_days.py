"""Dates as offices write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.sheets import days
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell

_EPOCH = dt.date(1899, 12, 30)
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_HANZI = "〇一二三四五六七八九"


def _years(day: dt.date) -> str:
    return "".join(_HANZI[int(digit)] for digit in str(day.year))


def _spoken(number: int) -> str:
    """12 is 十二, 31 is 三十一."""
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + (_HANZI[ones] if ones else "")


_WAYS = [
    lambda day: day,
    lambda day: dt.datetime.combine(day, dt.time(8, 30)),
    lambda day: day.isoformat(),
    lambda day: f"{day} ",
    lambda day: f"{day} 00:00:00",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}年{day.month:02}月{day.day:02}号",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日 星期四",
    lambda day: f"{day.year}-{day.month}-{day.day}（周日）",
    lambda day: f"{day.year}年{day.month}月{day.day}日上午 8:30",
    lambda day: f"{day.year}-{day.month}-{day.day} 10:20",
    lambda day: f"{day.year}年{day.month}月{day.day}日10时20分",
    lambda day: f"{day.year}-{day.month}-{day.day} 下午3点",
    lambda day: f"{day.year}/{day.month}/{day.day} 10:20:30 AM",
    lambda day: f"{day.year}.{day.month}.{day.day}.",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    lambda day: f"{day.year}、{day.month}、{day.day}",
    lambda day: f"{day.year}。{day.month}。{day.day}",
    lambda day: f"'{day}",
    lambda day: f"{_years(day)}年{_spoken(day.month)}月{_spoken(day.day)}日",
    lambda day: f"{_years(day).replace('〇', '零')}年{_spoken(day.month)}月{_spoken(day.day)}号",
    lambda day: day.isoformat().translate(_FULL),
    lambda day: f"{day.year}．{day.month}．{day.day}",
    lambda day: float((day - _EPOCH).days),
    lambda day: (day - _EPOCH).days + 0.25,
    lambda day: str((day - _EPOCH).days),
]


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(_WAYS))
def test_every_way_of_writing_a_day_means_that_day(day: dt.date, way: object) -> None:
    """Whatever habit a clerk has, the day is the same."""
    assert callable(way)
    actual = days.day(way(day))

    assert actual == day


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_a_bad_date(text: str) -> None:
    """Nothing typed into a date column can end in another error."""
    try:
        code, day = None, days.day(text)
    except CellError as error:
        code, day = error.code, None

    assert code in {None, "bad_date"}
    assert day is None or day.year in days.ACTS


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-30",
        "2025.9.31",
        "2025-13-01",
        "1950年2月30日",
        "2025",
        2025.0,
        "25.7.7",
        "7月7日",
        "二〇二六年二月三十日",
        "二〇二六年月日",
        "二六年三月五日",
        "2026年3月",
        "3/5/2026",
        "12个月",
        "昨天",
        "1985-01-01",
        1e9,
        -3.0,
    ],
)
def test_what_is_no_day_of_our_time_is_a_bad_date(cell: Cell) -> None:
    """Impossible and absurd days are refused; a bare year is never read as a serial of 1905."""
    with pytest.raises(CellError) as caught:
        days.day(cell)

    assert caught.value.code == "bad_date"


def test_people_may_be_born_before_acts_are_recorded() -> None:
    """A birth date may lie in 1949, an act not."""
    actual = days.day("1949.6.7", years=days.BIRTHS)

    assert actual == dt.date(1949, 6, 7)


def test_an_empty_cell_is_no_day() -> None:
    """Blank is None; whether that is a mistake is the column's matter."""
    actual = [days.day(cell) for cell in (None, "", "  ", "　")]

    assert actual == [None] * 4


@pytest.mark.parametrize("cell", ["2025", 2025.0, "２０２５", "2025年", "2025年度 "])
def test_a_year_is_read_in_every_dress(cell: Cell) -> None:
    """The year of earning comes as a number or as text."""
    actual = days.year(cell)

    assert actual == 2025


@pytest.mark.parametrize("cell", ["12月5日", "12 月 5 日", "3.5", "3月5日 10:20", "26-3-5", "5/3/2026", "2026-3", 12.5])
def test_a_day_that_would_have_to_be_guessed_is_told_as_it_was_written(cell: Cell) -> None:
    """No year is added, no order of day and month assumed, and a small number is no serial of 1900."""
    with pytest.raises(CellError) as caught:
        days.day(cell)

    assert (caught.value.code, caught.value.facts) == ("bad_date", {"given": str(cell)})
