"""A village's registers as small CSV files, and importing them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from goodpoints import Book, Policy, open_book
from goodpoints.book.intake import Wish, import_into
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.services.importing import ImportReport
from tests.builders import TODAY

HEADERS: Final = {
    "household": "户号,人员编号,姓名,与户主关系,备注",
    "opening": "户号,户主,星数,获得年份",
    "rate": "材料,计量单位,兑换数量,兑得星数,最低交投量,生效日期",
    "price": "品名,价格(星),生效日期,每户每月限兑",
    "rule": "编号,名称,计分方式,分值",
    "delivery": "日期,类别,捐赠人/供应商,品名,数量,单价(元),券号起,券号止",
    "weigh_in": "日期,户号,姓名,材料,数量,单位,网格员,备注",
    "redeem": "日期,户号,姓名,品名,数量,经手人,券号,备注",
    "reverse": "冲正日期,原兑换日期,户号,姓名,品名,数量,原因",
    "count": "日期,品名,实盘数量,保管员,监督员",
}

VILLAGE: Final = {
    "household": ["0001,0001-1,张一,户主,", "0002,0002-1,李二,户主,"],
    "opening": ["0001,张一,4,2025"],
    "rate": ["纸板,公斤,2.5,1,0.5,2025-07-01"],
    "price": ["洗衣粉,2,2025-07-01,"],
    "delivery": ["2025-07-01,捐赠,供销社,洗衣粉,10,8.5,,"],
}
"""What every small village has; acts come on top."""


def write_registers(folder: Path, registers: dict[str, list[str]]) -> Path:
    """One file per register, named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in registers.items():
        kind = name.partition("-")[0]
        (folder / f"{name}.csv").write_text("\n".join([HEADERS[kind], *rows, ""]), encoding="utf-8")
    return folder


def take_in(url: Path, folders: list[Path], policy: Policy | None = None, *, commit: bool = True) -> ImportReport:
    """Make a book out of folders."""
    return import_into(
        str(url), folders, book="test", policy=policy or Policy(), wish=Wish(commit=commit), actor="operator",
        clock=FixedClock.at(TODAY), ids=CountedIds(),
    )  # fmt: skip


def take_more(url: Path, folders: list[Path], *, commit: bool = True) -> ImportReport:
    """Import into the book that is there."""
    with reopened(url) as book:
        return book.import_files(folders, commit=commit)


def reopened(url: Path) -> Book:
    """The book, with a clock that stands still."""
    return open_book(str(url), actor="operator", clock=FixedClock.at(TODAY), ids=CountedIds(10**6))
