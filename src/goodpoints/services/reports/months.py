"""The months of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from goodpoints.domain.days import day_of, iso, period_of


def months_of(first: str, last: str) -> Iterator[str]:
    """Every month from one day (ISO) to another, "2026-03"."""
    day, end = day_of(first), day_of(last)
    while day <= end:
        yield iso(day)[:7]
        day = period_of(day, "month")[1] + dt.timedelta(days=1)
