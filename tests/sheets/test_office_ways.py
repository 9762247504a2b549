"""More ways in which offices fill their forms: 同上, measures in headers, old epochs, wrong endings of names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sheets.samples import WEIGH_INS, csv_of, found, taken, told, with_part, workbook_of


def test_like_above_is_what_stands_above(tmp_path: Path) -> None:
    """〃 and 同上 repeat the cell of the entry above, from entry to entry."""
    lines = "日期,户号,材料,数量", "2026-3-5,1,纸板,5", "〃,2,同上,6", "同上,3,塑料瓶,〃"
    rows, bad, _ = taken(csv_of(tmp_path, *lines))

    assert bad == []
    assert [(row.values["day"], row.values["material"], row.values["quantity"]) for row in rows] == [
        (dt.date(2026, 3, 5), "纸板", Decimal(5)),
        (dt.date(2026, 3, 5), "纸板", Decimal(6)),
        (dt.date(2026, 3, 5), "塑料瓶", Decimal(6)),
    ]


def test_like_above_below_a_bad_row_is_not_guessed(tmp_path: Path) -> None:
    """What stands above cannot be used, and the entry before it was not meant."""
    lines = "日期,户号,材料,数量", "同上,9,纸板,5", "2026-3-5,1,纸板,5", "2026-3-99,2,纸板,6", "同上,3,纸板,7"
    _, bad, _ = taken(csv_of(tmp_path, *lines))

    assert found(bad) == [(2, "日期", "nothing_above"), (4, "日期", "bad_date"), (5, "日期", "nothing_above")]


@pytest.mark.parametrize("header", ["重量(斤)", "重量（市斤）", "重量/斤", "重量斤", "交投量【斤】", "斤数"])
def test_a_measure_in_the_header_is_the_measure_of_the_column(tmp_path: Path, header: str) -> None:
    """In whatever brackets, or in none."""
    rows, bad, _ = taken(csv_of(tmp_path, f"日期,户号,材料,{header}", "2026-3-5,1,纸板,12.5"))

    assert bad == []
    assert told(rows[0], "quantity", "unit") == {"quantity": Decimal("12.5"), "unit": "斤"}


def test_serials_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    """A bare number in its column of days is counted from there, a cell with the look of a day as Excel shows it."""
    lines: list[list[Any]] = [
        WEIGH_INS.split(","),
        [44624, 7, "", "纸板", 5, "斤", "", ""],
        ["44625", 7, "", "纸板", 5, "斤", "", ""],
    ]
    plain = workbook_of(tmp_path, 表=lines)
    told_so = (
        b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
        b'<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    before = [row.values["day"] for row in taken(plain)[0]]
    after = [row.values["day"] for row in taken(with_part(plain, "xl/workbook.xml", told_so))[0]]

    assert (before, after) == (
        [dt.date(2022, 3, 4), dt.date(2022, 3, 5)],
        [dt.date(2026, 3, 5), dt.date(2026, 3, 6)],
    )


def test_a_workbook_under_the_old_ending_is_read(tmp_path: Path) -> None:
    """What a file is stands in it, not in its name."""
    lines: list[list[Any]] = [WEIGH_INS.split(","), ["2026-3-5", 7, "", "纸板", 5, "斤", "", ""]]
    rows, bad, _ = taken(workbook_of(tmp_path, "表.xls", 表=lines))

    assert (len(rows), bad) == (1, [])


def test_blanks_within_a_word_and_around_a_number_mean_nothing(tmp_path: Path) -> None:
    """纸 板 is 纸板; No.7 and №7 are household 7; a stroke parts cells where it is all that could."""
    lines = "日期|户号|材料|数量", "2026-3-5|No.7|纸 板|5", "2026-3-5|№8| 洗衣粉 500g|6"
    rows, bad, _ = taken(csv_of(tmp_path, *lines))

    assert bad == []
    assert [(row.values["household"], row.values["material"]) for row in rows] == [
        ("0007", "纸板"),
        ("0008", "洗衣粉 500g"),
    ]


def test_a_private_cell_tells_its_length_and_nothing_else(tmp_path: Path) -> None:
    """A number says nothing about anybody."""
    _, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, f"2026-3-5,1,{'长' * 40_000},纸板,5,斤,,"))

    assert [(one.code, one.facts) for one in bad] == [("cell_too_long", {"length": 40_000, "limit": 2000})]
