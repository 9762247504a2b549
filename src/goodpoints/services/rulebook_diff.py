"""What changes from one version of a rulebook to the next, key by key, as a file writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.services.rulebook_text import tables_of

ADDED: Final = "added"
DROPPED: Final = "dropped"
CHANGED: Final = "changed"


class Change(NamedTuple):
    """One difference.

    Attributes:
        rule: Code of the rule; empty for the rulebook itself.
        change: "added", "dropped" or "changed".
        key: Which key: "scoring.points", "caps[1].points", "text"; empty where the whole rule came or went.
        before, after: As a file writes them, points in the unit; None where the key has its default.
    """

    rule: str
    change: str
    key: str
    before: Any
    after: Any


def differences(old: Rulebook, new: Rulebook) -> list[Change]:
    """Everything that differs: the head first, then rule by rule in the order of the new one, dropped ones last."""
    before, after = tables_of(old), tables_of(new)
    rules = [{rule["code"]: rule for rule in told.pop("rules")} for told in (before, after)]
    return [*_between("", before, after), *_rules(*rules)]


def _rules(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for code, told in new.items():
        if code not in old:
            yield Change(code, ADDED, "", None, told["title"])
        else:
            yield from _between(code, old[code], told)
    yield from (Change(code, DROPPED, "", told["title"], None) for code, told in old.items() if code not in new)


def _between(rule: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(flat(old)), dict(flat(new))
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield Change(rule, CHANGED, key, before.get(key), after.get(key))


def flat(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - tables as a file has them
    """Every key of nested tables with its value: scoring.points, caps[1].period."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from flat(value, f"{path}.{key}".lstrip("."))
    elif isinstance(part, list) and any(isinstance(one, dict) for one in part):
        for number, one in enumerate(part, 1):
            yield from flat(one, f"{path}[{number}]")
    else:
        yield path, part
