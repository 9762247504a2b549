"""清水湾村, an invented village: its policy and its registers, fourteen months around a year's end.

The registers are the CSV files in `data/`, written as a village office writes them; the importer reads them too.
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
FILES: Final = {
    "household": "户籍",
    "opening": "期初结存",
    "rate": "兑星标准",
    "campaign": "活动",
    "price": "商品目录",
    "delivery": "捐赠与进货",
    "reverse": "冲正登记",
    "weigh_in": "过磅登记",
    "barter": "以物换物",
    "redeem": "兑换登记",
    "hand_over": "发放登记",
    "sell": "售卖登记",
    "count": "盘点",
}
"""Kind of act → name of its register."""

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
    sheet = files("goodpoints.demo").joinpath("data", f"{FILES[kind]}.csv")
    return tuple(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))


def acts() -> list[Act]:
    """Everything that happened, in the order of day, kind as the policy has it, and row."""
    order = {kind: n for n, kind in enumerate(village_policy().imports.order)}
    found = [Act(_day(row), kind, row) for kind in FILES for row in register(kind)]
    return sorted(found, key=lambda act: (act.day, order[act.kind]))


def _day(row: dict[str, str]) -> dt.date:
    """The day a row counts for; what has none was there when the book was opened."""
    return next((day_of(row[header]) for header in _DAY_HEADERS if header in row), OPENED)
