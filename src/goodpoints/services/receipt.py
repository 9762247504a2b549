"""What a write answers."""

from __future__ import annotations

from typing import NamedTuple

from goodpoints.domain.entries import Entry


class Receipt(NamedTuple):
    """The entry an act became.

    Attributes:
        replayed: The key was known with the same request: nothing was written, this is the first result.
    """

    entry: Entry
    replayed: bool = False

    @property
    def seq(self) -> int:
        """The entry's number."""
        return self.entry.seq
