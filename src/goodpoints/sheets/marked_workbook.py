"""A workbook's copy with what is wrong beside each row: values only, in the form in which they are read again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from goodpoints.errors import MistakenInput
from goodpoints.sheets.headers import MISTAKES
from goodpoints.sheets.heading import Heading, NoHeading, find_heading
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.lines import Line
from goodpoints.sheets.text import LAST_SAFE, CellError
from goodpoints.sheets.values import Cell, Fault
from goodpoints.sheets.workbook import RawSheet, check_workbook, sheets_of

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LONGEST = 32_767  # characters that a cell of Excel holds
_CODES = ("household", "person")
_LOOK_OF_A_MISTAKE = {"bg_color": "#FFE699"}
_TEXT, _PLAIN = "@", ""
_WIDTHS = (12, 60)


def mark_workbook(path: Path, copy: Path, sentences: Mapping[str | None, Mapping[int, str]], limits: Limits) -> None:
    """Write the copy.

    Args:
        path: The original.
        copy: Where to; what stands there is replaced.
        sentences: Sheet → row → what is wrong with it.
        limits: How much of the original is taken in.

    Raises:
        MistakenInput: `missing_extra`, or the original cannot be read.
    """
    with copy.open("wb") as stream, _workbook(stream) as book:
        looks = _Looks(book)
        for sheet in sheets_of(path, check_workbook(path, limits)):
            _Page(book, sheet, looks).write(sentences.get(sheet.name, {}), limits)


@contextmanager
def _workbook(stream: BinaryIO) -> Iterator[Any]:
    """A workbook on its way into the stream.

    Raises:
        OSError: It cannot be written.
    """
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import FileCreateError
    except ImportError as error:
        raise MistakenInput("missing_extra", extra="excel") from error
    try:
        with Workbook(stream, _OPTIONS) as book:
            yield book
    except FileCreateError as error:
        raise OSError(*error.args) from error


class _Looks(dict[tuple[str, bool], Any]):
    """How cells look: their number format, and whether their row is bad. The library, untyped, wants one object for each."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 – the library has no types
        super().__init__()
        self._book = book

    def __missing__(self, key: tuple[str, bool]) -> Any:  # noqa: ANN401 – the library has no types
        number_format, is_bad = key
        told = {"num_format": number_format} if number_format else {}
        self[key] = self._book.add_format(told | (_LOOK_OF_A_MISTAKE if is_bad else {}))
        return self[key]


class _Page:
    """One sheet of the copy.

    Args:
        book: The copy.
        sheet: The original.
        looks: Shared by all sheets.
    """

    def __init__(self, book: Any, sheet: RawSheet, looks: _Looks) -> None:  # noqa: ANN401 – the library has no types
        self._page = _new_page(book, sheet)
        self._sheet = sheet
        self._looks = looks

    def write(self, sentences: Mapping[int, str], limits: Limits) -> None:
        """Write every row, in its place."""
        first = list(islice(self._sheet.lines, limits.header_rows))
        heading, _ = find_heading(iter(first), limits, self._sheet.merged)
        self._codes = _places_of_codes(heading)
        at = self._at = _place_of_mistakes(heading, first)
        words = {**sentences, **({heading.first: MISTAKES} if sentences and isinstance(heading, Heading) else {})}
        for number, cells in chain(first, self._sheet.lines):
            self._row(number, () if isinstance(cells, CellError) else cells, is_bad=number in sentences)
            self._put(number, at, words.get(number, ""), is_bad=number in sentences)
        self._set_widths(self._sheet.left + at)

    def _row(self, number: int, cells: Sequence[Cell], *, is_bad: bool) -> None:
        for at, cell in enumerate(cells):
            if at != self._at:
                self._put(number, at, cell, is_bad=is_bad)

    def _put(self, number: int, at: int, cell: Cell, *, is_bad: bool) -> None:
        row, column = number - 1, at + self._sheet.left
        if isinstance(cell, float | int) and at in self._codes and _is_whole(cell):
            self._page.write_string(row, column, str(int(cell)), self._looks[_TEXT, is_bad])
        elif isinstance(cell, float | int) and math.isfinite(cell):
            self._page.write_number(row, column, cell, self._looks[_PLAIN, is_bad])
        elif isinstance(cell, dt.date | dt.time | dt.timedelta):
            self._page.write_datetime(row, column, cell, self._looks[_look_of(cell), is_bad])
        elif isinstance(cell, Fault):
            self._page.write_formula(row, column, "=NA()", self._looks[_PLAIN, is_bad], "#N/A")
        elif cell or is_bad:
            self._page.write_string(row, column, str(cell or "")[:_LONGEST], self._looks[_PLAIN, is_bad])

    def _set_widths(self, last: int) -> None:
        self._page.set_column(0, last, _WIDTHS[0])
        self._page.set_column(last, last, _WIDTHS[1])


def _new_page(book: Any, sheet: RawSheet) -> Any:  # noqa: ANN401 – the library has no types
    """A sheet of that name; a name that Excel would not allow gives way to the next free one."""
    from xlsxwriter.exceptions import XlsxInputError

    try:
        page = book.add_worksheet(sheet.name)
    except XlsxInputError:
        page = book.add_worksheet()
    if sheet.hidden:
        page.hide()
    page.merge.extend(map(list, sheet.blocks))  # merge_range would write cells, out of the order of rows
    return page


def _places_of_codes(heading: Heading | NoHeading) -> frozenset[int]:
    positions = heading.layout.positions if isinstance(heading, Heading) else {}
    return frozenset(positions[name] for name in _CODES if name in positions)


def _place_of_mistakes(heading: Heading | NoHeading, first: Sequence[Line]) -> int:
    """Behind the last column; all lines of a workbook's sheet are equally long."""
    if isinstance(heading, Heading):
        return heading.layout.column_of_mistakes
    return max((len(cells) for _, cells in first if not isinstance(cells, CellError)), default=0)


def _is_whole(number: float) -> bool:
    return math.isfinite(number) and abs(number) < LAST_SAFE and number == int(number)


def _look_of(moment: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(moment, dt.datetime):
        return "yyyy-mm-dd" if moment.time() == dt.time.min else "yyyy-mm-dd hh:mm:ss"
    return "yyyy-mm-dd" if isinstance(moment, dt.date) else "[h]:mm:ss"
