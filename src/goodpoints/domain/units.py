"""Units: what is counted, and with how many decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodpoints.domain.remainders import OWED
from goodpoints.errors import RefusedByRule

if TYPE_CHECKING:  # whoever shows a balance reads units, and no rules
    from goodpoints.domain.reader import BookReader


class Unit(NamedTuple):
    """Something a book counts. Born of a policy or a published rate or price, whose scales were checked there.

    Attributes:
        code: As the village calls it, NFC ("星", "纸板", "洗衣粉"); never changed.
        kind: "reward", "goods", "material", "money" or "credit" (a remainder).
        scale: Decimals of its smallest step, 0 to 6; never changed.
        measure: What one of it is ("公斤", "个"); the code itself for rewards and money.
    """

    code: str
    kind: str
    scale: int
    measure: str


class UnitTaken(RefusedByRule):
    """The name already stands for something counted in another way; a unit's scale never changes."""


def check_unit(book: BookReader, unit: Unit) -> None:
    """Refuse a name that already stands for something counted in another way.

    Raises:
        RefusedByRule: `UnitTaken`.
    """
    known = book.thing("unit", unit.code)
    if unit.code.startswith(OWED):
        raise UnitTaken("unit_taken", unit=unit.code, unit_kind="credit", measure=unit.measure)
    if known is not None and dict(known.state) != {"kind": unit.kind, "scale": unit.scale, "measure": unit.measure}:
        raise UnitTaken("unit_taken", unit=unit.code, unit_kind=known.state["kind"], measure=known.state["measure"])
