"""What questions answer: plain values, amounts in whole steps of their unit."""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen
class HouseholdBalance:
    """What a household has.

    Args:
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


@frozen
class Ranked:
    """A place in a ranking; equal values share a rank (1, 2, 2, 4)."""

    rank: int
    household: str
    value: int


@frozen
class StatementLine:
    """One posting of a household's account, with the unit's balance after it."""

    seq: int
    day: str
    kind: str
    unit: str
    lot: str
    amount: int
    balance_after: int
    facts: dict[str, Any]


@frozen
class StockLine:
    """An item since the opening, in pieces; `on_hand` counts returned vouchers too."""

    item: str
    received: int
    returned: int
    surplus: int
    redeemed: int
    bartered: int
    shrinkage: int
    on_hand: int


@frozen
class MaterialLine:
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


@frozen
class Found:
    """A household found by number or name."""

    household: str
    person: str
    name: str
