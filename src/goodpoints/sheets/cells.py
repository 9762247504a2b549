"""From a raw cell to its value, column by column; what was read once is not read again."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from goodpoints.sheets import days, listed, quantities, text
from goodpoints.sheets.columns import Column
from goodpoints.sheets.furniture import NEVER_A_TOTAL, is_total
from goodpoints.sheets.limits import WIDTH, Limits
from goodpoints.sheets.quantities import Measured
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell, Fault, Value

Typed: TypeAlias = Value | Measured
Parse: TypeAlias = Callable[[Cell], Typed]

_KEPT = 10_000
_GIVEN = 40
_NO = frozenset({"否", "无", "不", "不是", "非", "未", "没有", "×", "x", "n", "no", "0", "false"})
_NOTHING = frozenset({"无", "暂无", "空", "不限", "不限量", "无限制", "长期", "长期有效", "none", "n/a"})
_BLANK = {"day": "bad_date", "year": "bad_date", "quantity": "bad_number", "whole": "bad_number", "money": "bad_number"}
_MAY_BE_NOTHING = frozenset({*_BLANK, "birthday", "identity", "serial", "signed"})
_LISTS = frozenset({"codes", "people"})
_TIMES_LONGER = 15
"""How much longer the cell of a list may be: Excel's own limit is 32,767."""


class Memo(dict[Cell, Typed]):
    """What the cells of one column meant so far; it forgets everything before it grows large."""

    def __init__(self, parse: Parse, longest: int) -> None:
        super().__init__()
        self._parse = parse
        self._longest = longest

    def __missing__(self, cell: Cell) -> Typed:
        if isinstance(cell, str) and len(cell) > self._longest:
            raise CellError("cell_too_long", length=len(cell), limit=self._longest)
        value = self._parse(cell)
        if len(self) >= _KEPT:
            self.clear()
        self[cell] = value
        return value


def reader_of(column: Column | None, limits: Limits, epoch: dt.date = days.EPOCH) -> Memo:
    """What reads the cells of a column; None is one that the register does not know, read as text to be compared.

    Args:
        column: The register's column.
        limits: How long a cell may be, and how wide a household's number is.
        epoch: The day that the workbook calls 0.
    """
    if column is None:
        return Memo(_compared, limits.characters)
    parse = partial(_usable, _parser(column, limits.code_width or WIDTH, epoch))
    if column.type in NEVER_A_TOTAL:
        parse = partial(_no_total, parse)
    if column.type in _BLANK and column.required:
        parse = partial(_filled, parse, _BLANK[column.type])
    elif column.type in _MAY_BE_NOTHING:
        parse = partial(_unless_nothing, parse)
    return Memo(parse, limits.characters * (_TIMES_LONGER if column.type in _LISTS else 1))


def ignoring() -> Memo:
    """What reads a column whose cells say nothing about the row."""
    return Memo(lambda _: None, sys.maxsize)


def _compared(cell: Cell) -> str | None:
    return None if isinstance(cell, Fault) else text.free(cell)


def flag(cell: Cell) -> int:
    """1 for a cell that says yes in whatever word or mark, 0 for an empty one or a no."""
    said = text.half_width(text.shown(cell)).lower()
    return int(bool(said) and said not in _NO)


def _parser(column: Column, width: int, epoch: dt.date) -> Parse:
    parsers: dict[str, Parse] = {
        "birthday": partial(days.day, years=days.BIRTHS, epoch=epoch),
        "code": listed.code,
        "codes": listed.codes,
        "day": partial(days.day, epoch=epoch),
        "flag": flag,
        "household": partial(text.household, width=width),
        "identity": text.identity,
        "measure": _measure,
        "money": partial(quantities.money, zero=column.zero),
        "name": text.name,
        "people": partial(listed.people, width=width),
        "person": partial(text.person, width=width),
        "quantity": partial(quantities.quantity if column.measured else quantities.pieces, zero=column.zero),
        "serial": text.thing,
        "signed": quantities.signed,
        "text": partial(_word, column) if column.words else text.free,
        "thing": text.thing,
        "title": text.free,
        "whole": partial(quantities.whole, zero=column.zero),
        "year": days.year,
    }
    return parsers[column.type]


def _usable(parse: Parse, cell: Cell) -> Typed:
    if isinstance(cell, Fault):
        raise CellError(cell.code)
    if text.is_ditto(cell):
        raise CellError("nothing_above")
    return parse(None if text.is_dash(cell) else cell)


def _no_total(parse: Parse, cell: Cell) -> Typed:
    """Nobody and nothing is called 小计; the row is looked at again, as a total."""
    if is_total(cell):
        raise CellError("total")
    return parse(cell)


def _unless_nothing(parse: Parse, cell: Cell) -> Typed:
    """A date or number that may be missing, and whose cell says so in words."""
    return None if isinstance(cell, str) and text.figures(cell).lower() in _NOTHING else parse(cell)


def _filled(parse: Parse, code: str, cell: Cell) -> Typed:
    value = parse(cell)
    if value is None:
        raise CellError(code, given=text.shown(cell)[:_GIVEN])
    return value


def _measure(cell: Cell) -> str | None:
    return quantities.measure(text.shown(cell))


def _word(column: Column, cell: Cell) -> str | None:
    said = text.free(cell)
    return column.words.get(said, said) if said else None
