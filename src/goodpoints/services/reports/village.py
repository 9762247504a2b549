"""`report village`: every figure of a village for a period, as plain data with documented keys.

Quantities are text in their unit's scale; counts of rows and acts are whole numbers.
`docs/reference/reports.md` is the table of keys.
"""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import Any, Final

from goodpoints.domain.days import iso, period_of
from goodpoints.domain.lots import NO_LOT
from goodpoints.domain.steps import shown
from goodpoints.ports import StoreReader
from goodpoints.services.questions import ranking
from goodpoints.services.reports.fold import Fold, folded
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
    """All sections, as of the end of `last`."""
    policy = view.policy(last)
    fold = folded(store, first, last, policy.reward.unit)
    outcomes = outcomes_of(view, store, fold)
    return {
        "period": [iso(first), iso(last)],
        "units": {policy.reward.unit: {"scale": policy.reward.scale}},
        "counts": _counts(view, fold),
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
        "ranking_by_earned": _ranked(dict(fold.earned), policy.reward.scale),
        "ranking_by_balance": _ranked(
            {h: sum(lots.values()) for h, lots in fold.outstanding().items()}, policy.reward.scale
        ),
        "refused": [_without_result(told) for told in outcomes if told["result"] == "refused"],
        "outcomes": outcomes,
    }


def _without_result(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "result"}


def _counts(view: BookView, fold: Fold) -> dict[str, int]:
    acts = {kind: sum(n for (_m, k), n in fold.acts.items() if k == kind) for _m, kind in fold.acts}
    return {
        "households": sum(thing.status == "active" for thing in view.things("household")),
        "persons": sum(thing.status == "active" for thing in view.things("person")),
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
    months: dict[str, Any] = {}
    day, last = dt.date.fromisoformat(fold.first), dt.date.fromisoformat(fold.last)
    while day <= last:
        month = iso(day)[:7]
        figures: dict[str, Any] = {told: shown(fold.flows[month, name], scale) for name, told in _MONTHLY.items()}
        months[month] = figures | {told: fold.acts[month, kind] for kind, told in _ACTS.items()}
        day = period_of(day, "month")[1] + dt.timedelta(days=1)
    return months


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


def _ranked(values: dict[str, int], scale: int) -> list[dict[str, Any]]:
    return [
        {"rank": place.rank, "household": place.household, "value": shown(place.value, scale)}
        for place in ranking(values, _PLACES)
    ]
