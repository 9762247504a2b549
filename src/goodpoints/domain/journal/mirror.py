"""The law of reversals, for `verify`: one gives back what its original moved, to those it came from."""

from __future__ import annotations

from collections import Counter
from typing import Final

from goodpoints.domain.accounts import kind_of
from goodpoints.domain.entries import Entry

_ONE_PURSE: Final = frozenset({"expired", "forfeited", "relotted", "loss"})
"""Where a household's own pieces may go instead of home, or who bears them in its stead: their last day was past, they
change lot, or the office was at fault."""

_ONE_SHELF: Final = frozenset({"depot", "stock", "returned", "shrinkage"})
"""What can no longer be given back from a shelf is shrinkage; a voucher may come back to another shelf."""


def mirrors(reversal: Entry, original: Entry) -> bool:
    """Whether a reversal names its original as it is, and moves the same amounts the other way round.

    A household counts as one with its debt, a place as one with what is missing from it.
    """
    told = {"kind": original.kind, "day": original.day, "facts": original.facts}
    same = reversal.facts.get("original") == told and reversal.key == f"reverse/{original.seq}"
    household = _household_of(original)
    return same and _moved(reversal, household, -1) == _moved(original, household, 1)


def _household_of(original: Entry) -> str:
    """The household whose act it was; empty where it was nobody's."""
    accounts = (account for moved in original.transfers for account in moved[:2])
    return next((_household(account) for account in accounts if _is_purse(account)), "")


def _is_purse(account: str) -> bool:
    return kind_of(account) in {"household", "debt"}


def _household(account: str) -> str:
    return "household/" + account.partition("/")[2]


def _moved(entry: Entry, household: str, sign: int) -> dict[tuple[str, str], int]:
    """(party, unit) → what it gained."""
    sums: Counter[tuple[str, str]] = Counter()
    for source, target, unit, _lot, amount in entry.transfers:
        sums[_party(source, household), unit] -= sign * amount
        sums[_party(target, household), unit] += sign * amount
    return {key: amount for key, amount in sums.items() if amount}


def _party(account: str, household: str) -> str:
    kind = kind_of(account)
    if kind in _ONE_SHELF:
        return "shelf"
    if kind in _ONE_PURSE:
        return household or account
    return _household(account) if _is_purse(account) else account
