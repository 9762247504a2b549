"""Pure reducers: from an entry to the rows that are derived from it. Live writing and `verify` use the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goodpoints.domain.entries import Entry, Tally, Thing, Transfer
from goodpoints.domain.kinds import TallySum, Things
from goodpoints.domain.programmes import kind_named
from goodpoints.domain.steps import MAX_AMOUNT
from goodpoints.domain.ways import Moved, moved_by
from goodpoints.errors import LedgerIntegrityError

REDUCERS: Final = 1
"""Version of the reducers: a book reduced by older ones is rebuilt before it is written to."""


def check_transfers(entry_kind: str, transfers: Iterable[Transfer]) -> list[Moved]:
    """The laws every transfer keeps, live and in `verify`; the transfers by their ways.

    Raises:
        MistakenInput: `unknown_account`; `not_canonical` for a name that no body could say.
        LedgerIntegrityError: `bad_transfer` for an amount out of bounds or an account with itself,
            `forbidden_source` where this kind of entry may not take from that account.
    """
    takes_from = kind_named(entry_kind).takes_from
    moved = moved_by(transfers)
    for way, amount in moved:
        if type(amount) is not int or not 0 < amount <= MAX_AMOUNT or way.is_loop:
            raise LedgerIntegrityError("bad_transfer", kind=entry_kind, amount=str(amount)[:20], unit=way.unit)
        if way.source_kind not in takes_from and way.source not in takes_from:
            raise LedgerIntegrityError("forbidden_source", kind=entry_kind, account=way.source)
    return moved


def touched(entry: Entry) -> list[tuple[str, str]]:
    """Keys of all things the entry reads or changes."""
    return list(kind_named(entry.kind).touches(entry))


def reduced(entry: Entry, things: Things) -> list[Thing]:
    """The things as they are after the entry."""
    return list(kind_named(entry.kind).reduce(entry, things))


def through_after(through: str, entry: Entry) -> str:
    """The last day run, after this entry: only acts that move units carry it forward, and never backwards."""
    return max(through, entry.day) if entry.transfers else through


def tallies_of(entry: Entry) -> list[Tally]:
    """What the entry counts."""
    return list(kind_named(entry.kind).tallies(entry))


def recount(entry: Entry, things: Things, counted: TallySum) -> None:
    """Insist that what the entry says was counted before it was.

    Raises:
        LedgerIntegrityError: `unproven_step`.
    """
    kind_named(entry.kind).recount(entry, things, counted)


def is_recounted(entry: Entry) -> bool:
    """Whether what it counts, or counts back, is looked at again by an entry after it."""
    kind = entry.facts["original"]["kind"] if entry.kind == "reverse" else entry.kind
    return kind_named(kind).recounts
