"""Entry kinds: what each may take, what it touches, and how it changes what the book knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

from goodpoints.domain.entries import Entry, Tally, Thing, ThingKey
from goodpoints.domain.reader import BookReader

Things: TypeAlias = Mapping[ThingKey, Thing | None]
"""The things an entry touches, as they were before it; None where one is new."""


TallySum: TypeAlias = Callable[[str, str, dt.date, dt.date], int]
"""The sum of a count (name, subject, first day, last day) over everything before an entry."""


def _never_in_the_way(_book: BookReader, _entry: Entry) -> None:
    return


def touches_nothing(_entry: Entry) -> Iterable[ThingKey]:
    """What `Kind.touches` is for a kind that no thing hears of."""
    return ()


def _changes_nothing(_entry: Entry, _things: Things) -> Iterable[Thing]:
    return ()


def _recounts_nothing(_entry: Entry, _things: Things, _counted: TallySum) -> None:
    return


def _counts_nothing(_entry: Entry) -> Iterable[Tally]:
    return ()


@frozen
class Kind:
    """One kind of entry.

    Args:
        name: The act's word: command, journal and message key.
        takes_from: Account kinds its transfers may take from, or whole paths where of one kind only some accounts
            are meant ("issued/deeds"). The lock that nothing gets around.
        makes: Kind of the thing that it makes under its own number, so that nobody need look whether it is there; empty
            where it makes none.
        touches: Keys of the things it reads or changes when it is reduced.
        reduce: The things as they are after it.
        undo: The things as they are after its reversal.
        tallies: What it counts; a reversal counts the same back, on the same days.
        recount: Insists that what it says was counted before it was. Live writing has just counted and does not ask;
            whoever derives a journal anew does.
        before_reversal: Refuses a reversal that would leave the book without sense.
        reversible: Whether `reverse` may answer it.
        announces: Whether its day says from when something is valid, and so may lie ahead or before the opening.
    """

    name: str
    takes_from: frozenset[str] = frozenset()
    makes: str = ""
    touches: Callable[[Entry], Iterable[ThingKey]] = touches_nothing
    reduce: Callable[[Entry, Things], Iterable[Thing]] = _changes_nothing
    undo: Callable[[Entry, Things], Iterable[Thing]] = _changes_nothing
    tallies: Callable[[Entry], Iterable[Tally]] = _counts_nothing
    recount: Callable[[Entry, Things, TallySum], None] = _recounts_nothing
    before_reversal: Callable[[BookReader, Entry], None] = _never_in_the_way
    reversible: bool = False
    announces: bool = False

    @property
    def recounts(self) -> bool:
        """Whether what it counts is looked at again by those after it."""
        return self.recount is not _recounts_nothing
