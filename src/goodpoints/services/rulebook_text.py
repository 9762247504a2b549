"""A rulebook as TOML text: what has its default is left out, and reading it back gives the same rulebook."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from goodpoints.domain.amounts import shown
from goodpoints.domain.bank.rulebook.lines import plain
from goodpoints.domain.bank.rulebook.scales import SCORINGS
from goodpoints.domain.bank.rulebook.values import Cap, Rulebook
from goodpoints.errors import MistakenInput

_DAYS: Final = frozenset({"valid_from", "date", "first", "last"})
_POINTS: Final = frozenset({"points", "least", "most"})
_FIRST: Final = ("code", "category", "title", "text", "sign", "scoring")
"""The order in which people read a rule; the rest follows as the reference page has it."""


def rulebook_text(rulebook: Rulebook) -> str:
    """The file that `read_rulebook` reads as this rulebook.

    Raises:
        MistakenInput: `missing_extra` where the library that writes TOML is not installed.
    """
    try:
        import tomli_w
    except ImportError as error:
        raise MistakenInput("missing_extra", extra="toml") from error
    return tomli_w.dumps(tables_of(rulebook), multiline_strings=True)


def tables_of(rulebook: Rulebook) -> dict[str, Any]:
    """The rulebook as a file's tables: points in the unit as exact numbers, days as dates, defaults left out."""
    head = _part(rulebook, rulebook.scale)
    rules = head.pop("rules")
    return {**head, "rules": [_in_order(rule) for rule in rules]}


def _in_order(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: rule[name] for name in _FIRST if name in rule} | rule


def _part(part: Any, scale: int) -> dict[str, Any]:  # noqa: ANN401 - any part of a rulebook
    if isinstance(part, Cap):
        amount = _amount(part.most, scale) if part.kind == "points" else part.most
        told = {part.kind: amount, "period": part.period}
        return told if part.per == "household" else told | {"per": part.per}
    keys = [key for key in attrs.fields(type(part)) if getattr(part, key.name) not in (None, "", ())]
    said = [key for key in keys if getattr(part, key.name) != key.default]
    # A part that says no more than its defaults is written with them: an empty table tells nobody anything.
    told = {key.name: _value(key.name, getattr(part, key.name), scale) for key in said or keys}
    return {"kind": part.kind, **told} if type(part) in SCORINGS.values() else told


def _value(name: str, value: Any, scale: int) -> Any:  # noqa: ANN401 - any part of a rulebook
    if isinstance(value, tuple):
        return [_value(name, one, scale) for one in value]
    if attrs.has(type(value)):
        return _part(value, scale)
    if isinstance(value, Fraction):
        return _number(plain(value))
    if name in _DAYS:
        return dt.date.fromisoformat(value)
    return _amount(value, scale) if name in _POINTS else value


def _amount(steps: int, scale: int) -> int | Decimal:
    return _as_toml(shown(steps, scale))


def _number(text: str) -> int | Decimal | str:
    return text if "/" in text else _as_toml(text)


def _as_toml(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)
