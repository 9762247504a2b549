"""What was once written stays readable: bodies, leaves, roots and reduced states as files."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, Final

import pytest

from goodpoints.domain.programmes import KINDS
from goodpoints.domain.seal import Tree, body_of, digest_of_detail, entry_of, next_leaf, origin
from goodpoints.ports import Batch, DetailRow, EntryRow, Head
from goodpoints.services.findings import Findings
from goodpoints.services.journal_check import JournalCheck
from goodpoints.services.rebuild import Rebuilder
from goodpoints.storage.memory import MemoryStore
from tests.golden.make import DERIVED, HERE, leaf, plain, roots

BOOKS: Final = ("book-v1.json", "bank-v1.json")
_of_each_book: Final = pytest.mark.parametrize("name", BOOKS)


@cache
def _book(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found


@cache
def _tree() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "tree-v1.json").read_text(encoding="utf-8"))
    return found


def _bodies(name: str) -> list[str]:
    return [told["body"] for told in _book(name)["entries"]]


def test_every_kind_of_entry_has_its_vector() -> None:
    """A new kind of entry brings vectors of its own, in a file of its own once these are released."""
    kinds = {entry_of(body).kind for name in BOOKS for body in _bodies(name)}

    assert kinds == set(KINDS)


@_of_each_book
def test_the_leaves_follow_from_the_bodies(name: str) -> None:
    """The first leaf hangs on the name of the format and the book's code."""
    told, leaves = origin(_book(name)["book"]), []
    for body in _bodies(name):
        told = next_leaf(told, body)
        leaves.append(told.hex())

    assert origin(_book(name)["book"]).hex() == _book(name)["origin"]
    assert leaves == [told["leaf"] for told in _book(name)["entries"]]


@_of_each_book
def test_a_body_read_and_written_again_is_the_same(name: str) -> None:
    """Nothing of what an entry says is lost on the way."""
    bodies = _bodies(name)

    assert [body_of(entry_of(body)) for body in bodies] == bodies


@_of_each_book
def test_the_texts_fit_what_the_entries_commit_to(name: str) -> None:
    """The digest of a detail is that of its salt and its text."""
    digests = {
        (seq, n): digest_of_detail(bytes.fromhex(salt), text)
        for seq, n, _of, _field, salt, text in _book(name)["details"]
    }
    told = {(entry.seq, n): c.digest for entry in map(entry_of, _bodies(name)) for n, c in enumerate(entry.private)}

    assert digests == told


@_of_each_book
def test_the_bodies_lead_to_the_derived_rows(name: str) -> None:
    """Whatever later reducers do with later entries, of these they make the same."""
    code = _book(name)["book"]
    store = MemoryStore()
    store.create(code, Head(0, origin(code), b"", "", "", 1))
    with store.write(code) as tx:
        rebuilder = Rebuilder(tx, tx.head())
        for told in _book(name)["entries"]:
            rebuilder.add(entry_of(told["body"]), bytes.fromhex(told["leaf"]))
        tx.append(rebuilder.batch())
        derived = {table: [[plain(part) for part in row] for row in tx.dump(table)] for table in DERIVED}
        head = [plain(part) for part in tx.head()]

    assert (derived, head) == (_book(name)["derived"], _book(name)["head"])


@_of_each_book
def test_the_journal_of_the_vectors_keeps_every_law(name: str) -> None:
    """The vectors are a sound book."""
    code = _book(name)["book"]
    store, findings = MemoryStore(), Findings()
    store.create(code, Head(0, origin(code), b"", "", "", 1))
    with store.write(code) as tx:
        entries = [
            (entry_of(told["body"]), bytes.fromhex(told["leaf"]), told["body"]) for told in _book(name)["entries"]
        ]
        rows = [EntryRow(e.seq, e.kind, e.day, e.key, sealed, body) for e, sealed, body in entries]
        details = [
            DetailRow(seq, n, of, field, bytes.fromhex(salt), text)
            for seq, n, of, field, salt, text in _book(name)["details"]
        ]
        tx.append(Batch(tx.head(), entries=rows, details=details))
        checked = sum(1 for _ in JournalCheck(tx, code, findings, {}).entries())

    assert (checked, findings.all()) == (len(rows), ())


def test_the_tree_is_that_of_the_rfc() -> None:
    """Roots by the growing edge are those of RFC 9162's recursive definition, and those of the file."""
    by_definition = {size: _root([leaf(n) for n in range(1, int(size) + 1)]).hex() for size in _tree()["roots"]}

    assert roots() == _tree()
    assert by_definition == _tree()["roots"]
    assert _tree()["runs"] == [_root([leaf(n) for n in range(first, first + 256)]).hex() for first in (1, 257)]


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    """As RFC 9162 has it."""
    assert Tree().root() == hashlib.sha256(b"").digest()


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()
