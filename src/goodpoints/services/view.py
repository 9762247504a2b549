"""The book as decisions and questions read it: rows become things, lots, policies; each is fetched once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Entry, Thing, ThingKey
from goodpoints.domain.recurring import recurring
from goodpoints.errors import LedgerIntegrityError
from goodpoints.ports import BalanceRow, Question, StoreReader, ThingRow

if TYPE_CHECKING:
    from goodpoints.domain.policy import Policy
    from goodpoints.domain.reader import BookReader, Needs

TermsT = TypeVar("TermsT")
Terms: TypeAlias = dict[ThingKey, dict[tuple[dt.date, object], Any]]
"""Thing → day, and what settled it → what the thing comes to."""

_DAYS: Final = 366


@recurring(8192)
def _state(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


@recurring(256)
def policy_of(text: str) -> Policy:
    """A policy as it is stored. It is shared: read it, never change it."""
    # Whoever only asks for a balance needs no rules, and does not wait for them to be imported.
    from goodpoints.domain.policy import Policy

    return Policy.from_facts(_state(text))


def valid_on(policies: Sequence[tuple[str, str]], day: dt.date) -> str:
    """Of policies, each with its first day and in their order, the one valid on `day`, as it is stored.

    Before the opening it is the first one.
    """
    if len(policies) > 1:
        for since, told in reversed(policies):
            if since <= iso(day):
                return told
    return policies[0][1]


def thing_of(row: ThingRow) -> Thing:
    """The thing that a row says. Its state is shared: read it, never change it."""
    return Thing(row.kind, row.code, _state(row.state), row.status, row.holder, row.day)


class Counted(NamedTuple):
    """What households earn, and with how many decimals."""

    unit: str
    scale: int


class BookView:
    """A book inside one transaction (see `domain.reader.BookReader`)."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._head = store.head()
        self._things: dict[ThingKey, Thing | None] = {}
        self._lots: dict[tuple[str, str], dict[str, int]] = {}
        self._policies: list[tuple[str, str]] | None = None
        self._terms: Terms = {}

    @property
    def next_seq(self) -> int:
        """The number the next entry will bear."""
        return self._head.size + 1

    @property
    def through(self) -> str:
        """The last day run."""
        return self._head.through

    @property
    def opened(self) -> str:
        """The first day of the book (ISO)."""
        return self._valid()[0][0]

    def policy(self, day: dt.date) -> Policy:
        """The policy valid on `day`; before the opening, the first one."""
        return policy_of(self._told(day))

    def reward(self, day: dt.date) -> Counted:
        """The reward unit on `day`, without reading the rest of the policy."""
        told = _state(self._told(day))["reward"]
        return Counted(told["unit"], told["scale"])

    def zone(self, day: dt.date) -> str:
        """The village's zone on `day`."""
        return str(_state(self._told(day))["village"]["zone"])

    def village(self, day: dt.date) -> str:
        """The village's name on `day`."""
        return str(_state(self._told(day))["village"]["name"])

    def _told(self, day: dt.date) -> str:
        """The policy valid on `day`, as it is stored."""
        return valid_on(self._policies or self._valid(), day)

    def _valid(self) -> list[tuple[str, str]]:
        if self._policies is None:
            self._take_policies(self._store.list("policy", status=None, holder=None, due_upto=None))
        if not self._policies:
            raise LedgerIntegrityError("no_policy")
        return self._policies

    def _take_policies(self, rows: Sequence[ThingRow]) -> None:
        self._policies = [(row.code, row.state) for row in rows]

    def thing(self, kind: str, code: str) -> Thing | None:
        """The present state of a thing."""
        key = kind, code
        try:
            return self._things[key]
        except KeyError:
            pass
        self._fetch_things([key])
        return self._things[key]

    def things(self, kind: str, *, holder: str | None = None, status: str | None = None) -> list[Thing]:
        """All things of a kind."""
        return [thing_of(row) for row in self._store.list(kind, status=status, holder=holder, due_upto=None)]

    def lots(self, account: str, unit: str) -> dict[str, int]:
        """Lot → amount, in spending order."""
        pair = account, unit
        try:
            return self._lots[pair]
        except KeyError:
            pass
        self._fetch_lots([pair])
        return self._lots[pair]

    def tally(self, name: str, subject: str, first: dt.date, last: dt.date) -> int:
        """The sum of a count over days."""
        return self._store.tally(name, subject, iso(first), iso(last))

    def terms(self, of: ThingKey, day: dt.date, settle: Callable[[BookReader, str, dt.date], TermsT]) -> TermsT:
        """What a thing comes to on a day; remembered for as many days as a year has."""
        try:
            known: TermsT = self._terms[of][day, settle]
        except KeyError:
            pass
        else:
            return known
        found = settle(self, of[1], day)
        days = self._terms.get(of)
        if days is None or len(days) > _DAYS:
            days = self._terms[of] = {}
        days[day, settle] = found
        return found

    def entry(self, seq: int) -> Entry | None:
        """The entry with this number."""
        from goodpoints.domain.seal import entry_of

        for row in self._store.entries(seq, seq):
            return entry_of(row.body)
        return None

    def fetch(self, needs: Needs) -> None:
        """Ask the store once for everything a decision will surely read; in one journey, where it answers several questions."""
        things = [key for key in needs.things if key not in self._things]
        lots = [pair for pair in needs.lots if pair not in self._lots]
        answer = getattr(self._store, "answer", None)
        if answer is not None and things and lots:
            (_, known), (_, held) = answer([Question("get", (things,)), Question("lots", (lots,))])
            self._take_things(things, known)
            self._take_lots(lots, held)
        else:
            self._fetch_things(things)
            self._fetch_lots(lots)

    def _fetch_things(self, keys: Sequence[ThingKey]) -> None:
        if keys:
            self._take_things(keys, self._store.get(keys))

    def _take_things(self, keys: Sequence[ThingKey], rows: Sequence[ThingRow]) -> None:
        """What the store knows of these things."""
        self._things.update(dict.fromkeys(keys))
        for row in rows:
            self._things[row.kind, row.code] = thing_of(row)

    def _fetch_lots(self, pairs: Sequence[tuple[str, str]]) -> None:
        if pairs:
            self._take_lots(pairs, self._store.lots(pairs))

    def _take_lots(self, pairs: Sequence[tuple[str, str]], rows: Sequence[BalanceRow]) -> None:
        """What the store has of these accounts and units."""
        for pair in pairs:
            self._lots[pair] = {}
        for account, unit, lot, amount, _sign in sorted(rows):
            self._lots[account, unit][lot] = amount
