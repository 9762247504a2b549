"""Tables: rows in, text out. Columns are lined up by what a character takes on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias
from unicodedata import combining, east_asian_width

Cell: TypeAlias = str | int | bool | list["Cell"] | dict[str, "Cell"] | None
Line: TypeAlias = Mapping[str, Cell]

_WIDE: Final = frozenset("WF")
_GAP: Final = "  "


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes: a Chinese character two, an accent none."""
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in _WIDE else 1 for sign in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled up to a width, on its left where it is to stand at the right."""
    blank = " " * (width - width_of(text))
    return blank + text if right else text + blank


def table(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Lined-up columns; numbers stand at the right."""
    shown = [list(headers), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(map(width_of, column)) for column in zip(*shown, strict=True)]
    numeric = [bool(rows) and all(isinstance(row[n], int) for row in rows) for n in range(len(headers))]
    lines = [
        [padded(cell, wide, right=right) for cell, wide, right in zip(row, widths, numeric, strict=True)]
        for row in shown
    ]
    lines.insert(1, ["-" * wide for wide in widths])
    return "\n".join(_GAP.join(line).rstrip() for line in lines)


def markdown(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table of Markdown."""
    lines = [list(headers), ["---"] * len(headers), *([_flat(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def comma_separated(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """CSV for programs: nothing is guarded, nothing is marked."""
    import csv
    from io import StringIO

    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([headers, *([_flat(cell) for cell in row] for row in rows)])
    return out.getvalue().removesuffix("\n")


def as_json(lines: Sequence[Line] | Line, *, plain_ascii: bool) -> str:
    """All rows as one list; or one object, whose parts are told by their keys."""
    import json

    return json.dumps(lines, ensure_ascii=plain_ascii, indent=2)


def as_json_lines(lines: Iterable[Line], *, plain_ascii: bool) -> str:
    """A row a line."""
    import json

    return "\n".join(json.dumps(line, ensure_ascii=plain_ascii) for line in lines)


DRAWN: Final[dict[str, Callable[[Sequence[str], Sequence[Sequence[Cell]]], str]]] = {
    "table": table,
    "md": markdown,
    "csv": comma_separated,
}


def _flat(cell: Cell) -> str:
    """A cell as text: lists and tables of several things become one line."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "; ".join(map(_flat, cell))
    if isinstance(cell, dict):
        return "; ".join(f"{name} {_flat(value)}" for name, value in cell.items())
    return str(cell)
