"""From where to where transfers go, without how much: villages use the same ways again and again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from attrs import frozen

from goodpoints.domain.accounts import is_pool, kind_of, sign_of
from goodpoints.domain.entries import Transfer
from goodpoints.domain.recurring import recurring
from goodpoints.domain.seal import quoted
from goodpoints.domain.steps import MAX_AMOUNT

NO_END: Final = ":"
"""Sorts behind every lot that is a day."""


@frozen(eq=False)
class Way:
    """Everything that is known of a transfer before its amount. Told apart as an object; its names may have another one.

    Attributes:
        leaves: (account, unit) that it takes from.
        reaches: (account, unit) that it gives to.
        is_loop: Whether it ends where it begins.
        source_kind: The source's kind of account.
        least: Below it no balance of the source may fall.
        most: Above it no balance of the target may rise.
        source_kept: Whether postings of the source are kept; `target_kept` those of the target.
        ends: The last day of what a household gets by it; `NO_END` where it gets nothing, or what has no last day.
        begun: What a body says of the transfer up to its amount.
    """

    source: str
    target: str
    unit: str
    lot: str
    leaves: tuple[str, str]
    reaches: tuple[str, str]
    is_loop: bool
    source_kind: str
    least: int
    most: int
    source_kept: bool
    target_kept: bool
    ends: str
    begun: str


Moved: TypeAlias = tuple[Way, int]
"""A transfer as its way and its amount."""


@recurring(32768)
def _way_of(names: tuple[str, str, str, str]) -> Way:
    source, target, unit, lot = names
    return Way(
        *names,
        leaves=(source, unit),
        reaches=(target, unit),
        is_loop=source == target,
        source_kind=kind_of(source),
        least=0 if sign_of(source) > 0 else -MAX_AMOUNT,
        most=0 if sign_of(target) < 0 else MAX_AMOUNT,
        source_kept=not is_pool(source),
        target_kept=not is_pool(target),
        ends=lot if "0" <= lot < NO_END and target.startswith("household/") else NO_END,
        begun=f"[{','.join(map(quoted, names))},",
    )


def moved_by(transfers: Iterable[Transfer]) -> list[Moved]:
    """The same transfers by their ways.

    Raises:
        MistakenInput: `unknown_account`; `not_canonical` for a name that no body could say.
    """
    return [(_way_of(transfer[:4]), transfer[4]) for transfer in transfers]


def moved_back(moved: list[Moved]) -> list[Moved]:
    """What undoes these, the last one first; the amounts are below zero."""
    return [(way, -amount) for way, amount in reversed(moved)]
