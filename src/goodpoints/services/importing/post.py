"""Posting staged rows: one transaction, each row an entry, a refusal kept as evidence, or a mistake reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from goodpoints.domain.days import day_of
from goodpoints.domain.journal.batches import IMPORT_KIND, CloseImport, SheetSource
from goodpoints.domain.journal.bookkeeping import refused
from goodpoints.domain.orders import BaseOrder, request_of
from goodpoints.domain.programmes import ACTS
from goodpoints.domain.rows import BadRow, Row
from goodpoints.errors import Fact, IdempotencyConflict, ImportConflict, MistakenInput, RefusedByRule
from goodpoints.ports import RowStage, StagedRow
from goodpoints.services.booktx import BookTx
from goodpoints.services.importing.desk import Desk, RefusedInAdvance
from goodpoints.services.importing.history import History
from goodpoints.services.importing.names import Names
from goodpoints.services.importing.orders import BUILDERS
from goodpoints.services.importing.report import ImportReport, RefusedRow
from goodpoints.services.importing.rulebook_lines import BadLines
from goodpoints.services.importing.rulebooks import rulebook, together
from goodpoints.services.permission import permit_act
from goodpoints.services.receipt import Receipt

_AT_ONCE: Final = 500
_MOST_BAD: Final = 5_000
"""So many mistakes are collected; with more it is the wrong file, or the wrong book."""

_MOST_REFUSED: Final = 5_000
"""So many refused rows are told one by one; the book has all of them."""

_COLUMNS: Final = {
    "unknown_household": "household",
    "ambiguous_name": "household",
    "missing_household": "household",
    "unknown_item": "item",
    "unknown_material": "material",
    "unknown_redemption": "item",
    "unknown_rule": "rule",
    "no_rulebook": "deed_day",
    "unknown_level": "level",
    "unknown_claim": "claim",
    "unknown_person": "name",
    "deed_after_claim": "deed_day",
    "doer_needed": "name",
    "quantity_needed": "quantity",
    "before_claim": "day",
    "judge_twice": "judges",
    "points_needed": "points",
    "points_not_asked": "points",
    "claim_twice": "claims",
    "notice_backwards": "last",
    "unknown_notice": "corrects",
    "other_household": "household",
    "no_price": "item",
    "no_rate": "material",
    "unknown_measure": "unit",
    "wrong_measure": "unit",
    "wrong_deed_measure": "quantity",
    "too_fine": "quantity",
    "bad_number": "quantity",
    "bad_quantity": "quantity",
    "uneven_rate": "quantity",
    "bad_serials": "serials",
    "future_day": "day",
    "before_opening": "day",
}
"""Code of a mistake → the column it is about, by its name in the registers."""

_OF_A_THING: Final = frozenset({"material", "quantity", "unit"})
"""Columns that are one where every material has a column of its own."""


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
        self._number = 0
        self._new = False
        self.posted: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self.refused: list[RefusedRow] = []
        self.refusals: Counter[str] = Counter()
        self.known_refusals: Counter[str] = Counter()
        self.bad_rows: list[BadRow] = []

    def run(
        self, staged: RowStage, sheets: Sequence[SheetSource], *, taken: Callable[[int], None] | None = None
    ) -> None:
        """Post everything in the stage.

        Bad rows are collected to the end, so that all of them are named at once; the caller decides whether
        any of them rolls the whole batch back.

        Args:
            staged: The rows, in the order in which they happened.
            sheets: Where they came from.
            taken: Told from time to time how many rows were taken.

        Raises:
            ImportConflict: The files contradict what they said before.
            MistakenInput: `too_many_bad_rows`.
        """
        permit_act(self._tx, self._operator, IMPORT_KIND.name)
        self._number = len(self._tx.things("batch")) + 1
        first = self._tx.next_seq
        History(self._tx).check(staged, sheets)
        done = 0
        for chunk in _chunks(together(staged.rows())):
            self._tx.expect([row.key for row in chunk])
            for row in chunk:
                self._take(row)
            done += sum(len(staged.row.lines) or 1 for staged in chunk)  # a rulebook is one, of many lines
            if taken is not None:
                taken(done)
        if self._new:
            self._close(first, sheets)

    def report(self) -> ImportReport:
        """What became of the rows."""
        self._tx.flush()
        return ImportReport(
            self._batch,
            dict(self.posted),
            dict(self.known),
            tuple(self.refused),
            tuple(self.bad_rows),
            self._tx.next_seq - 1,
            committed=False,
            refusals=dict(self.refusals),
            known_refusals=dict(self.known_refusals),
        )

    def _take(self, staged: StagedRow) -> None:
        row = staged.row
        try:
            if row.lines:
                replayed = [self._adopt(staged)]
            else:
                asked = BUILDERS[row.register](self._desk, row.values)
                if asked is None:
                    return
                if isinstance(asked, list):
                    replayed = [self._post(key, order, staged) for key, order in asked]
                else:
                    replayed = [self._post(staged.key, asked, staged)]
        except BadLines as lines:
            self.bad_rows += lines.rows
            return
        except IdempotencyConflict as conflict:
            raise _edited(row, conflict) from conflict
        except RefusedInAdvance as early:
            replayed = [self._refuse(self._free(staged.key), early.order, early.no, staged).replayed]
        except MistakenInput as mistake:
            self._note_bad(row, mistake)
            return
        (self.known if all(replayed) else self.posted)[row.register] += len(row.lines) or 1

    def _adopt(self, staged: StagedRow) -> bool:
        """Pass a sheet's rulebook; a refusal is a mistake of the sheet, since without its rules no claim can be judged."""
        key, order = rulebook(self._desk, staged.row)
        key = self._free(key)
        try:
            receipt = self._tx.post(key, order, self._operator, source=self._source(key, staged))
        except RefusedByRule as no:
            raise MistakenInput(no.code, **no.facts) from no
        self._new |= not receipt.replayed
        return receipt.replayed

    def _post(self, key: str, order: BaseOrder, staged: StagedRow) -> bool:
        """Post one order; whether it was in the book already."""
        key = self._free(key)
        try:
            receipt = self._tx.post(key, order, self._actor(order), source=self._source(key, staged))
        except RefusedByRule as no:
            receipt = self._refuse(key, order, no, staged)
        else:
            if receipt.entry.kind == "refused":
                self._note(receipt, staged)
        self._new |= not receipt.replayed
        return receipt.replayed

    def _refuse(self, key: str, order: BaseOrder, no: RefusedByRule, staged: StagedRow) -> Receipt:
        """Keep a refusal as evidence; known where an earlier import kept it."""
        draft, source = refused(order, ACTS[type(order)], no.reasons), self._source(key, staged)
        receipt = self._tx.record(draft, key, self._actor(order), request=request_of(order), source=source)
        self._note(receipt, staged)
        self._new |= not receipt.replayed
        return receipt

    def _actor(self, order: BaseOrder) -> str:
        return (getattr(order, "officer", "") or self._operator) if self._by_row else self._operator

    def _source(self, key: str, staged: StagedRow) -> list[int | str]:
        source: list[int | str] = [self._number, staged.sheet, staged.row_number]
        return source if key.partition("~")[0] == staged.key else [*source, staged.key]

    def _free(self, key: str) -> str:
        """The row's key; where its entry belongs to a batch that was undone, the next one after it."""
        wanted, times = key, 1
        while (seen := self._tx.seen(wanted)) is not None:
            if not self._desk.is_void(seen.body):
                return wanted
            times += 1
            wanted = f"{key}~{times}"
        return wanted

    def _close(self, first: int, sheets: Sequence[SheetSource]) -> None:
        """Write the batch down behind its rows: an import that posts nothing leaves no trace."""
        self._batch = f"b{self._number:04d}"
        day = day_of(self._tx.through or self._tx.opened)
        order = CloseImport(day, batch=self._batch, first=first, sheets=sheets)
        self._tx.post(f"import/{self._batch}", order, self._operator)

    def _note(self, receipt: Receipt, staged: StagedRow) -> None:
        facts = receipt.entry.facts
        self.refusals[facts["act"]] += 1
        if receipt.replayed:
            self.known_refusals[facts["act"]] += 1
        if len(self.refused) < _MOST_REFUSED:
            reasons = tuple(reason["code"] for reason in facts["reasons"])
            self.refused.append(RefusedRow(staged.row.place, facts["act"], reasons, receipt.replayed))

    def _note_bad(self, row: Row, mistake: MistakenInput) -> None:
        if len(self.bad_rows) >= _MOST_BAD:
            raise MistakenInput("too_many_bad_rows", file=row.place.file, row=row.place.row, limit=_MOST_BAD)
        self.bad_rows.append(_bad(row, mistake))


def _chunks(rows: Iterable[StagedRow]) -> Iterator[list[StagedRow]]:
    source = iter(rows)
    while chunk := list(islice(source, _AT_ONCE)):
        yield chunk


def _edited(row: Row, conflict: IdempotencyConflict) -> ImportConflict:
    """A row that says otherwise than the entry which bears its key."""
    place, entry = row.place, conflict.facts["entry"]
    told: dict[str, Fact] = {"file": place.file, "sheet": place.sheet or "", "row": place.row, "now": place.row}
    return ImportConflict("edited_rows", rows=[told | {"entry": entry}], count=1)


def _bad(row: Row, mistake: MistakenInput) -> BadRow:
    """The mistake at its place; the column by our own name, for whoever knows how the sheet calls it."""
    facts = {name: value for name, value in mistake.facts.items() if isinstance(value, str | int)}
    column = _COLUMNS.get(mistake.code) or str(mistake.facts.get("field", ""))
    if row.place.column and column in _OF_A_THING:
        return BadRow(row.place, mistake.code, facts)
    return BadRow(row.place._replace(column=column or None), mistake.code, facts)
