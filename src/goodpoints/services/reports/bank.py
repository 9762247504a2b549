"""The moral bank's part of `report village`: what became of claims, deductions and debts, vetoes, honours, and rules."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from goodpoints.domain.entries import Thing
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.market.catalog import is_kept
from goodpoints.domain.steps import shown
from goodpoints.services.reports.deeds import Deeds
from goodpoints.services.reports.fold import Fold
from goodpoints.services.reports.months import months_of
from goodpoints.services.view import BookView

_MONTHLY: Final = {
    "granted": "points_issued",
    "capped": "points_capped",
    "deducted": "points_deducted",
    "reversed": "points_reversed",
}
_SPENT: Final = {"redeemed": 1, "refunded": -1}
_TOTALS: Final = {"granted": "issued", "capped": "capped", "deducted": "deducted", "reversed": "reversed"}


def bank(view: BookView, fold: Fold, deeds: Deeds, scale: int) -> dict[str, Any]:
    """The sections of a moral bank, as of the end of the period."""
    return {
        "counts": _counts(fold, deeds),
        "totals": {fold.reward: _totals(fold, deeds, scale)},
        "balances": _balances(view, fold, scale),
        "vetoes": _vetoes(deeds),
        "monthly": monthly_of(fold, deeds, scale),
        "by_rule": by_rule_of(deeds, scale),
        "honours_given": {thing.code: _given(fold, thing.code) for thing in honours_of(view)},
    }


def honours_of(view: BookView) -> list[Thing]:
    """The items that lie on no shelf."""
    return [thing for thing in view.things("item") if "prices" in thing.state and not is_kept(thing)]


def monthly_of(fold: Fold, deeds: Deeds, scale: int) -> dict[str, dict[str, Any]]:
    """Month → its figures; every month of the period has them."""
    return {
        month: {"claims_credited": deeds.sums[month, "posted"]}
        | {told: shown(deeds.sums[month, name], scale) for name, told in _MONTHLY.items()}
        | {"points_redeemed": shown(fold.flows[month, "redeemed"], scale)}
        | {"redemptions": fold.acts[month, "redeem"], "redemptions_refused": fold.acts[month, "refused/redeem"]}
        for month in months_of(fold.first, fold.last)
    }


def by_rule_of(deeds: Deeds, scale: int) -> dict[str, dict[str, Any]]:
    """Rule → what it gave and for how many claims, or what it took."""
    return {code: _of_rule(deeds, code, scale) for code in sorted({code for code, _name in deeds.rules})}


def _of_rule(deeds: Deeds, code: str, scale: int) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if (code, "claims") in deeds.rules:
        told |= {"granted": shown(deeds.rules[code, "granted"], scale), "claims": deeds.rules[code, "claims"]}
    if (code, "deducted") in deeds.rules:
        told |= {"deducted": shown(deeds.rules[code, "deducted"], scale)}
    return told


def _counts(fold: Fold, deeds: Deeds) -> dict[str, Any]:
    acts = {kind: sum(n for (_month, k), n in fold.acts.items() if k == kind) for _month, kind in fold.acts}
    asked = {kind: acts.get(kind, 0) + acts.get(f"refused/{kind}", 0) for kind in ("panel", "notice", "objection")}
    outcomes = deeds.outcomes()
    return {
        "claims": outcomes.total(),
        "claims_by_outcome": dict(sorted(outcomes.items())),
        "reviews": asked["panel"],
        "notices": asked["notice"],
        "objections": asked["objection"],
        "redemption_rows": acts.get("redeem", 0) + acts.get("refused/redeem", 0),
        "reversals": deeds.total("reversals"),
    }


def _totals(fold: Fold, deeds: Deeds, scale: int) -> dict[str, str]:
    sums = {told: deeds.total(name) for name, told in _TOTALS.items()}
    for name in ("deducted", "reversed"):
        to_debt = deeds.total(f"{name}_to_debt")
        sums |= {f"{name}_from_balance": sums[name] - to_debt, f"{name}_to_debt": to_debt}
    flows = {name: sum(n for (_m, flow), n in fold.flows.items() if flow == name) for name in ("redeemed", "expired")}
    sums |= flows | {"debt_repaid": deeds.total("repaid")}
    sums["outstanding"] = sum(sum(lots.values()) for lots in fold.outstanding().values())
    sums["debt_outstanding"] = -fold.on_hand(("debt",))[fold.reward]
    sums["forfeited"] = sum(n for (_m, flow), n in fold.flows.items() if flow == "forfeited")
    return {name: shown(amount, scale) for name, amount in sums.items()}


def _balances(view: BookView, fold: Fold, scale: int) -> dict[str, dict[str, str]]:
    held, earned, spent = fold.outstanding(), fold.earned(), Counter[str]()
    for (household, _month, name), amount in fold.household_flows.items():
        spent[household] += _SPENT.get(name, 0) * amount
    figures = {
        thing.code: {
            "points": sum(held.get(thing.code, {}).values()),
            "debt": -fold.held[f"debt/{thing.code}", fold.reward, NO_LOT],
            "earned": earned[thing.code],
            "spent": spent[thing.code],
        }
        for thing in view.things("household")
    }
    return {of: {name: shown(amount, scale) for name, amount in told.items()} for of, told in figures.items()}


def _given(fold: Fold, item: str) -> int:
    return fold.goods[item, "redeem"] - fold.goods[item, "returned"]


def _vetoes(deeds: Deeds) -> list[dict[str, str]]:
    return [
        {"household": household, "from": since, "until_before": until}
        for household, since, until in sorted(deeds.vetoes.values())
    ]
