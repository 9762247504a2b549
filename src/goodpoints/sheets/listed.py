"""Cells that list things: claims of a notice, members of a panel. They are kept as text in one way of writing."""

from __future__ import annotations

import re
from functools import lru_cache

from goodpoints.sheets import text
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell

BETWEEN = "、"
"""What stands between the parts of a list, once it is read."""

_BETWEEN_CODES = re.compile(r"[、,;。\s]+")
_BETWEEN_PEOPLE = re.compile(r"[、,;。]\s*|\n+")
_SPAN = re.compile(r"(.*?)(\d{1,12})(?:至|~|—|到)(.*?)(\d{1,12})")
_MARK = r"\s*:?\s*(?P<mark>\d+(?:\.\d+)?)?分?"
_PERSON = re.compile(rf"(?P<name>.+?)\s*\((?P<household>[^()]*)\){_MARK}")
_WITHOUT_BRACKETS = re.compile(rf"(?P<name>[^()\d:]+?)\s*(?P<household>\d{{2,}}(?:号|户|号户)?)?(?:{_MARK})")
_MOST = 2000
_GIVEN = 40


def code(cell: Cell) -> str | None:
    """A number of a claim, notice or rule: "２０２５－0001" is "2025-0001"."""
    return text.figures(text.shown(cell)).replace(" ", "") or None


def codes(cell: Cell) -> str | None:
    """Several codes; "2025-0001至2025-0003" is each of them.

    Raises:
        CellError: `bad_list` where a span has no end that fits its beginning.
    """
    said = text.figures(text.shown(cell)).replace(";", ",")
    parts = [one for part in _BETWEEN_CODES.split(said) if part for one in _spread(part)]
    return BETWEEN.join(dict.fromkeys(parts)) or None


def people(cell: Cell, width: int) -> str | None:
    """People with their households, and the mark each gave: "张三(0012)、李四(0103):5".

    Args:
        cell: "张三(12)、李四（0103）5分"; the household or the mark may be missing.
        width: Digits of a household's number.

    Raises:
        CellError: `bad_list` where a part names nobody.
    """
    said = text.figures(text.shown(cell)).replace(";", ",")
    return BETWEEN.join(_person(part.strip(), width) for part in _BETWEEN_PEOPLE.split(said) if part.strip()) or None


def _spread(part: str) -> list[str]:
    match = _SPAN.fullmatch(part)
    if match is None:
        return [part]
    before, first, again, last = match.groups()
    count = int(last) - int(first) + 1
    if again not in {"", before} or not 0 < count <= _MOST:
        raise CellError("bad_list", given=part[:_GIVEN])
    return [f"{before}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]


@lru_cache(maxsize=4096)
def _person(part: str, width: int) -> str:
    """One of a panel; the same few judges sit on many."""
    match = _PERSON.fullmatch(part) or _WITHOUT_BRACKETS.fullmatch(part)
    name = text.name(match["name"]) if match else None
    if match is None or name is None:
        raise CellError("bad_list")
    number = text.household(match["household"], width)
    return f"{name}({number or ''})" + (f":{match['mark']}" if match["mark"] else "")
