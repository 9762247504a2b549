"""Several questions in one statement: every row of the answer bears the number of its question.

The columns of all questions lie in the same places, by their type; what a question does not have is NULL there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, Final

from goodpoints.ports import BalanceRow, EntryRow, Question, ThingRow
from goodpoints.storage.postgres.columns import Texts
from goodpoints.storage.postgres.session import Statement
from goodpoints.storage.postgres.statements import WRITTEN, statements

Row = tuple[Any, ...]
Part = tuple[str, Sequence[Any]]
"""Name of a statement, and its values."""

FEW: Final = 8
"""Things that are asked for one by one; each number of them is a prepared statement of its own."""

_ABOUT_MANY: Final = frozenset({"seen", "get", "lots"})

_PLACES: Final = (("int8", 2), ("text", 6), ("bytea", 1))
"""How many columns of a type any question has at the most."""


def seen_of(rows: Iterable[Row]) -> dict[str, EntryRow]:
    """Entries by their keys."""
    return {row[3]: EntryRow._make(row) for row in rows}


def things_of(rows: Iterable[Row]) -> list[ThingRow]:
    """Things as they come."""
    return [ThingRow._make(row) for row in rows]


def lots_of(rows: Iterable[Row]) -> list[BalanceRow]:
    """Balances as they come."""
    return [BalanceRow._make(row) for row in rows]


def first_of(rows: Sequence[Row]) -> str | None:
    """The one value; None where there is none."""
    return str(rows[0][0]) if rows else None


def sum_of(rows: Sequence[Row]) -> int:
    """The sum, of nothing as well."""
    return int(rows[0][0])


_COLUMNS: Final = {
    "seen": (WRITTEN["entry"].types, WRITTEN["entry"].columns),
    "get": (WRITTEN["thing"].types, WRITTEN["thing"].columns),
    "list": (WRITTEN["thing"].types, WRITTEN["thing"].columns),
    "lots": (WRITTEN["balance"].types, WRITTEN["balance"].columns),
    "tally": (("int8",), ("amount",)),
    "turn": (("int8",), ("turn",)),
    "next_end": (("text",), ("lot",)),
    "next_day": (("text",), ("day",)),
}

_READ: Final[dict[str, Callable[[list[Row]], Any]]] = {
    "seen": seen_of,
    "get": things_of,
    "lots": lots_of,
    "list": lambda rows: sorted(things_of(rows)),
    "tally": sum_of,
    "turn": lambda rows: rows[0][0] if rows else None,
    "next_end": first_of,
    "next_day": first_of,
}


def _parts_of(book: str, question: Question) -> list[Part]:
    """The statements that answer a question: several where it is about a few things, since that is quicker than arrays."""
    verb, given = question
    if verb not in _ABOUT_MANY:
        return [(verb, (book, *given))]
    asked = list(dict.fromkeys(given[0]))
    if len(asked) <= FEW:
        return [(verb, (book, key) if verb == "seen" else (book, *key)) for key in asked]
    columns = [Texts(asked)] if verb == "seen" else list(map(Texts, zip(*asked, strict=True)))
    return [(f"{verb}_many", (book, *columns) if verb == "seen" else (*columns, book))]


def alone(schema: str, book: str, question: Question) -> Statement | None:
    """A statement that asks one question and gives its rows as they are; None where nothing needs asking."""
    parts, sql = _parts_of(book, question), statements(schema)
    if not parts:
        return None
    return _union(tuple(sql[name] for name, _given in parts)), [value for _name, given in parts for value in given]


def together(schema: str, book: str, questions: Sequence[Question]) -> Statement | None:
    """One statement that asks all of them; None where nothing needs asking."""
    parts = [(n, *part) for n, question in enumerate(questions) for part in _parts_of(book, question)]
    if not parts:
        return None
    values = [value for _n, _name, given in parts for value in given]
    return _text(schema, tuple((n, name) for n, name, _given in parts)), values


def answers(questions: Sequence[Question], rows: Iterable[Row]) -> list[tuple[Question, Any]]:
    """Each question with what its verb would have given."""
    found: list[list[Row]] = [[] for _ in questions]
    for row in rows:
        found[row[0]].append(row)
    return [
        (question, _READ[question.verb](list(map(_picker(question.verb), some))))
        for question, some in zip(questions, found, strict=True)
    ]


@lru_cache(maxsize=256)
def _union(texts: tuple[str, ...]) -> str:
    """One statement out of several; the same text for the same ones, since the driver knows it by its text."""
    return " UNION ALL ".join(texts)


@lru_cache(maxsize=256)
def _text(schema: str, parts: tuple[tuple[int, str], ...]) -> str:
    return _union(tuple(_part(schema, n, name) for n, name in parts))


def _part(schema: str, n: int, name: str) -> str:
    types, columns = _COLUMNS[name.removesuffix("_many")]
    at = dict(zip(_places(types), columns, strict=True))
    told = ", ".join(at.get((kind, place), f"NULL::{kind}") for kind, count in _PLACES for place in range(count))
    return f"SELECT {n}::int8, {told} FROM ({statements(schema)[name]}) AS q"  # noqa: S608 - statements of our own


def _places(types: Sequence[str]) -> list[tuple[str, int]]:
    """For each column its type and how many of that type come before it."""
    return [(kind, types[:n].count(kind)) for n, kind in enumerate(types)]


@cache
def _picker(verb: str) -> Callable[[Row], Row]:
    """What takes the columns of a question out of a row."""
    all_places = [(kind, place) for kind, count in _PLACES for place in range(count)]
    first, *others = [1 + all_places.index(place) for place in _places(_COLUMNS[verb][0])]
    return itemgetter(first, *others) if others else lambda row: (row[first],)
