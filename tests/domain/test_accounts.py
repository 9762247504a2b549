"""Accounts and the lock: which kinds of entries may take from which accounts. Nothing gets around it."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.domain.accounts import SIGNS, is_pool, kind_of, sign_of
from goodpoints.domain.amounts import MAX_AMOUNT
from goodpoints.domain.entries import Transfer
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.programmes import KINDS, kind_named
from goodpoints.domain.replay import check_transfers
from goodpoints.errors import LedgerIntegrityError, MistakenInput

MAY_TAKE: Final[dict[str, frozenset[str]]] = {
    "open": frozenset(),
    "policy": frozenset(),
    "import": frozenset(),
    "refused": frozenset(),
    "reverse_batch": frozenset(),
    "listing": frozenset(),
    "reply": frozenset(),
    "cure": frozenset(),
    "household": frozenset(),
    "person": frozenset(),
    "party": frozenset(),
    "rate": frozenset(),
    "campaign": frozenset(),
    "price": frozenset(),
    **dict.fromkeys(("rulebook", "claim", "precheck", "panel", "notice", "withdraw_notice"), frozenset[str]()),
    **dict.fromkeys(("objection", "review", "kin", "veto", "role", "permission"), frozenset[str]()),
    **dict.fromkeys(("quota", "withhold", "release", "stars", "withdraw_star", "rerating"), frozenset[str]()),
    "repair": frozenset(),
    "write_off": frozenset({"loss/deeds"}),
    "credit": frozenset({"issued/deeds", "household", "relotted"}),
    "deduction": frozenset({"household", "debt"}),
    "expire": frozenset({"household"}),
    "opening": frozenset({"issued/opening"}),
    "delivery": frozenset({"donor", "outside"}),
    "weigh_in": frozenset({"outside", "issued/recycling", "household", "relotted"}),
    "redeem": frozenset({"household", "stock", "shrinkage"}),
    "barter": frozenset({"outside", "stock"}),
    "count": frozenset({"stock", "returned", "shrinkage"}),
    "hand_over": frozenset({"depot"}),
    "sell": frozenset({"depot", "outside"}),
    "reverse": frozenset(
        {
            "household",
            "debt",
            "depot",
            "stock",
            "returned",
            "given",
            "redeemed",
            "outside",
            "handed-over",
            "fund",
            "shrinkage",
            "relotted",
            "expired",
            "forfeited",
            "deducted",
            "loss/deeds",
        }
    ),
}
"""Entry kind → what it may take from. Who adds a kind adds its line; who widens one explains it here.

Nobody takes from held or person accounts yet, and no reversal makes new stars out of `issued`. What has expired or was
forfeited is given back only where the whole import that let time pass is undone.
"""

SOURCES: Final = (frozenset(SIGNS) - {"issued", "loss"}) | {
    "loss/deeds",
    "issued/opening",
    "issued/recycling",
    "issued/deeds",
    "issued/0001",
}
"""Every kind of account; of `issued`, every path, since each has one kind of entry of its own."""


def _transfer(source: str) -> Transfer:
    path = source if "/" in source else f"{source}/0001"
    return Transfer(path, "relotted" if source != "relotted" else "outside", "星", NO_LOT, 1)


def test_every_kind_of_entry_has_its_line() -> None:
    """A kind that is added or dropped without its line here is found out."""
    assert sorted(KINDS) == sorted(MAY_TAKE)


@pytest.mark.parametrize("kind", sorted(MAY_TAKE))
@pytest.mark.parametrize("source", sorted(SOURCES))
def test_each_kind_takes_from_its_sources_and_from_no_other(kind: str, source: str) -> None:
    """The full table: every kind of entry against every kind of account."""
    refusal = ""
    try:
        check_transfers(kind, [_transfer(source)])
    except LedgerIntegrityError as error:
        refusal = error.code

    assert refusal == ("" if source in MAY_TAKE[kind] else "forbidden_source")


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(SOURCES)), st.integers(1, 5), st.integers(0, 4))
def test_one_forbidden_transfer_spoils_the_whole_entry(kind: str, source: str, count: int, at: int) -> None:
    """Wherever it stands among allowed ones."""
    allowed = sorted(MAY_TAKE[kind])
    moved = [_transfer(allowed[n % len(allowed)]) for n in range(count)] if allowed else []
    moved.insert(at, _transfer(source))
    if source in MAY_TAKE[kind]:
        check_transfers(kind, moved)
        return
    with pytest.raises(LedgerIntegrityError) as caught:
        check_transfers(kind, moved)

    assert caught.value.code == "forbidden_source"


@given(st.sampled_from(sorted(k for k in MAY_TAKE if MAY_TAKE[k])), st.integers(-(10**20), 10**20))
def test_amounts_are_whole_above_zero_and_within_bounds(kind: str, amount: int) -> None:
    """Nothing moves backwards, and nothing moves that not every reader keeps exactly."""
    transfer = _transfer(min(MAY_TAKE[kind]))._replace(amount=amount)
    if 0 < amount <= MAX_AMOUNT:
        check_transfers(kind, [transfer])
        return
    with pytest.raises(LedgerIntegrityError) as caught:
        check_transfers(kind, [transfer])

    assert caught.value.code == "bad_transfer"


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_an_amount_is_an_int_and_nothing_like_one(amount: int) -> None:
    """Neither a float nor a bool nor text, even where Python would count with it."""
    with pytest.raises(LedgerIntegrityError) as caught:
        check_transfers("expire", [Transfer("household/0001", "expired/0001", "星", "~", amount)])

    assert caught.value.code == "bad_transfer"


def test_nothing_moves_from_an_account_to_itself() -> None:
    """Such a transfer says nothing and hides something."""
    with pytest.raises(LedgerIntegrityError) as caught:
        check_transfers("expire", [Transfer("household/0001", "household/0001", "星", "~", 1)])

    assert caught.value.code == "bad_transfer"


def test_an_unknown_kind_is_not_written() -> None:
    """The journal speaks only of acts this version knows."""
    with pytest.raises(LedgerIntegrityError) as caught:
        kind_named("gift")

    assert (caught.value.code, caught.value.facts) == ("unknown_kind", {"kind": "gift"})


@pytest.mark.parametrize("account", ["", "savings/0001", "Household/0001", "/", "household-0001"])
def test_an_account_is_of_a_known_kind(account: str) -> None:
    """A path of no known kind is refused, as source or as target."""
    with pytest.raises(MistakenInput) as caught:
        kind_of(account)
    with pytest.raises(MistakenInput):
        check_transfers("expire", [Transfer("household/0001", account, "星", "~", 1)])

    assert caught.value.code == "unknown_account"


def test_signs_say_who_may_owe() -> None:
    """Households never go below zero; their debts are never above it; what must net to nothing may be either."""
    kinds = {sign: sorted(kind for kind in SIGNS if SIGNS[kind] == sign) for sign in (1, 0, -1)}

    assert kinds[-1] == ["debt", "donor", "issued", "loss"]
    assert kinds[0] == ["fund", "outside", "relotted", "shrinkage"]
    assert (sign_of("household/0001"), sign_of("held/7"), is_pool("issued/recycling")) == (1, 1, True)
