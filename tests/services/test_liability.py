"""What the village owes: outstanding rewards by age and end, against goods and money."""

from __future__ import annotations

import datetime as dt

from goodpoints import Book, ChangePolicy, Sell
from tests.builders import OPENED, PAPER, D, a_village, ask_for, give_stars, put_on_shelf, undo, with_rules

HALF = with_rules(reward={"value": "0.5"})
"""A star is worth half a yuan."""


def _told(book: Book, day: dt.date) -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["part"], row["line"]): (row["amount"], row["money"]) for row in book.reports.liability(day)}


def test_goods_and_money_stand_against_what_households_can_still_ask_for() -> None:
    """Ten stars at half a yuan against two bags at 1.20 and one yuan from a sale: 68 per cent."""
    book = a_village(HALF)
    give_stars(book, 10)
    put_on_shelf(book, "肥皂", 2, unit_value="1.20")
    book.shop.sell(Sell(OPENED, material=PAPER, quantity="2", amount="1"))
    told = _told(book, OPENED)

    assert told["outstanding", "households"] == ("10", "5")
    assert (told["cover", "stock"], told["cover", "funds"]) == (("", "2.4"), ("", "1"))
    assert told["cover", "percent"] == ("68", "")


def test_without_a_value_there_is_no_money_and_no_percentage() -> None:
    """A village that never said what a star is worth is told stars only."""
    book = a_village()
    give_stars(book, 10)
    told = _told(book, OPENED)

    assert told["outstanding", "households"] == ("10", "")
    assert ("cover", "percent") not in told


def test_the_oldest_stars_are_spent_first() -> None:
    """Ten stars in July, four in December, a bag for two in between: eight are old, four are young."""
    book = a_village()
    give_stars(book, 10)
    ask_for(book, day=D(2025, 9, 1))
    give_stars(book, 4, day=D(2025, 12, 1))
    told = _told(book, D(2025, 12, 31))

    assert (told["age", "<=90"][0], told["age", "<=365"][0]) == ("4", "8")


def test_what_is_outstanding_is_told_once_by_age_and_once_by_end() -> None:
    """Both add up to what households have, also after a reversal and a year's end."""
    book = a_village()
    give_stars(book, 10)
    undo(book, ask_for(book, day=D(2025, 9, 1)), day=D(2025, 9, 2))
    give_stars(book, 7, day=D(2026, 3, 1))
    sums = []
    for day in (OPENED, D(2025, 12, 31), D(2026, 12, 31), D(2027, 12, 31)):
        told = _told(book, day)
        parts = [sum(int(n) for (part, _), (n, _m) in told.items() if part == of) for of in ("age", "ends")]
        sums.append([*parts, int(told["outstanding", "households"][0])])

    assert sums == [[10] * 3, [10] * 3, [7] * 3, [0] * 3]


def test_what_a_star_is_worth_may_be_decided_later() -> None:
    """Unlike unit and decimals, which are fixed at the opening."""
    book = a_village()
    give_stars(book, 4)
    book.change_policy(ChangePolicy(D(2025, 8, 1), policy=HALF))

    assert _told(book, OPENED)["outstanding", "households"] == ("4", "")
    assert _told(book, D(2025, 8, 1))["outstanding", "households"] == ("4", "2")
