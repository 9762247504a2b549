"""Cells as numbers: exact ones, since a float never takes part in arithmetic here."""

from __future__ import annotations

import re
from decimal import Decimal

from attrs import frozen

from goodpoints.sheets.text import CellError, figures
from goodpoints.sheets.values import Cell

WEIGHTS = {
    "斤": "斤", "市斤": "斤", "公斤": "公斤", "千克": "公斤", "kg": "公斤", "克": "克", "g": "克", "两": "两", "吨": "吨", "t": "吨",
    "升": "升", "l": "升", "毫升": "毫升", "ml": "毫升", "米": "米",
}  # fmt: skip
"""Measures that change what a number means, by every way of writing them."""

COUNTERS = frozenset(
    "个只件袋瓶包盒份张块支条杯桶枚节颗分星户人次台双套卷提把本朵株根片捆箱罐枝对辆串筐车批组粒副床顶部匹扎管听筒坛盆壶册"
)
COUNTERS |= {"颗星", "个星", "积分"}
"""Words that only count pieces; beside a column of pieces they say nothing."""

DEEDS = frozenset({"小时", "分钟", "元", "天", "半天", "日", "公里", "里", "亩", "平方米", "学时", "课时", "工时"})
"""Words that tell what a deed is counted in; they change what a number means, so a rule compares them with its own."""

MOST = Decimal(10**9)
"""What no village ever weighed, counted or paid in one row."""

_STEP = Decimal("0.000001")
_NUMBER = re.compile(
    r"[x×*]?\s*([+-]?)\s*(\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)\s*([^\d\s.,+*-][^\d\s.,+*-]*)?", re.IGNORECASE
)
_TOGETHER = re.compile(r"(\d+)(公斤|千克|kg|市?斤)(?:(\d+(?:\.\d+)?)(两|克|g|斤)|(半))", re.IGNORECASE)
"""Two measures for one weight: 3斤2两, 3公斤500克, 3斤半."""

_PARTS = {
    ("斤", "两"): Decimal("0.1"),
    ("斤", "克"): Decimal("0.002"),
    ("公斤", "克"): Decimal("0.001"),
    ("公斤", "两"): Decimal("0.05"),
    ("公斤", "斤"): Decimal("0.5"),
}
"""(measure, smaller measure) → how much of the first the second is."""

_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_MONEY = re.compile(r"[¥￥]?(.*?)(?:元整?|块钱?|圆|rmb|yuan)?(?:/.*)?", re.IGNORECASE)


@frozen
class Measured:
    """A number with a unit glued to it, "12.5斤"."""

    number: Decimal
    unit: str


def measure(text: str) -> str | None:
    """A unit by its one name; a word we do not know stays as it is."""
    plain = figures(text).lower()
    return WEIGHTS.get(plain, plain) or None


def quantity(cell: Cell, *, zero: bool = False) -> Decimal | Measured | None:
    """A quantity, with its unit where one is glued to it.

    Raises:
        CellError: `bad_number`, or `bad_quantity` where it is a number but not a possible one.
    """
    text = _digits(cell)
    if not text:
        return None
    together = _TOGETHER.fullmatch(text.replace(" ", ""))
    if together:
        return _together(together)
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellError("bad_number", given=text[:40])
    number = _possible(match[1] + match[2].replace(",", ""), zero=zero)
    return Measured(number, _unit(match[3], text)) if match[3] else number


def _together(parts: re.Match[str]) -> Measured:
    """A weight in two measures, as one in the larger of them."""
    whole, larger, count, smaller, half = parts.groups()
    unit = WEIGHTS[larger.lower()]
    share = Decimal("0.5") if half else Decimal(count) * _PARTS.get((unit, WEIGHTS[smaller.lower()]), Decimal("inf"))
    if share >= 1:  # 3斤12两, 3斤2斤: one of the two is a slip
        raise CellError("bad_number", given=parts.string[:40])
    return Measured(_possible(str(Decimal(whole) + share), zero=False), unit)


def pieces(cell: Cell, *, zero: bool = False) -> Decimal | None:
    """A quantity of a column that has no unit: a glued counter is dropped, a glued weight is a mistake."""
    found = quantity(cell, zero=zero)
    if not isinstance(found, Measured):
        return found
    if found.unit not in COUNTERS:
        raise CellError("bad_number", given=f"{found.number}{found.unit}")
    return found.number


def signed(cell: Cell) -> Decimal | None:
    """A number that may be nought or below, "-5分"; a sign of plus is dropped."""
    text = _digits(cell)
    number = pieces(text.lstrip("+-") if text[:1] in {"+", "-"} else text, zero=True)
    return -number if number is not None and text.startswith("-") else number


def whole(cell: Cell, *, zero: bool = False) -> int | None:
    """A whole number.

    Raises:
        CellError: `bad_quantity` where there is a fraction.
    """
    number = pieces(cell, zero=zero)
    if number is None:
        return None
    if number != int(number):
        raise CellError("bad_quantity", given=str(number))
    return int(number)


def money(cell: Cell, *, zero: bool = False) -> Decimal | None:
    """An amount of yuan; "1.2元/公斤" is 1.2."""
    text = _digits(cell)
    match = _MONEY.fullmatch(text)
    found = quantity(match[1] if match else text, zero=zero)
    if isinstance(found, Measured) or (text and found is None):
        raise CellError("bad_number", given=text[:40])
    return found


def _digits(cell: Cell) -> str:
    """The cell as the text of a number; "" for an empty one."""
    if isinstance(cell, str):
        return figures(cell)
    if cell is None:
        return ""
    if not isinstance(cell, float | int):
        raise CellError("bad_number", given=str(cell))
    return _plain(repr(cell))


def _plain(number: str) -> str:
    """What a float is, without an exponent, and not finer than six decimals: finer is Excel's own dust."""
    if not _FLOAT.fullmatch(number):
        raise CellError("bad_number", given=number)
    exact = Decimal(number)
    if abs(exact) > MOST:
        raise CellError("bad_quantity", given=number)
    return f"{exact.quantize(_STEP):f}"


def _possible(number: str, *, zero: bool) -> Decimal:
    exact = Decimal(number)
    least_is_kept = exact >= 0 if zero else exact > 0
    if not least_is_kept or exact > MOST:
        raise CellError("bad_quantity", given=_short(number)[:40])
    return Decimal(_short(f"{exact.quantize(_STEP):f}")) if exact else Decimal(0)


def _short(number: str) -> str:
    """A number without the noughts at its end that Excel's were filled up with: -1 for "-1.000000"."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _unit(glued: str, text: str) -> str:
    unit = measure(glued) or ""
    if unit not in COUNTERS and unit not in WEIGHTS and unit not in DEEDS:
        raise CellError("bad_number", given=text[:40])
    return unit
