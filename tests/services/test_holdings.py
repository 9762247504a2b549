"""Transfers are carried out as a whole, or not at all, whatever is at hand when they begin."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

import pytest

from goodpoints.domain.entries import Transfer
from goodpoints.domain.ways import moved_by
from goodpoints.errors import StorageError
from goodpoints.services.holdings import Holdings, Pair

MOVED: Final = moved_by(
    [
        Transfer("outside", "depot", "纸板", "-", 500),
        Transfer("issued/recycling", "household/0001", "星", "2027-12-31", 2),
        Transfer("household/0001", "outside/remainders", "owed:纸板", "2027-12-31", 30),
    ]
)
BEFORE: Final = {
    ("outside", "纸板"): {"-": -700},
    ("depot", "纸板"): {"-": 700},
    ("issued/recycling", "星"): {},
    ("household/0001", "星"): {"2026-12-31": 1, "2028-12-31": 4},
    ("household/0001", "owed:纸板"): {"2027-12-31": 30},
    ("outside/remainders", "owed:纸板"): {"2027-12-31": -30},
}
AFTER: Final = {
    ("outside", "纸板"): {"-": -1200},
    ("depot", "纸板"): {"-": 1200},
    ("issued/recycling", "星"): {"2027-12-31": -2},
    ("household/0001", "星"): {"2026-12-31": 1, "2027-12-31": 2, "2028-12-31": 4},
    ("household/0001", "owed:纸板"): {},
    ("outside/remainders", "owed:纸板"): {},
}


@pytest.mark.parametrize("missing", BEFORE)
def test_what_is_missing_is_fetched_and_nothing_is_moved_twice(missing: Pair) -> None:
    """Wherever in the run it is missed."""
    lots = deepcopy({pair: held for pair, held in BEFORE.items() if pair != missing})
    asked: list[Pair] = []

    def fetch(pairs: Sequence[Pair]) -> None:
        asked.extend(pairs)
        lots.update({pair: dict(BEFORE[pair]) for pair in pairs})

    Holdings(lots, fetch).move(MOVED)

    assert asked == [missing]
    assert {pair: list(held.items()) for pair, held in lots.items()} == {
        pair: list(held.items()) for pair, held in AFTER.items()
    }


@pytest.mark.parametrize("missing", BEFORE)
def test_where_it_cannot_be_fetched_nothing_has_moved(missing: Pair) -> None:
    """The act is refused, and those after it find everything as it was."""
    lots = deepcopy({pair: held for pair, held in BEFORE.items() if pair != missing})
    before = deepcopy(lots)

    def fetch(_pairs: Sequence[Pair]) -> None:
        raise StorageError("store_busy", again=1)

    with pytest.raises(StorageError):
        Holdings(lots, fetch).move(MOVED)

    assert lots == before


def test_moving_back_undoes_it() -> None:
    """Lots that came are gone, those that went are there again, in their order."""
    lots = deepcopy(BEFORE)
    holdings = Holdings(lots, lambda _pairs: None)
    holdings.move(MOVED)
    holdings.move_back(MOVED)

    assert {pair: list(held.items()) for pair, held in lots.items()} == {
        pair: list(held.items()) for pair, held in BEFORE.items()
    }
