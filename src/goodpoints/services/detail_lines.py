"""Private details on their way into a book: read from their file in step with the journal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from goodpoints.domain.seal import entry_of
from goodpoints.errors import Fact, LedgerIntegrityError
from goodpoints.ports import DetailRow, EntryRow
from goodpoints.services.findings import Finding


class Beside(NamedTuple):
    """The details that came with a chunk.

    Attributes:
        lines: (entry, place) → number of its line.
        stands: The line after the last one that was read.
    """

    rows: list[DetailRow]
    lines: dict[tuple[int, int], int]
    stands: int

    def line_of(self, place: tuple[int, int]) -> int:
        """The number of the line of a detail, or of the one that stands where it should."""
        return min((number for there, number in self.lines.items() if there >= place), default=self.stands)

    def of(self, entries: list[EntryRow]) -> list[DetailRow]:
        """Those beside these entries; what the book has already keeps the details that it has."""
        return [row for row in self.rows if entries and row.seq >= entries[0].seq]


class DetailLines:
    """The lines of the details, read in step with the journal."""

    def __init__(self, lines: Iterator[tuple[int, DetailRow | None]]) -> None:
        self._lines = lines
        self._number = 1
        self._next: DetailRow | None = None
        self._step()

    def _step(self) -> None:
        number, row = next(self._lines, (0, None))
        before = (self._next.seq, self._next.n) if self._next else (0, -1)
        if number and (row is None or (row.seq, row.n) <= before):
            raise LedgerIntegrityError("bad_detail_line", **place_of(number, before[0], Finding("bad_detail")))
        self._number, self._next = number or self._number + 1, row

    def upto(self, seq: int) -> Beside:
        """The details beside entries up to a number."""
        found = Beside([], {}, 0)
        while self._next is not None and self._next.seq <= seq:
            found.rows.append(self._next)
            found.lines[self._next.seq, self._next.n] = self._number
            self._step()
        return found._replace(stands=self._number)

    def left_over(self) -> int:
        """The number of the line that nobody asked for; 0 where all were read."""
        return 0 if self._next is None else self._number


def erased(rows: list[EntryRow]) -> Iterator[DetailRow]:
    """The rows of details whose texts did not come along."""
    for row in rows:
        for n, told in enumerate(entry_of(row.body).private):
            yield DetailRow(row.seq, n, told.of, told.field, None, None)


def place_of(line: int, entry: int, problem: Finding) -> dict[str, Fact]:
    """The facts of a line that does not hold: where, and why."""
    told: dict[str, Fact] = {"path": str(line), "code": problem.code, **problem.facts}
    return {"line": line, "entry": entry, "problems": [told]}
