"""A rulebook as plain data for the journal, and back; its texts apart, since they stay beside the journal.

Everything is written out, defaults too, so that a later default changes no old version; what is None is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from attrs import evolve, fields

from goodpoints.domain.bank.rulebook.scales import SCORINGS, Level, Scoring, Slice, Threshold
from goodpoints.domain.bank.rulebook.stars import Grade, Star, StarHousehold
from goodpoints.domain.bank.rulebook.values import (
    Campaign,
    Cap,
    Cooldown,
    Highest,
    Repeat,
    Resolution,
    Rule,
    Rulebook,
    Veto,
)
from goodpoints.domain.entries import Detail
from goodpoints.domain.policy import Expiry

TEXTS: Final = ("text", "criteria", "legal_basis")
"""Private texts of a rule; the repair of its veto is a fourth, "repair"."""


def as_facts(rulebook: Rulebook) -> dict[str, Any]:
    """The rulebook as plain data: objects, lists, texts, whole numbers and booleans. Private texts are left out."""
    return _plain_part(rulebook)


def from_facts(facts: Mapping[str, Any], texts: Iterable[Detail] = ()) -> Rulebook:
    """The rulebook that `as_facts` wrote down, with the private texts that are still known.

    Raises:
        MistakenInput: `rulebook_value` where the data were never a rulebook's.
    """
    told = {(text.of, text.field): text.text for text in texts}
    rules = [_with_texts(_rule(one), subject(facts["version"], one["code"]), told) for one in facts["rules"]]
    passed = Resolution(**facts["resolution"]) if "resolution" in facts else None
    stars = _stars(facts["star_household"]) if "star_household" in facts else None
    return Rulebook(**{**facts, "rules": rules, "resolution": passed, "star_household": stars})


def _stars(facts: Mapping[str, Any]) -> StarHousehold:
    return StarHousehold(**{**facts, "stars": _many(Star)(facts["stars"]), "grades": _many(Grade)(facts["grades"])})


def subject(version: str, code: str) -> str:
    """What the private texts of a rule are filed under."""
    return f"rule/{version}/{code}"


def texts_of(rulebook: Rulebook) -> tuple[Detail, ...]:
    """The private texts of all rules, the empty ones left out."""
    return tuple(text for rule in rulebook.rules for text in _texts(rule, subject(rulebook.version, rule.code)))


def _texts(rule: Rule, of: str) -> Iterator[Detail]:
    told = {name: getattr(rule, name) for name in TEXTS} | {"repair": rule.veto.repair if rule.veto else ""}
    yield from (Detail(of, name, text) for name, text in told.items() if text)


def _with_texts(rule: Rule, of: str, texts: Mapping[tuple[str, str], str]) -> Rule:
    told: dict[str, Any] = {name: texts[of, name] for name in TEXTS if (of, name) in texts}
    if rule.veto is not None and (of, "repair") in texts:
        told["veto"] = evolve(rule.veto, repair=texts[of, "repair"])
    return evolve(rule, **told) if told else rule


def _plain_part(part: Any) -> dict[str, Any]:
    told = {
        key.name: _plain(getattr(part, key.name))
        for key in fields(type(part))
        if getattr(part, key.name) is not None and not key.metadata.get("private")
    }
    return {"kind": part.kind, **told} if type(part) in SCORINGS.values() else told


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _plain_part(value) if hasattr(value, "__attrs_attrs__") else value


def _rule(facts: Mapping[str, Any]) -> Rule:
    return Rule(**{name: _PARTS[name](value) if name in _PARTS else value for name, value in facts.items()})


def _one(kind: type) -> Callable[[Any], Any]:
    return lambda facts: kind(**facts)


def _many(kind: type) -> Callable[[Any], Any]:
    return lambda facts: tuple(kind(**one) for one in facts)


def _scoring(facts: Mapping[str, Any]) -> Scoring:
    told = {name: _PARTS[name](value) if name in _PARTS else value for name, value in facts.items() if name != "kind"}
    built: Scoring = SCORINGS[facts["kind"]](**told)
    return built


_PARTS: Final[dict[str, Callable[[Any], Any]]] = {
    "scoring": _scoring,
    "thresholds": _many(Threshold),
    "slices": _many(Slice),
    "below": _one(Slice),
    "levels": _many(Level),
    "caps": _many(Cap),
    "highest": _one(Highest),
    "repeat": _one(Repeat),
    "cooldown": _one(Cooldown),
    "campaigns": _many(Campaign),
    "validity": _one(Expiry),
    "veto": _one(Veto),
}
"""Key of a rule, or of its scoring → what builds that part again."""
