"""Merged cells: what speaks for several rows, and what cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from goodpoints.errors import MistakenInput
from tests.sheets.samples import FIRST, WEIGH_INS, found, part_of, taken, with_part, workbook_of

DAY = dt.date(2026, 3, 5)
SHEET: list[list[Any]] = [
    WEIGH_INS.split(","),
    [DAY, 7, "张三", "纸板", 5, "斤", "王艳", ""],
    ["", "", "", "塑料瓶", 30, "个", "", ""],
    ["", 8, "李四", "纸板", 2, "斤", "", ""],
]


def _merged(folder: Path, lines: Sequence[Sequence[Any]], *ranges: str) -> Path:
    path = workbook_of(folder, 过磅=lines)
    cells = "".join(f'<mergeCell ref="{range_}"/>' for range_ in ranges)
    xml = part_of(path, FIRST).replace(b"</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>".encode())
    return with_part(path, FIRST, xml)


def test_a_day_merged_over_its_rows_is_the_day_of_each(tmp_path: Path) -> None:
    """A household too; only within the range, never below it."""
    rows, bad, _ = taken(_merged(tmp_path, [*SHEET, ["", 9, "王五", "纸板", 1, "斤"]], "A2:A4", "B2:B3", "C2:C3"))

    assert [(row.values["day"], row.values["household"], row.values["name"]) for row in rows] == [
        (DAY, "0007", "张三"),
        (DAY, "0007", "张三"),
        (DAY, "0008", "李四"),
    ]
    assert found(bad) == [(5, "日期", "bad_date")]


def test_without_a_true_range_an_empty_day_is_bad(tmp_path: Path) -> None:
    """Nothing is guessed from the row above."""
    _, bad, _ = taken(_merged(tmp_path, SHEET, "G2:G4"))

    assert found(bad) == [(3, "日期", "bad_date"), (4, "日期", "bad_date")]


def test_a_number_merged_over_entries_is_ambiguous(tmp_path: Path) -> None:
    """Five for both or five for each: every entry it touches is told."""
    lines = [SHEET[0], SHEET[1], [DAY, 8, "李四", "纸板", "", "斤"], [DAY, 9, "王五", "纸板", 1, "斤"]]
    rows, bad, _ = taken(_merged(tmp_path, lines, "E2:E3"))

    assert [row.place.row for row in rows] == [4]
    assert found(bad) == [(2, "数量", "merged_cells"), (3, "数量", "merged_cells")]


def test_an_entry_that_is_two_rows_high_is_one_entry(tmp_path: Path) -> None:
    """Some forms merge every cell of an entry with the one below."""
    rows, bad, _ = taken(
        _merged(tmp_path, [*SHEET[:2], [], [DAY, 8, "李四", "纸板", 2]], *(f"{c}2:{c}3" for c in "ABCDEFGH"))
    )

    assert bad == []
    assert [row.place.row for row in rows] == [2, 4]


def test_titles_totals_and_headers_may_be_merged(tmp_path: Path) -> None:
    """A title over all columns, a header over two lines, a total over three cells."""
    lines = [["过磅登记表"], SHEET[0], ["", "", "", "", "(净重)"], *SHEET[1:2], ["合计", "", "", "", 5]]
    ranges = ["A1:H1", *(f"{c}2:{c}3" for c in "ABCDFGH"), "A5:D5"]
    rows, bad, _ = taken(_merged(tmp_path, lines, *ranges))

    assert bad == []
    assert [row.place.row for row in rows] == [4]


def test_cells_that_are_merged_twice_are_damage(tmp_path: Path) -> None:
    """Excel never writes it; to follow a hundred thousand of them would take hours."""
    with pytest.raises(MistakenInput, match="damaged_workbook"):
        taken(_merged(tmp_path, SHEET, "A2:A4", "A3:A4"))
