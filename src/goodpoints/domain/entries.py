"""What is written down: transfers, details, drafts, entries, and the things they change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

_NO_STATE: Final[Mapping[str, Any]] = MappingProxyType({})

Facts: TypeAlias = dict[str, Any]
"""Codes, whole numbers, dates as text, and lists of them. Never a name, never free text."""

ThingKey: TypeAlias = tuple[str, str]
"""(kind, code) of a thing: ("household", "0103")."""


def own_code(seq: int) -> str:
    """An entry's number as codes have it: of the thing that it makes, of its private texts, of what came with it."""
    return f"{seq:08d}"


class Transfer(NamedTuple):
    """`amount` (whole steps, above zero) of one unit and lot goes from one account to another."""

    source: str
    target: str
    unit: str
    lot: str
    amount: int


class Detail(NamedTuple):
    """A private text beside the entry: a name, a reason, a remark.

    Attributes:
        of: Whom or what it is about, as a code: "person/0103-2", "entry".
        field: Which text it is: "name", "reason".
        text: The text, NFC; only its salted digest is sealed.
    """

    of: str
    field: str
    text: str


class Commitment(NamedTuple):
    """What the sealed body says of a detail: hex SHA-256 of 32 random bytes and the text."""

    digest: str
    field: str
    of: str


class Draft(NamedTuple):
    """What a decision wants to write; nothing has happened yet.

    Attributes:
        kind: Entry kind, one of `programmes.KINDS`.
        day: ISO day it counts for.
        refers_to: Number of the entry it answers, 0 for none.
    """

    kind: str
    day: str
    facts: Facts
    transfers: tuple[Transfer, ...] = ()
    refers_to: int = 0
    details: tuple[Detail, ...] = ()


class Entry(NamedTuple):
    """One act, as it is sealed.

    Attributes:
        seq: 1, 2, 3 … without gaps.
        key: Idempotency key, unique in the book.
        actor: Code of who acted.
        recorded_at: UTC instant with milliseconds, never earlier than its predecessor's.
        request: Hex digest of what was asked; empty where the book itself acted.
    """

    seq: int
    kind: str
    day: str
    key: str
    actor: str
    recorded_at: str
    request: str
    refers_to: int
    facts: Facts
    transfers: tuple[Transfer, ...]
    private: tuple[Commitment, ...]


class Thing(NamedTuple):
    """The present state of something the journal speaks of.

    Attributes:
        status: A word to list by; empty where there is none.
        holder: Whose it is (household, material …), to list by; empty where it is nobody's.
        day: ISO day to list by; empty where it has none.
        state: Everything else, plain data.
    """

    kind: str
    code: str
    state: Mapping[str, Any] = _NO_STATE
    status: str = ""
    holder: str = ""
    day: str = ""

    @property
    def key(self) -> ThingKey:
        """(kind, code)."""
        return self.kind, self.code


class Tally(NamedTuple):
    """`amount` is added to the count `name` of `subject` on `day` (ISO); negative when given back."""

    name: str
    subject: str
    day: str
    amount: int
