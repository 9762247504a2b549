"""CSV files: their encoding is decided on the whole file, then they are streamed."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Generator, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from goodpoints.errors import MistakenInput
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import CellError

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 20
_SAMPLE = 10
_LONGEST_SAMPLE = 1 << 14
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def encoding_of(path: Path) -> str:
    """The encoding of the whole file: its byte order mark, else strict UTF-8, else strict GB18030.

    Raises:
        MistakenInput: `mislabelled_file`, `not_text`, `unknown_encoding`.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    if start in _BINARY:
        raise MistakenInput("mislabelled_file", file=path.name)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise MistakenInput("unknown_encoding", file=path.name)


def lines_of(path: Path, encoding: str) -> Generator[Line]:
    """The lines of a CSV, each with the number a text editor shows where it begins.

    Raises:
        MistakenInput: `line_too_long`.
    """
    with path.open(encoding=encoding, newline="") as stream:
        yield from _read(_physical_lines(stream, path.name), delimiter_of(path, encoding))


def raw_lines_of(path: Path, encoding: str) -> Iterator[tuple[Line, str]]:
    """The same lines, each with its text as it stands in the file."""
    with path.open(encoding=encoding, newline="") as stream:
        kept: list[str] = []
        for line in _read(_keeping(_physical_lines(stream, path.name), kept), delimiter_of(path, encoding)):
            yield line, "".join(kept)
            kept.clear()


def delimiter_of(path: Path, encoding: str) -> str:
    """What parts the cells: Excel writes commas, some settings semicolons, its Unicode text tabs, other programs strokes."""
    with path.open(encoding=encoding, newline="") as stream:
        sample = "".join(islice(iter(partial(stream.readline, _LONGEST_SAMPLE), ""), _SAMPLE))
    return max(",\t;|", key=sample.count)


def _read(lines: Iterator[str], delimiter: str) -> Iterator[Line]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + 1
        except csv.Error as error:  # the reader goes on with the next line
            yield start, CellError("cell_too_long" if "limit" in str(error) else "bad_quotes")
            start = reader.line_num + 1
        else:
            return


def _keeping(lines: Iterator[str], kept: list[str]) -> Iterator[str]:
    for line in lines:
        kept.append(line)
        yield line


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as stream:
        try:
            for chunk in iter(partial(stream.read, _CHUNK), b""):
                if "\0" in decoder.decode(chunk):
                    raise MistakenInput("not_text", file=path.name)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _physical_lines(stream: TextIO, file: str) -> Iterator[str]:
    for number, line in enumerate(iter(partial(stream.readline, _LONGEST_LINE), ""), 1):
        if len(line) == _LONGEST_LINE:
            raise MistakenInput("line_too_long", file=file, row=number)
        yield line
