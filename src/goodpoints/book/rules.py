"""`book.rules`: the village's rulebook, its versions, and what a new one would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from goodpoints.domain.bank.rulebook.adopt import AdoptRulebook, entry_of, rulebook_of, rulebook_on, versions
from goodpoints.domain.bank.rulebook.facts import as_facts, from_facts
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Detail
from goodpoints.services.view import BookView

if TYPE_CHECKING:
    from goodpoints.book.book import Book
    from goodpoints.book.reports import Reading
    from goodpoints.domain.bank.rerate import Rerate
    from goodpoints.domain.bank.rerating import Plan
    from goodpoints.services.receipt import Receipt


class Rules:
    """Rulebooks of one book.

    Args:
        book: Writes orders.
        reading: Gives a view of the book.
        today: The village's day.
    """

    def __init__(self, book: Book, reading: Reading, today: Callable[[BookView], dt.date]) -> None:
        self._book = book
        self._reading = reading
        self._today = today

    def adopt_rulebook(self, rulebook: Rulebook, *, key: str | None = None) -> Receipt:
        """Write down a rulebook that a meeting has passed, valid from its own day on.

        Raises:
            RefusedByRule: `VersionTaken`, `OtherUnit`, `UnitTaken`, `AlreadyJudged`.
        """
        return self._book.post(AdoptRulebook(rulebook.first_day, rulebook=rulebook), key=key)

    def try_rulebook(self, rulebook: Rulebook, since: dt.date) -> Plan:
        """What past deeds would be worth under a rulebook, household by household; nothing is written.

        Raises:
            RefusedByRule: `OtherUnit`.
        """
        from goodpoints.domain.bank.rerating import rerated

        with self._reading() as (view, _store):
            return rerated(view, rulebook, since)

    def rerate(self, order: Rerate, *, key: str | None = None) -> list[Receipt]:
        """Judge past deeds anew under a rulebook that two people have approved: reversals and new postings.

        Raises:
            NotFound: `unknown_party`.
            RefusedByRule: `TwoMustApprove`, `VersionTaken`, `OtherUnit`, `UnitTaken`; nothing is written.
        """
        from goodpoints.services.rerating import rerate

        with self._book.writing() as tx:
            return rerate(tx, order, self._book.actor, key)

    def versions(self) -> list[tuple[dt.date, str]]:
        """(first day, version) of every version, oldest first; withdrawn ones left out."""
        with self._reading() as (view, _store):
            return [(day_of(since), version) for since, version in versions(view)]

    def rulebook(self, version: str | None = None, *, day: dt.date | None = None) -> Rulebook:
        """One version with its texts; where None, the one that holds on `day`, today where that is None.

        Raises:
            NotFound: `unknown_rulebook`, `no_rulebook`.
        """
        with self._reading() as (view, store):
            found = rulebook_of(view, version) if version else rulebook_on(view, day or self._today(view))
            told = store.details_at(entry_of(view, found.version))
            return from_facts(as_facts(found), [Detail(row.of, row.field, row.text) for row in told if row.text])
