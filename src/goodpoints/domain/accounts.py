"""Accounts: paths of a known kind, each with a sign that its balance keeps."""

from __future__ import annotations

from typing import Final

from goodpoints.domain.recurring import recurring
from goodpoints.errors import MistakenInput, RefusedByRule

SIGNS: Final[dict[str, int]] = {
    "household": 1,
    "person": 1,
    "held": 1,
    "debt": -1,
    "stock": 1,
    "returned": 1,
    "depot": 1,
    "issued": -1,
    "redeemed": 1,
    "given": 1,
    "expired": 1,
    "forfeited": 1,
    "deducted": 1,
    "loss": -1,
    "shrinkage": 0,
    "relotted": 0,
    "donor": -1,
    "handed-over": 1,
    "fund": 0,
    "outside": 0,
}
"""Account kind → sign of every balance in it: 1 never below zero, -1 never above, 0 either."""

POOLS: Final = frozenset({"issued", "outside", "redeemed", "depot"})
"""Kinds whose statements nobody asks for: their postings are not kept, their balances and turnovers are."""

OUTSIDE: Final = "outside"
DEPOT: Final = "depot"
SHOP: Final = "stock/shop"
RETURNED: Final = "returned/shop"
REDEEMED: Final = "redeemed"
SHRINKAGE: Final = "shrinkage"
RELOTTED: Final = "relotted"
HANDED_OVER: Final = "handed-over"
FUND: Final = "fund"
OPENING: Final = "issued/opening"
DEEDS: Final = "issued/deeds"
RECYCLING: Final = "issued/recycling"
HONOURS: Final = "issued/honours"
"""Where honours come from: certificates and praise are made when they are given and lie on no shelf."""
LOSS: Final = "loss/deeds"
"""What the programme bears itself: points spent that the office should never have credited, debts written off."""

REMAINDERS: Final = "outside/remainders"
"""Where quantities that make no whole star come from and go to. Of either sign: a household that used one up may owe it."""


@recurring(65536)
def household_account(household: str) -> str:
    """Where a household's points, stars and remainders lie."""
    return f"household/{household}"


@recurring(65536)
def debt_account(household: str) -> str:
    """Where a household's shortfalls lie, from zero downwards."""
    return f"debt/{household}"


def given_account(household: str) -> str:
    """What goods a household has been given."""
    return f"given/{household}"


def expired_account(household: str) -> str:
    """What of a household's has ended unspent; kept apart, so that nobody pays with another's."""
    return f"expired/{household}"


def forfeited_account(household: str) -> str:
    """What a household has lost by a rule."""
    return f"forfeited/{household}"


def deducted_account(household: str) -> str:
    """What was taken from a household, or put on its debt, for a deed; kept apart from what it forfeited."""
    return f"deducted/{household}"


def donor_account(party: str) -> str:
    """What a donor has given to the shop."""
    return f"donor/{party}"


@recurring(65536)
def kind_of(account: str) -> str:
    """The kind of an account path.

    Raises:
        MistakenInput: `unknown_account` for a path of no known kind.
    """
    kind = account.partition("/")[0]
    if kind not in SIGNS:
        raise MistakenInput("unknown_account", account=account)
    return kind


@recurring(65536)
def sign_of(account: str) -> int:
    """1, -1 or 0: the sign every balance of this account keeps."""
    return SIGNS[kind_of(account)]


@recurring(65536)
def is_pool(account: str) -> bool:
    """Whether postings of this account are left out."""
    return kind_of(account) in POOLS


class Overdrawn(RefusedByRule):
    """A balance would leave the sign its account keeps; the act was not posted."""
