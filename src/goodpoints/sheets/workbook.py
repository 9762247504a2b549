"""Workbooks: looked over before the library that reads them is let near."""

from __future__ import annotations

import datetime as dt
import lzma
import zipfile
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from attrs import frozen

from goodpoints.errors import MistakenInput
from goodpoints.sheets.days import EPOCH, EPOCH_1904
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.merged import Merged
from goodpoints.sheets.survey import NotASheet, Survey, TooLarge
from goodpoints.sheets.values import Cell, Fault

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_CHUNK = 1 << 20
_SMALL = 10_000_000
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_FAULTS: tuple[int, Iterator[tuple[int, int, Fault]]] = (0, iter(()))
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@frozen
class RawSheet:
    """One sheet of a workbook.

    Args:
        name: As on its tab.
        hidden: Whether Excel hides it.
        lines: Its rows, with the numbers Excel shows; to be closed by whoever does not take all of them.
        merged: Cells that are merged over several rows, by their first column's position in the lines.
        left: Empty columns at the left that the lines leave out.
        blocks: All merged cells as Excel has them: first row, first column, last row, last column, from 0.
        epoch: The day that the workbook calls 0.
    """

    name: str
    hidden: bool
    lines: Generator[Line]
    merged: tuple[Merged, ...] = ()
    left: int = 0
    blocks: tuple[tuple[int, int, int, int], ...] = ()
    epoch: dt.date = EPOCH


def check_workbook(path: Path, limits: Limits) -> Survey:
    """Refuse what is no workbook, what would fill the memory and what is damaged.

    Raises:
        MistakenInput: `not_a_workbook`, `password_protected`, `old_workbook`, `workbook_too_large`, `damaged_workbook`.
    """
    _check_start(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path, limits)
            return _walk(archive, path.name, Survey(limits))
    except (*_DAMAGE, NotASheet) as error:
        raise MistakenInput("damaged_workbook", file=path.name) from error
    except TooLarge as error:
        raise MistakenInput("workbook_too_large", file=path.name, rows=limits.rows, columns=limits.columns) from error


def sheets_of(path: Path, survey: Survey) -> Iterator[RawSheet]:
    """The sheets of a workbook that was checked.

    Raises:
        MistakenInput: `missing_extra`, `damaged_workbook`.
    """
    calamine = _calamine()
    try:
        with path.open("rb") as stream:  # not by its path: there the ending of the name would decide what it is
            workbook = calamine.CalamineWorkbook.from_filelike(stream)
    except (calamine.CalamineError, OSError) as error:
        raise MistakenInput("damaged_workbook", file=path.name) from error
    for sheet in workbook.sheets_metadata:
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
            yield _raw(_sheet(workbook, sheet.name, path.name), survey, path.name, hidden=hidden)


def _sheet(workbook: CalamineWorkbook, name: str, file: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except _calamine().CalamineError as error:
        raise MistakenInput("damaged_workbook", file=file, sheet=name) from error


def _raw(sheet: CalamineSheet, survey: Survey, file: str, *, hidden: bool) -> RawSheet:
    left = sheet.start[1] if sheet.start else 0  # the library leaves out empty columns at the left
    blocks = tuple(sorted((*first, *last) for first, last in sheet.merged_cell_ranges or ()))
    merged = tuple(Merged(top + 1, bottom + 1, column - left) for top, column, bottom, _ in blocks if bottom > top)
    if _overlap(merged):
        raise MistakenInput("damaged_workbook", file=file, sheet=sheet.name)
    epoch = EPOCH_1904 if survey.is_1904 else EPOCH
    return RawSheet(sheet.name, hidden, _lines(sheet, survey, left), merged, left, blocks, epoch)


def _overlap(merged: Sequence[Merged]) -> bool:
    """Whether cells of a column are merged twice, which Excel never writes, and which would be long to follow."""
    ranges = sorted(merged, key=lambda range_: (range_.column, range_.top))
    return any(a.column == b.column and b.top <= a.bottom for a, b in pairwise(ranges))


def _lines(sheet: CalamineSheet, survey: Survey, left: int) -> Generator[Line]:
    faults = groupby(survey.faults_of(sheet.name), key=itemgetter(0))
    row, found = next(faults, _NO_FAULTS)
    for number, cells in enumerate(sheet.iter_rows(), 1):
        plain = _without_truth(cells) if bool in map(type, cells) else cells
        if number == row:
            plain = _with_faults(plain, {column - 1 - left: fault for _, column, fault in found})
            row, found = next(faults, _NO_FAULTS)
        yield number, plain


def _with_faults(cells: Sequence[Cell], faults: Mapping[int, Fault]) -> list[Cell]:
    return [faults.get(at, cell) for at, cell in enumerate(cells)]


def _without_truth(cells: Sequence[Cell | bool]) -> list[Cell]:
    """Truth values as text, since True equals the number 1 wherever cells are compared."""
    return [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]


def _calamine() -> ModuleType:
    try:
        import python_calamine
    except ImportError as error:
        raise MistakenInput("missing_extra", extra="excel") from error
    return python_calamine


def _check_start(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(_CHUNK)
        if start.startswith(_OLD):
            is_encrypted = any(_ENCRYPTED in chunk for chunk in chain([start], iter(partial(stream.read, _CHUNK), b"")))
            raise MistakenInput("password_protected" if is_encrypted else "old_workbook", file=path.name)
    if not start.startswith(b"PK\x03\x04"):
        raise MistakenInput("not_a_workbook", file=path.name)


def _check_directory(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    """Believe the directory only when it says no; what it hides comes out while the parts are unpacked."""
    if "xl/workbook.xml" not in archive.namelist():
        raise MistakenInput("not_a_workbook", file=path.name)
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > limits.unpacked or unpacked > max(_SMALL, limits.ratio * path.stat().st_size):
        raise MistakenInput("workbook_too_large", file=path.name, unpacked=unpacked)


def _walk(archive: zipfile.ZipFile, file: str, survey: Survey) -> Survey:
    """Unpack every part once, which proves its length and checksum whatever the directory says."""
    for part in archive.infolist():
        if part.flag_bits & 1:
            raise MistakenInput("password_protected", file=file)
        with archive.open(part) as stream:
            chunks = iter(partial(stream.read, _CHUNK), b"")
            if part.filename.lower().endswith((".xml", ".rels")):
                survey.walk(part.filename, chunks)
            else:
                deque(chunks, maxlen=0)
    return survey
