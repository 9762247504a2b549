"""Which rows of a sheet were there before, in twelve bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Hashable

_SMALLEST = 1 << 10
_SIXTY_FOUR_BITS = (1 << 64) - 1


class Seen:
    """Remembers rows by 64 bits of their hash, so that a sheet of a million rows fits into little memory.

    Two different rows of a sheet of 200,000 are taken for equal once in a thousand million sheets.
    """

    def __init__(self) -> None:
        self._marks = array("Q", bytes(8 * _SMALLEST))
        self._rows = array("I", bytes(4 * _SMALLEST))
        self._count = 0

    def first(self, content: Hashable, row: int) -> int | None:
        """The row that had this content first, or None where it is new; then it is remembered."""
        mark = hash(content) & _SIXTY_FOUR_BITS or 1  # 0 means a free place
        at = self._place(mark)
        if self._marks[at]:
            return self._rows[at]
        self._marks[at], self._rows[at] = mark, row
        self._count += 1
        if self._count * 2 > len(self._marks):
            self._grow()
        return None

    def _place(self, mark: int) -> int:
        marks = self._marks
        mask = len(marks) - 1
        at = mark & mask
        while marks[at] and marks[at] != mark:
            at = (at + 1) & mask
        return at

    def _grow(self) -> None:
        marks, rows = self._marks, self._rows
        self._marks = array("Q", bytes(16 * len(marks)))
        self._rows = array("I", bytes(8 * len(marks)))
        for mark, row in zip(marks, rows, strict=True):
            if mark:
                at = self._place(mark)
                self._marks[at], self._rows[at] = mark, row
