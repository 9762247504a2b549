"""Import batches: which files made which entries, and undoing all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Detail, Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, about_entry, private
from goodpoints.domain.reader import BookReader
from goodpoints.errors import NotFound, RefusedByRule

POSTED: Final = "posted"
REVERSED: Final = "reversed"


class BatchReversed(RefusedByRule):
    """The whole batch was undone before."""


@frozen(kw_only=True)
class SheetSource:
    """One sheet of an import: what it holds and the digest of its file; the names of both are private."""

    register: str
    digest: str
    rows: int
    file: str = private()
    sheet: str = private()


def _sheets(sheets: Iterable[SheetSource]) -> tuple[SheetSource, ...]:
    return tuple(sheets)


@frozen(kw_only=True)
class CloseImport(BaseOrder):
    """Files were taken in as one batch.

    Args:
        batch: Its code, "b0001".
        first: Number of the batch's first entry; the entry of the import itself is its last.
        sheets: In the order that the entries' `origin` counts them, from 1.
    """

    batch: str
    first: int
    sheets: tuple[SheetSource, ...] = field(converter=_sheets)

    def asked(self) -> tuple[object, ...]:
        """The batch, where it begins, and the digests of its sheets."""
        return ("CloseImport", self.batch, self.first, [(s.register, s.digest, s.rows) for s in self.sheets])


@frozen(kw_only=True)
class ReverseBatch(BaseOrder):
    """Somebody says that a whole import was a mistake."""

    batch: str
    reason: str = private()


def close_import(book: BookReader, order: CloseImport) -> Draft:
    """Write down which entries came from which files."""
    _ = book
    sheets = [{"digest": s.digest, "register": s.register, "rows": s.rows} for s in order.sheets]
    named = [(f"sheet/{order.batch}/{n}", sheet) for n, sheet in enumerate(order.sheets, 1)]
    told = [
        Detail(of, field, text) for of, s in named for field, text in (("file", s.file), ("sheet", s.sheet)) if text
    ]
    facts = {"batch": order.batch, "first": order.first, "sheets": sheets}
    return Draft("import", iso(order.day), facts, details=tuple(told))


def reverse_batch(book: BookReader, order: ReverseBatch) -> Draft:
    """Mark a batch as undone, after its entries were reversed; its rows may then be imported again.

    Raises:
        NotFound: `unknown_batch`.
        RefusedByRule: `BatchReversed`.
    """
    standing_batch(book, order.batch)
    details = about_entry(order, "reason")
    return Draft("reverse_batch", iso(order.day), {"batch": order.batch}, details=details)


def standing_batch(book: BookReader, batch: str) -> Thing:
    """The batch, where it stands.

    Raises:
        NotFound: `unknown_batch`.
        RefusedByRule: `BatchReversed`.
    """
    found = book.thing("batch", batch)
    if found is None:
        raise NotFound("unknown_batch", batch=batch)
    if found.status == REVERSED:
        raise BatchReversed("batch_reversed", batch=batch)
    return found


def _batch(entry: Entry) -> Iterable[ThingKey]:
    return [("batch", entry.facts["batch"])]


def _post(entry: Entry, _things: Things) -> Iterable[Thing]:
    state = {"first": entry.facts["first"], "last": entry.seq, "sheets": entry.facts["sheets"]}
    return [Thing("batch", entry.facts["batch"], state, status=POSTED, day=entry.day)]


def _undo(_entry: Entry, things: Things) -> Iterable[Thing]:
    return [thing._replace(status=REVERSED) for thing in things.values() if thing is not None]


IMPORT_KIND: Final = Kind("import", touches=_batch, reduce=_post)
REVERSE_BATCH_KIND: Final = Kind("reverse_batch", touches=_batch, reduce=_undo)
