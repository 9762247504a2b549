"""Throwing away everything that is derived and deriving it anew, where the journal itself is sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goodpoints.domain.replay import REDUCERS
from goodpoints.domain.seal import origin
from goodpoints.errors import Fact, LedgerIntegrityError, StorageError
from goodpoints.ports import Batch, Head, StoreTx
from goodpoints.services.findings import Finding, Findings
from goodpoints.services.journal_check import JournalCheck
from goodpoints.services.rebuild import AT_ONCE, Rebuilder
from goodpoints.services.verify import reduce_into

_MOST: Final = 50
"""Findings that a refusal tells; `verify` has them all."""


def rebuild(tx: StoreTx, book: str) -> Head:
    """Check the journal, and write all derived rows anew; the book's row afterwards.

    Private details are left as they are: what is wrong with them is told by `verify`, and is no reason to refuse.

    Raises:
        LedgerIntegrityError: `unsound_journal`, with the findings; whoever opened the transaction rolls it back.
        StorageError: `newer_format` where newer reducers were at work.
    """
    head = tx.head()
    if head.reducers > REDUCERS:
        raise StorageError("newer_format", again=0, format=head.reducers, known=REDUCERS)
    tx.replace_derived(_derived(tx, book, head))
    return tx.head()


def _derived(tx: StoreTx, book: str, stored: Head) -> Iterator[Batch]:
    empty = Head(0, origin(book), b"", "", "", REDUCERS)
    findings, rebuilder = Findings(), Rebuilder(tx, empty)
    journal, waiting, last = JournalCheck(tx, book, findings, {}), 0, empty.leaf
    for entry, leaf in journal.entries():
        last = leaf
        if _serious(findings):
            continue  # only to tell the rest too
        reduce_into(rebuilder, entry, leaf, findings)
        waiting += 1
        if waiting == AT_ONCE:
            yield rebuilder.batch()
            waiting = 0
    # An end that was cut off must not be forgotten by writing the book's row anew.
    for column, ours, right in (("size", stored.size, journal.seq), ("leaf", stored.leaf, last)):
        if ours != right:
            findings.add("column_differs", table="book", key=book, column=column)
    _refuse(_serious(findings))
    yield rebuilder.batch()


def _serious(findings: Findings) -> list[Finding]:
    return [found for found in findings.all() if found.facts.get("table") != "detail"] if findings else []


def _refuse(found: list[Finding]) -> None:
    if found:
        problems: list[dict[str, Fact]] = [
            {"path": str(one.facts.get("entry", "")), "code": one.code, **one.facts} for one in found[:_MOST]
        ]
        raise LedgerIntegrityError("unsound_journal", count=len(found), problems=problems)
