"""What a material comes to on a day is settled once, and anew where it may have changed."""

from __future__ import annotations

import datetime as dt

from goodpoints.services.booktx import BookTx
from tests.builders import OPENED, TODAY, D, a_village

CARDBOARD = ("material", "纸板")
DAYS = 400


def _asked(tx: BookTx, days: list[dt.date]) -> list[dt.date]:
    """The days that had to be settled."""
    settled: list[dt.date] = []

    def settle(_book: object, _code: str, day: dt.date) -> str:
        settled.append(day)
        return day.isoformat()

    for _ in range(2):
        assert [tx.terms(CARDBOARD, day, settle) for day in days] == [day.isoformat() for day in days]
    return settled


def test_days_that_come_in_turn_are_settled_once_each() -> None:
    """As on sheets that are ordered by household."""
    with a_village().writing() as tx:
        assert _asked(tx, [TODAY, OPENED, TODAY]) == [TODAY, OPENED]


def test_so_many_days_are_not_remembered() -> None:
    """Memory stays flat; every answer is right all the same."""
    days = [D(2024, 1, 1) + dt.timedelta(n) for n in range(DAYS)]
    with a_village().writing() as tx:
        assert len(_asked(tx, days)) > DAYS
