"""What the book knows of earlier imports: a file that was edited since is found out before anything is posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from goodpoints.domain.entries import Entry
from goodpoints.domain.journal.batches import POSTED, SheetSource
from goodpoints.domain.seal import entry_of
from goodpoints.errors import ImportConflict
from goodpoints.ports import RowStage, StoreReader
from goodpoints.services.booktx import BookTx

STATE: Final = frozenset({"household", "rate", "price", "campaign", "rule", "honour"})
"""Registers of what is valid: a changed row is a later act, not a contradiction."""

_AT_ONCE: Final = 500
_PLACE: Final = 3
"""Parts of an origin: batch, sheet, row; a fourth is the row's key where the entry bears another."""

_MOST_TOLD: Final = 100


class Before(NamedTuple):
    """A sheet that was imported before: number of its batch, its number in it, digest of its file."""

    batch: int
    sheet: int
    digest: str


class History:
    """The standing batches of a book, latest last."""

    def __init__(self, tx: BookTx) -> None:
        self._store: StoreReader = tx.store
        self._batches = tx.things("batch", status=POSTED)
        names = {(row.of, row.field): row.text or "" for row in self._store.details("sheet/", None)}
        self._sheets: dict[tuple[str, str, str], list[Before]] = {}
        self._files: dict[tuple[int, int], str] = {}
        for batch in self._batches:
            for n, told in enumerate(batch.state["sheets"], 1):
                of, number = f"sheet/{batch.code}/{n}", int(batch.code[1:])
                file, sheet = names.get((of, "file"), ""), names.get((of, "sheet"), "")
                known = self._sheets.setdefault((file, sheet, told["register"]), [])
                known.append(Before(number, n, told["digest"]))
                self._files[number, n] = file

    def check(self, staged: RowStage, sheets: Sequence[SheetSource]) -> None:
        """Refuse files that contradict what they said before.

        Raises:
            ImportConflict: `edited_rows` where a sheet lacks rows it had when it was imported;
                `already_imported_as` where most of a sheet's rows, but not all, came from another file.
        """
        if not self._batches:
            return
        edited: list[dict[str, Any]] = []
        for number, sheet in enumerate(sheets, 1):
            if sheet.register in STATE:
                continue
            before = self._sheets.get((sheet.file, sheet.sheet, sheet.register), [])
            if not before:
                self._check_name(staged, number, sheet)
            elif before[-1].digest != sheet.digest:
                edited += self._edited(staged, number, sheet, before)
        if edited:
            raise ImportConflict("edited_rows", rows=edited[:_MOST_TOLD], count=len(edited))

    def _edited(self, staged: RowStage, number: int, sheet: SheetSource, before: list[Before]) -> list[dict[str, Any]]:
        """The rows that any earlier import of the sheet posted and that are not there any more."""
        new = dict(staged.keys(number))
        at_row = {row: key for key, row in new.items()}
        gone = [entry for one in before for entry in self._entries(one) if _row_key(entry) not in new]
        return [
            {
                "file": sheet.file,
                "sheet": sheet.sheet,
                "row": entry.facts["origin"][2],
                "entry": entry.seq,
                "now": entry.facts["origin"][2] if entry.facts["origin"][2] in at_row else 0,
            }
            for entry in gone
        ]

    def _entries(self, before: Before) -> Iterator[Entry]:
        """The entries whose row stood in a sheet."""
        batch = next(thing for thing in self._batches if thing.code == f"b{before.batch:04d}")
        for row in self._store.entries(batch.state["first"], batch.state["last"]):
            entry = entry_of(row.body)
            if entry.facts.get("origin", ())[:2] == [before.batch, before.sheet]:
                yield entry

    def _check_name(self, staged: RowStage, number: int, sheet: SheetSource) -> None:
        rows = known = 0
        files: list[str] = []
        for chunk in _chunks(staged.keys(number)):
            rows += len(chunk)
            seen = self._store.seen([key for key, _row in chunk])
            known += len(seen)
            if seen and not files:
                origin = entry_of(next(iter(seen.values())).body).facts.get("origin", [0, 0, 0])
                files.append(self._files.get((origin[0], origin[1]), ""))
        if files and files[0] != sheet.file and rows / 2 < known < rows:
            raise ImportConflict("already_imported_as", file=sheet.file, before=files[0], known=known, rows=rows)


def _row_key(entry: Entry) -> str:
    """The key of the row that an entry came from; reversals bear another one and keep the row's beside it."""
    origin = entry.facts["origin"]
    return str(origin[3] if len(origin) > _PLACE else entry.key).partition("~")[0]


def _chunks(keys: Iterator[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    while chunk := list(islice(keys, _AT_ONCE)):
        yield chunk
