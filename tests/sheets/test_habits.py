"""Habits of offices: what is read as it was meant, what is passed over, and what is never guessed at."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from goodpoints.sheets import Limits
from tests.sheets.samples import WEIGH_INS, csv_of, found, taken, told, workbook_of

DAY = dt.date(2026, 3, 5)
ROW = "2026-03-05,0007,张三,纸板,5,斤,王艳,"


@pytest.mark.parametrize(
    "line",
    [
        "合计,,,,5,,,",
        "总计：,,,,5,,,",
        "本页合计,,,,5,,,",
        "本月累计,,,,5,,,",
        "3月小计（斤）,,,,5,,,",
        "三月份合计,,,,5,,,",
        "全年总计,,,,5,,,",
        "共计15户,,,,5,,,",
        "2026-03-05,,小计,,5,,,",
        "2026-03-05,0007,张三,小 计,5,斤,,",
        "2026-03-05,合计,,,5,斤,,",
        "承前页,,,,5,,,",
        "Total,,,,5,,,",
        " , , ,　,,,,",
        WEIGH_INS,
        "白帆岛村2026-04过磅登记（续）,,,,,,,",
        "白帆岛村 2026-03 过磅登记,,,,,,,",
        "单位：斤,,,,,,,",
        "制表人：李四,,,审核人：王五,,,,2026年6月30日",
        "制表：李四,,审核：王五,,村主任：赵六,,日期：2026.6.30,",
        "制表人,李四,审核人,王五,,,,",
        "村委会（盖章）,,,,,,,",
        "第 1 页,,,,,,共 3 页,",
        "第1页/共3页,,,,,,,",
        "以下空白,,,,,,,",
        "——————,,,,,,,",
        "注：本表一式两份,,,,,,,",
        "备注：以上数量均已核对,,,,,,,",
        "填表日期：2026-06-30,,,,,,,",
    ],
)
def test_what_stands_around_entries_is_passed_over(tmp_path: Path, line: str) -> None:
    """Totals, page breaks, signatures and notes are no entries, wherever they stand."""
    title = "白帆岛村2026-03过磅登记,,,,,,,"
    rows, bad, _ = taken(csv_of(tmp_path, title, WEIGH_INS, ROW, line, ROW.replace("05", "06")))

    assert bad == []
    assert [row.place.row for row in rows] == [3, 5]


@pytest.mark.parametrize(
    "line",
    [
        "张三,,,,,,,",
        "补记王五纸板5斤,,,,,,,",
        "2026-03-07,,,,,,,",
        ",0007,张三,纸板,5,斤,,",
        "3月7日,0007,张三,纸板,5,斤,,",
        "制表人：李四,,5,,,,,",
        "说明：,0007,张三,纸板,5,斤,,",
        ",,,,5,,,",
        ",,,,,,,忘记登记了",
    ],
)
def test_what_may_be_an_entry_is_never_passed_over(tmp_path: Path, line: str) -> None:
    """A row that nobody understands is told, since it may be somebody's stars."""
    _, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, ROW, line))

    assert {row for row, _, _ in found(bad)} == {3}


def test_the_lines_below_a_note_belong_to_it(tmp_path: Path) -> None:
    """Until something that is more than one cell of text."""
    notes = ("说明：", "1、本表每月一张", "", "2、数量以过磅为准", ROW.replace("张三", "李四"), "补记王五纸板5斤")
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, ROW, *notes))

    assert [row.place.row for row in rows] == [2, 7]
    assert {row for row, _, _ in found(bad)} == {8}


def test_goods_with_the_name_of_a_note_are_goods(tmp_path: Path) -> None:
    """A short row with a number is an entry, whatever its first word is."""
    lines = ("品名,价格(星),生效日期", "打印纸：A4,5,2026-03-05", "时间：手表,8星,2026.3.5", "合计,13,")
    rows, bad, _ = taken(csv_of(tmp_path, *lines))

    assert (len(rows), bad) == (2, [])


def test_a_header_of_two_lines_is_one_header(tmp_path: Path) -> None:
    """A word for several columns above the words for each; one word beside them takes both lines."""
    upper = "日期,农户,,交投情况,,,网格员,备注"
    lower = ",户号,姓名,材料,数量,单位,,"
    rows, bad, reading = taken(csv_of(tmp_path, "过磅登记", upper, lower, ROW, upper, lower, ROW.replace("05", "06")))

    assert bad == []
    assert [row.place.row for row in rows] == [4, 7]
    assert reading.sheets[0].unknown == ()
    assert reading.sheets[0].headers["household"] == "户号"


def test_headers_are_told_as_the_sheet_has_them(tmp_path: Path) -> None:
    """So that a mistake can name the column in the clerk's own words."""
    _, _, reading = taken(csv_of(tmp_path, "登记日期, 农户 编号 ,回收品种,重量（公斤）,序号", "2026-03-05,7,纸板,5,1"))

    assert reading.sheets[0].headers == {
        "day": "登记日期",
        "household": "农户 编号",
        "material": "回收品种",
        "quantity": "重量（公斤）",
    }
    assert reading.sheets[0].unknown == ("序号",)


def test_a_register_that_lacks_one_column_is_told_and_not_passed_over(tmp_path: Path) -> None:
    """A month's weighings must not vanish because somebody renamed a column."""
    sheets: dict[str, list[list[Any]]] = {
        "好": [WEIGH_INS.split(","), [DAY, 7, "张三", "纸板", 5]],
        "坏": [["题目"], ["日期", "户号", "姓名", "材料", "多少"], [DAY, 7, "张三", "纸板", 5]],
    }
    rows, bad, reading = taken(workbook_of(tmp_path, "表.xlsx", **sheets))

    assert len(rows) == 1
    assert [(b.place.sheet, b.place.row, b.code, dict(b.facts)) for b in bad] == [
        ("坏", 2, "missing_column", {"register": "weigh_in", "missing": "数量"})
    ]
    assert reading.ignored == []


def test_a_ranking_is_no_register_of_opening_balances(tmp_path: Path) -> None:
    """It has the same columns and one more, and would give everybody their stars twice."""
    sheets: dict[str, list[list[Any]]] = {
        "期初": [["户号", "星数"], [7, 5]],
        "排名": [["名次", "户号", "星数"], [1, 7, 5]],
    }
    rows, _, reading = taken(workbook_of(tmp_path, "表.xlsx", **sheets))

    assert len(rows) == 1
    assert [ignored.sheet for ignored in reading.ignored] == ["排名"]


def test_sheets_are_read_by_their_headers_and_not_by_their_names(tmp_path: Path) -> None:
    """A workbook with a sheet for each month."""
    sheets: dict[str, list[list[Any]]] = {
        name: [WEIGH_INS.split(","), [dt.date(2026, month, 5), 7, "张三", "纸板", 5]]
        for month, name in enumerate(["一月", "2月", "2026.3", "Sheet4"], 1)
    }
    rows, _, _ = taken(workbook_of(tmp_path, "表.xlsx", **sheets))
    actual = [(row.place.sheet, row.values["day"]) for row in rows]

    assert actual == [(name, dt.date(2026, month, 5)) for month, name in enumerate(sheets, 1)]


def test_numbers_of_households_come_in_many_dresses(tmp_path: Path) -> None:
    """An apostrophe that kept the noughts, a word around the number, what a spreadsheet made of it."""
    cells = ("'0007", "7", "７", "7号", "0007号", "第7户", "户0007", "7.0", " 0007 ", "00 07")
    lines = [f"2026-03-{day:02},{cell},张三,纸板,5,斤,," for day, cell in enumerate(cells, 1)]
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, *lines))

    assert bad == []
    assert {row.values["household"] for row in rows} == {"0007"}


def test_the_register_of_households_says_how_wide_numbers_are(tmp_path: Path) -> None:
    """Six digits in one village; where its register keeps the noughts, other sheets get them back."""
    people = ["户号,人员编号,姓名", *(f"0102{n:02},0102{n:02}-1,张三" for n in range(40)), "110201,110201-1,李四"]
    csv_of(tmp_path, *people, name="户籍.csv")
    csv_of(tmp_path, WEIGH_INS, "2026-03-05,10207,张三,纸板,5,斤,,", name="a.csv")
    rows, _, _ = taken(tmp_path)

    assert told(rows[0], "household") == {"household": "010207"}
    assert taken(tmp_path / "a.csv")[0][0].values["household"] == "10207"
    assert taken(tmp_path / "a.csv", Limits(code_width=6))[0][0].values["household"] == "010207"


def test_one_odd_number_does_not_change_the_others(tmp_path: Path) -> None:
    """A slip of the key with one nought too many is one odd household."""
    people = ["户号,人员编号,姓名", *(f"{n},{n}-1,张三" for n in range(1, 40)), "00041,00041-1,李四"]
    rows, _, _ = taken(csv_of(tmp_path, *people))

    assert (rows[0].values["household"], rows[-1].values["household"]) == ("0001", "00041")


@pytest.mark.parametrize("cell", ["/", "／", "-", "—", "——", "－", "\\", "'-"])
def test_a_stroke_through_a_cell_says_that_there_is_nothing(tmp_path: Path, cell: str) -> None:
    """In every column; where something is needed it is missing."""
    good = f"2026-03-05,0007,{cell},纸板,5,{cell},{cell},{cell}"
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, good, f"2026-03-06,0007,,纸板,{cell},斤,,"))

    assert told(rows[0], "name", "unit", "officer", "remark") == dict.fromkeys(("name", "unit", "officer", "remark"))
    assert found(bad) == [(3, "数量", "bad_number")]


def test_words_for_no_limit_and_no_end_are_empty(tmp_path: Path) -> None:
    """Only where a number or a date may be missing at all."""
    lines = ("品名,价格(星),生效日期,每户每月限兑,保质期至", "食盐,2星,2026-03-05,不限,长期", "酱油,无,2026-03-05,无,/")
    rows, bad, _ = taken(csv_of(tmp_path, *lines))

    assert told(rows[0], "price", "limit", "use_by") == {"price": 2, "limit": None, "use_by": None}
    assert found(bad) == [(3, "价格(星)", "bad_number")]


def test_flags_say_no_in_many_words(tmp_path: Path) -> None:
    """Everything else in the cell is a yes: a tick, a 是, the kind of disability."""
    said = ["否", "无", "/", "—", "×", "", "0", "√", "是", "1", "三级"]
    people = ["户号,人员编号,姓名,残疾", *(f"{n},{n}-1,张三,{word}" for n, word in enumerate(said, 1))]
    rows, _, _ = taken(csv_of(tmp_path, *people))
    actual = [row.values["disabled"] for row in rows]

    assert actual == [0] * 7 + [1] * 4


def test_each_quantity_minds_the_measure_in_its_own_header(tmp_path: Path) -> None:
    """最低交投量(斤) beside a rate in kilograms is a mistake, not half the minimum."""
    header = "材料,计量单位,兑换数量,兑得星数,生效日期,最低交投量（斤）"
    lines = (
        "纸板,斤,5,1,2026-03-05,1",
        "废铁,公斤,5,1,2026-03-05,1",
        "铜,公斤,5,1,2026-03-05,",
        "瓶,个,30,1,2026-03-05,10",
    )
    rows, bad, _ = taken(csv_of(tmp_path, header, *lines))

    assert [row.values["material"] for row in rows] == ["纸板", "铜", "瓶"]
    assert found(bad) == [(3, "兑换数量", "unit_conflict")]


def test_a_row_of_blanks_is_blank_even_where_blanks_were_seen_before(tmp_path: Path) -> None:
    """A household that is left empty once does not make empty rows entries."""
    rows, bad, _ = taken(csv_of(tmp_path, "户号,人员编号,姓名", " ,1-1,张三", " , ,", "　,,"))

    assert (len(rows), bad) == (1, [])


def test_quantities_with_thousands_units_and_brackets(tmp_path: Path) -> None:
    """What is one number for a reader is one for us."""
    cells = ['"1,200"', "１２斤", "12.5 公斤", "５ｋｇ", "5㎏", "3副"]
    lines = [f"2026-03-{day:02},7,张三,纸板,{cell},,," for day, cell in enumerate(cells, 1)]
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, *lines))
    actual = [(row.values["quantity"], row.values["unit"]) for row in rows]

    assert bad == []
    assert actual == [
        (Decimal(1200), None),
        (Decimal(12), "斤"),
        (Decimal("12.5"), "公斤"),
        (Decimal(5), "公斤"),
        (Decimal(5), "公斤"),
        (Decimal(3), "副"),
    ]
