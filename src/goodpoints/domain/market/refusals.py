"""Why the star supermarket says no. The class is for programs; the code is for catalogues and journals."""

from __future__ import annotations

from typing import Final

from goodpoints.errors import RefusedByRule


class Vetoed(RefusedByRule):
    """A veto keeps the household from it. Facts: household, until (the first free day; empty: until it is repaired)."""


class InsufficientBalance(RefusedByRule):
    """Not enough stars, points or coins. Facts: wanted, available, debt, scale."""


class OutOfStock(RefusedByRule):
    """Not enough of the item or material. Facts: item, wanted, available."""


class LimitReached(RefusedByRule):
    """The household has had its share of the period. Facts: item, limit, had, wanted, period."""


class BelowMinimum(RefusedByRule):
    """Less than the minimum lot. Facts: material, quantity, minimum, scale."""


class OutsideCampaign(RefusedByRule):
    """The material is taken only during campaigns. Facts: material, day."""


class CapReached(RefusedByRule):
    """The campaign's cap leaves no room for all of it. Facts: campaign, wanted, room."""


class WrongBarter(RefusedByRule):
    """The village exchanges this material for this item at another rate, or not at all."""


INSUFFICIENT: Final = {
    "stars": "insufficient_stars",
    "points": "insufficient_points",
    "coins": "insufficient_coins",
}
"""Kind of the reward unit → code of the refusal."""
