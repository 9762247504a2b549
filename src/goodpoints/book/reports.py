"""`book.reports`: each report is one question, answered with plain rows.

Quantities are text in their unit's scale. A report is one pass over the journal: a past period gives the same
figures however much was written since. `docs/reference/reports.md` is the table of columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, TypeAlias

from goodpoints.domain.days import day_of, iso
from goodpoints.errors import MistakenInput, NotFound
from goodpoints.ports import StoreReader
from goodpoints.services.reports import bank_rows, rows
from goodpoints.services.reports.deeds import Deeds
from goodpoints.services.reports.expiring import expiring
from goodpoints.services.reports.fold import Fold, folded
from goodpoints.services.reports.liability import liability
from goodpoints.services.reports.rows import Row
from goodpoints.services.view import BookView

Reading: TypeAlias = Callable[[], AbstractContextManager[tuple[BookView, StoreReader]]]
Day: TypeAlias = dt.date | None


class _Judged(NamedTuple):
    """What reports on deeds are made of."""

    view: BookView
    fold: Fold
    deeds: Deeds
    scale: int


class Reports:
    """The reports beside `Book.report_village`. A period without first day begins with the book, without last it ends today.

    Args:
        reading: Gives a view of the book.
        today: The village's day.
    """

    def __init__(self, reading: Reading, today: Callable[[BookView], dt.date]) -> None:
        self._reading = reading
        self._today = today

    def month(self, first: Day = None, last: Day = None) -> list[Row]:
        """The village's figures, month by month."""
        with self._folded(first, last) as (_view, fold, scale):
            return rows.by_month(fold, scale)

    def household(self, household: str, first: Day = None, last: Day = None) -> list[Row]:
        """One household's stars and what it brought, month by month.

        Raises:
            NotFound: `unknown_household`.
        """
        with self._folded(first, last) as (view, fold, scale):
            if view.thing("household", household) is None:
                raise NotFound("unknown_household", household=household)
            return rows.of_household(view, fold, household, scale)

    def material(self, first: Day = None, last: Day = None) -> list[Row]:
        """What came in and went, by month and material."""
        with self._folded(first, last) as (view, fold, _scale):
            return rows.by_material(view, fold)

    def stock(self, first: Day = None, last: Day = None) -> list[Row]:
        """What became of the goods in the period, item by item."""
        with self._folded(first, last) as (view, fold, _scale):
            return rows.by_item(view, fold)

    def expiring(self, day: Day = None, *, within: int = 30) -> list[Row]:
        """Who will lose how much on which day, from `day` (today where None) until so many days after it."""
        with self._reading() as (view, store):
            return expiring(view, store, day or self._today(view), within)

    def refusals(self, first: Day = None, last: Day = None) -> list[Row]:
        """How often the rules refused what, by month, act and reason."""
        with self._judged(first, last) as found:
            return rows.by_reason(found.fold, found.deeds)

    def notices(self, first: Day = None, last: Day = None) -> list[Row]:
        """Every claim that hung on the board in the period, notice by notice, with what became of it."""
        with self._judged(first, last) as found:
            return bank_rows.by_notice(found.deeds)

    def ranking(self, first: Day = None, last: Day = None, *, per: str = "month", count: int = 20) -> list[Row]:
        """Who earned most in each "month", "quarter" or "year" of the period; `count` places of each."""
        with self._folded(first, last) as (_view, fold, scale):
            return bank_rows.by_place(fold, bank_rows.Places(per, count), scale)

    def rules(self, first: Day = None, last: Day = None) -> list[Row]:
        """How often each rule was used, and what it gave or took."""
        with self._judged(first, last) as found:
            return bank_rows.by_rule(found.deeds, found.scale)

    def judges(self, first: Day = None, last: Day = None) -> list[Row]:
        """How each judge's marks and decisions lie beside those of the others."""
        with self._judged(first, last) as found:
            return bank_rows.by_judge(found.deeds, found.scale)

    def participation(self, first: Day = None, last: Day = None) -> list[Row]:
        """How many households take part, how many for the first time, and which share has nothing."""
        with self._judged(first, last) as found:
            return bank_rows.by_participation(found.view, found.deeds)

    @contextmanager
    def _judged(self, first: Day, last: Day) -> Iterator[_Judged]:
        """The sums of a period, of deeds too."""
        with self._reading() as (view, store):
            start, end = self._period(view, first, last)
            reward = view.policy(end).reward
            deeds = Deeds(iso(start), iso(end), reward.unit)
            fold = folded(store, start, end, reward.unit, also=[deeds.add])
            yield _Judged(view, fold, deeds, reward.scale)

    def liability(self, day: Day = None) -> list[Row]:
        """What the village owes its households as of the end of `day` (today where None), against stock and funds."""
        with self._reading() as (view, store):
            end = day or self._today(view)
            return liability(view, store, folded(store, end, end, view.policy(end).reward.unit))

    @contextmanager
    def _folded(self, first: Day, last: Day) -> Iterator[tuple[BookView, Fold, int]]:
        """The sums of a period, and the decimals of its reward."""
        with self._reading() as (view, store):
            start, end = self._period(view, first, last)
            reward = view.policy(end).reward
            yield view, folded(store, start, end, reward.unit), reward.scale

    def _period(self, view: BookView, first: Day, last: Day) -> tuple[dt.date, dt.date]:
        start, end = first or day_of(view.opened), last or self._today(view)
        if end < start:
            raise MistakenInput("bad_period", first=iso(start), last=iso(end))
        return start, end
