"""The notice of a book over a period: asks the book's questions and gathers what the board shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final

from goodpoints.book import Book
from goodpoints.domain.accounts import FUND, kind_of
from goodpoints.domain.days import FIRST_DAY, day_of, iso
from goodpoints.domain.entries import Entry
from goodpoints.render import (
    Donation,
    GoodsLine,
    MaterialLine,
    Notice,
    PrintedHead,
    RankingLine,
    RefusalCount,
    Totals,
)

_PLACES: Final = 10
_HOUSEHOLDS: Final = frozenset({"household", "person", "held", "debt", "relotted"})
"""Kinds of accounts whose stars count as outstanding; between them nothing is issued or spent."""

_ENDED: Final = frozenset({"expired", "forfeited"})
_ENGLISH: Final = {"元": "yuan"}


def notice_of(
    book: Book, first: dt.date, last: dt.date, *, language: str = "zh", refused: Iterable[str] = ()
) -> Notice:
    """The notice of a period. Goods and materials are counted from the opening until now: print it soon after its last day.

    Args:
        book: Asked for everything; nothing is posted.
        first: First day of the period.
        last: Last day of it.
        language: "zh" or "en".
        refused: Codes of refusals that left no entry, since they were asked at the counter.
    """
    policy, entries = book.policy(last), book.entries_on(FIRST_DAY, last)
    within = [entry for entry in entries if entry.day >= iso(first)]
    english = language == "en"
    return Notice(
        village=policy.village.name,
        first=first,
        last=last,
        printed=book.today,
        unit=policy.reward.kind if english else policy.reward.unit,
        scale=policy.reward.scale,
        money=_ENGLISH.get(policy.money.unit, policy.money.unit) if english else policy.money.unit,
        money_scale=policy.money.scale,
        households=len(book.balances()),
        totals=_totals(entries, iso(first), policy.reward.unit),
        ranking=tuple(_ranking(book, first, last)),
        refusals=tuple(_refusals(within, refused)),
        corrections=sum(entry.kind == "reverse" for entry in within),
        since=day_of(entries[0].day),
        goods=tuple(_goods(book)),
        materials=tuple(_materials(book)),
        sold=_into_fund(within),
        donations=tuple(_donations(book, within)),
        head=_head(book),
        language=language,
    )


def _totals(entries: Iterable[Entry], first: str, unit: str) -> Totals:
    """One pass over what moved: stars that came to households or left them, by where from and where to."""
    before, moved = 0, Counter[str]()
    for entry in entries:
        for way, amount in _crossings(entry, unit):
            if entry.day < first:
                before += amount
            else:
                moved[way] += amount
    now = before + sum(moved.values())
    return Totals(before, moved["issued"], -moved["redeemed"], -moved["ended"], -moved["taken"], now)


def _crossings(entry: Entry, unit: str) -> Iterable[tuple[str, int]]:
    for moved in entry.transfers:
        source, target = kind_of(moved.source), kind_of(moved.target)
        if moved.unit != unit or (source in _HOUSEHOLDS) == (target in _HOUSEHOLDS):
            continue
        if source in _HOUSEHOLDS:
            yield _leaving(target), -moved.amount
        else:
            yield ("redeemed" if source == "redeemed" else "issued"), moved.amount


def _leaving(target: str) -> str:
    if target in _ENDED:
        return "ended"
    return "redeemed" if target == "redeemed" else "taken"


def _ranking(book: Book, first: dt.date, last: dt.date) -> list[RankingLine]:
    persons = book.entries_on(FIRST_DAY, last, kind="person")
    heads = {entry.facts["household"]: entry.facts["person"] for entry in persons if entry.facts["head"]}
    places = book.ranking(count=_PLACES, by="earned", first=first, last=last)
    return [RankingLine(p.rank, p.household, _name(book, heads.get(p.household, "")), p.value) for p in places]


def _name(book: Book, person: str) -> str:
    found = book.find(person.partition("-")[0]) if person else []
    return next((one.name for one in found if one.person == person), "")


def _refusals(within: Iterable[Entry], others: Iterable[str]) -> list[RefusalCount]:
    """Every reason counts, also where several held for one request; the most frequent first."""
    told = [reason["code"] for entry in within if entry.kind == "refused" for reason in entry.facts["reasons"]]
    return [RefusalCount(code, count) for code, count in Counter([*told, *others]).most_common()]


def _goods(book: Book) -> list[GoodsLine]:
    return [
        GoodsLine(s.item, s.received + s.surplus, s.redeemed + s.bartered - s.returned, s.shrinkage, s.on_hand)
        for s in book.stock()
    ]


def _materials(book: Book) -> list[MaterialLine]:
    return [
        MaterialLine(m.material, m.measure, m.scale, m.came + m.bartered, m.handed_over, m.sold, m.in_store)
        for m in book.materials()
    ]


def _into_fund(within: Iterable[Entry]) -> int:
    moved = [transfer for entry in within for transfer in entry.transfers]
    return sum(m.amount for m in moved if m.target == FUND) - sum(m.amount for m in moved if m.source == FUND)


def _donations(book: Book, within: Iterable[Entry]) -> list[Donation]:
    """What each donor gave, by item; what was taken back by a correction is left out."""
    names = {of.removeprefix("party/"): name for name, of in book.find_details("party/", "name").items()}
    within = list(within)
    undone = {entry.refers_to for entry in within if entry.kind == "reverse"}
    count, value = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for entry in within:
        facts = entry.facts
        if entry.kind == "delivery" and facts["source"] == "donation" and entry.seq not in undone:
            count[facts["party"], facts["item"]] += facts["count"]
            value[facts["party"], facts["item"]] += facts["value"]
    return [Donation(names.get(party, ""), item, n, value[party, item]) for (party, item), n in count.items()]


def _head(book: Book) -> PrintedHead:
    head = book.head()
    return PrintedHead(book.code, head.size, head.leaf.hex())
