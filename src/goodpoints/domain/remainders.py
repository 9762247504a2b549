"""The unit of what a material's weighings have not yet turned into stars."""

from __future__ import annotations

from typing import Final

from goodpoints.domain.recurring import recurring

OWED: Final = "owed:"


@recurring(4096)
def owed(material: str) -> str:
    """The remainder unit of a material."""
    return OWED + material
