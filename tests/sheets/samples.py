"""Small sheets made on the spot."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from goodpoints.sheets import BadRow, Limits, Reading, Row, read

FIRST = "xl/worksheets/sheet1.xml"
"""The part of a workbook that holds its first sheet."""

WEIGH_INS = "日期,户号,姓名,材料,数量,单位,网格员,备注"


def csv_of(folder: Path, *lines: str, name: str = "过磅.csv", encoding: str = "utf-8") -> Path:
    """A CSV of these lines."""
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def workbook_of(folder: Path, /, name: str = "表.xlsx", **sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook whose dates look like dates in Excel."""
    path = folder / name
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        look = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, lines in sheets.items():
            sheet = book.add_worksheet(title)
            for row, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, cell, look)
                    else:
                        sheet.write(row, column, cell)
    return path


def with_part(workbook: Path, part: str, content: bytes) -> Path:
    """The workbook with one part changed."""
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, kept in {**parts, part: content}.items():
            archive.writestr(name, kept)
    return workbook


def part_of(workbook: Path, part: str) -> bytes:
    """One part of a workbook, unpacked."""
    with zipfile.ZipFile(workbook) as archive:
        return archive.read(part)


def taken(path: Path, limits: Limits | None = None) -> tuple[list[Row], list[BadRow], Reading]:
    """Everything that one file gives."""
    reading = read(path, limits)
    return list(reading.rows()), reading.bad_rows, reading


def told(row: Row, *names: str) -> Mapping[str, object]:
    """Some values of a row."""
    return {name: row.values[name] for name in names}


def found(bad_rows: Sequence[BadRow]) -> list[tuple[int, str | None, str]]:
    """Row, column and code of each."""
    return [(bad.place.row, bad.place.column, bad.code) for bad in bad_rows]
