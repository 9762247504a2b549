"""One pass over the journal: what everybody holds at the end of a day, and what moved in a period.

Figures hold at the end of the last day, whatever was written later; what ends with that day counts as expired,
whether or not the expiry was posted yet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from attrs import define, field

from goodpoints.domain.accounts import DEEDS, kind_of
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Entry, Transfer
from goodpoints.domain.lots import last_day_of
from goodpoints.domain.remainders import OWED
from goodpoints.domain.seal import entry_of
from goodpoints.ports import StoreReader

_FLOWS: Final = {
    ("issued/opening", "household"): "opening",
    ("issued/recycling", "household"): "issued",
    ("issued/deeds", "household"): "issued",
    ("household", "redeemed"): "redeemed",
    ("redeemed", "household"): "refunded",
    ("redeemed", "relotted"): "refunded",
    ("redeemed", "forfeited"): "forfeited",
    ("household", "expired"): "expired",
    ("household", "issued/recycling"): "taken_back",
    ("household", "issued/opening"): "taken_back",
    ("household", "issued/deeds"): "taken_back",
    ("relotted", "issued/recycling"): "taken_back",
    ("relotted", "issued/deeds"): "taken_back",
    ("relotted", "issued/opening"): "taken_back",
}
"""(source, target) of a transfer of the reward unit → what it is called in reports."""

_BROUGHT: Final = frozenset({"weigh_in", "barter"})
"""Acts in which a household brings recyclables."""


@define
class Fold:
    """The sums of one pass.

    Args:
        first: First day of the period; earlier entries count only for what is held.
        last: Last day; later entries do not count at all.
        reward: Code of the reward unit.

    Attributes:
        held: (account, unit, lot) → amount at the end of `last`.
        flows: (month, name) → amount of the reward in the period.
        acts: (month, kind) → number of entries in the period, reversed ones included.
        goods: (item, name) → pieces in the period.
        materials: (material, name) → steps in the period.
        moved: (month, material, name) → steps in the period.
        household_flows: (household, month, name) → amount of the reward in the period.
        brought: (household, month, material) → steps weighed in or bartered in the period.
        refusals: (month, act, reason) → acts refused for it in the period, first reasons only.
        mentions: The same, counted wherever a reason was among those of a refusal.
        money: name → steps of the money unit in the period.
        earnings: (household, month) → reward issued to it in the period, for deeds less what of them was taken back.
        campaigns: (household, campaign) → reward granted in the period.
        expiries: (day, household, lot, amount) in the period, in journal order.
        before: Reward outstanding at the beginning of the period.
        undone: Numbers of entries reversed by the end of `last`.
    """

    first: str
    last: str
    reward: str
    held: Counter[tuple[str, str, str]] = field(factory=Counter)
    flows: Counter[tuple[str, str]] = field(factory=Counter)
    acts: Counter[tuple[str, str]] = field(factory=Counter)
    goods: Counter[tuple[str, str]] = field(factory=Counter)
    materials: Counter[tuple[str, str]] = field(factory=Counter)
    moved: Counter[tuple[str, str, str]] = field(factory=Counter)
    household_flows: Counter[tuple[str, str, str]] = field(factory=Counter)
    brought: Counter[tuple[str, str, str]] = field(factory=Counter)
    refusals: Counter[tuple[str, str, str]] = field(factory=Counter)
    mentions: Counter[tuple[str, str, str]] = field(factory=Counter)
    money: Counter[str] = field(factory=Counter)
    earnings: Counter[tuple[str, str]] = field(factory=Counter)
    campaigns: Counter[tuple[str, str]] = field(factory=Counter)
    expiries: list[tuple[str, str, str, int]] = field(factory=list)
    before: int = 0
    undone: set[int] = field(factory=set)

    def add(self, entry: Entry) -> None:
        """Count one entry, if its day has come."""
        if entry.day > self.last:
            return
        counts = entry.day >= self.first
        if entry.kind == "reverse":
            self.undone.add(entry.refers_to)
        for transfer in entry.transfers:
            self.held[transfer.source, transfer.unit, transfer.lot] -= transfer.amount
            self.held[transfer.target, transfer.unit, transfer.lot] += transfer.amount
            if counts:
                self._move(entry, transfer)
            else:
                self.before += self._outstanding(transfer)
        if counts:
            self._count(entry)

    def _outstanding(self, t: Transfer) -> int:
        if t.unit != self.reward:
            return 0
        return t.amount * ((kind_of(t.target) == "household") - (kind_of(t.source) == "household"))

    def _move(self, entry: Entry, t: Transfer) -> None:
        source, target = kind_of(t.source), kind_of(t.target)
        if t.unit == self.reward:
            self._reward(entry, t, source, target)
        elif "depot" in {source, target}:
            self._material(entry, t)
        elif {"stock", "returned", "given"} & {source, target}:
            self._goods(entry, t, source, target)
        elif "fund" in {source, target}:
            self.money["sold"] += t.amount if target == "fund" else -t.amount

    def _reward(self, entry: Entry, t: Transfer, source: str, target: str) -> None:
        name = _FLOWS.get((t.source if source == "issued" else source, t.target if target == "issued" else target))
        if name is None:
            return
        self.flows[entry.day[:7], name] += t.amount
        self.household_flows[_whose(entry, t), entry.day[:7], name] += t.amount
        if name == "issued":
            self.earnings[t.target.partition("/")[2], entry.day[:7]] += t.amount
        elif t.target == DEEDS:
            self.earnings[_whose(entry, t), entry.day[:7]] -= t.amount
        elif name == "expired":
            self.expiries.append((entry.day, t.source.partition("/")[2], t.lot, t.amount))

    def _material(self, entry: Entry, t: Transfer) -> None:
        kind, facts, sign = entry.kind, entry.facts, 1
        if kind == "reverse":
            kind, facts, sign = facts["original"]["kind"], facts["original"]["facts"], -1
        self.materials[t.unit, kind] += t.amount * sign
        self.moved[entry.day[:7], t.unit, kind] += t.amount * sign
        if kind in _BROUGHT:
            self.brought[facts["household"], entry.day[:7], t.unit] += t.amount * sign

    def _goods(self, entry: Entry, t: Transfer, source: str, target: str) -> None:
        if entry.kind == "count":
            self.goods[t.unit, "surplus" if source == "shrinkage" else "shrinkage"] += t.amount
        elif entry.kind == "reverse":
            self._goods_back(entry, t, target)
        elif target == "given":
            self.goods[t.unit, entry.kind] += t.amount
        elif entry.kind == "delivery":
            self.goods[t.unit, "received"] += t.amount

    def _goods_back(self, entry: Entry, t: Transfer, target: str) -> None:
        original = entry.facts["original"]["kind"]
        if original in {"redeem", "barter"} and target in {"stock", "returned", "issued"}:
            self.goods[t.unit, "returned"] += t.amount
        elif original == "delivery":
            self.goods[t.unit, "received"] -= t.amount
        elif original == "count":
            self.goods[t.unit, "shrinkage" if target != "shrinkage" else "surplus"] -= t.amount

    def _count(self, entry: Entry) -> None:
        kind, facts, sign = entry.kind, entry.facts, 1
        self.acts[entry.day[:7], f"refused/{facts['act']}" if kind == "refused" else kind] += 1
        if kind == "reverse":
            kind, facts, sign = facts["original"]["kind"], facts["original"]["facts"], -1
        if kind == "weigh_in":
            self.flows[entry.day[:7], "capped"] += sign * facts.get("capped", 0)
            if facts.get("campaign"):
                self.campaigns[facts["household"], facts["campaign"]] += sign * facts.get("granted", 0)
        elif kind == "delivery":
            self.money[facts["source"]] += sign * facts["value"]
        elif kind == "refused":
            self._refusal(entry)

    def _refusal(self, entry: Entry) -> None:
        month, act, reasons = entry.day[:7], entry.facts["act"], [reason["code"] for reason in entry.facts["reasons"]]
        self.refusals[month, act, reasons[0]] += 1
        for code in dict.fromkeys(reasons):
            self.mentions[month, act, code] += 1

    def end_day(self) -> None:
        """Let what ended by the last day expire, where that was not posted yet."""
        for (account, unit, lot), amount in sorted(self.held.items(), key=lambda held: (held[0][2], held[0][0])):
            if amount <= 0 or kind_of(account) != "household" or last_day_of(lot) > self.last:
                continue
            self.held[account, unit, lot] = 0
            ended = last_day_of(lot)
            if unit == self.reward:
                household = account.partition("/")[2]
                self.flows[ended[:7], "expired"] += amount
                self.household_flows[household, ended[:7], "expired"] += amount
                self.expiries.append((ended, household, lot, amount))

    def earned(self) -> Counter[str]:
        """Household → what it earned in the period."""
        sums: Counter[str] = Counter()
        for (household, _month), amount in self.earnings.items():
            sums[household] += amount
        return sums

    def outstanding(self) -> dict[str, dict[str, int]]:
        """Household → lot → reward it can still spend after the last day."""
        lots: dict[str, dict[str, int]] = {}
        for (account, unit, lot), amount in sorted(self.held.items()):
            if unit == self.reward and amount and kind_of(account) == "household":
                lots.setdefault(account.partition("/")[2], {})[lot] = amount
        return lots

    def remainders(self) -> dict[str, Counter[str]]:
        """Household → material → steps kept for next time, or owed (below zero)."""
        found: dict[str, Counter[str]] = {}
        for (account, unit, _lot), amount in self.held.items():
            if unit.startswith(OWED) and amount and kind_of(account) in {"household", "debt"}:
                found.setdefault(account.partition("/")[2], Counter())[unit.removeprefix(OWED)] += amount
        return found

    def on_hand(self, prefixes: Iterable[str]) -> Counter[str]:
        """Unit → amount in accounts of these kinds at the end of the last day."""
        kinds = set(prefixes)
        sums: Counter[str] = Counter()
        for (account, unit, _lot), amount in self.held.items():
            if kind_of(account) in kinds:
                sums[unit] += amount
        return sums


def _whose(entry: Entry, t: Transfer) -> str:
    """The household whose reward moved; where another account stands between, the one the act is about."""
    for account in (t.source, t.target):
        if kind_of(account) == "household":
            return account.partition("/")[2]
    told = entry.facts["original"]["facts"] if entry.kind == "reverse" else entry.facts
    return str(told.get("household", ""))


def folded(
    store: StoreReader, first: dt.date, last: dt.date, reward: str, *, also: Iterable[Callable[[Entry], None]] = ()
) -> Fold:
    """The sums over a whole journal; `also` is shown every entry on the same pass."""
    fold, others = Fold(iso(first), iso(last), reward), list(also)
    for row in store.entries(1, store.head().size):
        entry = entry_of(row.body)
        fold.add(entry)
        for add in others:
            add(entry)
    fold.end_day()
    return fold
