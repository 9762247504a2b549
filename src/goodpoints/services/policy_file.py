"""A village's policy as a TOML file: read strictly, and told all its mistakes at once.

`docs/reference/policy.md` describes every key; `policy_template.toml` is what a new village starts from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, get_type_hints

import attrs
from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, override

from goodpoints.domain.policy import Policy, RulebookRemarks
from goodpoints.errors import Fact, MistakenInput
from goodpoints.services import toml_file
from goodpoints.services.policy_checks import contradictions
from goodpoints.services.toml_file import WORDS, Mistake, NoToml, is_list, list_of, problems, table, texts

_DAYS: Final = frozenset({"first", "last", "opens"})
_MAY_BE_EMPTY: Final = "opens"
_NUMBER_TEXTS: Final = frozenset({"quantity", "value"})
"""Keys that hold a number as text, since it may name a measure or have decimals: 25 without quotes means "25"."""

REMARKS: Final = (
    "resolution", "late_days", "notice_days", "judges", "duplicate_days", "duplicates", "separate", "score_unit", "rules",
)  # fmt: skip
"""Keys of a rulebook that the policy may give for every sheet of rules."""


def read_policy(text: str) -> Policy:
    """The policy that a TOML file says; what it leaves out has its default.

    Raises:
        MistakenInput: `policy_syntax` with line and column where it is no TOML; `policy_file` with every
            problem: path ("expiry.after", "campaigns[2].cap", counted from 1), code (`policy_value`,
            `unknown_key`, `wrong_type`, `missing_key`), what was got and what is allowed.
    """
    try:
        policy = _converter().structure(toml_file.parsed(text), Policy)
    except NoToml as error:
        raise MistakenInput("policy_syntax", line=error.place.line, column=error.place.column) from error
    except ClassValidationError as errors:
        found = map(_expected, problems(errors, "", _of_the_policy))
        raise MistakenInput("policy_file", problems=sorted(found, key=_section)) from errors
    wrong = contradictions(policy)
    if wrong:
        raise MistakenInput("policy_file", problems=wrong)
    return policy


def policy_template() -> str:
    """The file that `init` writes: every key with its default and what it means, in Chinese and English."""
    return files("goodpoints.services").joinpath("policy_template.toml").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _converter() -> Converter:
    """Every part of a policy, key by key: its type as it stands, then the policy's own check of it."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook_func(is_list, list_of(converter))
    for part in _parts():
        made = _remarks if part is RulebookRemarks else make_dict_structure_fn(part, converter, **_settings(part))
        structure: Any = made
        converter.register_structure_hook(part, table(structure))
    return converter


def _remarks(value: dict[str, Any], _kind: Any) -> RulebookRemarks:  # noqa: ANN401 - a file may hold anything
    """What the sheets of rules leave open: read for good when a sheet is taken in, since only then the rules are known."""
    for key in value:
        if key not in REMARKS:
            raise Mistake("unknown_key", key, ", ".join(REMARKS))
    return RulebookRemarks.of(value)


def _settings(part: type) -> dict[str, Any]:
    settings: dict[str, Any] = {"_cattrs_forbid_extra_keys": True, "_cattrs_detailed_validation": True}
    plain = (key for key in attrs.fields(part) if not _is_part(get_type_hints(part)[key.name]))
    return settings | {key.name: override(struct_hook=_hook(part, key)) for key in plain}


def _parts() -> list[type]:
    """The classes of the sections and of the lists, and the policy itself last."""
    hints = get_type_hints(Policy).values()
    return [*(kind.__args__[0] if is_list(kind) else kind for kind in hints if _is_part(kind)), Policy]


def _is_part(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    return attrs.has(kind) or (is_list(kind) and attrs.has(kind.__args__[0]))


def _hook(part: type, key: attrs.Attribute[Any]) -> Callable[[Any, Any], Any]:
    kind = get_type_hints(part)[key.name]

    def check(value: Any, _kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        meant = _typed(key.name, value, kind)
        if kind is not str and key.converter is not None:
            complete: Callable[[Any], Any] = key.converter  # type: ignore[assignment]  # ours are plain functions
            meant = complete(meant)  # an older order is completed before it is checked
        try:
            if key.validator is not None:
                key.validator(None, key, meant)
        except MistakenInput as error:
            raise Mistake("policy_value", value, str(error.facts["allowed"])) from error
        return meant

    return check


def _typed(name: str, value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
    """The value, where it has the very type; a day may be a TOML date or text. Nothing is turned into a number."""
    if name in _DAYS:
        return "" if value == "" and name == _MAY_BE_EMPTY else toml_file.a_day(value, "policy_value")
    if name in _NUMBER_TEXTS and type(value) is int:
        return str(value)
    if is_list(kind):
        return texts(value)
    if type(value) is not kind:
        raise Mistake("wrong_type", value, WORDS[kind])
    return value


def _section(problem: dict[str, Fact]) -> int:
    """Problems are told in the order of the page that describes a policy, unknown sections last."""
    order = [section.name for section in attrs.fields(Policy)]
    name = re.split(r"[.\[]", str(problem["path"]))[0]
    return order.index(name) if name in order else len(order)


def _expected(problem: dict[str, Fact]) -> dict[str, Fact]:
    """A missing key is told with what it takes."""
    if problem["code"] != "missing_key":
        return problem
    return problem | {"allowed": "day" if str(problem["path"]).rpartition(".")[2] in _DAYS else "text"}


def _of_the_policy(error: MistakenInput, path: str) -> dict[str, Fact]:
    """What a part refused as a whole when it was made: a factor that is no number, a quantity below zero."""
    key, allowed = str(error.facts.get("key", "quantity")), str(error.facts.get("allowed", "25"))
    return {"path": f"{path}.{key}", "code": "policy_value", "got": str(error.facts.get("got", "")), "allowed": allowed}
