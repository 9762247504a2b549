"""What a write answers."""

from __future__ import annotations

from attrs import frozen

from goodpoints.domain.entries import Entry


@frozen
class Receipt:
    """The entry an act became.

    Args:
        replayed: The key was known with the same request: nothing was written, this is the first result.
    """

    entry: Entry
    replayed: bool = False

    @property
    def seq(self) -> int:
        """The entry's number."""
        return self.entry.seq
