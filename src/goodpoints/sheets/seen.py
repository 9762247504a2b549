"""Which rows of a sheet were there before, in twelve bytes a row."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Protocol

_SMALLEST = 1 << 10
_SIXTY_FOUR_BITS = (1 << 64) - 1


class Met(Protocol):
    """Where the rows of a sheet are remembered.

    A row is known by 64 bits of its hash. Two different rows of a sheet of 200,000 are taken for equal once in a
    thousand million sheets.
    """

    def met(self, marked: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Row → the earlier row that bears the same mark; rows that are new are remembered and left out.

        Args:
            marked: Mark and row number of each, in the order of the sheet.
        """

    def forget_met(self) -> None:
        """Begin a new sheet."""


class Seen:
    """Remembers in memory."""

    def __init__(self) -> None:
        self.forget_met()

    def forget_met(self) -> None:
        """Begin a new sheet."""
        self._marks = array("Q", bytes(8 * _SMALLEST))
        self._rows = array("I", bytes(4 * _SMALLEST))
        self._count = 0

    def met(self, marked: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Row → the earlier row that bears the same mark."""
        found = [(row, self._first(mark & _SIXTY_FOUR_BITS or 1, row)) for mark, row in marked]  # 0 means a free place
        return {row: first for row, first in found if first != row}

    def _first(self, mark: int, row: int) -> int:
        at = self._place(mark)
        if self._marks[at]:
            return self._rows[at]
        self._marks[at], self._rows[at] = mark, row
        self._count += 1
        if self._count * 2 > len(self._marks):
            self._grow()
        return row

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
