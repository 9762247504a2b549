"""A village's months, imported at once, beside the figures they must have."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from goodpoints import Book
from goodpoints.services.importing import ImportReport


@frozen
class Year:
    """A book with the months in it, what the import said, what the book reports, and what the figures must be."""

    book: Book
    report: ImportReport
    figures: dict[str, Any]
    told: dict[str, Any]

    def bad_rows(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Place, column and code of each mistake: as the import said, and as it must say."""
        said, told = self.report.bad_rows, self.told["bad_rows"]
        ours = [(b.place.file, b.place.sheet or "", b.place.row, b.place.column, b.code) for b in said]
        theirs = [(b["file"], b["sheet"] or "", b["row"], b["column"], b["code"]) for b in told]
        return sorted(ours), sorted(theirs)
