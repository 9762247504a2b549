"""`report expiring`: who will lose how much on which day, if nothing more happens."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from goodpoints.domain.days import iso
from goodpoints.domain.lots import last_day_of
from goodpoints.domain.steps import shown
from goodpoints.ports import StoreReader
from goodpoints.services.reports.fold import folded
from goodpoints.services.reports.rows import Row
from goodpoints.services.view import BookView


def expiring(view: BookView, store: StoreReader, day: dt.date, within: int) -> list[Row]:
    """What ends from `day` until `within` days after it, by last day and household.

    What ends with the day itself is still there on it, and is told.
    """
    policy = view.policy(day)
    fold = folded(store, day, day, policy.reward.unit)
    first, last = iso(day), (day + dt.timedelta(days=within)).isoformat()
    ending: Counter[tuple[str, str]] = Counter()
    for _day, household, lot, amount in fold.expiries:
        ending[last_day_of(lot), household] += amount
    for household, lots in fold.outstanding().items():
        for lot, amount in lots.items():
            ending[last_day_of(lot), household] += amount
    return [
        {"household": household, "ends": ends, "stars": shown(amount, policy.reward.scale)}
        for (ends, household), amount in sorted(ending.items())
        if first <= ends <= last and amount
    ]
