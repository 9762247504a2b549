"""What keeps a book trustworthy: verifying it, copying it, asking how it is."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from goodpoints.errors import LedgerIntegrityError
from goodpoints.ports import Store, StoreReader
from goodpoints.services.findings import Finding, Report
from goodpoints.services.verify import anchors_of, verify


def scratch_store() -> Store:
    """An empty store that is gone when it is closed."""
    from goodpoints.storage.sqlite.scratch import ScratchStore  # noqa: PLC0415 - only checks need one

    return ScratchStore()


def verify_in(store: Store, code: str, reader: StoreReader, anchors: Iterable[tuple[int, str]]) -> Report:
    """Verify a book through a reader that is open."""
    wanted = anchors_of(anchors)
    with closing(scratch_store()) as scratch:
        return verify(reader, code, scratch, anchors=wanted, self_check=store.self_check)


def verify_stored(store: Store, code: str, anchors: Iterable[tuple[int, str]]) -> Report:
    """Verify a book as it is stored; a book too damaged to be opened has its finding too."""
    wanted = list(anchors)
    try:
        with store.read(code) as reader:
            return verify_in(store, code, reader, wanted)
    except LedgerIntegrityError as error:
        return Report((Finding(error.code, error.facts),), 0)
