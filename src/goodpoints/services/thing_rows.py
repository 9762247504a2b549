"""Things as a store keeps them. On its own, since only acts write things and only writing seals."""

from __future__ import annotations

from goodpoints.domain.entries import Thing
from goodpoints.domain.seal import canonical
from goodpoints.ports import ThingRow


def row_of(thing: Thing) -> ThingRow:
    """The row that says a thing."""
    return ThingRow(thing.kind, thing.code, thing.status, thing.holder, thing.day, canonical(dict(thing.state)))
