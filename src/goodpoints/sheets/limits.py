"""How much of a file we are ready to take in."""

from __future__ import annotations

from attrs import frozen

WIDTH = 4
"""Digits of a household number where nothing says otherwise."""

_MEGABYTE = 1_000_000


@frozen
class Limits:
    """What protects memory and time from a hostile or broken file.

    Args:
        unpacked: Bytes that the parts of a workbook may have together when unpacked.
        ratio: How many times larger than the file that may be; small files are free of it.
        rows: Rows of a workbook's sheet. A CSV is streamed, so its length needs no limit.
        columns: Columns of a sheet.
        characters: Characters of a cell; a longer one makes its row bad.
        header_rows: Among how many first rows the header is looked for.
        bad_rows: So many mistakes are collected; with more it is the wrong file, or a wrong header.
        empty_rows: So many lines without an entry may follow each other; with more it is no register.
        code_width: Digits of a household number, given back where Excel took the leading zeros. None: as the register
            of households among the files writes them, or four. For a book that is there, say what it has.
        materials: What may be the header of a column of its own, beside the materials that the star rates among the
            files name. For a book that is there, say what it has.
    """

    unpacked: int = 200 * _MEGABYTE
    ratio: int = 200
    rows: int = 200_000
    columns: int = 100
    characters: int = 2_000
    header_rows: int = 10
    bad_rows: int = 5_000
    empty_rows: int = 100_000
    code_width: int | None = None
    materials: frozenset[str] = frozenset()
