"""Rows that are no entries: blank ones, totals, repeated headers, the lines at the foot of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from goodpoints.sheets.text import clean
from goodpoints.sheets.values import Cell

_TOTAL = re.compile(
    r"(?:本页|本月|本季|本年|本表|全村|全年|以上)?(?:合计|总计|小计|共计|累计|总合计)|(?:sub|grand)?total",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:制表|填表|审核|复核|负责人|监督人|签字|签名|盖章|备注|说明|注)[^:：]{0,8}[:：].*", re.DOTALL)


def is_furniture(cells: Sequence[Cell], headers: Sequence[str]) -> bool:
    """Whether the row is no entry of the register.

    Args:
        cells: A raw row.
        headers: The sheet's own header, as it is printed again on every page of some sheets.
    """
    filled = [(at, cell) for at, cell in enumerate(cells) if not _blank(cell)]
    if not filled:
        return True
    first = filled[0][1]
    if not isinstance(first, str):
        return False
    said = re.sub(r"[\s:：]", "", first)
    return bool(_TOTAL.fullmatch(said)) or _is_foot(first, len(filled)) or _is_header(filled, headers)


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _is_foot(first: str, filled: int) -> bool:
    return filled <= 3 and bool(_FOOT.fullmatch(clean(first)))  # noqa: PLR2004 – maker, checker, date


def _is_header(filled: list[tuple[int, Cell]], headers: Sequence[str]) -> bool:
    return all(at < len(headers) and isinstance(cell, str) and clean(cell) == headers[at] for at, cell in filled)
