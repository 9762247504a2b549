"""How a credit reaches a household: a debt is paid first, by the policy's share."""

from __future__ import annotations

from typing import NamedTuple

from goodpoints.domain.accounts import RELOTTED, debt_account, household_account
from goodpoints.domain.entries import Transfer
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.reader import BookReader


class Piece(NamedTuple):
    """What is moved: a unit and its lot."""

    unit: str
    lot: str


def debt_of(book: BookReader, household: str, unit: str) -> int:
    """What the household owes of a unit, at least zero."""
    return -book.lots(debt_account(household), unit).get(NO_LOT, 0)


def credited(source: str, household: str, piece: Piece, amount: int, *, repaid: int = 0) -> list[Transfer]:
    """The transfers that credit `amount` of a piece, of which `repaid` goes on to the debt."""
    if not amount:
        return []
    moved = [Transfer(source, household_account(household), piece.unit, piece.lot, amount)]
    return [*moved, *settled(household, piece, repaid)]


def settled(household: str, piece: Piece, amount: int) -> list[Transfer]:
    """The transfers that pay a debt out of a lot: dated pieces change lot only through `relotted`."""
    if not amount:
        return []
    return [
        Transfer(household_account(household), RELOTTED, piece.unit, piece.lot, amount),
        Transfer(RELOTTED, debt_account(household), piece.unit, NO_LOT, amount),
    ]


def owing(bearer: str, target: str, piece: Piece, amount: int) -> list[Transfer]:
    """The transfers that give `amount` of a lot back to `target` on the account that bears it: a debt, or the loss."""
    if not amount:
        return []
    return [
        Transfer(bearer, RELOTTED, piece.unit, NO_LOT, amount),
        Transfer(RELOTTED, target, piece.unit, piece.lot, amount),
    ]


def repayment(debt: int, credit: int, percent: int) -> int:
    """How much of a credit pays the debt: the policy's share, rounded down, never more than is owed."""
    return min(debt, credit * percent // 100)
