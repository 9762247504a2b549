"""Lists of codes and of people, signed numbers, and what is printed above a header."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodpoints.sheets import Row, read
from goodpoints.sheets.listed import code, codes, people
from goodpoints.sheets.quantities import signed
from goodpoints.sheets.text import CellError

RULES = "编号,名称,计分方式,分值"
CLAIMS = "申报编号,行为日期,申报日期,户号,行为人,细则编号,数量"


def _rows(path: Path, *lines: str) -> tuple[list[Row], list[tuple[int, str | None, str]]]:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    reading = read(path)
    rows = list(reading.rows())
    return rows, [(bad.place.row, bad.place.column, bad.code) for bad in reading.bad_rows]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("２０２５－０００１", "2025-0001"),
        (" GS0001 ", "GS0001"),
        (20250001.0, "20250001"),
        ("A 01", "A01"),
        ("", None),
    ],
)
def test_a_code_is_half_width_and_without_blanks(cell: Any, meant: str | None) -> None:  # noqa: ANN401 - any cell
    """However it was typed."""
    assert code(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2025-0001、2025-0002，2025-0003", ["2025-0001", "2025-0002", "2025-0003"]),
        ("2025-0001至2025-0003", ["2025-0001", "2025-0002", "2025-0003"]),
        ("2025-0009~0011", ["2025-0009", "2025-0010", "2025-0011"]),
        ("2025-0001\n2025-0001", ["2025-0001"]),
    ],
)
def test_a_list_of_codes_is_each_of_them(cell: str, meant: list[str]) -> None:
    """Separated by whatever offices type, spans filled, each once."""
    assert (codes(cell) or "").split("、") == meant


@pytest.mark.parametrize(
    "cell", ["2025-0003至2025-0001", "2025-0001至2026-0003", "2025-0001至2025-9999", "1至" + "9" * 5000]
)
def test_a_span_without_sense_is_no_list(cell: str) -> None:
    """Backwards, over two years, or longer than any notice."""
    with pytest.raises(CellError) as error:
        codes(cell)

    assert error.value.code == "bad_list"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("田树林(0124)、梁丽（３０３）", "田树林(0124)、梁丽(0303)"),
        ("张三(12):5，李四(0103)6.5分", "张三(0012):5、李四(0103):6.5"),
        ("张 三", "张三()"),
        ("欧阳 (大)(0007)", "欧阳(大)(0007)"),
    ],
)
def test_people_are_written_in_one_way(cell: str, meant: str) -> None:
    """Name, household with its noughts, mark."""
    assert people(cell, 4) == meant


def test_a_household_alone_is_nobody() -> None:
    """A judge has a name."""
    with pytest.raises(CellError):
        people("(0012)", 4)


@pytest.mark.parametrize(("cell", "meant"), [("-5分", -5), (-0.5, "-0.5"), ("+3", 3), ("０．３", "0.3"), (None, None)])
def test_a_signed_number_may_lie_below_nought(cell: Any, meant: Any) -> None:  # noqa: ANN401 - any cell
    """Deductions are written with or without their sign."""
    assert signed(cell) == (None if meant is None else Decimal(meant))


def test_rules_carry_what_is_printed_above_them(tmp_path: Path) -> None:
    """The title says from when they hold."""
    rows, bad = _rows(tmp_path / "细则.csv", "柳河村积分细则（2025年7月1日起施行）,,,", RULES, "A01,清扫,固定,2分")

    assert ([row.values["printed"] for row in rows], bad) == (["柳河村积分细则（2025年7月1日起施行）"], [])


def test_a_deed_may_be_counted_in_hours_or_yuan(tmp_path: Path) -> None:
    """The unit beside the number goes along, for the rule to be compared with; a weight is no deed's measure less."""
    rows, bad = _rows(
        tmp_path / "申报.csv", CLAIMS,
        "2025-0001,2025-01-01,2025-01-02,7,张三,B06,12小时", "2025-0002,2025-01-01,2025-01-02,7,张三,A01,3",
        "2025-0003,2025-01-01,2025-01-02,7,张三,A01,若干",
    )  # fmt: skip

    assert [(row.values["quantity"], row.values["unit"]) for row in rows] == [(12, "小时"), (3, None)]
    assert bad == [(4, "数量", "bad_number")]


@pytest.mark.parametrize(
    ("header", "register"),
    [
        ("荣誉,积分", "honour"),
        ("荣誉名称,所需积分,生效日期", "honour"),
        ("品名,价格,生效日期", "price"),
        ("冲正日期,申报编号,原因", "reverse_claim"),
        ("冲正日期,原兑换日期,户号,品名,数量", "reverse"),
        ("日期,户号,荣誉,数量,同意播报", "redeem"),
        ("公示编号,公示开始日期,公示结束日期,申报编号", "open_notice"),
        ("申报编号,异议日期,处理结果", "objection"),
        ("申报编号,评议日期,评委,评议结果", "panel"),
    ],
)
def test_a_sheet_of_the_moral_bank_is_known_by_its_headers(tmp_path: Path, header: str, register: str) -> None:
    """And never taken for a shop's."""
    path = tmp_path / "表.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    reading = read(path)
    list(reading.rows())

    assert [sheet.register for sheet in reading.sheets] == [register]
