"""Month by month: post what happened, and tell what is worth telling."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from goodpoints.book import Book
from goodpoints.demo.orders import orders_of
from goodpoints.demo.village import OPENED, Act
from goodpoints.domain.days import day_of, iso, last_of_month
from goodpoints.domain.entries import Entry
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.steps import shown
from goodpoints.errors import RefusedByRule


class Play:
    """The sample village at work.

    Attributes:
        refused: Every refusal, in order.
    """

    def __init__(self, book: Book, say: Callable[[str, dict[str, Any]], None]) -> None:
        self._book = book
        self._say = say
        self._codes: dict[str, str] = {}
        self._told: set[str] = set()
        self.refused: list[RefusedByRule] = []

    def month(self, acts: list[Act]) -> None:
        """Post one month as one transaction, then tell of it."""
        entries: list[Entry] = []
        refused: list[tuple[Act, RefusedByRule]] = []
        with self._book.batch() as book:
            for act in acts:
                try:
                    entries += self._post(book, act)
                except RefusedByRule as said_no:
                    refused.append((act, said_no))
        self.refused += [refusal for _act, refusal in refused]
        self._tell_month(acts[0].day, entries)
        for act, refusal in refused:
            self._tell_refusal(act, refusal)

    def _post(self, book: Book, act: Act) -> list[Entry]:
        if act.kind == "reverse":
            order = Reverse(act.day, seq=_mistaken(book, act.row), reason=act.row["原因"])
            return [book.reverse(order).entry]
        return [book.post(order).entry for order in orders_of(act, lambda name: self._party(book, name, act.day))]

    def _party(self, book: Book, name: str, day: dt.date) -> str:
        if name not in self._codes:
            self._codes[name] = book.register.party_named(name, day)
        return self._codes[name]

    def _tell_month(self, day: dt.date, entries: list[Entry]) -> None:
        kinds = Counter(entry.kind for entry in entries)
        stars = sum(entry.facts["granted"] for entry in entries if entry.kind == "weigh_in")
        if day != OPENED and day.month == 1:
            self._tell_expiry(dt.date(day.year - 1, 12, 31))
        facts = {"month": iso(day)[:7], "weigh_ins": kinds["weigh_in"], "stars": stars}
        self._say("demo_month", facts | {"redemptions": kinds["redeem"], "entries": len(entries)})
        for entry in entries:
            self._tell_entry(entry)

    def _tell_entry(self, entry: Entry) -> None:
        """The first of each kind worth a line."""
        facts = _TELLERS[entry.kind](entry, self._book) if entry.kind in _TELLERS else None
        if facts and entry.kind not in self._told:
            self._told.add(entry.kind)
            self._say(f"demo_{entry.kind}", {"entry": entry.seq, "day": entry.day} | facts)

    def _tell_refusal(self, act: Act, reason: RefusedByRule) -> None:
        """What was asked, then every reason with its own facts."""
        thing = act.row.get("品名") or act.row["材料"]
        asked = {"household": act.row["户号"], "thing": thing, "count": _said(act.row)}
        self._say("demo_refused", asked | {"day": iso(act.day), "reasons": len(reason.reasons)})
        for one in reason.reasons:
            self._say(one.code, one.facts)

    def _tell_expiry(self, day: dt.date) -> None:
        ended = self._book.entries_on(day, last_of_month(day.year, day.month), kind="expire")
        unit = self._book.policy(day).reward.unit
        stars = sum(moved.amount for entry in ended for moved in entry.transfers if moved.unit == unit)
        self._say("demo_expire", {"day": iso(day), "households": len(ended), "stars": stars})


def _said(row: dict[str, str]) -> str:
    """How much a row asks for: 0.6斤, ×3."""
    return row["数量"] + row["单位"] if "单位" in row else f"×{row['数量']}"


def _mistaken(book: Book, row: dict[str, str]) -> int:
    """The redemption that a row of the register of corrections speaks of."""
    asked = {"household": row["户号"], "item": row["品名"], "count": int(row["数量"])}
    found = book.entries_on(day_of(row["原兑换日期"]), kind="redeem")
    return next(entry.seq for entry in found if asked.items() <= entry.facts.items())


def _weigh_in(entry: Entry, book: Book) -> dict[str, Any] | None:
    """Told where the campaign's cap took something away."""
    facts = entry.facts
    if not facts.get("capped"):
        return None
    told = {name: facts[name] for name in ("household", "material", "campaign", "granted", "capped")}
    return told | {"scale": book.unit(facts["material"]).scale}


def _reverse(entry: Entry, _book: Book) -> dict[str, Any]:
    original = entry.facts["original"]["facts"]
    told = {"household": original["household"], "item": original["item"], "original": entry.refers_to}
    return told | {"stars": original["price"] * original["count"]}


def _count(entry: Entry, _book: Book) -> dict[str, Any] | None:
    """Told where something was missing."""
    facts = entry.facts
    if facts["counted"] >= facts["book"]:
        return None
    told = {"item": facts["item"], "counted": facts["counted"], "expected": facts["book"]}
    return told | {"missing": facts["book"] - facts["counted"]}


def _barter(entry: Entry, book: Book) -> dict[str, Any]:
    facts = entry.facts
    return {name: facts[name] for name in ("household", "material", "item", "count")} | _quantity(entry, book)


def _moved(entry: Entry, book: Book) -> dict[str, Any]:
    facts = entry.facts
    return {name: facts[name] for name in ("household", "material") if name in facts} | _quantity(entry, book)


def _quantity(entry: Entry, book: Book) -> dict[str, Any]:
    unit = book.unit(entry.facts["material"])
    amount = sum(moved.amount for moved in entry.transfers if moved.unit == unit.code)
    return {"quantity": shown(amount, unit.scale), "measure": unit.measure}


_TELLERS: dict[str, Callable[[Entry, Book], dict[str, Any] | None]] = {
    "weigh_in": _weigh_in,
    "reverse": _reverse,
    "count": _count,
    "barter": _barter,
    "hand_over": _moved,
    "sell": _moved,
}
