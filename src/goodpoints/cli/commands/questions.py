"""Questions: nothing is written, nothing falls due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.services.answers import HouseholdBalance, StatementLine

_SOME: Final = click.IntRange(1)
_BALANCE = ("household", "available", "unit", "debt", "lots", "remainders", "day", "through")
_RANKED = ("rank", "household", "value", "unit")
_STATEMENT = ("entry", "day", "kind", "amount", "unit", "ends", "balance")
_ENTRY = ("entry", "day", "kind", "household", "moves", "actor")
_STOCK = ("item", "received", "returned", "surplus", "redeemed", "bartered", "shrinkage", "on_hand")
_MATERIAL = ("material", "measure", "came", "bartered", "handed_over", "sold", "in_store", "owed")
_FOUND = ("household", "person", "name")


@command("balance")
@argument("who", metavar="[WHO]", required=False)
@option("--group", metavar="GROUP")
@option("--top", type=_SOME, metavar="N")
@option("--as-of", type=DAY)
def balance(desk: Desk, *, who: str | None, group: str | None, top: int | None, as_of: dt.date | None) -> None:
    """Balances of one household, of a group or of all; or the ranking."""
    with desk.reading() as book:
        if top is not None:
            _show_ranking(desk, book, top)
            return
        found = [_one(book, who, as_of)] if who is not None else _several(book, group, as_of)
        desk.show([_balance_line(book, one) for one in found], _BALANCE)


@command("statement")
@argument("who", metavar="WHO")
@option("--count", type=_SOME, default=50, metavar="N")
@option("--before", type=_SOME, metavar="ENTRY")
def statement(desk: Desk, *, who: str, count: int, before: int | None) -> None:
    """What came and went, newest first, each line with the balance after it."""
    from goodpoints.cli.acts import household_named

    with desk.reading() as book:
        lines = book.statement_of(household_named(book, who), count=count, before=before)
        desk.show([_statement_line(desk, book, line) for line in lines], _STATEMENT)


@command("today")
@option("--date", type=DAY)
def today(desk: Desk, date: dt.date | None) -> None:
    """The entries of a day."""
    from goodpoints.cli.acts import slip_of

    with desk.reading() as book:
        names = {code.removeprefix("party/"): name for name, code in book.find_details("party/", "name").items()}
        lines: list[Line] = []
        for entry in book.entries_on(date or desk.settings.at or book.today):
            told = slip_of(book, entry).told(tried=False)
            told |= {
                "kind": desk.words.word("kind", entry.kind),
                "actor": names.get(entry.actor) or _unnamed(desk, entry.actor),
            }
            lines.append(told)
        desk.show(lines, _ENTRY)


@command("stock")
def stock(desk: Desk) -> None:
    """What came, went and is on the shelf, item by item."""
    with desk.reading() as book:
        desk.show([{name: getattr(line, name) for name in _STOCK} for line in book.stock()], _STOCK)


@command("materials")
def materials(desk: Desk) -> None:
    """What came, went and is in store, material by material."""
    with desk.reading() as book:
        lines: list[Line] = []
        for line in book.materials():
            told: dict[str, Cell] = {"material": line.material, "measure": line.measure}
            lines.append(told | {name: _shown(getattr(line, name), line.scale) for name in _MATERIAL[2:]})
        desk.show(lines, _MATERIAL)


@command("find")
@argument("text", metavar="TEXT")
def find(desk: Desk, text: str) -> None:
    """Households by number or by the name of somebody in them."""
    with desk.reading() as book:
        found = book.find(text)
    desk.show([{name: getattr(one, name) for name in _FOUND} for one in found], _FOUND)
    if not found:
        desk.say("found_nobody")


def _one(book: Book, who: str, as_of: dt.date | None) -> HouseholdBalance:
    from goodpoints.cli.acts import household_named

    return book.balance_of(household_named(book, who), as_of=as_of)


def _several(book: Book, group: str | None, as_of: dt.date | None) -> list[HouseholdBalance]:
    """All households, or those of a group; as of a past day each is asked for itself."""
    if group is None and as_of is None:
        return book.balances()
    with book.store.read(book.code) as store:
        things = store.list("household", status="active", holder=group, due_upto=None)
    members = [thing.code for thing in things]
    if as_of is not None:
        return [book.balance_of(household, as_of=as_of) for household in members]
    wanted = set(members)
    return [one for one in book.balances() if one.household in wanted]


def _show_ranking(desk: Desk, book: Book, top: int) -> None:
    reward = book.policy().reward
    lines: list[Line] = [
        {"rank": r.rank, "household": r.household, "value": _shown(r.value, reward.scale), "unit": reward.unit}
        for r in book.ranking(count=top)
    ]
    desk.show(lines, _RANKED)


def _balance_line(book: Book, one: HouseholdBalance) -> Line:
    kept: dict[str, Cell] = {name: _measured(book, name, steps) for name, steps in one.remainders.items()}
    lots: dict[str, Cell] = {lot: _shown(steps, one.scale) for lot, steps in one.lots.items()}
    told: dict[str, Cell] = {"household": one.household, "available": _shown(one.available, one.scale)}
    told |= {"unit": one.unit, "debt": _shown(one.debt, one.scale), "lots": lots, "remainders": kept}
    return told | {"day": one.day, "through": one.through}


def _statement_line(desk: Desk, book: Book, line: StatementLine) -> Line:
    from goodpoints.domain.remainders import OWED

    unit = book.unit(line.unit)
    name = line.unit
    if name.startswith(OWED):
        name = desk.words.text("unit.owed", material=name.removeprefix(OWED), measure=unit.measure)
    told: dict[str, Cell] = {"entry": line.seq, "day": line.day, "kind": desk.words.word("kind", line.kind)}
    told |= {
        "amount": _shown(line.amount, unit.scale),
        "unit": name,
        "ends": line.lot if desk.for_programs else _last_day(line.lot),
    }
    return told | {"balance": _shown(line.balance_after, unit.scale)}


def _unnamed(desk: Desk, actor: str) -> str:
    """An actor who bears no name in the book: the code for programs, a word for people."""
    return actor if desk.for_programs else desk.words.word("actor", actor)


def _last_day(lot: str) -> str:
    """The day on which a lot ends, as people read it; nothing for one that never does."""
    from goodpoints.domain.lots import FAR, last_day_of

    last = last_day_of(lot)
    return "" if last == FAR else last


def _measured(book: Book, material: str, steps: int) -> str:
    unit = book.unit(material)
    return f"{_shown(steps, unit.scale)} {unit.measure}"


def _shown(steps: int, scale: int) -> int | str:
    """A whole number where the unit has no decimals, else exact text: never a float."""
    from goodpoints.domain.steps import shown

    return shown(steps, scale) if scale else steps
