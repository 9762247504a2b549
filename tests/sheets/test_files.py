"""Files and folders: encodings, workbooks, and what must not get in."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.errors import MistakenInput
from goodpoints.sheets import Ignored, Limits, read
from tests.sheets.samples import FIRST, WEIGH_INS, csv_of, found, part_of, taken, with_part, workbook_of

ROW = "2026-03-05,0007,张三,纸板,5,斤,王艳,"
SHEET: list[list[Any]] = [WEIGH_INS.split(","), [dt.date(2026, 3, 5), "0007", "张三", "纸板", 5, "斤", "王艳", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_a_csv_is_read_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    """Mark, strict UTF-8, strict GB18030: the rows are the same."""
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, ROW, encoding=encoding))

    assert bad == []
    assert rows[0].values["name"] == "张三"


@pytest.mark.parametrize(("mark", "end"), [(",", "\r\n"), ("\t", "\n"), (";", "\r\n"), (",", "\r")])
def test_delimiters_and_line_ends_do_not_matter(tmp_path: Path, mark: str, end: str) -> None:
    """Excel's Unicode text has tabs, some settings semicolons, old ones carriage returns."""
    path = tmp_path / "过磅.csv"
    path.write_bytes(end.join(line.replace(",", mark) for line in (WEIGH_INS, ROW)).encode())
    rows, _, _ = taken(path)

    assert [row.place.row for row in rows] == [2]


def test_a_cell_of_two_lines_keeps_the_line_where_its_row_begins(tmp_path: Path) -> None:
    """As a text editor counts."""
    rows, _, _ = taken(csv_of(tmp_path, WEIGH_INS, ROW + '"a\nb"', ROW.replace("05", "06")))

    assert [row.place.row for row in rows] == [2, 4]


def test_a_quote_that_never_ends_is_told_and_swallows_nothing_silently(tmp_path: Path) -> None:
    """The rows behind it cannot be trusted, so its own row is bad."""
    rows, bad, _ = taken(csv_of(tmp_path, WEIGH_INS, ROW, ROW + '"a', ROW))

    assert len(rows) == 1
    assert found(bad) == [(3, None, "bad_quotes")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04rest", "mislabelled_file"),
        (b"\xd0\xcf\x11\xe0rest", "mislabelled_file"),
        (b"a,b\0c\n", "not_text"),
        (b"\xff\xff\x81", "unknown_encoding"),
        (b"\xff\xfea", "unknown_encoding"),
        (b"x" * (1 << 20), "line_too_long"),
        (b"a,b,c\n1,2,3\n", "no_register"),
        (b"", "no_register"),
    ],
)
def test_what_is_no_csv_of_a_register_is_one_mistake(tmp_path: Path, content: bytes, code: str) -> None:
    """One code, with the file's name."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(MistakenInput) as caught:
        taken(path)

    assert caught.value.code == code
    assert "x.csv" in str(caught.value.facts)


def test_a_folder_is_read_by_name_and_tells_what_it_passed_over(tmp_path: Path) -> None:
    """Locks, hidden files, notes and policies are nothing; other files and sheets are named."""
    csv_of(tmp_path, WEIGH_INS, ROW, name="b.csv")
    csv_of(tmp_path, "a,b", name="c.csv")
    workbook_of(tmp_path, "a.xlsx", 过磅=SHEET, 说明=[["随便"]], 空=[])
    for name in ("~$a.xlsx", ".hidden.csv", "README.md", "expected.json", "photo.jpg"):
        (tmp_path / name).write_bytes(b"x")
    reading = read(tmp_path)
    rows = list(reading.rows())

    assert [row.place.file for row in rows] == ["a.xlsx", "b.csv"]
    assert [(sheet.file, sheet.sheet, sheet.register, sheet.rows) for sheet in reading.sheets] == [
        ("a.xlsx", "过磅", "weigh_in", 1),
        ("b.csv", None, "weigh_in", 1),
    ]
    assert reading.sheets[1].digest == hashlib.sha256((tmp_path / "b.csv").read_bytes()).hexdigest()
    assert reading.ignored == [
        Ignored("photo.jpg", None, "other_file"),
        Ignored("a.xlsx", "说明", "no_register"),
        Ignored("a.xlsx", "空", "empty"),
        Ignored("c.csv", None, "no_register"),
    ]


def test_a_reading_can_be_taken_twice(tmp_path: Path) -> None:
    """The second time gives the same, and counts nothing twice."""
    reading = read([csv_of(tmp_path, WEIGH_INS, ROW, "x" + ROW)])
    first = list(reading.rows()), list(reading.bad_rows)

    assert (list(reading.rows()), reading.bad_rows) == first


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """By its name, without the folder."""
    with pytest.raises(MistakenInput, match="no_such_file"):
        read([tmp_path / "nowhere.csv"])


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_places(tmp_path: Path) -> None:
    """Rows are numbered as Excel does, whatever is empty above and at the left."""
    lines = [*[[""]] * 3, *[["", "", *line] for line in SHEET]]
    rows, bad, _ = taken(workbook_of(tmp_path, 过磅=lines))

    assert bad == []
    assert [row.place.row for row in rows] == [5]


def test_a_hidden_sheet_is_not_read_and_said_so(tmp_path: Path) -> None:
    """Nobody sees what stands there, so nobody can answer for it."""
    path = workbook_of(tmp_path, 过磅=SHEET, 旧表=SHEET)
    book = part_of(path, "xl/workbook.xml").replace(b'sheetId="2"', b'sheetId="2" state="hidden"')
    rows, _, reading = taken(with_part(path, "xl/workbook.xml", book))

    assert len(rows) == 1
    assert reading.ignored == [Ignored("表.xlsx", "旧表", "hidden_sheet")]


def test_formulas_without_a_value_and_failed_ones_are_told(tmp_path: Path) -> None:
    """They would look like empty cells; an empty text is none of them, nor is a total below."""
    path = workbook_of(tmp_path, 过磅=[*SHEET, SHEET[1], SHEET[1], ["合计", "", "", "", 10]])
    xml = part_of(path, FIRST)
    for cell, content in (
        ('<c r="E3"><v>5</v></c>', '<c r="E3"><f>2+3</f><v></v></c>'),
        (
            '<c r="E4"><v>5</v></c>',
            '<c r="E4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="H4" t="str"><f>""</f><v></v></c>',
        ),
        ('<c r="E5"><v>10</v></c>', '<c r="E5"><f>SUM(E2:E4)</f></c>'),
    ):
        assert cell.encode() in xml
        xml = xml.replace(cell.encode(), content.encode())
    rows, bad, _ = taken(with_part(path, FIRST, xml))

    assert len(rows) == 1
    assert found(bad) == [(3, "数量", "formula_without_value"), (4, "数量", "formula_error")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a zip at all", "not_a_workbook"),
        (b"PK\x03\x04 broken", "damaged_workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old_workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
    ],
)
def test_what_is_no_workbook_is_one_mistake(tmp_path: Path, content: bytes, code: str) -> None:
    """Protected, old, mislabelled or broken: said before anything is read."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(MistakenInput) as caught:
        read(path)

    assert (caught.value.code, caught.value.facts) == (code, {"file": "x.xlsx"})


def test_a_zip_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    """A document of another program, by the name of a workbook."""
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(MistakenInput, match="not_a_workbook"):
        read(path)


@pytest.mark.parametrize(
    "corner",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<x:row xmlns:x="urn:x" r="9"><x:c  t="n"\n r="xfd9"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_a_cell_in_the_far_corner_does_not_take_the_memory(tmp_path: Path, corner: str) -> None:
    """The reading library would make room for the whole rectangle and end the program."""
    path = workbook_of(tmp_path, 过磅=SHEET)
    xml = part_of(path, FIRST).replace(b"</sheetData>", corner.encode() + b"</sheetData>")
    with pytest.raises(MistakenInput, match="workbook_too_large"):
        read(with_part(path, FIRST, xml))


def test_colour_in_the_far_corner_is_no_content(tmp_path: Path) -> None:
    """A cell that has only a look holds nobody up."""
    path = workbook_of(tmp_path, 过磅=SHEET)
    corner = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    rows, _, _ = taken(with_part(path, FIRST, part_of(path, FIRST).replace(b"</sheetData>", corner)))

    assert len(rows) == 1


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    """Too much when unpacked, or too much for so small a file."""
    path = with_part(workbook_of(tmp_path, 过磅=SHEET), FIRST, b" " * 12_000_000)
    for limits in (Limits(), Limits(unpacked=1_000_000, ratio=10**6)):
        with pytest.raises(MistakenInput, match="workbook_too_large"):
            read(path, limits)


def test_entities_and_hidden_worksheets_are_refused(tmp_path: Path) -> None:
    """A document type is how small XML grows large; a worksheet by another kind of name would not be looked at."""
    sheet = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    relations = b'<Relationships><Relationship Id="r" Type="x/worksheet" Target="s.dat"/></Relationships>'
    for part, content in ((FIRST, sheet), ("xl/_rels/workbook.xml.rels", relations)):
        with pytest.raises(MistakenInput, match="damaged_workbook"):
            read(with_part(workbook_of(tmp_path, 过磅=SHEET), part, content))


def test_without_the_excel_extra_a_workbook_says_which_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CSV goes on working."""
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MistakenInput) as caught:
        taken(workbook_of(tmp_path, 过磅=SHEET))

    assert (caught.value.code, caught.value.facts) == ("missing_extra", {"extra": "excel"})
    assert len(taken(csv_of(tmp_path, WEIGH_INS, ROW))[0]) == 1


@given(is_workbook=st.booleans(), changes=st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=5))
def test_a_damaged_file_is_a_mistake_and_never_another_error(
    *, is_workbook: bool, changes: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever byte is wrong in a workbook or a CSV, there are rows, bad rows or one mistake."""
    folder = tmp_path_factory.getbasetemp()
    path = workbook_of(folder, 过磅=SHEET) if is_workbook else csv_of(folder, WEIGH_INS, ROW, encoding="gbk")
    content = bytearray(path.read_bytes())
    for at, byte in changes:
        content[at % len(content)] = byte
    path.write_bytes(content)
    try:
        rows, bad, _ = taken(path)
    except MistakenInput:
        rows, bad = [], []

    assert len(rows) + len(bad) <= 5
