"""Files and folders in, rows out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from os import PathLike
from pathlib import Path

from attrs import define, evolve, field, frozen

from goodpoints.errors import MistakenInput
from goodpoints.sheets.ahead import looked_ahead
from goodpoints.sheets.delimited import encoding_of, lines_of
from goodpoints.sheets.heading import Heading, NoHeading, find_heading
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.merged import spread
from goodpoints.sheets.rows import RowReader
from goodpoints.sheets.seen import Met, Seen
from goodpoints.sheets.survey import Survey
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import BadRow, Place, Row
from goodpoints.sheets.workbook import RawSheet, check_workbook, sheets_of

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_OLD_WORKBOOKS = frozenset({".xls", ".et"})
_DELIMITED = frozenset({".csv", ".tsv", ".txt"})


@frozen
class SheetRead:
    """A sheet whose register was recognised, if only to say which column it lacks.

    Args:
        file: The file's name.
        sheet: The sheet's name; None in a CSV.
        register: The register's kind.
        digest: SHA-256 of the whole file, in hexadecimal.
        rows: How many good rows it gave.
        unknown: Headers that belong to no column of the register.
        headers: The header as it stands above each column that the sheet has, by the column's name in the register.
    """

    file: str
    sheet: str | None
    register: str
    digest: str
    rows: int
    unknown: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(factory=dict)


@frozen
class Ignored:
    """A file or sheet that was left alone, and why: `no_register`, `hidden_sheet`, `empty`, `other_file`."""

    file: str
    sheet: str | None
    code: str


@frozen
class _File:
    path: Path
    digest: str
    content: Survey | str  # what a workbook holds, or the encoding of a CSV


@define
class Reading:
    """Files that were looked over and can be read, as often as one likes.

    Attributes:
        bad_rows: Every mistake met while the rows were taken, in file order.
        sheets: The sheets read so far.
        ignored: What was left alone so far.
        materials: What could be the header of a column of its own; known once the first row is read.
    """

    _files: tuple[_File, ...]
    _others: tuple[Ignored, ...]
    _limits: Limits
    bad_rows: list[BadRow] = field(factory=list, init=False)
    sheets: list[SheetRead] = field(factory=list, init=False)
    ignored: list[Ignored] = field(factory=list, init=False)
    materials: frozenset[str] = field(default=frozenset(), init=False)

    def rows(self) -> Iterator[Row]:
        """Every good row, file by file, sheet by sheet, as they stand; a row of a CSV takes twelve bytes of memory.

        Raises:
            MistakenInput: `no_register` after the last file when none of them had one, or `too_many_bad_rows`.
        """
        for _file, rows in self.rows_by_sheet():
            yield from rows

    def rows_by_sheet(self, met: Met | None = None) -> Iterator[tuple[int, Iterator[Row]]]:
        """The same, sheet by sheet: the number of its file, and its good rows, to be taken before the next sheet's.

        Args:
            met: Where rows are remembered, to tell which come twice; in memory where None.

        Raises:
            MistakenInput: As `rows`.
        """
        self.bad_rows, self.sheets, self.ignored = [], [], list(self._others)
        visible = (sheet for file in self._files for sheet in _sheets(file) if not sheet.hidden)
        limits, met = looked_ahead((sheet.lines for sheet in visible), self._limits), met or Seen()
        self.materials = limits.materials
        for number, file in enumerate(self._files, 1):
            for sheet in _sheets(file):
                yield number, self._sheet(file, sheet, limits, met)
        if not self.sheets:
            names = [file.path.name for file in self._files] + [other.file for other in self._others]
            raise MistakenInput("no_register", files=names)

    def _sheet(self, file: _File, sheet: RawSheet, limits: Limits, met: Met) -> Iterator[Row]:
        if sheet.hidden:
            self.ignored.append(Ignored(file.path.name, sheet.name, "hidden_sheet"))
            return
        with closing(sheet.lines):
            heading, below = find_heading(sheet.lines, limits, sheet.merged)
            if isinstance(heading, Heading):
                lines = spread(below, sheet.merged, heading.layout) if sheet.merged else below
                reader = RowReader(heading, file.path.name, sheet.name or None, limits, epoch=sheet.epoch)
                yield from self._entries(reader.read(lines, met), _begun(file, sheet, heading))
            else:
                self._without_heading(file, sheet.name or None, heading)

    def _entries(self, rows: Iterator[Row | BadRow], sheet: SheetRead) -> Iterator[Row]:
        at, count = len(self.sheets), 0
        self.sheets.append(sheet)
        for row in rows:
            if isinstance(row, Row):
                count += 1
                yield row
            else:
                self._note(row)
        self.sheets[at] = evolve(sheet, rows=count)

    def _without_heading(self, file: _File, sheet: str | None, found: NoHeading) -> None:
        name = file.path.name
        if found.misfit is None:
            self.ignored.append(Ignored(name, sheet, "empty" if found.is_empty else "no_register"))
            return
        kind = found.misfit.register.kind
        self.sheets.append(SheetRead(name, sheet, kind, file.digest, 0))
        error = CellError("missing_column", register=kind, missing=found.misfit.missing)
        self._note(BadRow(Place(name, sheet, found.row), error.code, error.facts))

    def _note(self, row: BadRow) -> None:
        if len(self.bad_rows) >= self._limits.bad_rows:
            raise MistakenInput("too_many_bad_rows", file=row.place.file, row=row.place.row, limit=len(self.bad_rows))
        self.bad_rows.append(row)


def read(paths: Iterable[str | PathLike[str]] | str | PathLike[str], limits: Limits | None = None) -> Reading:
    """Look over files and the files of folders, by name; nothing is read into memory yet.

    Args:
        paths: Files, and folders whose own files are taken; hidden ones and Excel's `~$` locks are passed over.
        limits: How much of a file is taken in.

    Raises:
        MistakenInput: `no_such_file`, or a file that cannot be read at all; its name is in the facts.
    """
    limits = limits or Limits()
    found = list(files_in(paths))
    files = [file for path in found if (file := _looked_over(path, limits))]
    known = {file.path for file in files}
    others = [Ignored(path.name, None, "other_file") for path in found if path not in known]
    return Reading(tuple(files), tuple(others), limits)


def files_in(paths: Iterable[str | PathLike[str]] | str | PathLike[str]) -> Iterator[Path]:
    """The files that are meant, in their order.

    Raises:
        MistakenInput: `no_such_file`.
    """
    for path in map(Path, [paths] if isinstance(paths, str | PathLike) else paths):
        if path.is_dir():
            yield from sorted(entry for entry in path.iterdir() if entry.is_file() and not _is_hidden(entry))
        elif path.exists():
            yield path
        else:
            raise MistakenInput("no_such_file", file=path.name)


def is_delimited(path: Path) -> bool:
    """Whether the file's name says that it is a CSV."""
    return path.suffix.lower() in _DELIMITED


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.suffix.lower() in {".md", ".json", ".toml"}


def _looked_over(path: Path, limits: Limits) -> _File | None:
    kind = path.suffix.lower()
    if kind in _WORKBOOKS | _OLD_WORKBOOKS:
        content: Survey | str = check_workbook(path, limits)
    elif is_delimited(path):
        content = encoding_of(path)
    else:
        return None
    return _File(path, _digest(path), content)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sheets(file: _File) -> Iterator[RawSheet]:
    if isinstance(file.content, str):
        return iter([RawSheet("", hidden=False, lines=lines_of(file.path, file.content))])
    return sheets_of(file.path, file.content)


def _begun(file: _File, sheet: RawSheet, heading: Heading) -> SheetRead:
    layout, kind = heading.layout, heading.layout.register.kind
    return SheetRead(file.path.name, sheet.name or None, kind, file.digest, 0, layout.unknown, layout.named)
