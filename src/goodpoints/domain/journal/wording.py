"""Whether a stored body reads as it would be written, without writing it again where that can be told at less cost."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from goodpoints.domain.days import is_day
from goodpoints.domain.seal import FORMAT, canonical
from goodpoints.domain.steps import MAX_AMOUNT

_FIELDS: Final = (
    "actor", "day", "facts", "key", "kind", "private", "recorded_at", "refers_to", "request", "seq", "transfers", "v",
)  # fmt: skip
_shapes: Final[set[tuple[str, ...]]] = set()
_MOST_SHAPES: Final = 4096


def reads_as_written(body: str, data: dict[str, Any]) -> bool:
    """Whether a body is the canonical form of what it says; what transfers hold is judged by their own laws.

    Args:
        body: As stored.
        data: What `json.loads` made of it.
    """
    if tuple(data) != _FIELDS or type(data["v"]) is not int or data["v"] != FORMAT:
        return False
    if not _are_typed(data):
        return False
    if _is_doubtful(body) or data["private"] or not _is_plain(data["facts"]):
        return canonical(data) == body
    # No text has a quote inside, since that takes a backslash: `":` ends a key, or begins a text with a colon.
    if body.count('":') != len(_FIELDS) + len(data["facts"]):  # a key said twice, perhaps
        return canonical(data) == body
    return unicodedata.is_normalized("NFC", body)


def _is_doubtful(body: str) -> bool:
    """Whether it has what canonical text may hold or not: escapes, blanks within or between words, a zero below zero."""
    return "\\" in body or " " in body or '":-0' in body or "\n" in body or "\t" in body or "\r" in body


def _are_typed(data: dict[str, Any]) -> bool:
    texts = type(data["actor"]) is str and type(data["request"]) is str and type(data["private"]) is list
    numbers = type(data["refers_to"]) is int and type(data["seq"]) is int
    return texts and numbers and type(data["day"]) is str and is_day(data["day"])


def _is_plain(facts: Any) -> bool:
    """Whether facts are texts and whole numbers under sorted ASCII keys."""
    if type(facts) is not dict or not _is_sorted(tuple(facts)):
        return False
    for value in facts.values():
        kind = type(value)
        if kind is not str and (kind is not int or not -MAX_AMOUNT <= value <= MAX_AMOUNT):
            return False
    return True


def _is_sorted(keys: tuple[str, ...]) -> bool:
    if keys in _shapes:
        return True
    if list(keys) != sorted(keys) or not all(map(str.isascii, keys)):
        return False
    if len(_shapes) < _MOST_SHAPES:
        _shapes.add(keys)
    return True
