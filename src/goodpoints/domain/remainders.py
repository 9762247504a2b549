"""The unit of what a material's weighings have not yet turned into stars."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

OWED: Final = "owed:"


@lru_cache(maxsize=4096)
def owed(material: str) -> str:
    """The remainder unit of a material."""
    return OWED + material
