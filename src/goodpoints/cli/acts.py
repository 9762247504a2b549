"""Acts of one run inside one transaction, and the slip that each leaves."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from goodpoints.cli.kinds import plain
from goodpoints.cli.settings import Settings
from goodpoints.cli.tables import Cell
from goodpoints.cli.words import words
from goodpoints.domain.remainders import OWED
from goodpoints.domain.steps import shown
from goodpoints.errors import NotFound, NotPermitted
from goodpoints.i18n import Translator

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.domain.entries import Detail, Entry, Transfer
    from goodpoints.services.receipt import Receipt

_WIDTH: Final = 4
_OWN: Final = ("household", "given")
"""Account kinds in which a household sees an act."""

_HOUSE: Final = ("stock", "returned", "depot", "fund")
"""Account kinds in which the shop sees an act."""


class Move(NamedTuple):
    """So much more (or less) of a unit; `amount` as people read it, without a sign."""

    unit: str
    measure: str
    amount: str
    sign: str

    @property
    def text(self) -> str:
        """+5 星, -2 公斤 纸板."""
        return f"{self.sign}{self.amount} {self.measure} {self.unit}".replace("  ", " ")


class Slip(NamedTuple):
    """What an act became."""

    seq: int
    kind: str
    day: str
    household: str
    moves: tuple[Move, ...]
    rest: str = ""
    balance: str = ""
    replayed: bool = False

    def line(self, language: Translator, *, tried: bool) -> str:
        """The slip as one line: 凭证 000123  户0103 +5 星  余 128."""
        moved = language.text("comma").join(move.text for move in self.moves)
        whose = language.text("slip.household", household=self.household) if self.household else ""
        rest = language.text("slip.rest", rest=self.rest) if self.rest else ""
        left = language.text("slip.balance", balance=self.balance) if self.balance else ""
        mark = "slip.tried" if tried else "slip.replayed" if self.replayed else ""
        act = language.word("kind", self.kind)
        parts = [language.text("slip.entry", number=f"{self.seq:06d}"), act, f"{whose} {moved}".strip(), rest, left]
        return "  ".join(part for part in [*parts, language.text(mark) if mark else ""] if part)

    def told(self, *, tried: bool) -> dict[str, Cell]:
        """The slip for programs."""
        moves: dict[str, Cell] = {move.unit: f"{move.sign}{move.amount}" for move in self.moves}
        told: dict[str, Cell] = {"entry": self.seq, "kind": self.kind, "day": self.day, "household": self.household}
        return told | {
            "moves": moves,
            "remainder": self.rest,
            "balance": self.balance,
            "replayed": self.replayed,
            "dry_run": tried,
        }


class Acts:
    """The book inside a transaction.

    Args:
        book: The batch; whoever opened it commits or rolls back.
        settings: The globals.
        slips: Where the slips go.
    """

    def __init__(self, book: Book, settings: Settings, slips: list[Slip]) -> None:
        self.book = book
        self.day = settings.at or book.today
        self.slips = slips
        self._key = settings.key
        self._keys = 0
        if settings.actor:
            book.actor = self._acting(settings.actor)
        book.beside = at_the_computer()

    def _acting(self, name: str) -> str:
        """The code of whoever acts; in a book that roles have closed, somebody new must be given one first."""
        try:
            return self.party(name)
        except NotPermitted as refused:
            raise NotPermitted("no_role_yet") from refused

    def party(self, name: str | None) -> str:
        """The code of somebody who is named, made on first sight; empty for nobody."""
        return self.book.register.party_named(name, min(self.day, self.book.today)) if name else ""

    def household(self, who: str) -> str:
        """The number of a household, by its number or by the name of somebody in it."""
        return household_named(self.book, who)

    def key(self) -> str | None:
        """The idempotency key of the next act: what `--key` says; of several acts each has its own."""
        if self._key is None:
            return None
        self._keys += 1
        return self._key if self._keys == 1 else f"{self._key}/{self._keys}"

    def took(self, receipt: Receipt) -> None:
        """Keep the slip of an act."""
        slip = slip_of(self.book, receipt.entry)._replace(replayed=receipt.replayed)
        if slip.household and slip.moves:
            now = self.book.balance_of(slip.household)
            slip = slip._replace(balance=shown(now.available - now.debt, now.scale))
        self.slips.append(slip)


def at_the_computer() -> tuple[Detail, ...]:
    """Who is logged in, as a private text beside what they do: whoever acts is told by `--as`."""
    from getpass import getuser

    from goodpoints.domain.entries import Detail

    try:
        user = getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no users
        return ()
    return (Detail("entry", "operator", user),) if user else ()


def slip_of(book: Book, entry: Entry) -> Slip:
    """An entry as a slip, without a balance."""
    household = str(entry.facts.get("household") or _original(entry).get("household") or "")
    moves = tuple(_moves(book, entry))
    return Slip(entry.seq, entry.kind, entry.day, household, moves, _rest(book, entry))


def _rest(book: Book, entry: Entry) -> str:
    """What a weighing leaves for next time."""
    if not entry.facts.get("remainder"):
        return ""
    unit = book.unit(entry.facts["material"])
    return f"{shown(entry.facts['remainder'], unit.scale)} {unit.measure}"


def household_named(book: Book, who: str) -> str:
    """The number of a household, by its number or by the name of somebody in it; on a terminal one may choose.

    Raises:
        NotFound: `unknown_name`; `ambiguous_name` where several households fit and nobody can be asked.
    """
    said = plain(who)
    if said.isdecimal():
        return said.zfill(_WIDTH)
    numbers = sorted({found.household for found in book.find(said)})
    if not numbers:
        raise NotFound("unknown_name")
    if len(numbers) == 1:
        return numbers[0]
    if not sys.stdin.isatty():
        raise NotFound("ambiguous_name", households=", ".join(numbers[:10]), count=len(numbers))
    asked = words().text("ask.which", households=words().text("comma").join(numbers))
    return str(click.prompt(asked, err=True, type=click.Choice(numbers), show_choices=False))


def _original(entry: Entry) -> dict[str, object]:
    """The facts of the entry that a reversal answers."""
    told = entry.facts.get("original", {})
    return dict(told.get("facts", {}))


def _moves(book: Book, entry: Entry) -> list[Move]:
    """What an entry did to the household, or else to the shop, by unit."""
    sums = _summed(entry.transfers, _OWN) or _summed(entry.transfers, _HOUSE)
    return [_measured(book, unit, amount) for unit, amount in sums.items()]


def _summed(transfers: tuple[Transfer, ...], kinds: tuple[str, ...]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for source, target, unit, _lot, amount in transfers:
        for account, change in ((source, -amount), (target, amount)):
            if account.startswith(kinds) and not unit.startswith(OWED):
                sums[unit] = sums.get(unit, 0) + change
    return {unit: amount for unit, amount in sums.items() if amount}


def _measured(book: Book, code: str, amount: int) -> Move:
    unit = book.unit(code)
    measure = unit.measure if unit.kind == "material" else ""
    return Move(code, measure, shown(abs(amount), unit.scale), "+" if amount > 0 else "-")
