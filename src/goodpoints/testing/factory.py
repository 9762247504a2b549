"""What the suite must know about a store: how it is opened, what outlives it, and how to look at all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from attrs import frozen

from goodpoints.ports import (
    BalanceRow,
    DetailRow,
    EntryRow,
    PostingRow,
    RootRow,
    Store,
    TallyRow,
    ThingRow,
    TurnoverRow,
)

TABLES: Final[dict[str, type[Any]]] = {
    "entry": EntryRow,
    "posting": PostingRow,
    "balance": BalanceRow,
    "turnover": TurnoverRow,
    "tally": TallyRow,
    "thing": ThingRow,
    "detail": DetailRow,
    "root": RootRow,
}
"""Every table that `StoreReader.dump` knows, and what its rows are."""


def no_files() -> Mapping[str, bytes]:
    """What a store without files has in them."""
    return {}


@frozen
class StoreFactory:
    """One place where a store lies. Calling it opens the store, the first time or again.

    Args:
        open: Opens it. Another process may be told to do the same, so it must pickle: a class, a function of a
            module, or a `functools.partial` of one.
        lasts: Whether a closed store opens again with everything in it.
        shared: Whether two processes may open it at the same time.
        files: Name and bytes of every file that a refused act must leave as it is.
    """

    open: Callable[[], Store]
    lasts: bool = False
    shared: bool = False
    files: Callable[[], Mapping[str, bytes]] = no_files

    def __call__(self) -> Store:
        """Open the store."""
        return self.open()

    def must_last(self) -> None:
        """Skip the test where the store ends with its process."""
        if not self.lasts:
            pytest.skip("this store ends with the process that made it")

    def must_be_shared(self) -> None:
        """Skip the test where no second process can open the store."""
        if not self.shared:
            pytest.skip("a second process cannot open this store")


def picture(store: Store, book: str) -> dict[str, Any]:
    """Everything a store holds of a book: its head and all rows of all tables."""
    with store.read(book) as reader:
        tables = {table: [kind(*row) for row in reader.dump(table)] for table, kind in TABLES.items()}
        return {"head": reader.head()} | tables
