"""What acts have read and written, kept from one transaction to the next."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from goodpoints.domain.entries import Thing, ThingKey
from goodpoints.ports import Head
from goodpoints.services.tallies import MOST, Sums

ClaimsDue: TypeAlias = tuple[str | None, bool]
"""The earliest day on which a claim falls due, None where none waits; and whether the store has been asked."""


class Kept(NamedTuple):
    """What a transaction knew at its end (see `BookView`), and the book's row and mark as it left them (`StoreTx.left_mark`)."""

    head: Head
    things: dict[ThingKey, Thing | None]
    lots: dict[tuple[str, str], dict[str, int]]
    policies: list[tuple[str, str]] | None
    terms: dict[ThingKey, Any]
    sums: Sums
    claims_due: ClaimsDue = (None, False)
    mark: object = None


class Memory:
    """What the last transaction of a book knew: true as long as nobody else has written and the head is the one it left.

    The head seals the whole journal, and everything kept here is derived from the journal. Whoever else writes
    moves the head; whoever mends derived rows does not, and so the store must vouch as well, by a mark that stays.
    """

    def __init__(self) -> None:
        self._kept: Kept | None = None
        self._last: Kept | None = None
        self._is_alone = True  # nobody else seems to write: what was kept was still true the last time

    def take(self, head: Head, mark: object) -> Kept | None:
        """What is kept, where it is true for a book that is found with this head and mark; None is no mark.

        A transaction that fails gives nothing back.
        """
        kept, self._kept = self._kept, None
        if kept is None or mark is None:
            return None
        self._is_alone = (kept.head, kept.mark) == (head, mark)
        return kept if self._is_alone else None

    def last(self) -> Kept | None:
        """What the last transaction knew, whether or not it is still true: good for guessing, and for nothing else."""
        return self._last

    @property
    def kept(self) -> Kept | None:
        """What `take` would give for the right head; None where others seem to write as well."""
        return self._kept if self._is_alone else None

    def doubt(self) -> None:
        """Somebody else has written, it seems: look first the next time."""
        self._is_alone = False

    def forget(self) -> None:
        """Read everything anew the next time."""
        self._kept = self._last = None

    def keep(self, kept: Kept) -> None:
        """Remember, after the commit; nothing of a book that is too large for it, which reads again."""
        self._kept = self._last = kept if len(kept.things) + len(kept.lots) + len(kept.sums) <= MOST else None
