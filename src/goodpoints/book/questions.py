"""What a book can be asked: questions are nouns, and none of them changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final

from goodpoints.domain.days import FIRST_DAY, LAST_DAY
from goodpoints.errors import NotFound
from goodpoints.services import questions

# Whoever only asks does not wait until every act there is has been imported.
if TYPE_CHECKING:
    from goodpoints.domain.entries import Entry
    from goodpoints.domain.policy import Policy
    from goodpoints.domain.units import Unit
    from goodpoints.ports import Clock, Head, StoreReader
    from goodpoints.services.answers import (
        Found,
        HeldRole,
        HouseholdBalance,
        MaterialLine,
        Ranked,
        SealedEntry,
        StatementLine,
        StockLine,
    )
    from goodpoints.services.explain import Explanation
    from goodpoints.services.view import BookView

_PRINTED: Final = 40
"""Hex digits of a head on paper: 160 bits."""


class Questions:
    """The questions of a `Book`, which says how it is read."""

    clock: Clock
    _reading: Callable[[], AbstractContextManager[tuple[BookView, StoreReader]]]
    _today: Callable[[BookView], dt.date]

    def balance_of(self, household: str, *, as_of: dt.date | None = None) -> HouseholdBalance:
        """What a household has; `as_of` a past day, what it had at the end of that day.

        Raises:
            NotFound: `unknown_household`.
        """
        with self._reading() as (view, store):
            day = as_of or self._today(view)
            return questions.balance_of(view, store, household, day, past=as_of is not None)

    def balances(self, *, day: dt.date | None = None) -> list[HouseholdBalance]:
        """Every household's balance now, by number; what has ended before `day` (today where None) left out."""
        with self._reading() as (view, store):
            return questions.balances(view, store, day or self._today(view))

    def ranking(
        self, *, count: int = 20, by: str = "balance", first: dt.date = FIRST_DAY, last: dt.date = LAST_DAY
    ) -> list[Ranked]:
        """The first `count` households by balance, or by what they earned in the months `first` … `last`."""
        if by == "earned":
            with self._reading() as (view, store):
                return questions.ranking(questions.earned(view, store, first, last), count)
        return questions.ranking({b.household: b.available for b in self.balances()}, count)

    def statement_of(self, household: str, *, count: int = 50, before: int | None = None) -> list[StatementLine]:
        """The newest `count` lines of a household's account below entry `before`, newest first.

        Raises:
            NotFound: `unknown_household`.
        """
        with self._reading() as (view, store):
            return questions.statement_of(view, store, household, before=before, count=count)

    def stock(self) -> list[StockLine]:
        """Every item of the catalog: received, given out, counted, on hand."""
        with self._reading() as (view, store):
            return questions.stock(view, store)

    def materials(self) -> list[MaterialLine]:
        """Every material: come in, handed over, sold, in store, owed."""
        with self._reading() as (view, store):
            return questions.materials(view, store)

    def entries_on(self, day: dt.date, last: dt.date | None = None, *, kind: str | None = None) -> list[Entry]:
        """The entries that count for a day, or for the days up to `last`."""
        with self._reading() as (_view, store):
            return questions.entries_on(store, day, last, kind)

    def entry(self, seq: int) -> Entry:
        """The entry with this number.

        Raises:
            NotFound: `unknown_entry`.
        """
        with self._reading() as (_view, store):
            return questions.entry(store, seq)

    def entries_since(self, seq: int = 0, *, count: int = 1000, leaf: bytes | None = None) -> list[SealedEntry]:
        """The next entries after number `seq`, at most `count`, by number: a cursor for other systems.

        An entry never changes and numbers have no gaps, so that whoever keeps the last number it has taken in,
        together with what it made of it, sees every entry exactly once. An empty list: nothing new.

        Args:
            seq: Number of the last entry that is known; 0 for none.
            count: How many at once.
            leaf: Leaf of that entry, as it came; None compares nothing.

        Raises:
            ImportConflict: `journal_fork`: the book has another entry `seq`, or none; it is not the book it was.
        """
        with self._reading() as (_view, store):
            return questions.entries_since(store, seq, count, leaf)

    def roles(self) -> list[HeldRole]:
        """Who holds which role; empty while everybody may do everything."""
        from goodpoints.services.questions import roles

        with self._reading() as (view, _store):
            return roles(view)

    def explain(self, what: int | str) -> Explanation:
        """Why: the deed, the rule, the arithmetic and every step of a claim, by its number or that of an entry about it.

        Raises:
            NotFound: `unknown_entry`, `unknown_claim`.
        """
        from goodpoints.services.explain import explain

        with self._reading() as (view, store):
            return explain(view, store, what)

    def find(self, text: str) -> list[Found]:
        """Persons whose household number is the text, or whose name contains it."""
        with self._reading() as (_view, store):
            return questions.find(store, text)

    def find_details(self, of: str, field: str) -> dict[str, str]:
        """Private text → whom it is about, for subjects that begin with `of`."""
        with self._reading() as (_view, store):
            return {row.text: row.of for row in store.details(of, field) if row.text}

    def details_of(self, seq: int) -> dict[str, str]:
        """Field → private text beside an entry; erased ones are left out."""
        with self._reading() as (_view, store):
            return {row.field: row.text for row in store.details_at(seq) if row.text}

    def policy(self, day: dt.date | None = None) -> Policy:
        """The policy valid on a day, today where None."""
        with self._reading() as (view, _store):
            return view.policy(day or self._today(view))

    def unit(self, code: str) -> Unit:
        """How a unit is counted.

        Raises:
            NotFound: `unknown_unit`.
        """
        from goodpoints.domain.units import Unit

        with self._reading() as (view, _store):
            found = view.thing("unit", code)
        if found is None:
            raise NotFound("unknown_unit", unit=code)
        return Unit(code, found.state["kind"], found.state["scale"], found.state["measure"])

    def head(self) -> Head:
        """Number of entries and last leaf: what an anchor is made of."""
        with self._reading() as (_view, store):
            return store.head()

    def head_text(self) -> str:
        """The first 160 bits of the last leaf, in ten groups of four hex digits, as notices print it."""
        digits = self.head().leaf.hex()[:_PRINTED]
        return " ".join(digits[at : at + 4] for at in range(0, _PRINTED, 4))

    def report_village(self, first: dt.date, last: dt.date) -> dict[str, Any]:
        """Every figure of the village for a period, as of the end of its last day; see `services.reports.village`."""
        from goodpoints.services.reports.village import village

        with self._reading() as (view, store):
            return village(view, store, first, last)
