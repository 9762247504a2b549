"""Journals forged by hand, chained correctly, and what `verify` says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from goodpoints import Book
from goodpoints.domain.entries import Entry
from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import body_of, next_leaf, origin
from goodpoints.ports import Batch, EntryRow, Head
from goodpoints.services.clock import CountedIds
from goodpoints.services.findings import Report
from goodpoints.storage.memory import MemoryStore
from tests.bank.village import a_bank

Forge = Callable[[Entry], Entry | None]
"""Another entry in an entry's place, or none."""


def verified(entries: Iterable[Entry]) -> Report:
    """What `verify` says of a book with these entries, numbered and chained anew."""
    store, leaf = MemoryStore(), origin("test")
    store.create("test", Head(0, leaf, b"", "", "", REDUCERS))
    rows: list[EntryRow] = []
    for seq, entry in enumerate(entries, 1):
        body = body_of(entry._replace(seq=seq, private=()))
        leaf = next_leaf(leaf, body)
        rows.append(EntryRow(seq, entry.kind, entry.day, entry.key, leaf, body))
    with store.write("test") as tx:
        tx.append(Batch(Head(len(rows), leaf, b"", "", "", REDUCERS), entries=rows))
    return Book(store, "test", actor="township", clock=a_bank().clock, ids=CountedIds()).verify()


def unproven(report: Report) -> list[tuple[object, object]]:
    """Kind and reason of every entry that does not follow from those before it."""
    return [(found.facts["kind"], found.facts["why"]) for found in report.findings if found.code == "unproven_step"]


def changed(entries: list[Entry], kind: str, forge: Forge, *, of: str = "") -> Iterator[Entry]:
    """The journal with every entry of a kind (about one claim, where named) forged."""
    for entry in entries:
        hit = entry.kind == kind and of in {"", entry.facts.get("claim")}
        forged = forge(entry) if hit else entry
        if forged is not None:
            yield forged


def with_facts(**told: Any) -> Forge:  # noqa: ANN401 - facts may be anything
    """The entry with other facts."""
    return lambda entry: entry._replace(facts=entry.facts | told)
