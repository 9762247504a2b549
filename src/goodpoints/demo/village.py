"""清水湾村, an invented village: its policy and its registers, fourteen months around a year's end.

The registers are the CSV files in `data/`, one for each kind of act, written as a village office writes them; the
importer reads them too.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import Final

from attrs import frozen

from goodpoints.domain.days import day_of
from goodpoints.domain.policy import Policy
from goodpoints.services.policy_file import read_policy

BOOK: Final = "qingshui"
OPENED: Final = dt.date(2025, 9, 1)
LAST: Final = dt.date(2026, 10, 31)
_DAY_HEADERS: Final = ("日期", "冲正日期", "生效日期", "开始日期")


@frozen
class Act:
    """One row of a register: something that was done, or asked for.

    Args:
        day: The day it counts for.
        kind: As in the policy's order of a day.
        row: Header → cell, as the office wrote it.
    """

    day: dt.date
    kind: str
    row: dict[str, str]


def village_policy() -> Policy:
    """The village's policy, from `policy.toml`."""
    return read_policy(files("goodpoints.demo").joinpath("policy.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def register(kind: str) -> tuple[dict[str, str], ...]:
    """The rows of one register, in the order of the file."""
    sheet = files("goodpoints.demo").joinpath("data", f"{kind}.csv")
    if not sheet.is_file():  # it has no moral bank
        return ()
    return tuple(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))


def acts() -> list[Act]:
    """Everything that happened, in the order of day, kind as the policy has it, and row."""
    found = [Act(_day(row), kind, row) for kind in village_policy().imports.order for row in register(kind)]
    return sorted(found, key=lambda act: act.day)  # a stable sort keeps kinds and rows in their order


def _day(row: dict[str, str]) -> dt.date:
    """The day a row counts for; what has none was there when the book was opened."""
    return next((day_of(row[header]) for header in _DAY_HEADERS if header in row), OPENED)
