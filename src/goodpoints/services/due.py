"""Time passes: what falls due, in the order of its days, each thing once.

Within a day: what ended with an earlier day expires, then claims whose notice has ended are posted by their numbers,
then come the day's own acts. An expiry counts for the lot's last day, a posting for the day after the notice.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Final

from goodpoints.domain.accounts import debt_account, household_account
from goodpoints.domain.bank.claims import CLAIM, IN_NOTICE
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Thing
from goodpoints.domain.journal.bookkeeping import expire
from goodpoints.domain.reader import Needs
from goodpoints.ports import StoreTx
from goodpoints.services.receipt import Receipt

if TYPE_CHECKING:
    from goodpoints.services.booktx import BookTx

BOOK_ITSELF: Final = "book"
"""The actor of what the book does by itself."""


class Waiting:
    """The earliest day on which a claim falls due, so that a write before it pays nothing.

    Args:
        store: Asked once; what the batch changes is noted as it comes.
    """

    def __init__(self, store: StoreTx) -> None:
        self._store = store
        self._first: str | None = None
        self._known = False

    def note(self, thing: Thing) -> None:
        """A thing has changed: a claim may wait for an earlier day from now on."""
        if thing.kind == CLAIM and thing.status == IN_NOTICE and (self._first is None or thing.day < self._first):
            self._first = thing.day

    def first(self) -> str | None:
        """No claim falls due before this day; None where none waits."""
        if not self._known:
            asked, self._known = self._store.next_day(CLAIM, IN_NOTICE), True
            self._first = min((day for day in (asked, self._first) if day is not None), default=None)
        return self._first

    def forget(self) -> None:
        """Ask anew: what was due has been posted, and flushed."""
        self._first, self._known = None, False


def post_due(tx: BookTx, day: str) -> list[Receipt]:
    """Post everything that falls due up to `day`: expiries of earlier last days, claims of its own day too."""
    posted: list[Receipt] = []
    # The last day run has expired what it should; a claim that is entered late may still be due on it.
    expires = tx.through < day
    while True:
        ends = tx.earliest_end() if expires else None
        due = tx.waiting.first()
        if due is not None and due <= day and (ends is None or due <= ends):
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

    tx.flush()
    codes = [row.code for row in tx.store.list(CLAIM, status=IN_NOTICE, holder=None, due_upto=due)]
    tx.fetch(Needs(things=[(CLAIM, code) for code in codes]))
    claims = [claim for code in codes if (claim := tx.thing(CLAIM, code)) is not None]
    tx.fetch(_balances(tx, claims))
    posted = [tx.record(post_claim(tx, c), f"credit/{c.code}/{tx.next_seq}", BOOK_ITSELF) for c in claims]
    tx.flush()
    tx.waiting.forget()
    return posted


def _balances(tx: BookTx, claims: list[Thing]) -> Needs:
    """What the households of a day's claims have and owe, asked for at once."""
    unit = tx.reward(day_of(claims[0].day)).unit if claims else ""
    households = dict.fromkeys(claim.holder for claim in claims)
    return Needs(lots=[(of(household), unit) for household in households for of in (household_account, debt_account)])
