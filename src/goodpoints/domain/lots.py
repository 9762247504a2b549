"""Lots: what tells pieces of one unit apart. Their codes sort in spending order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from goodpoints.domain.days import iso
from goodpoints.domain.entries import own_code
from goodpoints.domain.recurring import recurring

NO_LOT: Final = "-"
NEVER: Final = "~"
FAR: Final = "9999-12-31"
_DIGITS = 10
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:/.*)?", re.ASCII)


def goods_lot(seq: int, use_by: dt.date | None) -> str:
    """The lot of one delivery: its use-by day and the number of its entry."""
    return f"{FAR if use_by is None else iso(use_by)}/{own_code(seq)}"


@recurring(4096)
def last_day_of(lot: str) -> str:
    """The last day (ISO) on which a dated lot can be spent; `9999-12-31` for one that never ends."""
    # A serial may look like a year ("2026-0001"): only a whole day, alone or before a slash, is one.
    return lot[:_DIGITS] if "0" <= lot[:1] <= "9" and _DAY.fullmatch(lot) else FAR


def spendable(lots: Mapping[str, int], day: str) -> dict[str, int]:
    """The lots that can be spent on `day`, in spending order, whether or not an expiry has been posted."""
    if not lots:
        return {}
    held = sorted(lots.items()) if len(lots) > 1 else lots.items()
    return {lot: amount for lot, amount in held if amount > 0 and last_day_of(lot) >= day}


def spend(lots: Mapping[str, int], amount: int) -> dict[str, int] | None:
    """Which lots pay `amount`, soonest-ending first; None where they do not suffice.

    Args:
        lots: Spendable lots in spending order, amounts above zero.
        amount: Whole steps, at least zero.
    """
    paid: dict[str, int] = {}
    for lot, held in lots.items():
        if amount <= 0:
            break
        paid[lot] = min(held, amount)
        amount -= paid[lot]
    return paid if amount <= 0 else None
