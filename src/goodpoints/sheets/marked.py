"""Copies of the files that have mistakes, with what is wrong beside each row, for whoever mends them.

A copy is a register like its original: it is read as the same rows, and the column 错误 is never read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from goodpoints.errors import StorageError
from goodpoints.sheets.delimited import delimiter_of, encoding_of, lines_of, raw_lines_of
from goodpoints.sheets.headers import MISTAKES
from goodpoints.sheets.heading import Heading, find_heading
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.marked_workbook import mark_workbook
from goodpoints.sheets.read import files_in, is_delimited
from goodpoints.sheets.text import CellError, guarded
from goodpoints.sheets.values import BadRow

_BETWEEN = "；"
_Sentences: TypeAlias = Mapping[int, str]


def write_marked(
    paths: Iterable[str | PathLike[str]] | str | PathLike[str],
    bad: Sequence[tuple[BadRow, str]],
    folder: Path,
    limits: Limits | None = None,
) -> list[Path]:
    """Write a copy of each file that has bad rows, with a last column 错误; no file is ever overwritten.

    Args:
        paths: What was read.
        bad: Bad rows with their sentences, in the reader's language.
        folder: Where the copies go, as `<name>-错误.xlsx`, `-错误-2` …; it is made where it is missing.
        limits: As the files were read with; the materials too, where these have columns of their own.

    Returns:
        The copies, in the order of the files.

    Raises:
        MistakenInput: `missing_extra`, or a file that can be read no longer.
        StorageError: `not_written` where the folder cannot take them.
    """
    limits, sentences = limits or Limits(), _by_file(bad)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_copy(path, sentences[path.name], folder, limits) for path in files_in(paths) if path.name in sentences]
    except OSError as error:
        raise StorageError("not_written", folder=folder.name, again=1) from error


def _by_file(bad: Sequence[tuple[BadRow, str]]) -> dict[str, dict[str | None, dict[int, str]]]:
    """File → sheet → row → what is wrong with it, each sentence once."""
    found: dict[str, dict[str | None, dict[int, str]]] = {}
    for row, sentence in bad:
        rows = found.setdefault(row.place.file, {}).setdefault(row.place.sheet, {})
        said = rows.get(row.place.row, "").split(_BETWEEN)
        rows[row.place.row] = _BETWEEN.join(filter(None, [*said, "" if sentence in said else sentence]))
    return found


def _copy(path: Path, sentences: Mapping[str | None, _Sentences], folder: Path, limits: Limits) -> Path:
    copy = _free_name(folder, path.stem, path.suffix if is_delimited(path) else ".xlsx")
    try:
        if is_delimited(path):
            _mark_csv(path, copy, sentences.get(None, {}), limits)
        else:
            mark_workbook(path, copy, sentences, limits)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    """A new empty file, so that two who write at once do not take the same."""
    plain = re.sub(rf"-{MISTAKES}(?:-\d+)?$", "", stem)
    names = (f"{plain}-{MISTAKES}{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(path for name in names if _is_made(path := folder / name))


def _is_made(path: Path) -> bool:
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _mark_csv(path: Path, copy: Path, sentences: _Sentences, limits: Limits) -> None:
    """Line by line, in the encoding that Excel opens by itself, with the original's delimiter."""
    encoding = encoding_of(path)
    with closing(lines_of(path, encoding)) as lines:
        heading, _ = find_heading(lines, limits)
    with copy.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter_of(path, encoding))
        writer.writerows(_marked_lines(path, encoding, sentences, heading if isinstance(heading, Heading) else None))


def _marked_lines(path: Path, encoding: str, sentences: _Sentences, heading: Heading | None) -> Iterator[list[str]]:
    words = {**sentences, **({heading.first: MISTAKES} if heading else {})}
    column = heading.layout.column_of_mistakes if heading else 0
    rest = column + 1 if heading and heading.layout.mistakes is not None else column
    for (number, cells), raw in raw_lines_of(path, encoding):
        read = [raw.rstrip("\r\n")] if isinstance(cells, CellError) else [str(cell) for cell in cells]
        too_long = any(read[rest:])  # what stands behind the last header is a mistake, and stays one
        yield _with_word(
            [guarded(cell) for cell in (read if too_long else read[:column])], words.get(number, ""), column
        )


def _with_word(cells: list[str], word: str, column: int) -> list[str]:
    return [*cells, *[""] * (column - len(cells)), word] if word else cells
