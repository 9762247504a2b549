"""What was once written stays readable: bodies, leaves, roots and reduced states as files."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from goodpoints.domain.programmes import KINDS
from goodpoints.domain.seal import Tree, body_of, digest_of_detail, entry_of, next_leaf, origin
from goodpoints.ports import Batch, DetailRow, EntryRow, Head
from goodpoints.services.findings import Findings
from goodpoints.services.journal_check import JournalCheck
from goodpoints.services.rebuild import Rebuilder
from goodpoints.storage.memory import MemoryStore
from tests.golden.make import CODE, DERIVED, HERE, leaf, plain, roots


@cache
def _book() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "book-v1.json").read_text(encoding="utf-8"))
    return found


@cache
def _tree() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "tree-v1.json").read_text(encoding="utf-8"))
    return found


def _bodies() -> list[str]:
    return [told["body"] for told in _book()["entries"]]


def test_every_kind_of_entry_has_its_vector() -> None:
    """A new kind of entry brings vectors of its own, in a file of its own once these are released."""
    kinds = {entry_of(body).kind for body in _bodies()}

    assert kinds == set(KINDS)


def test_the_leaves_follow_from_the_bodies() -> None:
    """The first leaf hangs on the name of the format and the book's code."""
    told, leaves = origin(_book()["book"]), []
    for body in _bodies():
        told = next_leaf(told, body)
        leaves.append(told.hex())

    assert origin(_book()["book"]).hex() == _book()["origin"]
    assert leaves == [told["leaf"] for told in _book()["entries"]]


def test_a_body_read_and_written_again_is_the_same() -> None:
    """Nothing of what an entry says is lost on the way."""
    bodies = _bodies()

    assert [body_of(entry_of(body)) for body in bodies] == bodies


def test_the_texts_fit_what_the_entries_commit_to() -> None:
    """The digest of a detail is that of its salt and its text."""
    digests = {
        (seq, n): digest_of_detail(bytes.fromhex(salt), text) for seq, n, _of, _field, salt, text in _book()["details"]
    }
    told = {(entry.seq, n): c.digest for entry in map(entry_of, _bodies()) for n, c in enumerate(entry.private)}

    assert digests == told


def test_the_bodies_lead_to_the_derived_rows() -> None:
    """Whatever later reducers do with later entries, of these they make the same."""
    store = MemoryStore()
    store.create(CODE, Head(0, origin(CODE), b"", "", "", 1))
    with store.write(CODE) as tx:
        rebuilder = Rebuilder(tx, tx.head())
        for told in _book()["entries"]:
            rebuilder.add(entry_of(told["body"]), bytes.fromhex(told["leaf"]))
        tx.append(rebuilder.batch())
        derived = {table: [[plain(part) for part in row] for row in tx.dump(table)] for table in DERIVED}
        head = [plain(part) for part in tx.head()]

    assert (derived, head) == (_book()["derived"], _book()["head"])


def test_the_journal_of_the_vectors_keeps_every_law() -> None:
    """The vectors are a sound book."""
    store, findings = MemoryStore(), Findings()
    store.create(CODE, Head(0, origin(CODE), b"", "", "", 1))
    with store.write(CODE) as tx:
        entries = [(entry_of(told["body"]), bytes.fromhex(told["leaf"]), told["body"]) for told in _book()["entries"]]
        rows = [EntryRow(e.seq, e.kind, e.day, e.key, sealed, body) for e, sealed, body in entries]
        details = [
            DetailRow(seq, n, of, field, bytes.fromhex(salt), text)
            for seq, n, of, field, salt, text in _book()["details"]
        ]
        tx.append(Batch(tx.head(), entries=rows, details=details))
        checked = sum(1 for _ in JournalCheck(tx, CODE, findings, {}).entries())

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
