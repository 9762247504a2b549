"""Rows out: CSV for a program, and CSV for Excel, which would compute a name like "=1+1"."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from goodpoints.sheets.text import guarded
from goodpoints.sheets.values import Value


def write_csv(lines: Iterable[Sequence[Value]], out: Path | TextIO, *, for_excel: bool = False) -> None:
    """Write lines, the header first.

    Args:
        lines: Typed cells; an empty one is None.
        out: A file, or a stream that is open for text.
        for_excel: With a byte order mark in a file, and a quote mark before text that Excel would compute.
            Never for a program, which would take the quote mark for text.
    """
    if isinstance(out, Path):
        with out.open("w", encoding="utf-8-sig" if for_excel else "utf-8", newline="") as stream:
            write_csv(lines, stream, for_excel=for_excel)
        return
    writer = csv.writer(out, lineterminator="\r\n" if for_excel else "\n")
    writer.writerows(map(_guarded, line) if for_excel else line for line in lines)


def _guarded(cell: Value) -> Value:
    return guarded(cell) if isinstance(cell, str) else cell
