"""Units: what is counted, and with how many decimals."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from attrs import frozen

from goodpoints.domain.amounts import MAX_SCALE
from goodpoints.errors import MistakenInput

KINDS: Final = ("reward", "goods", "material", "service", "money", "credit")
OWED: Final = "owed:"


@frozen
class Unit:
    """Something a book counts.

    Args:
        code: As the village calls it, NFC ("星", "纸板", "洗衣粉"); never changed.
        kind: One of `KINDS`.
        scale: Decimals of its smallest step, 0 to 6; never changed.
        measure: What one of it is ("公斤", "个"); the code itself for rewards and money.
    """

    code: str
    kind: str
    scale: int
    measure: str

    def __attrs_post_init__(self) -> None:
        if self.kind not in KINDS or not 0 <= self.scale <= MAX_SCALE:
            raise MistakenInput("bad_unit", unit=self.code, kind=self.kind, scale=self.scale)


@lru_cache(maxsize=4096)
def owed(material: str) -> str:
    """The unit of what a material's weighings have not yet turned into stars."""
    return OWED + material
