"""Comparing a report with figures that were computed elsewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

SECTIONS: Final = (
    "period",
    "counts",
    "totals",
    "money_yuan",
    "balances",
    "stock",
    "materials",
    "monthly",
    "expiry_lines",
    "expiry_outlook",
    "campaign_stars",
    "ranking_by_earned",
    "ranking_by_balance",
    "refused",
    "outcomes",
)
"""The sections of an `expected.json` that state a result."""


def comparable(figures: dict[str, Any], section: str, like: dict[str, Any]) -> object:
    """A section with exact numbers; rows of files in the order of file, sheet and row.

    Args:
        figures: What a report says, or what it must say.
        section: One of `SECTIONS`.
        like: What it must say; of the months only the figures that it tells of are compared.
    """
    found = figures[section]
    if section in {"refused", "outcomes"}:
        found = sorted(found, key=lambda one: (one["file"], one["sheet"] or "", one["row"]))
    if section == "monthly":
        told = {name for month in like[section].values() for name in month}
        found = {month: {name: month_told.get(name) for name in told} for month, month_told in found.items()}
    return _plain(found)


def _plain(told: object) -> object:
    """Quantities as exact numbers, whether they are written as numbers or as text; missing figures as nothing."""
    if isinstance(told, dict):
        found = {key: _plain(value) for key, value in told.items()}
        return {key: value for key, value in found.items() if value not in (None, 0, [], {})}
    if isinstance(told, list):
        return [_plain(value) for value in told]
    if isinstance(told, bool) or told is None:
        return told
    try:
        return Decimal(str(told))
    except ArithmeticError:
        return told
