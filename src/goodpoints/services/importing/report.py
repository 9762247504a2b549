"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from goodpoints.domain.rows import BadRow, Place


@frozen
class RefusedRow:
    """A row the village's rules refused; it is kept as evidence and holds nobody up.

    Args:
        reasons: Codes, in the policy's order; the first is the reason.
        replayed: Refused by an earlier import of the same row.
    """

    place: Place
    act: str
    reasons: tuple[str, ...]
    replayed: bool = False


@frozen
class LeftAlone:
    """Something of the files that was not read, which whoever imports should know of.

    Args:
        file: The file's name.
        sheet: The sheet's name; None in a CSV, or where the whole file is meant.
        code: `no_register`, `hidden_sheet`, `other_file`, `empty`, or `unknown_columns`.
        columns: The headers that belong to no column, for `unknown_columns`.
    """

    file: str
    sheet: str | None
    code: str
    columns: tuple[str, ...] = ()


@frozen
class ImportReport:
    """What became of the rows.

    Args:
        batch: Code of the batch; empty where nothing new was written.
        posted: Register kind → rows that became entries.
        known: Register kind → rows that were in the book already.
        refused: Rows the rules refused, the first 5,000 of them.
        bad_rows: Mistakes in the files; with any of them nothing is written, unless they were to be skipped.
        left_alone: Files, sheets and columns that were not read.
        refusals: Act → all its refused rows, those beyond the 5,000 too.
        known_refusals: Act → those of them that an earlier import had refused already.
        materials: What could be the header of a column of its own in the files.
        entries: Entries of the book afterwards.
        committed: Whether it was written, or only tried.
    """

    batch: str
    posted: dict[str, int]
    known: dict[str, int]
    refused: tuple[RefusedRow, ...]
    bad_rows: tuple[BadRow, ...]
    entries: int
    committed: bool
    left_alone: tuple[LeftAlone, ...] = ()
    materials: frozenset[str] = frozenset()
    refusals: Mapping[str, int] = field(factory=dict)
    known_refusals: Mapping[str, int] = field(factory=dict)
