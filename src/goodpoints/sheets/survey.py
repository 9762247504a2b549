"""A first walk through a workbook's parts, by the standard library, before the library that reads it is let near.

The reading library makes room for the whole rectangle of a sheet, so one cell in the far corner would end the program;
and it shows a formula without a kept value as an empty cell. Both are seen here.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from xml.parsers import expat

from attrs import define, field

from goodpoints.sheets.limits import Limits
from goodpoints.sheets.values import Fault

_MOST_FAULTS = 1_000_000  # eight bytes each; a file with more cells without a value is no register
_MOST_SHEETS = 10_000
_REFERENCE = re.compile(r"([A-Za-z]+)(\d+)")
_ROWS = _COLUMNS = 1 << 24
_WITHOUT_VALUE, _FAILED = Fault("formula_without_value"), Fault("formula_error")


class NotASheet(Exception):
    """The part is no XML that a workbook may hold, or a worksheet hides under another kind of name."""


class TooLarge(Exception):
    """A sheet has more cells than we are ready to look at."""


@define
class Survey:
    """What the parts of a workbook hold.

    Attributes:
        rows: The last row that has a value, in any sheet.
        columns: The last column that has one.
        faults: The cells without a usable value of each part, by its name; each is a number made of row, column and kind.
        targets: Relations of the workbook, id to the part's file name.
        names: Sheets of the workbook, name to relation id.
        is_1904: Whether its days are counted from 1904.
    """

    _limits: Limits
    rows: int = 0
    columns: int = 0
    faults: dict[str, array[int]] = field(factory=dict)
    targets: dict[str, str] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)
    is_1904: bool = False

    def faults_of(self, sheet: str) -> Iterator[tuple[int, int, Fault]]:
        """The faults of a sheet by its name, in order: row and column counted from 1, and what is wrong."""
        for packed in sorted(self.faults.get(self.targets.get(self.names.get(sheet, ""), ""), ())):
            row, rest = divmod(packed, 2 * _COLUMNS)
            yield row, rest // 2, _FAILED if rest % 2 else _WITHOUT_VALUE

    def _check(self) -> None:
        if self.rows > self._limits.rows or self.columns > self._limits.columns:
            raise TooLarge

    def note_fault(self, part: str, row: int, column: int, *, is_failed: bool) -> None:
        """Remember a cell, as long as there is room.

        Raises:
            TooLarge: There is none left.
        """
        found = self.faults.setdefault(part, array("Q"))
        if len(found) >= _MOST_FAULTS:
            raise TooLarge
        if 0 < row < _ROWS and 0 < column < _COLUMNS:
            found.append((row * _COLUMNS + column) * 2 + is_failed)

    def walk(self, part: str, chunks: Iterable[bytes]) -> None:
        """Take in one part.

        Raises:
            NotASheet: It is not well-formed, declares a document type, or names a worksheet that is not XML.
            TooLarge: It goes over the limits; the rest is not looked at.
        """
        walker = _Walker(self, PurePosixPath(part).name)
        parser = expat.ParserCreate()
        parser.StartElementHandler = walker.start
        parser.EndElementHandler = walker.end
        parser.CharacterDataHandler = walker.text
        parser.StartDoctypeDeclHandler = _refuse  # no workbook has one; entities are how small XML grows large
        parser.buffer_text = True
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)  # noqa: FBT003 – the parser takes it by position
                self._check()
            parser.Parse(b"", True)  # noqa: FBT003 – the same
            self._check()
        except (expat.ExpatError, ValueError) as error:
            raise NotASheet(part) from error


@define
class _Walker:
    survey: Survey
    part: str
    row: int = 0
    column: int = 0
    kind: str = ""
    in_cell: bool = False
    in_value: bool = False
    has_formula: bool = False
    has_value: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif self.in_cell:
            self._inside(name)
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.survey.names[attributes.get("name", "")] = relation
            if len(self.survey.names) > _MOST_SHEETS:
                raise NotASheet
        elif name == "workbookPr":
            self.survey.is_1904 = attributes.get("date1904", "0") in {"1", "true", "on"}
        elif name == "Relationship":
            self._relation(attributes)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self.in_value = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            self._judge()

    def text(self, data: str) -> None:
        if self.in_value and data.strip():
            self.has_value = True

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.row, self.column = (int(match[2]), _column(match[1])) if match else (self.row, self.column + 1)
        self.kind = attributes.get("t", "")
        self.in_cell, self.has_formula, self.has_value = True, False, False

    def _inside(self, name: str) -> None:
        self.survey.rows = max(self.survey.rows, self.row)
        self.survey.columns = max(self.survey.columns, self.column)
        self.has_formula = self.has_formula or name == "f"
        self.in_value = name == "v"

    def _judge(self) -> None:
        """Note a cell whose formula failed or was never computed; `str` with nothing in it is an empty text."""
        is_hollow = self.has_formula and not self.has_value and self.kind != "str"
        if is_hollow or self.kind == "e":
            self.survey.note_fault(self.part, self.row, self.column, is_failed=self.kind == "e")

    def _relation(self, attributes: dict[str, str]) -> None:
        target = PurePosixPath(attributes.get("Target", ""))
        if attributes.get("Type", "").endswith("/worksheet"):
            if target.suffix.lower() != ".xml":
                raise NotASheet(target.name)
            self.survey.targets[attributes.get("Id", "")] = target.name


def _refuse(*_: object) -> None:
    raise NotASheet


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
