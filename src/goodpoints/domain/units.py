"""Units: what is counted, and with how many decimals."""

from __future__ import annotations

from typing import NamedTuple


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
