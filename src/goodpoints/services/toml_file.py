"""Files that people write in TOML: read strictly, and told all their mistakes at once.

A value that cannot be meant becomes a problem: path ("expiry.after", "rules[2].caps[1].most", counted from 1), code,
what was got and what is allowed. What a policy or a rulebook may hold is said by `policy_file` and `rulebook_file`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, get_origin

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError

from goodpoints.errors import Fact, MistakenInput

Problem = dict[str, Fact]

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_LONGEST: Final = 60
WORDS: Final = {int: "whole", str: "text", tuple: "list", dict: "table", bool: "yes_or_no"}
"""What was expected, as codes that the catalogues translate; "day" and "number" are others."""


class Mistake(Exception):
    """A value that cannot be meant; caught where the file is read and turned into a problem with its path."""

    def __init__(self, code: str, got: Any, allowed: str) -> None:  # noqa: ANN401 - a file may hold anything
        super().__init__(code)
        self.told: Problem = {"code": code, "got": shown(got), "allowed": allowed}


class Place(NamedTuple):
    """Where in a file it stops being TOML."""

    line: int
    column: int


class NoToml(Exception):
    """The text is no TOML from there on."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


def parsed(text: str) -> dict[str, Any]:
    """The tables of a TOML text, NFC; numbers with a point are exact decimals.

    Raises:
        NoToml: With line and column.
    """
    plain = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))  # Notepad writes the mark
    try:
        return tomllib.loads(plain, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        found = Place(int(place[1]), int(place[2])) if place else Place(plain.count("\n") + 1, 1)
        raise NoToml(found) from error


def is_list(kind: Any) -> bool:  # noqa: ANN401 - a type as annotations write it
    """Whether a key of this type holds a list."""
    return get_origin(kind) is tuple


def table(structure: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - what cattrs generates has no narrower type
    """A hook: whatever is no table is a mistake."""

    def check(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        if not isinstance(value, dict):
            raise Mistake("wrong_type", value, WORDS[dict])
        return structure(value, kind)

    return check


def list_of(converter: Converter) -> Callable[[Any, Any], Any]:
    """A hook: a list of parts, each made by the converter; whatever is no list is a mistake."""

    def check(value: Any, kind: Any) -> Any:  # noqa: ANN401 - a file may hold anything
        if not isinstance(value, list):
            raise Mistake("wrong_type", value, WORDS[tuple])
        return tuple(converter.structure(value, list[kind.__args__[0]]))

    return check


def a_day(value: Any, code: str) -> str:  # noqa: ANN401 - a file may hold anything
    """A TOML date, or a day as text, in ISO form; `code` tells a text that is no day."""
    if type(value) is dt.date:
        return value.isoformat()
    if type(value) is not str:
        raise Mistake("wrong_type", value, "day")
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise Mistake(code, value, "day") from error


def texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - a file may hold anything
    """A list of texts."""
    if type(value) is not list or any(type(word) is not str for word in value):
        raise Mistake("wrong_type", value, WORDS[tuple])
    return tuple(value)


def problems(
    errors: ClassValidationError | IterableValidationError,
    path: str,
    of_a_part: Callable[[MistakenInput, str], Problem],
) -> Iterator[Problem]:
    """Every problem inside, each with its path.

    Args:
        errors: What `cattrs` gathered.
        path: Where they were met; empty for the whole file.
        of_a_part: Tells what a part refused as a whole, when it was made.
    """
    if isinstance(errors, IterableValidationError):
        for error, place in errors.group_exceptions()[0]:
            yield from told(error, f"{path}[{int(place.index) + 1}]", of_a_part)
        return
    named, others = errors.group_exceptions()
    for error, key in named:
        yield from told(error, f"{path}.{key.name}".lstrip("."), of_a_part)
    for error in others:
        yield from told(error, path, of_a_part)


def told(error: Exception, path: str, of_a_part: Callable[[MistakenInput, str], Problem]) -> Iterator[Problem]:
    """One error of `cattrs`, or of a value, as the problems it holds."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        yield from problems(error, path, of_a_part)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield from (_unknown(path, key, error.cl) for key in sorted(error.extra_fields))
    elif isinstance(error, KeyError):
        yield {"path": path, "code": "missing_key", "got": "", "allowed": ""}
    elif isinstance(error, Mistake):
        yield {"path": path, **error.told}
    elif isinstance(error, MistakenInput):
        yield of_a_part(error, path)
    else:
        raise error


def _unknown(path: str, key: str, part: type) -> Problem:
    known = [field.name for field in attrs.fields(part)]
    meant = get_close_matches(key, known, n=1)
    found: Problem = {"path": f"{path}.{key}".lstrip("."), "code": "unknown_key", "got": shown(key)}
    return found | {"allowed": ", ".join(known), "meant": meant[0] if meant else ""}


def shown(value: Any) -> str:  # noqa: ANN401 - a file may hold anything
    """The value as the file writes it, shortened."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)[:_LONGEST]
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:_LONGEST]
