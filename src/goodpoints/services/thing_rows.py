"""Things as a store keeps them. On its own, since only acts write things and only writing seals."""

from __future__ import annotations

from goodpoints.domain.entries import Thing
from goodpoints.domain.seal import facts_line
from goodpoints.domain.whole import maker
from goodpoints.ports import ThingRow

_row = maker(ThingRow)


def row_of(thing: Thing) -> ThingRow:
    """The row that says a thing."""
    kind, code, state, status, holder, day = thing
    return _row((kind, code, status, holder, day, facts_line(state)))
