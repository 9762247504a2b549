"""Time passes: what falls due, in the order of its days, each thing once.

Within a day: what ended with an earlier day expires, then claims whose notice has ended are posted by their numbers,
then come the day's own acts. An expiry counts for the lot's last day, a posting for the day after the notice.
"""

from __future__ import annotations

import datetime as dt
from heapq import heappop, heappush
from itertools import groupby
from typing import TYPE_CHECKING, Final

from goodpoints.domain.accounts import debt_account, household_account
from goodpoints.domain.bank.claims import CLAIM, IN_NOTICE
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Thing
from goodpoints.domain.journal.bookkeeping import expire
from goodpoints.domain.reader import Needs
from goodpoints.errors import LedgerIntegrityError
from goodpoints.ports import StoreTx
from goodpoints.services.memory import ClaimsDue
from goodpoints.services.receipt import Receipt

if TYPE_CHECKING:
    from goodpoints.services.booktx import BookTx

BOOK_ITSELF: Final = "book"
"""The actor of what the book does by itself."""


FIRST_DUE: Final = (CLAIM, IN_NOTICE)
"""Kind and status of what waits for its day: what the store is asked the earliest day of."""


class Waiting:
    """Claims and the days on which they fall due, so that a write before the first of them pays nothing.

    Args:
        store: Asked for the first day once, and for all that wait only when one of them is due; what the batch changes
            is noted as it comes.
        kept: What the transaction before it knew: the first day, and whether it was asked for.
    """

    def __init__(self, store: StoreTx, kept: ClaimsDue = (None, False)) -> None:
        self._store = store
        self._days: dict[str, str] = {}
        self._order: list[tuple[str, str]] = []
        self._first, self._asked = kept
        self._loaded = False

    def kept(self) -> ClaimsDue:
        """What is known of the store once this is written; a first day may be too early, never too late."""
        if not self._asked or not (self._days or self._loaded):  # nothing is known, or nothing of it has changed
            return self._first, self._asked
        days = [day for day in self._days.values() if day]
        if not self._loaded and self._first is not None:
            days.append(self._first)
        return min(days, default=None), True

    def know(self, first: str | None) -> None:
        """What the store said of the first day, before anything of this transaction was written."""
        self._first, self._asked = first, True

    def note(self, thing: Thing) -> None:
        """A thing has changed: a claim may wait for a day from now on, or wait no longer."""
        if thing.kind == CLAIM:
            self._put(thing.code, thing.day if thing.status == IN_NOTICE else "")

    def first(self, upto: str) -> str | None:
        """The earliest day, `upto` or before, on which a claim falls due; None where none does."""
        if not self._asked:
            self._first, self._asked = self._store.next_day(*FIRST_DUE), True
        if not self._loaded and self._first is not None and self._first <= upto:
            self._load()
        while self._order and self._days[self._order[0][1]] != self._order[0][0]:
            heappop(self._order)
        return self._order[0][0] if self._order and self._order[0][0] <= upto else None

    def on(self, day: str) -> list[str]:
        """The claims that fall due on a day, by their numbers."""
        return sorted(code for due, code in set(self._order) if due == day and self._days[code] == day)

    def _put(self, code: str, day: str) -> None:
        self._days[code] = day
        if day:
            heappush(self._order, (day, code))

    def _load(self) -> None:
        """Everything that waits in the store; what the batch has changed since is newer."""
        self._loaded = True
        for row in self._store.list(CLAIM, status=IN_NOTICE, holder=None, due_upto=None):
            if row.code not in self._days:
                self._put(row.code, row.day)


def post_due(tx: BookTx, day: str) -> list[Receipt]:
    """Post everything that falls due up to `day`: expiries of earlier last days, claims of its own day too.

    Raises:
        LedgerIntegrityError: `taken`: it is in the book already, and yet the book says that it is due; so it was decided
            without the lock, and another writer has come first.
    """
    posted: list[Receipt] = []
    # The last day run has expired what it should; a claim that is entered late may still be due on it.
    expires = tx.through < day
    while True:
        ends = tx.earliest_end() if expires else None
        due = tx.waiting.first(day)
        if due is not None and (ends is None or due <= ends):
            posted += _post_claims(tx, due)
        elif ends is not None and ends < day:
            posted += _expire(tx, ends)
        else:
            return posted


def _expire(tx: BookTx, last_day: str) -> list[Receipt]:
    """Write off what households did not spend by a day."""
    tx.flush()
    rows = tx.store.ended_lots(iso(day_of(last_day) + dt.timedelta(days=1)))
    tx.forget_ends()
    return [
        tx.record(draft, f"expire/{last_day}/{draft.facts['household']}/{tx.next_seq}", BOOK_ITSELF)
        for account, lots in groupby(rows, key=lambda row: row.account)
        for draft in [expire(account, last_day, [(row.unit, row.lot, row.amount) for row in lots])]
    ]


def _post_claims(tx: BookTx, due: str) -> list[Receipt]:
    """Post the claims that fall due on a day, by their numbers."""
    from goodpoints.domain.bank.posting import post_claim  # a shop without a moral bank does not wait for it

    codes = tx.waiting.on(due)
    tx.fetch(Needs(things=[(CLAIM, code) for code in codes]))
    claims = [claim for code in codes if (claim := tx.thing(CLAIM, code)) is not None]
    tx.fetch(_balances(tx, claims))
    receipts = [tx.record(post_claim(tx, c), f"credit/{c.code}/{tx.next_seq}", BOOK_ITSELF) for c in claims]
    if any(receipt.replayed for receipt in receipts):  # they would be due for ever
        raise LedgerIntegrityError("taken")
    return receipts


def _balances(tx: BookTx, claims: list[Thing]) -> Needs:
    """What the households of a day's claims have and owe, asked for at once."""
    unit = tx.reward(day_of(claims[0].day)).unit if claims else ""
    households = dict.fromkeys(claim.holder for claim in claims)
    return Needs(lots=[(of(household), unit) for household in households for of in (household_account, debt_account)])
