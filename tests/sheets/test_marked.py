"""Copies with mistakes: beside each bad row what is wrong, everything else as it was."""

from __future__ import annotations

import datetime as dt
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.errors import MistakenInput, StorageError
from goodpoints.sheets import BadRow, Place, Reading, read, write_marked
from tests.sheets.samples import FIRST, WEIGH_INS, csv_of, part_of, with_part, workbook_of

GOOD = "2026-03-05,0007,张三,纸板,5,斤,王艳,"
BAD = "2026-02-30,0007,张三,纸板,若干,斤,王艳,"
_HALF_PAST = dt.datetime.fromisoformat("2026-03-07T08:30")
LINES: list[list[Any]] = [
    ["过磅登记"],
    WEIGH_INS.split(","),
    [dt.date(2026, 3, 5), 7, "张三", "纸板", 5.5, "斤", "王艳", "=1+1"],
    [46087, "0008", "李四", "纸板", "若干", "斤", "王艳", "http://x.cn"],
    [_HALF_PAST, 9, "王五", "纸板", 1, "斤", "王艳", ""],
]


def _marked(path: Path, folder: Path | None = None) -> tuple[Reading, Path]:
    """The file's bad rows with their codes for sentences, in a copy."""
    reading = read(path)
    list(reading.rows())
    copies = write_marked(path, [(bad, f"{bad.code}!") for bad in reading.bad_rows], folder or path.parent / "bad")

    return reading, copies[0]


def _told(path: Path) -> tuple[list[Any], list[Any]]:
    """Rows and bad rows of a file, without its name."""
    reading = read(path)
    rows = [(row.place.sheet, row.place.row, dict(row.values)) for row in reading.rows()]
    return rows, [(bad.place.sheet, bad.place.row, bad.place.column, bad.code) for bad in reading.bad_rows]


def _cells(copy: Path) -> list[tuple[Any, ...]]:
    page = openpyxl.load_workbook(copy).worksheets[0]
    return [tuple(cell.value for cell in row) for row in page.iter_rows()]


def test_a_csv_gets_a_last_column_with_what_is_wrong(tmp_path: Path) -> None:
    """The header's line has the word 错误, a bad line its sentences, in the encoding that Excel opens by itself."""
    path = csv_of(tmp_path, "过磅登记", WEIGH_INS, GOOD, BAD, encoding="gbk")
    _, copy = _marked(path)

    assert copy.name == "过磅-错误.csv"
    assert copy.read_bytes().startswith(b"\xef\xbb\xbf")
    assert copy.read_text(encoding="utf-8-sig").splitlines() == [
        "过磅登记",
        WEIGH_INS + ",错误",
        GOOD,
        BAD + ",bad_date!；bad_number!",
    ]


def test_a_workbook_gets_one_too_and_keeps_its_values(tmp_path: Path) -> None:
    """Dates stay dates, household numbers become text, what looks like a formula or an address stays text."""
    _, copy = _marked(workbook_of(tmp_path, 过磅=LINES))
    header, first, second, third = _cells(copy)[1:]

    assert header == (*WEIGH_INS.split(","), "错误")
    assert first == (dt.datetime.fromisoformat("2026-03-05"), "7", "张三", "纸板", 5.5, "斤", "王艳", "=1+1", None)
    assert second == (46087, "0008", "李四", "纸板", "若干", "斤", "王艳", "http://x.cn", "bad_number!")
    assert third[:2] == (_HALF_PAST, "9")


def test_nothing_in_a_copied_workbook_is_computed(tmp_path: Path) -> None:
    """A name like =1+1 is text in the copy's own XML."""
    _, copy = _marked(workbook_of(tmp_path, 过磅=LINES))

    assert b"<f>" not in part_of(copy, FIRST)
    assert b"hyperlink" not in part_of(copy, FIRST)


def test_bad_rows_are_coloured_and_others_not(tmp_path: Path) -> None:
    """The eye finds them without reading."""
    _, copy = _marked(workbook_of(tmp_path, 过磅=LINES))
    page = openpyxl.load_workbook(copy).worksheets[0]
    actual = {row: page.cell(row, 3).fill.fgColor.rgb for row in (3, 4)}

    assert actual == {3: "00000000", 4: "FFFFE699"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_copy_is_read_as_its_original(tmp_path: Path, kind: str) -> None:
    """The same good rows and the same mistakes, at the same places, duplicates too."""
    lines: list[list[Any]] = [
        *LINES,
        LINES[2],
        ["合计", "", "", "", 99],
        [],
        ["制表人：赵六"],
        ["说明：", ""],
        ["x", 1],
    ]
    if kind == "xlsx":
        path = workbook_of(tmp_path, 过磅=lines, 另=LINES)
    else:
        path = csv_of(tmp_path, *(",".join(str(cell) for cell in line) for line in lines))
    _, copy = _marked(path)

    assert _told(copy) == _told(path)
    assert len(_told(path)[1]) > 2


def test_a_copy_of_a_copy_has_one_column_of_mistakes(tmp_path: Path) -> None:
    """And the next number in its name; a line that was mended loses its sentence."""
    first = csv_of(tmp_path, WEIGH_INS + ",错误", GOOD + ",old", BAD + ",old", name="过磅-错误.csv")
    _, copy = _marked(first, tmp_path)

    assert copy.name == "过磅-错误-2.csv"
    assert copy.read_text(encoding="utf-8-sig").splitlines() == [
        WEIGH_INS + ",错误",
        GOOD,
        BAD + ",bad_date!；bad_number!",
    ]


def test_a_workbooks_copy_is_marked_anew_too(tmp_path: Path) -> None:
    """Sentences of rows that were mended are gone."""
    lines = [
        [*line, *[""] * (8 - len(line)), word] for line, word in zip(LINES, ["", "错误", "old", "old", ""], strict=True)
    ]
    _, copy = _marked(workbook_of(tmp_path, name="过磅-错误-7.xlsx", 过磅=lines))
    actual = [row[8] for row in _cells(copy)]

    assert copy.name == "过磅-错误.xlsx"
    assert actual == [None, "错误", None, "bad_number!", None]


def test_a_line_that_cannot_be_read_keeps_its_text_and_stays_bad(tmp_path: Path) -> None:
    """An open quote, a cell beyond all measure, one cell too many: mending is left to the clerk."""
    path = csv_of(tmp_path, WEIGH_INS, GOOD + ",,x", GOOD + "长" * 140_000, GOOD, GOOD + '"a', GOOD)
    _, copy = _marked(path)
    _, bad = _told(copy)

    assert [(row, code) for _, row, _, code in bad][:2] == [(2, "extra_cells"), (3, "cell_too_long")]
    assert {row for _, row, _, _ in bad} == {2, 3, 5}
    assert [row for _, row, _ in _told(copy)[0]] == [4]


def test_a_semicolon_stays_one_and_formulas_are_guarded(tmp_path: Path) -> None:
    """Excel computes what begins with an equals sign in a CSV; the guard is taken off when the copy is read."""
    row = BAD.replace(",", ";").replace("张三", "=1+1")
    _, copy = _marked(
        csv_of(tmp_path, WEIGH_INS.replace(",", ";"), row, row.replace("02-30", "02-28").replace("若干", "5"))
    )
    lines = copy.read_text(encoding="utf-8-sig").splitlines()

    assert lines[0].endswith(";备注;错误")
    assert ";'=1+1;" in lines[1]
    assert _told(copy)[0][0][2]["name"] == "=1+1"


def test_merged_hidden_and_failed_cells_stay_what_they_are(tmp_path: Path) -> None:
    """A day over two rows is read over two rows again; a failed formula is not silently mended."""
    path = workbook_of(tmp_path, 过磅=[*LINES[1:], ["", 8, "李四", "纸板", 3, "斤"]], 旧=LINES)
    xml = part_of(path, FIRST).replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A4:A5"/></mergeCells>'
    )
    xml = xml.replace(b'<c r="E4"><v>1</v></c>', b'<c r="E4" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    book = part_of(path, "xl/workbook.xml").replace(b'sheetId="2"', b'sheetId="2" state="hidden"')
    path = with_part(with_part(path, FIRST, xml), "xl/workbook.xml", book)
    reading, copy = _marked(path)
    again = read(copy)

    assert _told(copy) == _told(path)
    assert (5, dt.date(2026, 3, 7)) in [(row.place.row, row.values["day"]) for row in again.rows()]
    assert [other.code for other in again.ignored] == [other.code for other in reading.ignored] == ["hidden_sheet"]


def test_only_files_with_mistakes_are_copied_and_none_is_overwritten(tmp_path: Path) -> None:
    """The same folder may take copies as often as one likes."""
    csv_of(tmp_path, WEIGH_INS, GOOD, name="a.csv")
    path = csv_of(tmp_path, WEIGH_INS, BAD, name="b.csv")
    bad = [(BadRow(Place("b.csv", None, 2), "bad_date"), "x")]
    names = [copy.name for _ in range(3) for copy in write_marked(tmp_path, bad, tmp_path / "bad" / "deeper")]

    assert names == ["b-错误.csv", "b-错误-2.csv", "b-错误-3.csv"]
    assert path.read_text(encoding="utf-8") == f"{WEIGH_INS}\n{BAD}\n"


def test_a_sentence_is_said_once_and_one_about_the_whole_sheet_too(tmp_path: Path) -> None:
    """A sheet whose header lacks a column has its sentence beside that line."""
    path = csv_of(tmp_path, "日期,户号,材料", "2026-03-05,7,纸板")
    row = BadRow(Place(path.name, None, 1), "missing_column")
    (copy,) = write_marked([path], [(row, "x"), (row, "x"), (row, "y")], tmp_path / "bad")

    assert copy.read_text(encoding="utf-8-sig").splitlines()[0] == "日期,户号,材料,x；y"


def test_without_the_extra_a_workbook_cannot_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which one is missing and leaves no half copy behind."""
    path = workbook_of(tmp_path, 过磅=LINES)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MistakenInput) as caught:
        write_marked(path, [(BadRow(Place(path.name, "过磅", 4), "bad_number"), "x")], tmp_path / "bad")

    assert (caught.value.code, caught.value.facts) == ("missing_extra", {"extra": "excel"})
    assert list((tmp_path / "bad").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where the folder should be."""
    path = csv_of(tmp_path, WEIGH_INS, BAD)
    with pytest.raises(StorageError, match="not_written"):
        write_marked(path, [(BadRow(Place(path.name, None, 2), "bad_date"), "x")], path)


def test_a_long_csv_is_copied_in_little_memory(tmp_path: Path) -> None:
    """Line by line: what is kept does not grow with the file."""
    shorter, longer = (_peak_of_marking(tmp_path, lines) for lines in (25_000, 50_000))

    assert longer - shorter < 100_000


def _peak_of_marking(folder: Path, lines: int) -> int:
    path = csv_of(folder, WEIGH_INS, BAD, *[GOOD] * lines)
    tracemalloc.start()
    write_marked(path, [(BadRow(Place(path.name, None, 2), "bad_date"), "x")], folder / "bad")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


_CELLS = st.one_of(
    st.sampled_from(
        ["2026-03-05", "12", "纸板", "5斤", "'=1", "=1+1", "-5", "／", "@x", "＝1", "\t=1", "合计", "a\nb", '"', ","]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
)


@given(lines=st.lists(st.lists(_CELLS, max_size=9), min_size=1, max_size=6))
def test_whatever_stands_in_a_csv_its_copy_means_the_same(
    lines: Sequence[Sequence[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Guards and marks change no value, no place and no mistake."""
    folder = tmp_path_factory.mktemp("csv")
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    path = csv_of(folder, WEIGH_INS, "x", *quoted)
    _, copy = _marked(path)

    assert _told(copy) == _told(path)
