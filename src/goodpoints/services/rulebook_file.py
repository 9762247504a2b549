"""A village's rulebook as a TOML file: read strictly, and told all its mistakes at once.

`docs/reference/rulebook.md` describes every key. Points are written in the rulebook's unit ("2.5") and become whole
steps of its scale; a mistake in one rule hides none in another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Final, get_type_hints

import attrs
from attrs import field, frozen
from cattrs import ClassValidationError, Converter, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from goodpoints.domain.amounts import MAX_AMOUNT, MAX_SCALE, shown
from goodpoints.domain.bank.rulebook.checks import between, one_of
from goodpoints.domain.bank.rulebook.scales import (
    CAMPAIGN,
    SCORINGS,
    SPANS,
    SUBJECTS,
    Fixed,
    Level,
    Scoring,
    Slice,
    Threshold,
)
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
from goodpoints.domain.policy import Expiry
from goodpoints.errors import MistakenInput
from goodpoints.services.toml_file import (
    WORDS,
    Mistake,
    NoToml,
    Problem,
    a_day,
    is_list,
    list_of,
    parsed,
    problems,
    table,
    texts,
)

_DAYS: Final = frozenset({"valid_from", "date", "first", "last"})
_POINTS: Final = frozenset({"points", "least", "most"})
"""Keys that are points of the rulebook's unit."""

_NUMBERS: Final = frozenset({"each", "upto", "at", "factor"})
"""Keys that are exact numbers: 10, 2.5, or a fraction as text, "3/2". A repeat's factor is a whole number."""

_FRACTION: Final = re.compile(r"[0-9]{1,15}(?:/[0-9]{1,15}|\.[0-9]{1,15})?", re.ASCII)
_FINEST: Final = -15
"""The exponent below which nobody means a number: a file may say 1e-999999999, which no fraction should be made of."""

_VALUE: Final = "rulebook_value"


@frozen
class CapSaid:
    """A cap as a file says it: `points` or `times`, one of the two, in a period."""

    period: str = field(validator=one_of(*SPANS, CAMPAIGN))
    points: int = field(default=0, validator=between(0))
    times: int = field(default=0, validator=between(0))
    per: str = field(default="household", validator=one_of(*SUBJECTS))

    def cap(self) -> Cap:
        """The cap it means.

        Raises:
            MistakenInput: `rulebook_value`.
        """
        if bool(self.points) == bool(self.times):
            raise MistakenInput(_VALUE, key="points", got=str(self.points), allowed="points, times")
        kind = "points" if self.points else "times"
        return Cap(kind, self.points or self.times, self.period, self.per)


_PARTS: Final = (
    Threshold, Slice, Level, *SCORINGS.values(), CapSaid, Highest, Repeat, Cooldown, Campaign, Expiry, Veto, Rule, Resolution,
    Star, Grade, StarHousehold,
)  # fmt: skip
_STAND_IN: Final = Rule("stand-in", "-", Fixed(0))
"""Lets the rest of a file be read where none of its rules can be."""


@frozen
class Survey:
    """What a file says, as far as it can be understood.

    Args:
        rulebook: None where there are problems.
        rules: The rules that can be understood.
        scale: Decimals of the points; what the file says, if it says it right.
        problems: Path, code, what was got and what is allowed, in the file's order.
    """

    rulebook: Rulebook | None
    rules: tuple[Rule, ...]
    scale: int
    problems: tuple[Problem, ...]


def read_rulebook(text: str) -> Rulebook:
    """The rulebook that a TOML file says.

    Raises:
        MistakenInput: `rulebook_syntax` with line and column where it is no TOML; `rulebook_file` with every problem:
            path ("rules[3].scoring.points", counted from 1), code (`rulebook_value`, `unknown_key`, `wrong_type`,
            `missing_key`, `bad_number`, `bad_date`), what was got and what is allowed.
    """
    found = survey(text)
    if found.rulebook is None:
        raise MistakenInput("rulebook_file", problems=list(found.problems))
    return found.rulebook


def survey(text: str) -> Survey:
    """Everything a file says, its mistakes and what can be understood beside them.

    Raises:
        MistakenInput: `rulebook_syntax`.
    """
    try:
        data = parsed(text)
    except NoToml as error:
        raise MistakenInput("rulebook_syntax", line=error.place.line, column=error.place.column) from error
    return survey_of(data)


def survey_of(data: Mapping[str, Any]) -> Survey:
    """The same of tables that are read already, points and numbers as a file writes them."""
    said = data.get("scale", 0)
    scale = said if type(said) is int and 0 <= said <= MAX_SCALE else 0
    rules, wrong = _rules(data.get("rules", ()), scale)
    rulebook, others = _head(data, rules, scale)
    found = [*others, *wrong]
    return Survey(None if found else rulebook, tuple(rules), scale, tuple(found))


def _rules(said: Any, scale: int) -> tuple[list[Rule], list[Problem]]:  # noqa: ANN401 - a file may hold anything
    """The rules that can be understood, and the problems of the others."""
    if not isinstance(said, list):
        return [], []
    rules: list[Rule] = []
    wrong: list[Problem] = []
    for number, one in enumerate(said, 1):
        try:
            rules.append(_converter(scale).structure(one, Rule))
        except (ClassValidationError, Mistake, MistakenInput) as error:
            wrong += _told(error, f"rules[{number}]", scale)
    return rules, [*wrong, *_twice(said)]


def _twice(said: list[Any]) -> Iterator[Problem]:
    codes = [one.get("code") if isinstance(one, dict) else None for one in said]
    for code, count in Counter(code for code in codes if isinstance(code, str)).items():
        if count > 1:
            again = codes.index(code, codes.index(code) + 1) + 1
            yield {"path": f"rules[{again}].code", "code": _VALUE, "key": "code", "got": code, "allowed": "once"}


def _head(data: Mapping[str, Any], rules: list[Rule], scale: int) -> tuple[Rulebook | None, list[Problem]]:
    """The rulebook with those rules, or what is wrong outside the rules."""
    known = list({rule.code: rule for rule in rules}.values())
    told = data.get("rules")
    filled = dict(data) | {"rules": known or [_STAND_IN]} if told and isinstance(told, list) else data
    try:
        return _converter(scale).structure(filled, Rulebook), []
    except ClassValidationError as error:
        return None, list(_told(error, "", scale))


def _told(error: Exception, path: str, scale: int) -> Iterator[Problem]:
    of_a_part = partial(_of_a_part, scale)
    if isinstance(error, ClassValidationError | IterableValidationError):
        yield from problems(error, path, of_a_part)
    elif isinstance(error, Mistake):
        yield {"path": path, **error.told}
    elif isinstance(error, MistakenInput):
        yield of_a_part(error, path)


def _of_a_part(scale: int, error: MistakenInput, path: str) -> Problem:
    """What a part refused as a whole, when it was made: a list that does not rise, a veto without effect."""
    key, got = str(error.facts.get("key", "")), str(error.facts.get("got", ""))
    told: Problem = {"path": f"{path}.{key}".strip("."), "code": error.code, "key": key}
    in_unit = shown(int(got), scale) if "in_steps" in error.facts else got
    return told | {"got": in_unit, "allowed": str(error.facts.get("allowed", ""))}


@lru_cache(maxsize=MAX_SCALE + 1)
def _converter(scale: int) -> Converter:
    """Every part, key by key: its type as it stands, then the rulebook's own check of it."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook_func(is_list, list_of(converter))
    converter.register_structure_hook(Scoring, table(_scoring(converter)))
    converter.register_structure_hook(Cap, lambda value, _kind: converter.structure(value, CapSaid).cap())
    for part in (*_PARTS, Rulebook):
        structure: Any = make_dict_structure_fn(part, converter, **_settings(part, scale))
        converter.register_structure_hook(part, table(structure))
    return converter


def _settings(part: type, scale: int) -> dict[str, Any]:
    settings: dict[str, Any] = {"_cattrs_forbid_extra_keys": True, "_cattrs_detailed_validation": True}
    if part is Rulebook:
        settings["rules"] = override(struct_hook=_as_they_are)
    plain = (key for key in attrs.fields(part) if not _holds_parts(get_type_hints(part)[key.name]))
    return settings | {key.name: override(struct_hook=_hook(part, key, scale)) for key in plain}


def _as_they_are(rules: Any, _kind: Any) -> Any:  # noqa: ANN401 - rules that are read already, or none at all
    if not isinstance(rules, list):
        raise Mistake("wrong_type", rules, WORDS[tuple])
    if not rules:
        raise Mistake("missing_key", "", "rules")
    return tuple(rules)


def _holds_parts(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    inner = [one for one in getattr(kind, "__args__", ()) if one is not Ellipsis]
    return attrs.has(kind) or any(map(attrs.has, inner))


def _scoring(converter: Converter) -> Callable[[Any, Any], Any]:
    def check(value: dict[str, Any], _kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        kind = value.get("kind")
        if kind not in SCORINGS:
            raise MistakenInput(_VALUE, key="kind", got=str(kind or ""), allowed=", ".join(SCORINGS))
        return converter.structure({name: said for name, said in value.items() if name != "kind"}, SCORINGS[kind])

    return check


def _hook(part: type, key: attrs.Attribute[Any], scale: int) -> Callable[[Any, Any], Any]:
    kind = get_type_hints(part)[key.name]

    def check(value: Any, _kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        typed = _typed(part, key.name, value, scale)
        meant = _plain(value, kind) if typed is None else typed
        try:
            if key.validator is not None:
                key.validator(None, key, meant)
        except MistakenInput as error:
            raise Mistake(_VALUE, value, str(error.facts["allowed"])) from error
        return meant

    return check


def _typed(part: type, name: str, value: Any, scale: int) -> Any:  # noqa: ANN401 - a file may hold anything
    """A day, an exact number, or points; None where the key is none of these."""
    if name in _DAYS:
        return a_day(value, _VALUE)
    if name in _NUMBERS and part is not Repeat:
        return _number(value)
    return _steps(value, scale) if name in _POINTS else None


def _plain(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
    """The value, where it has the very type. Nothing is turned into a number."""
    if is_list(kind):
        return texts(value)
    if type(value) is not kind:
        raise Mistake("wrong_type", value, WORDS[kind])
    return value


def _number(value: Any) -> Fraction:  # noqa: ANN401 - a file may hold anything
    if isinstance(value, str) and _FRACTION.fullmatch(value) and not value.endswith("/0"):
        return Fraction(value)
    if not _is_number(value):
        raise Mistake("wrong_type", value, "number")
    return Fraction(value)


def _steps(value: Any, scale: int) -> int:  # noqa: ANN401 - a file may hold anything
    """Points as whole steps of the rulebook's unit."""
    if not _is_number(value):
        raise Mistake("wrong_type", value, "number")
    exact = Fraction(value) * 10**scale
    if exact.denominator != 1:
        raise Mistake("too_fine_points", value, str(scale))
    return int(exact.numerator)


def _is_number(value: Any) -> bool:  # noqa: ANN401 - a file may hold anything
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and exponent >= _FINEST and abs(value) <= MAX_AMOUNT
    return type(value) is int
