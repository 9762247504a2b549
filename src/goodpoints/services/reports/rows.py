"""Reports that are one table: plain rows, quantities as text in their unit's scale, numbers of acts as numbers.

`docs/reference/reports.md` is the table of columns.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final, TypeAlias

from goodpoints.domain.steps import shown
from goodpoints.services.reports.deeds import Deeds
from goodpoints.services.reports.fold import Fold
from goodpoints.services.reports.village import MATERIALS, monthly_of, scales_of, stock_of
from goodpoints.services.view import BookView

Row: TypeAlias = dict[str, Any]

_FLOWS: Final = {
    "opening": "opening",
    "earned": "issued",
    "redeemed": "redeemed",
    "refunded": "refunded",
    "expired": "expired",
    "taken_back": "taken_back",
}
"""Column of a household's report → name of the flow."""


def by_month(fold: Fold, scale: int) -> list[Row]:
    """The village's figures of each month of the period."""
    return [{"month": month} | figures for month, figures in monthly_of(fold, scale).items()]


def of_household(view: BookView, fold: Fold, household: str, scale: int) -> list[Row]:
    """A household's stars and what it brought, for each month of the period."""
    scales = scales_of(view)
    return [
        {"month": month}
        | {told: shown(fold.household_flows[household, month, name], scale) for told, name in _FLOWS.items()}
        | {"brought": _brought(fold, household, month, scales)}
        for month in monthly_of(fold, scale)
    ]


def _brought(fold: Fold, household: str, month: str, scales: dict[str, int]) -> dict[str, str]:
    return {
        material: shown(steps, scale)
        for material, scale in scales.items()
        if (steps := fold.brought[household, month, material])
    }


def by_material(view: BookView, fold: Fold) -> list[Row]:
    """What came in and went of each material, for each month in which any of it moved."""
    measures = {thing.code: thing.state for thing in view.things("material") if "scale" in thing.state}
    return [
        {"month": month, "material": material}
        | {
            told: shown(fold.moved[month, material, kind], measures[material]["scale"])
            for kind, told in MATERIALS.items()
        }
        | {"unit": measures[material]["measure"]}
        for month, material in sorted({(month, material) for month, material, _kind in fold.moved})
    ]


def by_item(view: BookView, fold: Fold) -> list[Row]:
    """Every item of the catalog: what became of its pieces in the period, and what is on hand at its end."""
    return [{"item": item} | figures for item, figures in stock_of(view, fold).items()]


def by_reason(fold: Fold, deeds: Deeds) -> list[Row]:
    """How often which act was refused for which reason, by month; of claims also those that ended with a no.

    `count` counts each refusal once, by its first reason; `among` counts it with every reason it had.
    """
    counts, mentions = Counter(fold.refusals), Counter(fold.mentions)
    for month, outcome in deeds.refusals.values():
        counts[month, "claim", outcome] += 1
        mentions[month, "claim", outcome] += 1
    return [
        {"month": key[0], "act": key[1], "reason": key[2], "count": counts[key], "among": among}
        for key, among in sorted(mentions.items())
    ]
