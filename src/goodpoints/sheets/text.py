"""Cells as text: what typing habits and Excel leave behind is taken away, what was meant stays."""

from __future__ import annotations

import datetime as dt
import re
import string
import unicodedata

from goodpoints.sheets.values import Cell

LAST_SAFE = 10**15
"""Excel keeps fifteen digits: from here on the last digits of a number are lost for good."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_LETTERS = {chr(0xFEE0 + ord(letter)): letter for letter in string.ascii_letters}
_SIGNS = str.maketrans(dict(zip("．，：／＋－—–−﹣＠（）", ".,:/+-----@()", strict=True)) | _LETTERS | {"㎏": "kg"})
_COMPUTED = tuple("=+-@＝＋－＠\t\r")
_DASHES = frozenset({"/", "//", "\\", "-", "--", "---"})
_NUMBER_OF_A_HOUSEHOLD = re.compile(r"(?:第|户|№|no\.?)?([0-9]+)(?:\.0)?(?:号|户|号户)?", re.IGNORECASE)
_LOST = re.compile(r"\d(?:\.\d+)?E\+(?:1[1-9]|[2-9]\d)", re.IGNORECASE)
_SPACE_BESIDE_HANZI = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_SPACE_WITHIN_HANZI = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_LENGTH = 18
_LONGEST_DASH = 12
_DITTO = frozenset({"〃", "″", '"', "''", "同上", "上同", "同前"})


class CellError(Exception):
    """A cell that cannot be meant; caught within this room and turned into a `BadRow`."""

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def clean(text: str) -> str:
    """The text without invisible characters and outer blanks, in NFC."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def half_width(text: str) -> str:
    """Clean text whose full-width digits are plain ones; letters and brackets stay."""
    return clean(text).translate(_DIGITS)


def figures(text: str) -> str:
    """Text that should be a number, a date or a code: letters and signs are half-width too, Excel's mark of text is off."""
    return half_width(text).translate(_SIGNS).removeprefix("'").strip()


def guarded(text: str) -> str:
    """The text with a quote mark in front where Excel would compute it."""
    return f"'{text}" if text.startswith(_COMPUTED) else text


def unguarded(text: str) -> str:
    """The text without the quote mark that guards it."""
    return text[1:] if text.startswith("'") and text.startswith(_COMPUTED, 1) else text


def is_dash(cell: Cell) -> bool:
    """Whether somebody drew a stroke through the cell, to say that there is nothing."""
    if not isinstance(cell, str) or len(cell) > _LONGEST_DASH or cell.isalnum():
        return False
    return figures(unguarded(cell)) in _DASHES


def is_ditto(cell: Cell) -> bool:
    """Whether the cell says that it is what stands above it: 〃, 同上."""
    return isinstance(cell, str) and len(cell) <= _LONGEST_DASH and clean(cell) in _DITTO


def shown(cell: Cell) -> str:
    """A cell as text, "" for none.

    Raises:
        CellError: `id_precision` where a long number has lost its last digits.
    """
    if isinstance(cell, str):
        return _kept(cell)
    if cell is None:
        return ""
    if isinstance(cell, float | int):
        return _whole_if_it_is(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def free(cell: Cell) -> str | None:
    """A remark or a reason, as it was written; the mark that guards a formula in our own CSV is taken off."""
    return clean(unguarded(clean(shown(cell)))) or None


def thing(cell: Cell) -> str | None:
    """What goods or a material are called, or a serial: its full-width digits are plain ones, "纸 板" is "纸板"."""
    return _SPACE_WITHIN_HANZI.sub("", half_width(free(cell) or "")) or None


def name(cell: Cell) -> str | None:
    """A person's name; "张 三" is "张三", "Ann Lee" keeps its space."""
    return _SPACE_BESIDE_HANZI.sub("", free(cell) or "") or None


def identity(cell: Cell) -> str | None:
    """A number of a document.

    Raises:
        CellError: `id_precision`, also where a CSV shows the noughts that Excel put for the lost digits.
    """
    text = figures(shown(cell)).upper() or None
    if text and len(text) == _ID_LENGTH and text.isdigit() and text.endswith("000") and not _checks(text):
        raise CellError("id_precision")
    return text


def household(cell: Cell, width: int) -> str | None:
    """A household's number with the leading noughts that Excel took away; "12号" and "第12户" are its number too."""
    text = figures(shown(cell)).replace(" ", "")
    match = _NUMBER_OF_A_HOUSEHOLD.fullmatch(text)
    return match[1].zfill(width) if match else text or None


def person(cell: Cell, width: int) -> str | None:
    """A person's number, "0103-2"."""
    code = household(cell, width) or ""
    head, dash, tail = code.partition("-")
    return (head.zfill(width) + dash + tail if dash and head.isdigit() else code) or None


def _kept(text: str) -> str:
    if _LOST.fullmatch(text.strip()):
        raise CellError("id_precision")
    return text


def _whole_if_it_is(number: float) -> str:
    if abs(number) >= LAST_SAFE:
        raise CellError("id_precision")
    return str(int(number)) if number == int(number) else repr(number)


def _checks(identity: str) -> bool:
    """Whether the last digit agrees with the others. Source: GB 11643-1999."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, identity, strict=False))
    return "10X98765432"[total % 11] == identity[-1]
