"""Posting staged rows: one transaction, each row an entry, a refusal kept as evidence, or a mistake reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from goodpoints.domain.days import day_of
from goodpoints.domain.journal.bookkeeping import BeginImport, SheetSource, refused
from goodpoints.domain.orders import BaseOrder, request_of
from goodpoints.domain.programmes import ACTS
from goodpoints.domain.rows import BadRow, Row
from goodpoints.errors import MistakenInput, RefusedByRule
from goodpoints.ports import RowStage, StagedRow
from goodpoints.services.booktx import BookTx
from goodpoints.services.importing.names import Names
from goodpoints.services.importing.orders import BUILDERS, Desk
from goodpoints.services.importing.report import ImportReport, RefusedRow
from goodpoints.services.receipt import Receipt

_AT_ONCE: Final = 500


class Importer:
    """Posts one batch.

    Args:
        tx: The book's write transaction; whoever opened it commits or rolls back.
        operator: Code of whoever imports.
    """

    def __init__(self, tx: BookTx, operator: str) -> None:
        self._tx = tx
        self._operator = operator
        self._desk = Desk(tx, Names(tx, operator), day_of(tx.opened))
        self._by_row = tx.policy(day_of(tx.opened)).imports.actor == "row"
        self._batch = ""
        self.posted: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.refused: list[RefusedRow] = []
        self.bad_rows: list[BadRow] = []

    def run(self, staged: RowStage, sheets: Sequence[SheetSource]) -> None:
        """Post everything in the stage.

        Bad rows are collected to the end, so that all of them are named at once; the caller decides whether
        any of them rolls the whole batch back.
        """
        begun = len(self._tx.things("batch"))
        self._batch_number = begun + 1
        self._sheets = [sheet for sheet in sheets if sheet.rows]  # as the stage numbers them
        for chunk in _chunks(staged.rows()):
            self._tx.expect([row.key for row in chunk])
            for row in chunk:
                self._take(row)

    def report(self, bad_rows: tuple[BadRow, ...] = ()) -> ImportReport:
        """What became of the rows; `bad_rows` were found before they came here."""
        self._tx.flush()
        refusals, bad = tuple(self.refused), (*bad_rows, *self.bad_rows)
        posted, known = dict(self.posted), dict(self.known)
        return ImportReport(self._batch, posted, known, refusals, bad, self._tx.next_seq - 1, committed=False)

    def _take(self, staged: StagedRow) -> None:
        row = staged.row
        try:
            asked = BUILDERS[row.register](self._desk, row.values)
            if asked is None:
                return
            orders = asked if isinstance(asked, list) else [(staged.key, asked)]
            replayed = [self._post(key, order, staged) for key, order in orders]
        except MistakenInput as mistake:
            self.bad_rows.append(_bad(row, mistake))
            return
        (self.known if all(replayed) else self.posted)[row.register] += 1

    def _post(self, key: str, order: BaseOrder, staged: StagedRow) -> bool:
        """Post one order; whether it was in the book already."""
        actor = (getattr(order, "officer", "") or self._operator) if self._by_row else self._operator
        if not self._batch and self._tx.seen(key) is None:
            self._begin()
        source = [self._batch_number, staged.sheet, staged.row_number]
        try:
            receipt = self._tx.post(key, order, actor, source=source)
        except RefusedByRule as no:
            draft = refused(order, ACTS[type(order)], no.reasons)
            receipt = self._tx.record(draft, key, actor, request=request_of(order), source=source)
        if receipt.entry.kind == "refused":
            self._note(receipt, staged)
        return receipt.replayed

    def _begin(self) -> None:
        """Open the batch with the first row that is new: an import that posts nothing leaves no trace."""
        self._batch = f"b{self._batch_number:04d}"
        order = BeginImport(self._desk.opened, batch=self._batch, sheets=self._sheets)
        self._tx.post(f"import/{self._batch}", order, self._operator)

    def _note(self, receipt: Receipt, staged: StagedRow) -> None:
        facts = receipt.entry.facts
        reasons = tuple(reason["code"] for reason in facts["reasons"])
        self.refused.append(RefusedRow(staged.row.place, facts["act"], reasons, receipt.replayed))


def _chunks(rows: Iterable[StagedRow]) -> Iterator[list[StagedRow]]:
    source = iter(rows)
    while chunk := list(islice(source, _AT_ONCE)):
        yield chunk


def _bad(row: Row, mistake: MistakenInput) -> BadRow:
    facts = {name: value for name, value in mistake.facts.items() if isinstance(value, str | int)}
    return BadRow(row.place, mistake.code, facts)
