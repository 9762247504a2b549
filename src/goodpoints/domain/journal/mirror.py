"""The law of reversals, for `verify`: one gives back what its original moved, to those it came from."""

from __future__ import annotations

from collections import Counter
from typing import Final

from goodpoints.domain.accounts import kind_of
from goodpoints.domain.entries import Entry

_ONE_PURSE: Final = frozenset({"expired", "forfeited", "relotted"})
"""Where a household's own pieces may go instead of home: their last day was past, or they change lot."""

_ONE_SHELF: Final = frozenset({"depot", "stock", "returned", "shrinkage"})
"""What can no longer be given back from a shelf is shrinkage; a voucher may come back to another shelf."""


def mirrors(reversal: Entry, original: Entry) -> bool:
    """Whether a reversal names its original as it is, and moves the same amounts the other way round.

    A household counts as one with its debt, a place as one with what is missing from it.
    """
    told = {"kind": original.kind, "day": original.day, "facts": _plain(original)}
    same = reversal.facts.get("original") == told and reversal.key == f"reverse/{original.seq}"
    return same and _moved(reversal, -1) == _moved(original, 1)


def _plain(original: Entry) -> dict[str, object]:
    return {name: value for name, value in original.facts.items() if name != "source"}


def _moved(entry: Entry, sign: int) -> dict[tuple[str, str], int]:
    """(party, unit) → what it gained."""
    sums: Counter[tuple[str, str]] = Counter()
    for source, target, unit, _lot, amount in entry.transfers:
        sums[_party(source), unit] -= sign * amount
        sums[_party(target), unit] += sign * amount
    return {key: amount for key, amount in sums.items() if amount}


def _party(account: str) -> str:
    kind = kind_of(account)
    if kind in {"household", "debt"} or kind in _ONE_PURSE:
        return "household"
    return "shelf" if kind in _ONE_SHELF else account
