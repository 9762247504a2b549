"""Rows that are no entries: blank ones, totals, repeated titles and headers, the lines at the foot of a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from goodpoints.sheets import days
from goodpoints.sheets.text import CellError, clean, figures
from goodpoints.sheets.values import Cell

NEVER_A_TOTAL = frozenset({"household", "name", "person", "thing"})
"""Types of columns in which 小计 is no value: where it stands in one, the row is a total."""

_Filled: TypeAlias = list[tuple[int, Cell]]

_TOTAL = re.compile(
    r"(?:[0-9一二三四五六七八九十]{1,4}[年月页季周组号日]份?度?|[本全各上当今][页日天周月季年村组户表][度份]?|以上|截止|至今){0,4}"
    r"(?:总?合计|总计|小计|共计|累计|总和|合共|承前页?|过次页|转下页|接上页|结转)"
    r"(?:数量?|重量|金额|星数|户数|件数|次数|人次|[:：]?[0-9][0-9.,]*\S{0,3})?"
    r"|(?:sub|grand)?total",
    re.IGNORECASE,
)
_LONGEST_TOTAL = 24
_NOTE = r"(?:备注|说明|注|附注|附|填表说明|注意事项)"
_ROLE = (
    r"(?:制表|制单|填表|填报|统计|审核|审批|复核|核对|经办|经手|记录|登记|负责|监督|保管|盘点|过磅|公示|打印|"
    r"会计|出纳|村?主任|村?书记|网格员|监委会|村委会|村民委员会|单位|签字|签名|盖章|日期|时间|地点|联系)"
)
_FOOT = re.compile(rf"(?:{_NOTE}|{_ROLE})[^:：]{{0,8}}[:：].*", re.DOTALL)
_LABELLED_NOTE = re.compile(rf"{_NOTE}(?:[:：].*)?", re.DOTALL)
_ROLE_ALONE = re.compile(rf"{_ROLE}(?:人|员|单位|日期)?")
_SEALED = re.compile(r".{0,20}\((?:盖章|公章|签章|签字|签名)\)[:：]?")
_PAGE = re.compile(r"(?:第?\d+页[,/]?)?(?:共\d+页)|第\d+页(?:[,/]?共\d+页)?|以下空白|以下无正文|此页空白|[-=*_.·…]{2,}")
_MANY = 3


class Furniture:
    """What stands around the entries of one sheet.

    Args:
        headers: The lines of the sheet's header, which some forms print again on every page.
        titles: What stands above the header, which they print again too.
        names: Positions of the columns whose types are `NEVER_A_TOTAL`.
        aside: Position of a column that says nothing about the row; None where there is none.
    """

    def __init__(
        self,
        headers: Sequence[Sequence[str]],
        *,
        titles: Iterable[str] = (),
        names: Iterable[int] = (),
        aside: int | None = None,
    ) -> None:
        self._headers = headers
        self._titles = frozenset(filter(None, map(_without_digits, titles)))
        self._names = frozenset(names)
        self._aside = aside
        self._in_notes = False

    def has(self, cells: Sequence[Cell]) -> bool:
        """Whether the row is no entry of the register; rows come in their order, since a note may have several."""
        filled = [(at, cell) for at, cell in enumerate(cells) if at != self._aside and not _blank(cell)]
        if not filled:
            return True
        self._in_notes = self._is_note(filled)
        return self._in_notes or self._is_total(filled) or _is_foot(filled) or self._is_printed_again(filled)

    def end_notes(self) -> None:
        """An entry came; a single text below it is no part of the note above."""
        self._in_notes = False

    def _is_note(self, filled: _Filled) -> bool:
        """A line that begins with 说明, or one of single texts below it."""
        first = filled[0][1]
        if not isinstance(first, str) or len(filled) > _MANY:
            return False
        return bool(_LABELLED_NOTE.fullmatch(clean(first))) or (self._in_notes and len(filled) == 1)

    def _is_total(self, filled: _Filled) -> bool:
        return is_total(filled[0][1]) or any(at in self._names and is_total(cell) for at, cell in filled)

    def _is_printed_again(self, filled: _Filled) -> bool:
        if len(filled) == 1 and isinstance(filled[0][1], str) and _without_digits(filled[0][1]) in self._titles:
            return True
        return any(_equal(filled, header) for header in self._headers)


def is_total(cell: Cell) -> bool:
    """Whether the cell says that its row is a sum: 合计, 本页小计, "7月合计：", "共计15户"."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_TOTAL:
        return False
    said = re.sub(r"[\s:：]|\([^)]*\)$", "", figures(cell))
    return bool(_TOTAL.fullmatch(said))


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _is_foot(filled: _Filled) -> bool:
    """A line of those who made and checked the form, or of the printer."""
    first = filled[0][1]
    if not isinstance(first, str):
        return False
    said = re.sub(r"\s", "", figures(first))
    if any(pattern.fullmatch(said) for pattern in (_SEALED, _PAGE)):
        return len(filled) <= _MANY and not any(_is_number(cell) for _, cell in filled)
    return _is_role(first) and not any(_is_number(cell) for _, cell in filled) and _is_of_roles(filled)


def _is_of_roles(filled: _Filled) -> bool:
    """Three cells, or more where every second one is a role: nothing that was weighed, counted or paid."""
    return len(filled) <= _MANY or sum(_is_role(cell) for _, cell in filled) * 2 >= len(filled)


def _is_role(cell: Cell) -> bool:
    said = re.sub(r"\s", "", figures(cell)) if isinstance(cell, str) else ""
    return bool(_FOOT.fullmatch(said) or _ROLE_ALONE.fullmatch(said))


def _is_number(cell: Cell) -> bool:
    """A quantity, an amount or a code; a day is none."""
    if not isinstance(cell, str):
        return not isinstance(cell, dt.date)
    if not figures(cell)[:1].isdigit():
        return False
    try:
        return days.day(cell) is None
    except CellError:
        return True


def _equal(filled: _Filled, header: Sequence[str]) -> bool:
    return all(at < len(header) and isinstance(cell, str) and clean(cell) == header[at] for at, cell in filled)


def _without_digits(title: str) -> str:
    """A title as it is compared: the page and the month in it change."""
    return re.sub(r"[\d\s]|[(]续[^)]*[)]|续表?$", "", figures(title))
