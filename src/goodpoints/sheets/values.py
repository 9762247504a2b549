"""What a sheet gives before it is read: raw cells. Rows and bad rows are `domain.rows`' own."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from attrs import frozen

from goodpoints.domain.rows import BadRow, Place, Row, Value


@frozen
class Fault:
    """A cell without a usable value, and why: `formula_error` or `formula_without_value`."""

    code: str


Cell: TypeAlias = str | float | dt.date | dt.time | dt.timedelta | Fault | None
"""A raw cell as the file gives it; CSV gives text only. Truth values arrive as the text TRUE or FALSE."""

__all__ = ["BadRow", "Cell", "Fault", "Place", "Row", "Value"]
