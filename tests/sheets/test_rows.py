"""From lines to rows: what is skipped, what is bad, what is equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodpoints.sheets import Limits, Place
from goodpoints.sheets.seen import Met, Seen
from goodpoints.storage.staging import SqliteStage
from tests.sheets.samples import WEIGH_INS, csv_of, found, taken, told, workbook_of


def test_a_row_has_every_column_of_its_register(tmp_path: Path) -> None:
    """A column that the sheet lacks is None."""
    rows, bad, _ = taken(csv_of(tmp_path, "日期,户号,材料,数量", "2026.3.5,7,纸板,5.2"))

    assert bad == []
    assert rows[0].place == Place("过磅.csv", None, 2)
    assert rows[0].values == {
        "day": dt.date(2026, 3, 5),
        "household": "0007",
        "name": None,
        "material": "纸板",
        "quantity": Decimal("5.2"),
        "unit": None,
        "officer": None,
        "remark": None,
    }


def test_titles_totals_blanks_feet_and_repeated_headers_are_no_rows(tmp_path: Path) -> None:
    """What a form has around its entries is passed over, and rows keep the numbers that Excel shows."""
    lines = (
        "白帆岛村过磅登记,,,,,,,",
        ",,,,,,,",
        WEIGH_INS,
        "2026-03-05,1,张三,纸板,5,斤,,",
        " ,,,,,,,",
        "小 计,,,,5,,,",
        WEIGH_INS,
    )
    more = (
        "2026-03-06,1,张三,纸板,6,斤,,",
        ",合计：,,,11,,,",
        "制表人：李四,,,审核人：王五,,,,",
        "备注：以上均已公示,,,,,,,",
    )
    rows, bad, _ = taken(csv_of(tmp_path, *lines, *more))

    assert bad == []
    assert [row.place.row for row in rows] == [4, 8]


def test_every_bad_cell_is_told_with_its_place(tmp_path: Path) -> None:
    """One mistake does not hide another; names and remarks never come into the facts."""
    _, bad, reading = taken(csv_of(tmp_path, WEIGH_INS, "2026-02-30,1,张三,纸板,若干,斤,,1.2E+17"))

    assert found(bad) == [(2, "日期", "bad_date"), (2, "数量", "bad_number"), (2, "备注", "id_precision")]
    assert [dict(row.facts) for row in reading.bad_rows] == [{"given": "2026-02-30"}, {"given": "若干"}, {}]


def test_the_second_of_two_equal_rows_is_the_bad_one(tmp_path: Path) -> None:
    """Equal in every column after normalising, in whatever dress; another remark makes another row."""
    one = (
        "2026-03-05,0007,张三,纸板,5,斤,王艳,",
        "2026.3.5,7,张　三,纸板 ,５斤,,王艳,",
        "2026-03-05,0007,张三,纸板,5,斤,王艳,又来",
    )
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, *one))

    assert [row.place.row for row in rows] == [2, 4]
    assert found(bad) == [(3, "户号", "duplicate_row")]
    assert bad[0].facts == {"first": 2}


def test_a_column_that_nobody_knows_tells_rows_apart(tmp_path: Path) -> None:
    """It is named in what was read, and is no value of the row."""
    lines = ("序号," + WEIGH_INS, "1,2026-03-05,7,张三,纸板,5,斤,,", "2,2026-03-05,7,张三,纸板,5,斤,,")
    rows, bad, reading = taken(csv_of(tmp_path, *lines))

    assert (len(rows), bad, reading.sheets[0].unknown) == (2, [], ("序号",))
    assert "序号" not in rows[0].values


def test_a_glued_unit_goes_to_the_column_of_units(tmp_path: Path) -> None:
    """Glued or beside, kg or 千克: the row is the same."""
    lines = ("2026-03-05,1,张三,纸板,5斤,,,", "2026-03-06,1,张三,纸板,5,千克,,", "2026-03-07,1,张三,塑料瓶,5个,个,,")
    rows, _, _ = taken(csv_of(tmp_path, WEIGH_INS, *lines))
    actual = [row.values["unit"] for row in rows]

    assert actual == ["斤", "公斤", "个"]


def test_two_units_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """Five jin or five kilograms: nobody here can know."""
    _, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, "2026-03-05,1,张三,纸板,5斤,公斤,,"))

    assert found(bad) == [(2, "数量", "unit_conflict")]


def test_a_weight_in_a_sheet_without_units_is_not_lost(tmp_path: Path) -> None:
    """A counter says nothing there, a weight does; the header's own brackets count for the rest."""
    lines = ("日期,户号,材料,数量（公斤）", "2026-03-05,1,纸板,5", "2026-03-06,1,纸板,5斤", "2026-03-07,1,易拉罐,5个")
    rows, _, _ = taken(csv_of(tmp_path, *lines))

    assert [row.values["unit"] for row in rows] == ["公斤", "斤", None]


def test_a_day_or_number_that_is_needed_may_not_be_empty(tmp_path: Path) -> None:
    """An empty household or material is left to whoever knows the book."""
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, ",1,张三,纸板,,斤,,", "2026-03-05,,张三,,5,斤,,"))

    assert found(bad) == [(2, "日期", "bad_date"), (2, "数量", "bad_number")]
    assert told(rows[0], "household", "material") == {"household": None, "material": None}


def test_a_long_cell_makes_its_row_bad(tmp_path: Path) -> None:
    """In a column of the register or not, and also where it is longer than the CSV library takes."""
    lines = (
        f"2026-03-05,1,张三,纸板,5,斤,,{'长' * 40_000}",
        f"2026-03-06,1,张三,纸板,5,斤,,{'长' * 140_000}",
        "2026-03-07,1,张三,纸板,5,斤,,",
    )
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, *lines))

    assert [row.place.row for row in rows] == [4]
    assert found(bad) == [(2, "备注", "cell_too_long"), (3, None, "cell_too_long")]


def test_a_line_with_too_many_cells_is_bad_and_a_short_one_is_filled_up(tmp_path: Path) -> None:
    """An unquoted comma moves everything behind it; missing empty cells at the end do no harm."""
    rows, bad, _ = taken(
        csv_of(
            tmp_path,
            WEIGH_INS,
            "2026-03-05,1,张三,纸板,1,200,斤,,x",
            "2026-03-06,1,张三,纸板,5",
            "2026-03-07,1,张三,纸板,5,斤,,,,",
        )
    )

    assert [row.place.row for row in rows] == [3, 4]
    assert found(bad) == [(2, None, "extra_cells")]


def test_with_too_many_mistakes_it_is_the_wrong_file(tmp_path: Path) -> None:
    """Reading stops instead of collecting a million mistakes."""
    path = csv_of(tmp_path, WEIGH_INS, *["x,1,张三,纸板,5,斤,,"] * 20)
    with pytest.raises(Exception, match="too_many_bad_rows"):
        taken(path, Limits(bad_rows=10))


def test_goods_and_flags_of_a_workbook_have_their_types(tmp_path: Path) -> None:
    """Words for the way in become codes, marks become 1 or 0, empty optional cells None."""
    goods: list[list[Any]] = [
        ["日期", "类别", "捐赠人/供应商", "品名", "数量", "单价(元)", "券号起", "券号止"],
        [dt.date(2026, 1, 2), "捐赠", "县供销社", "电费券１０元", "10件", "5元", "DLA00001", "DLA00010"],
    ]
    people: list[list[Any]] = [
        ["户号", "人员编号", "姓名", "独居", "残疾", "低保"],
        [1, "0001-1", "=1+1", "是", "", True],
    ]
    rows, bad, _ = taken(workbook_of(tmp_path, 入库=goods, 户籍=people))

    assert bad == []
    assert told(rows[0], "day", "way", "item", "quantity", "unit_price", "last_serial") == {
        "day": dt.date(2026, 1, 2),
        "way": "donation",
        "item": "电费券10元",
        "quantity": Decimal(10),
        "unit_price": Decimal(5),
        "last_serial": "DLA00010",
    }
    assert told(rows[1], "household", "name", "alone", "disabled", "low_income", "born") == {
        "household": "0001",
        "name": "=1+1",
        "alone": 1,
        "disabled": 0,
        "low_income": 1,
        "born": None,
    }


def test_a_price_may_be_free_of_limits_but_not_of_stars(tmp_path: Path) -> None:
    """Nought stars is no price."""
    lines: list[list[Any]] = [
        ["品名", "价格(星)", "生效日期", "每户每月限兑"],
        ["食盐", "2星", 45839, ""],
        ["酱油", 0, 45839, "2"],
    ]
    rows, bad, _ = taken(workbook_of(tmp_path, 目录=lines))

    assert told(rows[0], "price", "limit", "valid_from") == {
        "price": 2,
        "limit": None,
        "valid_from": dt.date(2025, 7, 1),
    }
    assert found(bad) == [(3, "价格(星)", "bad_quantity")]


@pytest.mark.parametrize("remembered", [lambda: nullcontext(Seen()), lambda: closing(SqliteStage())])
def test_thousands_of_rows_are_remembered_exactly_once(remembered: Callable[[], AbstractContextManager[Met]]) -> None:
    """The first row of a content is known, however many there are, and only within its sheet."""
    marks = [hash((number, "x")) for number in range(5000)]
    with remembered() as met:
        first = met.met([(mark, number) for number, mark in enumerate(marks)])
        again = met.met([(mark, 9000 + number) for number, mark in enumerate(marks)])
        met.forget_met()

        assert (first, again) == ({}, {9000 + number: number for number in range(5000)})
        assert met.met([(marks[0], 1), (marks[1], 2), (marks[0], 3)]) == {3: 1}
