"""Hostile, broken and mistaken files: one sentence each, in bounded memory and time."""

from __future__ import annotations

import os
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from goodpoints.errors import MistakenInput
from goodpoints.sheets import Ignored, Limits, read
from tests.sheets.samples import FIRST, WEIGH_INS, csv_of, found, part_of, taken, with_part, workbook_of

SHEET: list[list[Any]] = [WEIGH_INS.split(","), ["2026-03-05", "0007", "张三", "纸板", 5, "斤", "王艳", ""]]
MEGABYTE = 1_000_000


def _refusal(path: Path, limits: Limits | None = None) -> tuple[str, float, int]:
    """Code, seconds and the most memory it took to say no."""
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(MistakenInput) as caught:
        taken(path, limits)
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return caught.value.code, seconds, peak


@pytest.mark.parametrize(
    ("name", "start", "code"),
    [
        ("x.csv", b"", "unknown_encoding"),
        ("x.csv", b"x" * MEGABYTE * 2, "line_too_long"),
        ("x.xlsx", b"", "not_a_workbook"),
        ("x.xlsx", b"PK\x03\x04", "damaged_workbook"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "old_workbook"),
        ("x.xls", b"<html><table><tr><td>", "not_a_workbook"),
        ("x.csv", f"{WEIGH_INS}\n".encode() + b"bla,bla\n" * 50_000, "too_many_bad_rows"),
        ("x.csv", f"{WEIGH_INS}\n".encode() + b'"a\n' * 50_000, "too_many_bad_rows"),
        ("x.csv", f"{WEIGH_INS}\n".encode() + b",,,\n" * 200_000, "too_many_empty_rows"),
    ],
)
def test_large_nonsense_is_refused_quickly(tmp_path: Path, name: str, start: bytes, code: str) -> None:
    """The whole of it is never held, nor read further than to the first certainty."""
    path = tmp_path / name
    filling = b"" if start.endswith((b"\n", b"xx")) else os.urandom(1 << 16).replace(b"\n", b"") * 80
    path.write_bytes(start + filling)
    actual, seconds, peak = _refusal(path)

    assert actual == code
    assert seconds < 5
    assert peak < 16 * MEGABYTE


def test_a_directory_that_lies_does_not_let_a_bomb_in(tmp_path: Path) -> None:
    """The archive says a few bytes and holds twenty million: unpacking ends where the directory says."""
    path = with_part(workbook_of(tmp_path, 过磅=SHEET), FIRST, b" " * 20 * MEGABYTE)
    content = path.read_bytes()
    assert content.count(struct.pack("<L", 20 * MEGABYTE)) == 2
    path.write_bytes(content.replace(struct.pack("<L", 20 * MEGABYTE), struct.pack("<L", 20)))
    code, _, peak = _refusal(path)

    assert code == "damaged_workbook"
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize(
    ("cells", "limits"),
    [
        (b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>", Limits(rows=100)),
        (b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>", Limits(columns=49)),
        (b"<row>" + b"<c><f/></c>" * 50 + b"</row>", Limits()),
    ],
)
def test_a_sheet_of_countless_cells_is_left_when_it_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: bytes, limits: Limits
) -> None:
    """Rows, columns and cells without a value: looked at only as far as the limits go."""
    monkeypatch.setattr("goodpoints.sheets.survey._MOST_FAULTS", 50_000)
    sheet = b"<worksheet><sheetData>" + cells * 20_000 + b"</sheetData></worksheet>"
    code, _, peak = _refusal(with_part(workbook_of(tmp_path, 过磅=SHEET), FIRST, sheet), limits)

    assert code == "workbook_too_large"
    assert peak < 24 * MEGABYTE


def test_a_protected_part_is_a_password(tmp_path: Path) -> None:
    """Some programs encrypt the parts of the archive instead of the whole file."""
    path = workbook_of(tmp_path, 过磅=SHEET)
    content = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(signature, at + 1)
    path.write_bytes(content)

    assert _refusal(path)[0] == "password_protected"


@pytest.mark.parametrize(("length", "code"), [(2_000, None), (2_001, "cell_too_long"), (40_000, "cell_too_long")])
def test_a_cell_of_a_workbook_may_be_long_but_not_endless(tmp_path: Path, length: int, code: str | None) -> None:
    """Forty thousand characters stand in the XML, whatever Excel would allow."""
    path = workbook_of(tmp_path, 过磅=[SHEET[0], [*SHEET[1][:7], "REMARK"]])
    texts = part_of(path, "xl/sharedStrings.xml").replace(b"REMARK", ("长" * length).encode())
    _, bad, _ = taken(with_part(path, "xl/sharedStrings.xml", texts))

    assert found(bad) == ([(2, "备注", code)] if code else [])


def test_empty_sheets_and_unknown_columns_are_told(tmp_path: Path) -> None:
    """An empty sheet is one, a sheet of something else is another; a folder of nothing else is a mistake."""
    path = workbook_of(
        tmp_path, 空=[], 空格=[[" "]], 别的=[["甲", "乙"], [1, 2]], 过磅=[[*SHEET[0], "天气"], [*SHEET[1], "晴"]]
    )
    _, _, reading = taken(path)

    assert reading.sheets[0].unknown == ("天气",)
    assert reading.ignored == [
        Ignored(path.name, "空", "empty"),
        Ignored(path.name, "空格", "empty"),
        Ignored(path.name, "别的", "no_register"),
    ]


def test_a_folder_without_registers_is_one_mistake(tmp_path: Path) -> None:
    """It names the files that it looked at."""
    csv_of(tmp_path, "a,b,c", name="a.csv")
    workbook_of(tmp_path, "b.xlsx", 空=[])
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(MistakenInput) as caught:
        list(read(tmp_path).rows())

    assert caught.value.code == "no_register"
    assert caught.value.facts == {"files": ["a.csv", "b.xlsx", "photo.jpg"]}


def test_hidden_rows_and_columns_are_read(tmp_path: Path) -> None:
    """A filter hides rows that count; only a whole hidden sheet is left alone."""
    path = workbook_of(tmp_path, 过磅=SHEET)
    xml = part_of(path, FIRST).replace(b'<row r="2"', b'<row r="2" hidden="1"')
    xml = xml.replace(b"<sheetData>", b'<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')
    rows, bad, _ = taken(with_part(path, FIRST, xml))

    assert bad == []
    assert [row.values["household"] for row in rows] == ["0007"]


def test_a_workbook_with_thousands_of_sheets_is_no_workbook(tmp_path: Path) -> None:
    """Nobody's office has them."""
    path = workbook_of(tmp_path, 过磅=SHEET)
    sheets = b"".join(b'<sheet name="s%d"/>' % number for number in range(10_002))
    with zipfile.ZipFile(path) as archive:
        workbook = archive.read("xl/workbook.xml").replace(b"</sheets>", sheets + b"</sheets>")

    assert _refusal(with_part(path, "xl/workbook.xml", workbook))[0] == "damaged_workbook"
