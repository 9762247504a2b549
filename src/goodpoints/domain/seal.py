"""Canonical form, seal and head of a journal.

`leaf_n = SHA-256(0x00 ‖ leaf_{n-1} ‖ canonical_n)`: one chain that is also the leaf sequence of an
RFC 9162 Merkle tree whose entry n is `leaf_{n-1} ‖ canonical_n`. `docs/reference/book-format.md` says
the same precisely enough for a verifier in another language.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goodpoints.domain.days import is_day
from goodpoints.domain.entries import Commitment, Entry, Transfer
from goodpoints.domain.recurring import recurring
from goodpoints.domain.steps import MAX_AMOUNT
from goodpoints.domain.whole import maker
from goodpoints.errors import LedgerIntegrityError, MistakenInput

if TYPE_CHECKING:  # whoever only reads a body moves nothing
    from goodpoints.domain.ways import Moved

FORMAT: Final = 1
SUBTREE: Final = 256
"""Leaves under one stored root, so that a proof need not read all leaves."""


def line_writer(*, sort_keys: bool, default: Callable[[Any], Any] | None = None) -> Callable[[Any], str]:
    """What writes JSON on one line, without spaces. The C encoder is kept: making it anew costs as much as a short line.

    Args:
        sort_keys: Whether keys are written in their order.
        default: What becomes of other types; None refuses them.
    """
    told = json.JSONEncoder(
        sort_keys=sort_keys, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=default
    )
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # another Python than CPython
        return told.encode
    text: Any = json.encoder.encode_basestring
    settings = (None, told.default, text, None, ":", ",", sort_keys, False, False)
    kept = make(*settings)
    return lambda data: "".join(kept(data, 0))


_LEAST: Final = -MAX_AMOUNT
_line_of: Final = line_writer(sort_keys=True)
_escaped: Final[Callable[[str], str]] = json.encoder.encode_basestring


def canonical(data: dict[str, Any]) -> str:
    """One line of JSON: keys sorted, no spaces, NFC; equal to RFC 8785 for what it admits.

    Raises:
        MistakenInput: `not_canonical` for floats, null, keys beyond ASCII, integers beyond ±(2^53−1),
            text that is not NFC or not encodable.
    """
    _check(data)
    text = _line_of(data)
    if not unicodedata.is_normalized("NFC", text):
        raise MistakenInput("not_canonical", what="nfc")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MistakenInput("not_canonical", what="encoding") from error
    return text


def _check(value: Any) -> None:
    kind = type(value)
    if kind is str or kind is bool:
        return
    if kind is int:
        if not -MAX_AMOUNT <= value <= MAX_AMOUNT:
            raise MistakenInput("not_canonical", what="integer")
    elif kind is dict:
        for key in value:
            if type(key) is not str or not key.isascii():
                raise MistakenInput("not_canonical", what="key")
        _check_all(value.values())
    elif kind is list or isinstance(value, tuple):
        _check_all(value)
    else:
        raise MistakenInput("not_canonical", what=kind.__name__)


def _check_all(values: Iterable[Any]) -> None:
    for value in values:
        # Most are texts and small numbers, and a call for each of them would double the time.
        kind = type(value)
        if kind is not str and (kind is not int or not -MAX_AMOUNT <= value <= MAX_AMOUNT):
            _check(value)


def body_of(entry: Entry) -> str:
    """The entry's body, whatever the entry holds: how `verify` says it.

    Raises:
        MistakenInput: `not_canonical`.
    """
    return canonical(
        {
            "actor": entry.actor,
            "day": entry.day,
            "facts": entry.facts,
            "key": entry.key,
            "kind": entry.kind,
            "private": [{"digest": c.digest, "field": c.field, "of": c.of} for c in entry.private],
            "recorded_at": entry.recorded_at,
            "refers_to": entry.refers_to,
            "request": entry.request,
            "seq": entry.seq,
            "transfers": entry.transfers,
            "v": FORMAT,
        },
    )


def sealed_body(entry: Entry, moved: Iterable[Moved]) -> str:
    """The same body, for an entry made just now: its transfers are checked already, recurring texts are remembered.

    Args:
        entry: With whatever numbers and texts its decision found.
        moved: The entry's transfers by their ways.

    Raises:
        MistakenInput: `not_canonical`.
    """
    seq, kind, day, key, actor, recorded_at, request, refers_to, facts, _transfers, private = entry
    if private:
        return body_of(entry)
    return (
        f'{{"actor":{_recurring(actor)},"day":{_recurring(day)},"facts":{facts_line(facts)}'
        f',"key":{_escaped(key) if key.isascii() else quoted(key)},"kind":{_recurring(kind)},"private":[]'
        f',"recorded_at":{_recurring(recorded_at)},"refers_to":{refers_to}'
        f',"request":{_escaped(request) if request.isascii() else quoted(request)}'
        f',"seq":{seq},"transfers":[{",".join([f"{way.begun}{amount}]" for way, amount in moved])}],"v":{FORMAT}}}'
    )


def facts_line(facts: Mapping[str, Any]) -> str:
    """What `canonical` makes of them, where most are texts that come again and whole numbers.

    Raises:
        MistakenInput: `not_canonical`.
    """
    told = []
    for name, said in _names(tuple(facts)):
        # Most are of these two kinds, and a call for each of them would be felt by every act.
        value = facts[name]
        kind = type(value)
        if kind is str:
            told.append(said + _recurring(value))
        elif kind is int and _LEAST <= value <= MAX_AMOUNT:
            told.append(f"{said}{value}")
        else:
            told.append(said + _value(value))
    return f"{{{','.join(told)}}}"


@recurring(1024)
def _names(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names in the order in which a body says them, each with the name as it says it, and the colon behind."""
    return [(name, canonical({name: 0})[1:-2]) for name in sorted(names)]


def _value(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return _recurring(value)
    if kind is int and -MAX_AMOUNT <= value <= MAX_AMOUNT:
        return str(value)
    if kind is list:
        return f"[{','.join(map(_value, value))}]"
    return canonical({"": value})[len('{"":') : -1]


def quoted(text: str) -> str:
    """A text as JSON; no character joins a quotation mark, so that normal texts stay normal inside a body.

    Raises:
        MistakenInput: `not_canonical`.
    """
    if not text.isascii():
        canonical({"": text})
    return _escaped(text)


_recurring: Final = recurring(32768)(quoted)
"""The same for texts that come again: accounts, units, lots, days, kinds."""


def entry_of(body: str) -> Entry:
    """The entry that a stored body says.

    Raises:
        LedgerIntegrityError: `bad_body` where it is no body, `newer_entry` where its format is unknown.
    """
    try:
        data = json.loads(body)
        if data["v"] != FORMAT:
            raise LedgerIntegrityError("newer_entry", format=str(data["v"])[:9])
        if type(data["seq"]) is not int:
            raise LedgerIntegrityError("bad_body")
        # Whoever reads an entry takes these for texts; joining them looks at all of them at once.
        "".join((data["actor"], data["day"], data["key"], data["kind"], data["recorded_at"], data["request"]))
        if not is_day(data["day"]):
            raise LedgerIntegrityError("bad_body")
        return Entry(
            seq=data["seq"],
            kind=data["kind"],
            day=data["day"],
            key=data["key"],
            actor=data["actor"],
            recorded_at=data["recorded_at"],
            request=data["request"],
            refers_to=data["refers_to"],
            facts=data["facts"],
            transfers=tuple(map(_transfer, data["transfers"])),
            private=tuple(map(_commitment, data["private"])),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise LedgerIntegrityError("bad_body") from error


def _transfer(told: list[Any]) -> Transfer:
    "".join(told[:-1])  # texts, as above
    return Transfer(*told)


def _commitment(told: dict[str, Any]) -> Commitment:
    texts = told["digest"], told["field"], told["of"]
    "".join(texts)
    return Commitment(*texts)


def origin(book: str) -> bytes:
    """`leaf_0`: names the format and the book; not in the tree."""
    return hashlib.sha256(b"\x00goodpoints/1\n" + book.encode()).digest()


def leaves_after(previous: bytes, bodies: Iterable[str]) -> list[bytes]:
    """The leaves of the entries with these bodies, in their order, after the entry with leaf `previous`."""
    leaves = []
    for body in bodies:
        previous = hashlib.sha256(b"\x00" + previous + body.encode()).digest()
        leaves.append(previous)
    return leaves


def next_leaf(previous: bytes, body: str) -> bytes:
    """The leaf of the entry with this body, after the entry with leaf `previous`."""
    return hashlib.sha256(b"\x00" + previous + body.encode()).digest()


def digest_of_detail(salt: bytes, text: str) -> str:
    """The commitment to a private text: hex SHA-256 of the salt (32 bytes) and its UTF-8."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


class Tree(NamedTuple):
    """The growing edge of the Merkle tree over all leaves.

    Attributes:
        size: Number of leaves.
        edge: Roots of the full subtrees, largest first, one per binary digit 1 of `size`.
    """

    size: int = 0
    edge: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> tuple[Tree, list[bytes]]:
        """The tree with these leaves more, and the root of every 256 leaves that they complete."""
        edge, size, roots = list(self.edge), self.size, []
        for node in leaves:
            width = 1
            while size & width:
                node = hashlib.sha256(b"\x01" + edge.pop() + node).digest()  # noqa: PLW2901 - it grows up the tree
                width *= 2
                if width == SUBTREE:
                    roots.append(node)
            edge.append(node)
            size += 1
        return _tree((size, tuple(edge))), roots

    def root(self) -> bytes:
        """The tree's root as RFC 9162 defines it; SHA-256 of nothing for the empty tree."""
        if not self.edge:
            return hashlib.sha256(b"").digest()
        *left, node = self.edge
        for sibling in reversed(left):
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
        return node


_tree: Final = maker(Tree)
