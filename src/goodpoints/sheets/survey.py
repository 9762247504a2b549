"""A first walk through a workbook's parts, by the standard library, before the library that reads it is let near.

The reading library makes room for the whole rectangle of a sheet, so one cell in the far corner would end the program;
and it shows a formula without a kept value as an empty cell. Both are seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from xml.parsers import expat

from attrs import define, field

from goodpoints.sheets.values import Fault

_REFERENCE = re.compile(r"([A-Za-z]+)(\d+)")


class NotASheet(Exception):
    """The part is no XML that a workbook may hold, or a worksheet hides under another kind of name."""


@define
class Survey:
    """What the parts of a workbook hold.

    Attributes:
        rows: The last row that has a value, in any sheet.
        columns: The last column that has one.
        faults: The cells without a usable value of each part: its name, then row and column counted from 1.
        targets: Relations of the workbook, id to the part's file name.
        names: Sheets of the workbook, name to relation id.
    """

    rows: int = 0
    columns: int = 0
    faults: dict[str, dict[tuple[int, int], Fault]] = field(factory=dict)
    targets: dict[str, str] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)

    def faults_of(self, sheet: str) -> Mapping[tuple[int, int], Fault]:
        """The faults of a sheet by its name."""
        return self.faults.get(self.targets.get(self.names.get(sheet, ""), ""), {})

    def walk(self, part: str, chunks: Iterable[bytes]) -> None:
        """Take in one part.

        Raises:
            NotASheet: It is not well-formed, declares a document type, or names a worksheet that is not XML.
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
            parser.Parse(b"", True)  # noqa: FBT003 – the same
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
            fault = Fault("formula_error" if self.kind == "e" else "formula_without_value")
            self.survey.faults.setdefault(self.part, {})[self.row, self.column] = fault

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
