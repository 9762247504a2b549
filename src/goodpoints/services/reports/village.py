"""`report village`: every figure of a village for a period, as plain data with documented keys.

Quantities are text in their unit's scale; counts of rows and acts are whole numbers.
`docs/reference/reports.md` is the table of keys.
"""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import Any, Final

from goodpoints.domain.days import iso
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.market.catalog import is_kept
from goodpoints.domain.steps import shown
from goodpoints.errors import MistakenInput
from goodpoints.ports import StoreReader
from goodpoints.services.questions import ranking
from goodpoints.services.reports.bank import bank
from goodpoints.services.reports.deeds import Deeds
from goodpoints.services.reports.fold import Fold, folded
from goodpoints.services.reports.months import months_of
from goodpoints.services.reports.outcomes import outcomes_of
from goodpoints.services.view import BookView

_PLACES: Final = 20
_TOTALS: Final = ("issued", "refunded", "redeemed", "expired", "capped", "forfeited", "taken_back")
_MONTHLY: Final = {
    "issued": "stars_issued",
    "capped": "stars_capped",
    "redeemed": "stars_redeemed",
    "refunded": "stars_refunded",
    "expired": "stars_expired",
}
_ACTS: Final = {
    "weigh_in": "weigh_ins",
    "barter": "barters",
    "redeem": "redemptions",
    "refused/redeem": "redemptions_refused",
    "refused/weigh_in": "weigh_ins_refused",
}
_GOODS: Final = {
    "received": "received",
    "returned": "returned",
    "surplus": "surplus",
    "redeem": "redeemed",
    "barter": "bartered",
    "shrinkage": "shrinkage",
}
MATERIALS: Final = {"weigh_in": "in", "barter": "barter_in", "hand_over": "handed_over", "sell": "sold"}
"""Act → what the quantity of a material that it moved is called."""


def village(view: BookView, store: StoreReader, first: dt.date, last: dt.date) -> dict[str, Any]:
    """All sections, as of the end of `last`; those of the star supermarket, of the moral bank, or of both.

    Raises:
        MistakenInput: `bad_period`.
    """
    if last < first:
        raise MistakenInput("bad_period", first=iso(first), last=iso(last))
    reward = view.policy(last).reward
    deeds = Deeds(iso(first), iso(last), reward.unit)
    fold = folded(store, first, last, reward.unit, also=[deeds.add])
    outcomes = outcomes_of(view, store, fold, deeds)
    told: dict[str, Any] = {"period": [iso(first), iso(last)], "units": {reward.unit: {"scale": reward.scale}}}
    told["counts"] = {
        f"{kind}s": sum(thing.status == "active" for thing in view.things(kind)) for kind in ("household", "person")
    }
    if _has_shop(view):
        told = _joined(told, _shop(view, fold, last))
    if _has_bank(view):
        told = _joined(told, bank(view, fold, deeds, reward.scale))
    balances = {household: sum(lots.values()) for household, lots in fold.outstanding().items()}
    told["ranking_by_earned"] = ranked(fold.earned(), reward.scale)
    told["ranking_by_balance"] = ranked(balances, reward.scale)
    told["refused"] = [_without_result(one) for one in outcomes if "all_reasons" in one]
    return told | {"outcomes": [_plain(one) for one in outcomes]}


def _has_bank(view: BookView) -> bool:
    return bool(view.things("rulebook"))


def _has_shop(view: BookView) -> bool:
    """Whether recyclables or goods on a shelf have to do with it; a book of neither programme is told as a shop's."""
    return not _has_bank(view) or bool(view.things("material")) or any(map(is_kept, view.things("item")))


def _shop(view: BookView, fold: Fold, last: dt.date) -> dict[str, Any]:
    policy = view.policy(last)
    return {
        "counts": _counts(fold),
        "totals": {policy.reward.unit: _totals(fold, policy.reward.scale)},
        "money_yuan": _money(fold, policy.money.scale),
        "balances": _balances(view, fold, policy.reward.scale),
        "stock": stock_of(view, fold),
        "materials": _materials(view, fold),
        "monthly": monthly_of(fold, policy.reward.scale),
        "expiry_lines": _expiry_lines(fold, policy.reward.scale),
        "expiry_outlook": _outlook(fold, policy.reward.scale),
        "campaign_stars": [
            {"household": household, "campaign": campaign, "stars": shown(stars, policy.reward.scale)}
            for (household, campaign), stars in sorted(fold.campaigns.items())
            if stars
        ],
    }


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two reports as one: tables are joined key by key; where both tell a figure, it is the same."""
    both = dict(one)
    for name, told in other.items():
        both[name] = _joined(both[name], told) if isinstance(told, dict) and name in both else told
    return both


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """An outcome; of a claim the result says why it was refused."""
    return (
        told if told["result"] == "refused" else {k: v for k, v in told.items() if k not in {"reason", "all_reasons"}}
    )


def _without_result(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "result"}


def _counts(fold: Fold) -> dict[str, int]:
    acts = {kind: sum(n for (_m, k), n in fold.acts.items() if k == kind) for _m, kind in fold.acts}
    return {
        "weigh_rows": acts.get("weigh_in", 0) + acts.get("refused/weigh_in", 0),
        "weigh_accepted": acts.get("weigh_in", 0),
        "weigh_refused": acts.get("refused/weigh_in", 0),
        "redemption_rows": acts.get("redeem", 0) + acts.get("refused/redeem", 0),
        "redemptions_granted": acts.get("redeem", 0),
        "redemptions_refused": acts.get("refused/redeem", 0),
        "barters": acts.get("barter", 0),
        "undos": acts.get("reverse", 0),
        "hand_overs": acts.get("hand_over", 0),
        "sales": acts.get("sell", 0),
        "stock_receipts": acts.get("delivery", 0),
        "stock_counts": acts.get("count", 0),
        "opening_rows": acts.get("opening", 0),
    }


def _totals(fold: Fold, scale: int) -> dict[str, str]:
    sums = {name: sum(n for (_m, flow), n in fold.flows.items() if flow == name) for name in ("opening", *_TOTALS)}
    sums["opening"] += fold.before
    sums["outstanding"] = sum(sum(lots.values()) for lots in fold.outstanding().values())
    return {name: shown(amount, scale) for name, amount in sums.items()}


def _money(fold: Fold, scale: int) -> dict[str, str]:
    return {
        "purchased_goods_value": shown(fold.money["purchase"], scale),
        "donated_goods_value": shown(fold.money["donation"], scale),
        "recyclables_sold": shown(fold.money["sold"], scale),
    }


def _balances(view: BookView, fold: Fold, scale: int) -> dict[str, Any]:
    held, remainders = fold.outstanding(), fold.remainders()
    scales = scales_of(view)
    return {
        thing.code: {
            "stars": shown(sum(lot for lot in held.get(thing.code, {}).values()), scale),
            "debt": shown(-fold.held[f"debt/{thing.code}", fold.reward, NO_LOT], scale),
            "lots": {lot: shown(amount, scale) for lot, amount in held.get(thing.code, {}).items()},
            "remainders": {
                material: shown(amount, scales[material])
                for material, amount in sorted(remainders.get(thing.code, {}).items())
                if amount
            },
        }
        for thing in view.things("household")
    }


def scales_of(view: BookView) -> dict[str, int]:
    """Material → decimals of its measure."""
    return {thing.code: thing.state["scale"] for thing in view.things("material") if "scale" in thing.state}


def stock_of(view: BookView, fold: Fold) -> dict[str, Any]:
    """Item → its pieces by what became of them in the period, and what is on hand at its end."""
    on_hand = fold.on_hand(("stock", "returned"))
    return {
        thing.code: {name: str(fold.goods[thing.code, kind]) for kind, name in _GOODS.items()}
        | {"on_hand": str(on_hand[thing.code])}
        for thing in view.things("item")
        if is_kept(thing)
    }


def _materials(view: BookView, fold: Fold) -> dict[str, Any]:
    in_store = fold.on_hand(("depot",))
    owed = dict.fromkeys(scales_of(view), 0)
    for remainders in fold.remainders().values():
        for material, amount in remainders.items():
            owed[material] += amount
    return {
        thing.code: {name: shown(fold.materials[thing.code, k], scale) for k, name in MATERIALS.items()}
        | {"in_store": shown(in_store[thing.code], scale), "remainder_owed": shown(owed[thing.code], scale)}
        | {"unit": thing.state["measure"]}
        for thing in view.things("material")
        for scale in [thing.state.get("scale")]
        if scale is not None
    }


def monthly_of(fold: Fold, scale: int) -> dict[str, Any]:
    """Month → its figures; every month of the period has them."""
    return {
        month: {told: shown(fold.flows[month, name], scale) for name, told in _MONTHLY.items()}
        | {told: fold.acts[month, kind] for kind, told in _ACTS.items()}
        for month in months_of(fold.first, fold.last)
    }


def _expiry_lines(fold: Fold, scale: int) -> list[dict[str, str]]:
    return [
        {"date": day, "household": household, "lot": lot, "stars": shown(stars, scale)}
        for day, household, lot, stars in sorted(fold.expiries, key=itemgetter(0))
    ]


def _outlook(fold: Fold, scale: int) -> list[dict[str, str]]:
    sums: dict[str, int] = {}
    for lots in fold.outstanding().values():
        for lot, amount in lots.items():
            sums[lot] = sums.get(lot, 0) + amount
    return [
        {"if_nothing_more_happens_at_the_end_of": lot, "stars_expiring": shown(amount, scale)}
        for lot, amount in sorted(sums.items())
        if lot[:1].isdigit()
    ]


def ranked(values: dict[str, int], scale: int) -> list[dict[str, Any]]:
    """The first twenty, by value, then household number; equal values share a rank."""
    return [
        {"rank": place.rank, "household": place.household, "value": shown(place.value, scale)}
        for place in ranking(values, _PLACES)
    ]
