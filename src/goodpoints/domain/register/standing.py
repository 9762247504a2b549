"""Who belongs to the village now. On its own, since questions need it and none of the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodpoints.domain.entries import Thing
from goodpoints.errors import NotFound

if TYPE_CHECKING:
    from goodpoints.domain.reader import BookReader

ACTIVE: Final = "active"
WITHDRAWN: Final = "withdrawn"


def active_household(book: BookReader, household: str) -> Thing:
    """The household, where it is registered.

    Raises:
        NotFound: `unknown_household`.
    """
    found = book.thing("household", household)
    if found is None or found.status != ACTIVE:
        raise NotFound("unknown_household", household=household)
    return found
