"""A village's policy as a TOML file: read strictly, and told all its mistakes at once.

`docs/reference/policy.md` describes every key; `policy_template.toml` is what a new village starts from.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, get_origin, get_type_hints

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from goodpoints.domain.policy import Policy
from goodpoints.errors import Fact, MistakenInput
from goodpoints.services.policy_checks import contradictions

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_DAYS: Final = frozenset({"first", "last", "opens"})
_MAY_BE_EMPTY: Final = "opens"
_NUMBER_TEXTS: Final = frozenset({"quantity", "value"})
"""Keys that hold a number as text, since it may name a measure or have decimals: 25 without quotes means "25"."""

_LONGEST: Final = 60
_WORDS: Final = {int: "whole", str: "text", tuple: "list", dict: "table"}
"""What was expected, as codes that the catalogues translate; "day" is the fifth."""


class _Mistake(Exception):
    """A value that cannot be meant; caught within this file and turned into a problem with its path."""

    def __init__(self, code: str, got: Any, allowed: str) -> None:  # noqa: ANN401 - a file may hold anything
        super().__init__(code)
        self.told: dict[str, Fact] = {"code": code, "got": _shown(got), "allowed": allowed}


def read_policy(text: str) -> Policy:
    """The policy that a TOML file says; what it leaves out has its default.

    Raises:
        MistakenInput: `policy_syntax` with line and column where it is no TOML; `policy_file` with every
            problem: path ("expiry.after", "campaigns[2].cap", counted from 1), code (`policy_value`,
            `unknown_key`, `wrong_type`, `missing_key`), what was got and what is allowed.
    """
    data = _toml(text)
    try:
        policy = _converter().structure(data, Policy)
    except ClassValidationError as errors:
        raise MistakenInput("policy_file", problems=sorted(_problems(errors, ""), key=_section)) from errors
    wrong = contradictions(policy)
    if wrong:
        raise MistakenInput("policy_file", problems=wrong)
    return policy


def policy_template() -> str:
    """The file that `init` writes: every key with its default and what it means, in Chinese and English."""
    return files("goodpoints.services").joinpath("policy_template.toml").read_text(encoding="utf-8")


def _toml(text: str) -> dict[str, Any]:
    plain = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))  # Notepad writes the mark
    try:
        return tomllib.loads(plain)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line, column = (int(place[1]), int(place[2])) if place else (plain.count("\n") + 1, 1)
        raise MistakenInput("policy_syntax", line=line, column=column) from error


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """Every part of a policy, key by key: its type as it stands, then the policy's own check of it."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook_func(_is_list, _list_of(converter))
    for part in _parts():
        structure: Any = make_dict_structure_fn(part, converter, **_settings(part))
        converter.register_structure_hook(part, _table(structure))
    return converter


def _settings(part: type) -> dict[str, Any]:
    settings: dict[str, Any] = {"_cattrs_forbid_extra_keys": True, "_cattrs_detailed_validation": True}
    plain = (key for key in attrs.fields(part) if not _is_part(get_type_hints(part)[key.name]))
    return settings | {key.name: override(struct_hook=_hook(part, key)) for key in plain}


def _parts() -> list[type]:
    """The classes of the sections and of the lists, and the policy itself last."""
    hints = get_type_hints(Policy).values()
    return [*(kind.__args__[0] if _is_list(kind) else kind for kind in hints if _is_part(kind)), Policy]


def _is_part(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    return attrs.has(kind) or (_is_list(kind) and attrs.has(kind.__args__[0]))


def _is_list(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    return get_origin(kind) is tuple


def _table(structure: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - what cattrs generates has no narrower type
    def check(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        if not isinstance(value, dict):
            raise _Mistake("wrong_type", value, _WORDS[dict])
        return structure(value, kind)

    return check


def _list_of(converter: Converter) -> Callable[[Any, Any], Any]:
    def check(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        if not isinstance(value, list):
            raise _Mistake("wrong_type", value, _WORDS[tuple])
        return tuple(converter.structure(value, list[kind.__args__[0]]))

    return check


def _hook(part: type, key: attrs.Attribute[Any]) -> Callable[[Any, Any], Any]:
    kind = get_type_hints(part)[key.name]

    def check(value: Any, _kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        meant = _typed(key.name, value, kind)
        try:
            if key.validator is not None:
                key.validator(None, key, meant)
        except MistakenInput as error:
            raise _Mistake("policy_value", value, str(error.facts["allowed"])) from error
        return meant

    return check


def _typed(name: str, value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
    """The value, where it has the very type; a day may be a TOML date or text. Nothing is turned into a number."""
    if name in _DAYS:
        return "" if value == "" and name == _MAY_BE_EMPTY else _day(value)
    if name in _NUMBER_TEXTS and type(value) is int:
        return str(value)
    if _is_list(kind):
        if type(value) is not list or any(type(word) is not str for word in value):
            raise _Mistake("wrong_type", value, _WORDS[tuple])
        return tuple(value)
    if type(value) is not kind:
        raise _Mistake("wrong_type", value, _WORDS[kind])
    return value


def _day(value: Any) -> str:  # noqa: ANN401 - a file may hold anything
    if type(value) is dt.date:
        return value.isoformat()
    if type(value) is not str:
        raise _Mistake("wrong_type", value, "day")
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise _Mistake("policy_value", value, "day") from error


def _problems(errors: ClassValidationError | IterableValidationError, path: str) -> Iterator[dict[str, Fact]]:
    """Every problem inside, each with its path."""
    if isinstance(errors, IterableValidationError):
        for error, place in errors.group_exceptions()[0]:
            yield from _told(error, f"{path}[{int(place.index) + 1}]")
        return
    named, others = errors.group_exceptions()
    for error, key in named:
        yield from _told(error, f"{path}.{key.name}".lstrip("."))
    for error in others:
        yield from _told(error, path)


def _section(problem: dict[str, Fact]) -> int:
    """Problems are told in the order of the page that describes a policy, unknown sections last."""
    order = [section.name for section in attrs.fields(Policy)]
    name = re.split(r"[.\[]", str(problem["path"]))[0]
    return order.index(name) if name in order else len(order)


def _told(error: Exception, path: str) -> Iterator[dict[str, Fact]]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        yield from _problems(error, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from (_unknown(path, key, error.cl) for key in sorted(error.extra_fields))
    elif isinstance(error, KeyError):
        expected = "day" if path.rpartition(".")[2] in _DAYS else "text"
        yield {"path": path, "code": "missing_key", "got": "", "allowed": expected}
    elif isinstance(error, _Mistake):
        yield {"path": path, **error.told}
    elif isinstance(error, MistakenInput):
        yield _of_the_policy(error, path)
    else:
        raise error


def _unknown(path: str, key: str, part: type) -> dict[str, Fact]:
    known = [field.name for field in attrs.fields(part)]
    meant = get_close_matches(key, known, n=1)
    told: dict[str, Fact] = {"path": f"{path}.{key}".lstrip("."), "code": "unknown_key", "got": _shown(key)}
    return told | {"allowed": ", ".join(known), "meant": meant[0] if meant else ""}


def _of_the_policy(error: MistakenInput, path: str) -> dict[str, Fact]:
    """What a part refused as a whole when it was made: a factor that is no number, a quantity below zero."""
    key, allowed = str(error.facts.get("key", "quantity")), str(error.facts.get("allowed", "25"))
    return {"path": f"{path}.{key}", "code": "policy_value", "got": str(error.facts.get("got", "")), "allowed": allowed}


def _shown(value: Any) -> str:  # noqa: ANN401 - a file may hold anything
    """The value as the file writes it, shortened."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:_LONGEST]
