"""`report liability`: what the village owes its households in rewards, and what lies there to pay it with.

Source: `practice.md` §2, row 4 of the design pages: points outstanding × value against stock and funds; row 17: ageing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from goodpoints.domain.accounts import FUND, kind_of
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Entry, Transfer
from goodpoints.domain.lots import last_day_of
from goodpoints.domain.policy import Policy
from goodpoints.domain.seal import entry_of
from goodpoints.domain.steps import shown
from goodpoints.ports import StoreReader
from goodpoints.services.reports.fold import Fold
from goodpoints.services.reports.rows import Row
from goodpoints.services.view import BookView

AGES: Final = (90, 180, 365)
"""Days up to which what is outstanding counts as one age; what is older is one more."""

_SHELVES: Final = frozenset({"stock", "returned"})


class Ages:
    """When each household got what it still has: the oldest of a lot is spent first.

    What a reversal gives back counts from its own day.
    """

    def __init__(self, reward: str, last: str) -> None:
        self._reward = reward
        self._last = last
        self._kept: dict[tuple[str, str], deque[list[int]]] = {}

    def add(self, entry: Entry) -> None:
        """Follow the reward through one entry, if its day has come."""
        if entry.day > self._last:
            return
        day = day_of(entry.day).toordinal()
        for transfer in entry.transfers:
            if transfer.unit == self._reward:
                self._move(transfer, day)

    def _move(self, t: Transfer, day: int) -> None:
        if kind_of(t.source) == "household":
            self._spend(self._kept.get((t.source, t.lot), deque()), t.amount)
        if kind_of(t.target) == "household":
            self._kept.setdefault((t.target, t.lot), deque()).append([day, t.amount])

    @staticmethod
    def _spend(kept: deque[list[int]], amount: int) -> None:
        while amount and kept:
            taken = min(amount, kept[0][1])
            kept[0][1] -= taken
            amount -= taken
            if not kept[0][1]:
                kept.popleft()

    def by_age(self) -> Counter[int]:
        """Index into `AGES` (one more for what is older) → steps still spendable after the last day."""
        sums: Counter[int] = Counter()
        today = day_of(self._last).toordinal()
        for (_account, lot), kept in self._kept.items():
            if last_day_of(lot) > self._last:
                for day, amount in kept:
                    sums[sum(today - day > age for age in AGES)] += amount
        return sums


def liability(view: BookView, store: StoreReader, fold: Fold) -> list[Row]:
    """What is outstanding as of the fold's last day, by age and by month of its end, against stock and funds.

    Returns:
        Rows of `part`, `line`, `amount` (in the reward's scale) and `money`. Money is left out where the policy
        names no value of the reward.
    """
    policy = view.policy(day_of(fold.last))
    ages = Ages(fold.reward, fold.last)
    for row in store.entries(1, store.head().size):
        ages.add(entry_of(row.body))
    return [
        *_owed(fold, policy),
        *_cover(view, fold, policy),
        *_by_age(ages, policy),
        *_by_end(fold, policy),
    ]


def _line(part: str, line: str, amount: int, policy: Policy) -> Row:
    return {"part": part, "line": line, "amount": shown(amount, policy.reward.scale), "money": _worth(amount, policy)}


def _worth(amount: int, policy: Policy) -> str:
    """What so many steps of the reward are worth, rounded down to a step of the money."""
    worth = Fraction(policy.reward.value) * amount / 10**policy.reward.scale
    return shown(int(worth * 10**policy.money.scale), policy.money.scale) if worth or not amount else ""


def _outstanding(fold: Fold) -> int:
    return sum(sum(lots.values()) for lots in fold.outstanding().values())


def _owed(fold: Fold, policy: Policy) -> Iterator[Row]:
    yield _line("outstanding", "households", _outstanding(fold), policy)
    debts = sum(n for (account, unit, _l), n in fold.held.items() if kind_of(account) == "debt" and unit == fold.reward)
    yield _line("outstanding", "debts", debts, policy)


def _cover(view: BookView, fold: Fold, policy: Policy) -> Iterator[Row]:
    """Goods on the shelf at what they were delivered for, money in the fund, and how far both cover what is outstanding."""
    scale, stock = policy.money.scale, _stock_value(view, fold)
    funds = sum(n for (account, unit, _lot), n in fold.held.items() if account == FUND and unit == policy.money.unit)
    for line, money in (("stock", stock), ("funds", funds)):
        yield {"part": "cover", "line": line, "amount": "", "money": shown(money, scale)}
    owed = Fraction(policy.reward.value) * _outstanding(fold) / 10**policy.reward.scale
    if owed:
        percent = int((stock + funds) * 100 / (owed * 10**scale))
        yield {"part": "cover", "line": "percent", "amount": str(percent), "money": ""}


def _stock_value(view: BookView, fold: Fold) -> int:
    prices = {int(thing.code): thing.state["unit_value"] for thing in view.things("delivery")}
    serials = {thing.code: thing.state["delivery"] for thing in view.things("serial")}
    return sum(
        amount * prices.get(serials.get(f"{unit}/{lot}", _delivery(lot)), 0)
        for (account, unit, lot), amount in fold.held.items()
        if kind_of(account) in _SHELVES
    )


def _delivery(lot: str) -> int:
    """The number of the delivery that a goods lot names; 0 for what was only found at a count."""
    number = lot.partition("/")[2]
    return int(number) if number.isdecimal() else 0


def _by_age(ages: Ages, policy: Policy) -> Iterator[Row]:
    sums = ages.by_age()
    for index, line in enumerate([*(f"<={age}" for age in AGES), f">{AGES[-1]}"]):
        yield _line("age", line, sums[index], policy)


def _by_end(fold: Fold, policy: Policy) -> Iterator[Row]:
    """What ends in which month if nothing more happens; what never ends is told last."""
    sums: Counter[str] = Counter()
    for lots in fold.outstanding().values():
        for lot, amount in lots.items():
            sums[lot[:7] if lot[:1].isdigit() else "never"] += amount
    for month, amount in sorted(sums.items()):
        yield _line("ends", month, amount, policy)
