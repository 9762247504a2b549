"""How a credit reaches a household: a debt is paid first, by the policy's share."""

from __future__ import annotations

from goodpoints.domain.accounts import RELOTTED, debt_account, household_account
from goodpoints.domain.entries import Transfer
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.reader import BookReader


def debt_of(book: BookReader, household: str, unit: str) -> int:
    """What the household owes of a unit, at least zero."""
    return -book.lots(debt_account(household), unit).get(NO_LOT, 0)


def credited(source: str, household: str, unit: str, lot: str, amount: int, repaid: int) -> list[Transfer]:
    """The transfers that credit `amount` into `lot`, of which `repaid` goes on to the debt."""
    if not amount:
        return []
    moved = [Transfer(source, household_account(household), unit, lot, amount)]
    return [*moved, *settled(household, unit, lot, repaid)]


def settled(household: str, unit: str, lot: str, amount: int) -> list[Transfer]:
    """The transfers that pay a debt out of a lot: dated pieces change lot only through `relotted`."""
    if not amount:
        return []
    return [
        Transfer(household_account(household), RELOTTED, unit, lot, amount),
        Transfer(RELOTTED, debt_account(household), unit, NO_LOT, amount),
    ]


def owing(household: str, target: str, unit: str, lot: str, amount: int) -> list[Transfer]:
    """The transfers that give `amount` of a lot back to `target` on the household's debt."""
    if not amount:
        return []
    return [
        Transfer(debt_account(household), RELOTTED, unit, NO_LOT, amount),
        Transfer(RELOTTED, target, unit, lot, amount),
    ]


def repayment(debt: int, credit: int, percent: int) -> int:
    """How much of a credit pays the debt: the policy's share, rounded down, never more than is owed."""
    return min(debt, credit * percent // 100)
