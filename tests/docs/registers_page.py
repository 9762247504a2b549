"""The tables of the pages on registers, as they follow from `REGISTERS`.

`python -m tests.docs.registers_page` writes them into the pages, from the home of the repository.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

from goodpoints.sheets import REGISTERS, Column, Register

PAGES: Final = {"en": "docs/reference/registers.md", "zh": "docs/zh/registers.md"}
"""Language → page."""


class Words(NamedTuple):
    """What a table says in one language.

    Attributes:
        head: The line above a table.
        yes: That a column is required, or decides.
        names: Kind of register → its heading.
        types: Type of column → how it is read.
        zero: Added to a number that may be nought.
        between: What stands between synonyms.
    """

    head: str
    yes: str
    names: dict[str, str]
    types: dict[str, str]
    zero: str
    between: str


_EN: Final = Words(
    "| Column | In Python | Required | Decides | Read as | Also called |",
    "yes",
    {
        "household": "Households", "opening": "Opening balances", "rate": "Star rates", "campaign": "Campaigns",
        "price": "Prices", "weigh_in": "Weigh-ins", "redeem": "Redemptions", "delivery": "Goods in", "count": "Stock-takes",
        "barter": "Barter", "hand_over": "Hand-overs", "sell": "Sales", "reverse": "Reversals", "rule": "Rules",
        "claim": "Claims", "panel": "Panels", "open_notice": "Notices", "objection": "Objections", "honour": "Honours",
        "reverse_claim": "Claims taken back",
    },
    {
        "birthday": "day, from 1900", "code": "code", "codes": "codes", "day": "day", "flag": "yes or no", "household": "household number", "identity": "ID number",
        "measure": "measure", "money": "yuan", "name": "name", "people": "people", "person": "person number", "quantity": "number",
        "serial": "serials", "signed": "number, may be below 0", "text": "text", "thing": "name of a thing",
        "title": "text, or what is printed above the header", "whole": "whole number", "year": "year",
    },
    ", may be 0",
    ", ",
)  # fmt: skip
_ZH: Final = Words(
    "| 列 | Python 里的名字 | 必须有 | 参与认行 | 读作 | 也可以写成 |",
    "是",
    {
        "household": "户籍", "opening": "期初结存", "rate": "兑星标准", "campaign": "活动", "price": "商品目录",
        "weigh_in": "过磅登记", "redeem": "兑换登记", "delivery": "捐赠与进货", "count": "盘点", "barter": "以物换物",
        "hand_over": "发放登记", "sell": "售卖登记", "reverse": "冲正登记", "rule": "积分细则", "claim": "善行申报",
        "panel": "评议记录", "open_notice": "公示", "objection": "异议", "honour": "荣誉价目", "reverse_claim": "申报冲正",
    },
    {
        "birthday": "日期（1900 年起）", "code": "编号", "codes": "几个编号", "day": "日期", "flag": "是或否", "household": "户号", "identity": "证件号码", "measure": "计量单位",
        "money": "元", "name": "姓名", "people": "名单", "person": "人员编号", "quantity": "数", "serial": "券号", "signed": "数，可以小于 0", "text": "文字", "title": "文字，或表头上面印的字", "thing": "名称",
        "whole": "整数", "year": "年份",
    },
    "，可以是 0",
    "、",
)  # fmt: skip
WORDS: Final = {"en": _EN, "zh": _ZH}


def tables(language: str) -> dict[str, str]:
    """Heading of each register → its table."""
    words = WORDS[language]
    return {f"{words.names[register.kind]} (`{register.kind}`)": _table(register, words) for register in REGISTERS}


def sections(page: str) -> dict[str, str]:
    """Heading → table, as a page has them."""
    return dict(re.findall(r"^### (.+)\n\n((?:\|.*\n)+)", page, re.MULTILINE))


def _table(register: Register, words: Words) -> str:
    lines = [words.head, "|" + "---|" * 6, *(_line(column, words) for column in register.columns)]
    return "".join(f"{line}\n" for line in lines)


def _line(column: Column, words: Words) -> str:
    first, *others = column.headers
    read_as = words.types[column.type] + (words.zero if column.zero else "")
    marks = [words.yes if mark else "" for mark in (column.required, column.deciding)]
    cells = [first, f"`{column.name}`", *marks, read_as, words.between.join(others)]
    return "| " + " | ".join(cells).replace("|  |", "| |").replace("|  |", "| |") + " |"


def main(home: Path) -> None:
    """Write the tables into both pages."""
    for language, name in PAGES.items():
        page = home / name
        text = page.read_text(encoding="utf-8")
        for heading, table in tables(language).items():
            before, between, after = re.split(rf"(?m)^(### {re.escape(heading)}\n)\n(?:\|.*\n)*", text)
            text = f"{before}{between}\n{table}{after}"
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
