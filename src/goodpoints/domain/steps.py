"""Whole steps of a unit: their bounds, and how they are written. Whoever only asks reads nothing else of amounts."""

from __future__ import annotations

from goodpoints.errors import MistakenInput

MAX_AMOUNT = 2**53 - 1
"""The largest amount: what every JSON reader keeps exactly. Source: RFC 8259, section 6."""

MAX_SCALE = 6
_LONGEST = 40


def checked(amount: int) -> int:
    """The amount itself, where it lies within the bounds.

    Raises:
        MistakenInput: `bad_quantity`.
    """
    if not -MAX_AMOUNT <= amount <= MAX_AMOUNT:
        raise MistakenInput("bad_quantity", got=str(amount)[:_LONGEST])
    return amount


def shown(amount: int, scale: int) -> str:
    """Steps as text in the unit's scale, without trailing zeros: 2600 at scale 3 is "2.6"."""
    if scale == 0:
        return str(amount)
    whole, rest = divmod(abs(amount), 10**scale)
    text = f"{whole}.{rest:0{scale}d}".rstrip("0").rstrip(".")
    return f"-{text}" if amount < 0 else text
