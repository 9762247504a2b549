"""Questions: pure reading, nothing is posted. What is past its last day does not count as available."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from goodpoints.domain.accounts import DEPOT, RETURNED, SHOP, SHRINKAGE, debt_account, household_account
from goodpoints.domain.days import iso
from goodpoints.domain.lots import NO_LOT, spendable
from goodpoints.domain.register.standing import active_household
from goodpoints.domain.remainders import OWED
from goodpoints.errors import ImportConflict, NotFound
from goodpoints.ports import BalanceRow, StoreReader
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
from goodpoints.services.view import BookView

if TYPE_CHECKING:
    from goodpoints.domain.entries import Entry

_ALL = 2**62


def balance_of(view: BookView, store: StoreReader, household: str, day: dt.date, *, past: bool) -> HouseholdBalance:
    """A household's balance; `past` sums its postings up to the day, else what is stored is read.

    Raises:
        NotFound: `unknown_household`.
    """
    active_household(view, household)
    accounts = household_account(household), debt_account(household)
    if past:
        rows = [row for account in accounts for row in _as_of(store, account, iso(day))]
    else:
        rows = [row for account in accounts for row in store.balances(account, None) if row.account == account]
    return _balance(view, household, day, rows)


def balances(view: BookView, store: StoreReader, day: dt.date) -> list[HouseholdBalance]:
    """Every registered household's balance, by number."""
    held: dict[str, list[BalanceRow]] = defaultdict(list)
    for prefix in ("household/", "debt/"):
        for row in store.balances(prefix, None):
            held[row.account.partition("/")[2]].append(row)
    return [_balance(view, h.code, day, held[h.code]) for h in view.things("household", status="active")]


def _as_of(store: StoreReader, account: str, day: str) -> list[BalanceRow]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in store.statement(account, None, _ALL):
        # What ends with a day is still there on it, whether or not its expiry has been posted.
        if line.day < day or (line.day == day and line.kind != "expire"):
            sums[line.posting.unit, line.posting.lot] += line.posting.amount
    return [BalanceRow(account, unit, lot, amount, 0) for (unit, lot), amount in sorted(sums.items()) if amount]


def _balance(view: BookView, household: str, day: dt.date, rows: Iterable[BalanceRow]) -> HouseholdBalance:
    reward = view.reward(day)
    lots: dict[str, int] = {}
    remainders: dict[str, int] = defaultdict(int)
    debt = 0
    for row in rows:
        if row.unit.startswith(OWED):
            if row.lot in spendable({row.lot: abs(row.amount)}, iso(day)):
                remainders[row.unit.removeprefix(OWED)] += row.amount
        elif row.unit == reward.unit and row.lot == NO_LOT:
            debt -= row.amount
        elif row.unit == reward.unit:
            lots[row.lot] = row.amount
    alive = spendable(lots, iso(day))
    return HouseholdBalance(
        household, iso(day), reward.unit, reward.scale, sum(alive.values()), debt, alive,
        dict(sorted((k, v) for k, v in remainders.items() if v)), view.through,
    )  # fmt: skip


def ranking(values: dict[str, int], count: int) -> list[Ranked]:
    """The highest values first, then by household number; equal values share a rank."""
    ordered = sorted(((value, household) for household, value in values.items() if value), key=lambda p: (-p[0], p[1]))
    places: list[Ranked] = []
    for place, (value, household) in enumerate(ordered[:count], 1):
        rank = places[-1].rank if places and places[-1].value == value else place
        places.append(Ranked(rank, household, value))
    return places


def earned(view: BookView, store: StoreReader, first: dt.date, last: dt.date) -> dict[str, int]:
    """Household → what weighings (net of their reversals) credited in the months from `first` to `last`."""
    unit = view.reward(last).unit
    sums: dict[str, int] = defaultdict(int)
    for row in store.turnovers("household/", iso(first)[:7], iso(last)[:7]):
        if row.unit == unit and row.kind == "weigh_in":
            sums[row.account.partition("/")[2]] += row.came
    return dict(sums)


def statement_of(
    view: BookView, store: StoreReader, household: str, *, before: int | None, count: int
) -> list[StatementLine]:
    """The newest lines of a household's account, newest first, each with its unit's balance after it.

    Raises:
        NotFound: `unknown_household`.
    """
    from goodpoints.domain.seal import entry_of  # a balance needs no hash library

    active_household(view, household)
    account = household_account(household)
    after: dict[str, int] = defaultdict(int)
    for held in store.balances(account, None):
        if held.account == account:
            after[held.unit] += held.amount
    if before is not None:
        for line in _newer(store, account, before):
            after[line.unit] -= line.amount
    lines: list[StatementLine] = []
    for row in store.statement(account, before, count):
        posting = row.posting
        facts = entry_of(row.body).facts
        told = posting.seq, row.day, row.kind, posting.unit, posting.lot, posting.amount
        lines.append(StatementLine(*told, balance_after=after[posting.unit], facts=facts))
        after[posting.unit] -= posting.amount
    return lines


def _newer(store: StoreReader, account: str, before: int) -> Iterator[StatementLine]:
    for row in store.statement(account, None, _ALL):
        if row.posting.seq < before:
            return
        posting = row.posting
        yield StatementLine(posting.seq, row.day, row.kind, posting.unit, posting.lot, posting.amount, 0, {})


def stock(view: BookView, store: StoreReader) -> list[StockLine]:
    """Every item of the catalog: what came, went and is there."""
    came: dict[tuple[str, str, str], int] = defaultdict(int)
    went: dict[tuple[str, str, str], int] = defaultdict(int)
    for prefix in (SHOP, RETURNED, SHRINKAGE):
        for row in store.turnovers(prefix, "0000", "9999"):
            came[row.account, row.unit, row.kind] += row.came
            went[row.account, row.unit, row.kind] += row.went
    held: dict[str, int] = defaultdict(int)
    for account in (SHOP, RETURNED):
        for balance in store.balances(account, None):
            held[balance.unit] += balance.amount
    lines = []
    for thing in view.things("item"):
        item = thing.code
        given_back = came[SHOP, item, "reverse"] + came[RETURNED, item, "reverse"]
        surplus, gone = went[SHRINKAGE, item, "count"], came[SHRINKAGE, item, "count"]
        lines.append(
            StockLine(
                item=item,
                received=came[SHOP, item, "delivery"],
                returned=given_back,
                surplus=surplus,
                redeemed=went[SHOP, item, "redeem"] - came[SHRINKAGE, item, "redeem"],
                bartered=went[SHOP, item, "barter"],
                shrinkage=gone,
                on_hand=held[item],
            )
        )
    return lines


def materials(view: BookView, store: StoreReader) -> list[MaterialLine]:
    """Every material: what came, went and is in store, and what is owed to households."""
    came: dict[tuple[str, str], int] = defaultdict(int)
    went: dict[tuple[str, str], int] = defaultdict(int)
    for row in store.turnovers(DEPOT, "0000", "9999"):
        came[row.unit, row.kind] += row.came
        went[row.unit, row.kind] += row.went
    held = {row.unit: row.amount for row in store.balances(DEPOT, None)}
    owed: dict[str, int] = defaultdict(int)
    for prefix in ("household/", "debt/"):
        for balance in store.balances(prefix, None):
            if balance.unit.startswith(OWED):
                owed[balance.unit.removeprefix(OWED)] += balance.amount
    return [
        MaterialLine(
            m.code, m.state["measure"], m.state["scale"], came[m.code, "weigh_in"], came[m.code, "barter"],
            went[m.code, "hand_over"], went[m.code, "sell"], held.get(m.code, 0), owed[m.code],
        )
        for m in view.things("material")
        if "measure" in m.state
    ]  # fmt: skip


def entries_on(store: StoreReader, day: dt.date, last: dt.date | None = None, kind: str | None = None) -> list[Entry]:
    """The entries that count for a day, or for the days up to `last`, by number."""
    from goodpoints.domain.seal import entry_of

    return [entry_of(row.body) for row in store.entries_of(kind, iso(day), iso(last or day))]


def entry(store: StoreReader, seq: int) -> Entry:
    """The entry with this number.

    Raises:
        NotFound: `unknown_entry`.
    """
    from goodpoints.domain.seal import entry_of

    for row in store.entries(seq, seq):
        return entry_of(row.body)
    raise NotFound("unknown_entry", entry=seq)


def entries_since(store: StoreReader, seq: int, count: int, leaf: bytes | None) -> list[SealedEntry]:
    """At most `count` entries after number `seq`; `leaf` is what the caller knows entry `seq` by.

    Raises:
        ImportConflict: `journal_fork` where the book has another entry there, or none.
    """
    from goodpoints.domain.seal import entry_of

    if leaf is not None and seq and [row.leaf for row in store.entries(seq, seq)] != [leaf]:
        raise ImportConflict("journal_fork", entry=seq)

    return [SealedEntry(entry_of(row.body), row.leaf) for row in store.entries(seq + 1, seq + count)]


def find(store: StoreReader, text: str) -> list[Found]:
    """Persons whose household number or name contains the text, by number."""
    wanted = text.strip()
    found = []
    for row in store.details("person/", "name"):
        person = row.of.removeprefix("person/")
        if row.text and wanted and (wanted in row.text or person.partition("-")[0] == wanted.zfill(4)):
            found.append(Found(person.partition("-")[0], person, row.text))
    return sorted(found, key=lambda one: one.person)


def roles(view: BookView) -> list[HeldRole]:
    """Who holds which role, by party, in the order in which they were granted."""
    from goodpoints.domain.register.roles import ROLE, acts_of

    held = [(thing.code, *one) for thing in view.things(ROLE) for one in thing.state["held"]]
    return [HeldRole(party, role, since, acts_of(view, role)) for party, role, since in held]
