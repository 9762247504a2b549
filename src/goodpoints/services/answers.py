"""What questions answer: plain values, amounts in whole steps of their unit."""

from __future__ import annotations

from typing import Any, NamedTuple

from goodpoints.domain.entries import Entry


class HouseholdBalance(NamedTuple):
    """What a household has.

    Attributes:
        day: ISO day it holds for.
        available: What can be spent on that day.
        debt: What is owed, at least zero.
        lots: Last day → amount, soonest first, `~` never ends.
        remainders: Material → steps kept for next time; below zero while owed.
        through: Last day run (ISO), empty while nothing has moved.
    """

    household: str
    day: str
    unit: str
    scale: int
    available: int
    debt: int
    lots: dict[str, int]
    remainders: dict[str, int]
    through: str


class Ranked(NamedTuple):
    """A place in a ranking; equal values share a rank (1, 2, 2, 4)."""

    rank: int
    household: str
    value: int


class StatementLine(NamedTuple):
    """One posting of a household's account, with the unit's balance after it."""

    seq: int
    day: str
    kind: str
    unit: str
    lot: str
    amount: int
    balance_after: int
    facts: dict[str, Any]


class StockLine(NamedTuple):
    """An item since the opening, in pieces; `on_hand` counts returned vouchers too."""

    item: str
    received: int
    returned: int
    surplus: int
    redeemed: int
    bartered: int
    shrinkage: int
    on_hand: int


class MaterialLine(NamedTuple):
    """A material since the opening, in steps of its scale; `owed` is not yet turned into stars."""

    material: str
    measure: str
    scale: int
    came: int
    bartered: int
    handed_over: int
    sold: int
    in_store: int
    owed: int


class HeldRole(NamedTuple):
    """A role that a party holds since an ISO day, and the kinds of entries that it allows."""

    party: str
    role: str
    since: str
    acts: tuple[str, ...]


class Found(NamedTuple):
    """A household found by number or name."""

    household: str
    person: str
    name: str


class SealedEntry(NamedTuple):
    """An entry and its leaf, which seals everything up to it."""

    entry: Entry
    leaf: bytes

    @property
    def seq(self) -> int:
        """The entry's number: where whoever has taken it in goes on."""
        return self.entry.seq
