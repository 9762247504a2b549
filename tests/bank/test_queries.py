"""How often the store is asked: a judgement costs the same in a long book as in a short one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from goodpoints import Book
from goodpoints.domain.bank.rulebook.scales import Fixed, Tiers
from goodpoints.domain.bank.rulebook.values import Cap, Highest, Repeat, Rule
from tests.bank.rulebook.desk import HOURS
from tests.bank.village import JUDGES, D, a_bank, claim, judge, show

MARCH = D(2025, 3, 1)
LIMITED = Rule(
    "C01", "有上限", Fixed(10), highest=Highest("环境"), repeat=Repeat(2, 12),
    caps=[Cap("points", 500, "month"), Cap("times", 99, "year")],
)  # fmt: skip
ASKED = ("get", "lots", "tally", "list", "seen", "entries", "next_day", "next_end")


@contextmanager
def counted(book: Book) -> Iterator[Counter[str]]:
    """Verb of the port → how often it was asked inside, by whatever transaction."""
    asked, write = Counter[str](), book.store.write

    @contextmanager
    def watched(code: str) -> Iterator[Any]:
        with write(code) as tx:
            for verb in ASKED:
                setattr(tx, verb, _counting(asked, verb, getattr(tx, verb)))
            yield tx

    book.store.write = watched  # type: ignore[assignment, method-assign]  # only what it yields is wrapped
    try:
        yield asked
    finally:
        book.store.write = write  # type: ignore[method-assign]  # as it was


def _counting(asked: Counter[str], verb: str, answer: Any) -> Any:  # noqa: ANN401 - a verb of the port
    def ask(*args: Any, **told: Any) -> Any:  # noqa: ANN401 - a verb of the port
        asked[verb] += 1
        return answer(*args, **told)

    return ask


def _grown(count: int, rule: Rule) -> Book:
    """A book in which a household has been credited `count` deeds of a rule, and one more is due on 15 March."""
    book = a_bank(rule)
    codes = [f"2025-{number:04d}" for number in range(1, count + 1)]
    for code in codes:
        claim(book, code, rule=rule.code, day=MARCH, quantity="3")
        judge(book, code, day=MARCH)
    if codes:
        show(book, *codes, day=MARCH)
        book.due(MARCH + dt.timedelta(days=5))
    claim(book, "2025-9999", rule=rule.code, day=D(2025, 3, 10), quantity="3")
    judge(book, "2025-9999", day=D(2025, 3, 10), judges=JUDGES)
    show(book, "2025-9999", notice="GS9999", day=D(2025, 3, 10), days=5)
    return book


@pytest.mark.parametrize(("rule", "sums"), [(LIMITED, 4), (Rule("B06", "时长", Tiers("小时", HOURS)), 1)])
@pytest.mark.parametrize("history", [0, 40])
def test_a_judgement_reads_one_sum_for_each_limit_and_everything_else_at_once(
    rule: Rule, sums: int, history: int
) -> None:
    """Caps, tiers, repeats and groups of the household; the two lists are the policies and what is due.

    However long the book has grown.
    """
    book = _grown(history, rule)
    with counted(book) as asked:
        posted = book.due(D(2025, 3, 15))

    assert [receipt.entry.facts["claim"] for receipt in posted] == ["2025-9999"]
    assert (asked["tally"], asked["list"], asked["entries"]) == (sums, 2, 0)
    assert asked["get"] + asked["lots"] <= 6


def test_the_claims_of_a_day_ask_for_each_sum_once() -> None:
    """The sums of each of three households, whatever it claimed; things and balances of all claims together."""
    book = a_bank(LIMITED)
    for number in range(1, 21):
        claim(book, f"2025-{number:04d}", rule="C01", household=f"000{number % 3 + 1}", day=MARCH)
        judge(book, f"2025-{number:04d}", day=MARCH)
    show(book, *(f"2025-{number:04d}" for number in range(1, 21)), day=MARCH)
    with counted(book) as asked:
        book.due(D(2025, 3, 15))

    assert (asked["tally"], asked["list"]) == (3 * 4, 2)
    assert asked["get"] + asked["lots"] <= 6


@pytest.mark.parametrize("history", [0, 40])
def test_a_claim_asks_the_same_however_long_the_book_is(history: int) -> None:
    """Its number, household, rulebook, and one sum for those that are alike."""
    book = _grown(history, LIMITED)
    with counted(book) as asked:
        claim(book, "2025-8888", rule="C01", day=D(2025, 3, 11))

    assert (asked["tally"], asked["list"] <= 1, asked["entries"]) == (1, True, 0)


def test_before_anything_is_due_a_write_pays_nothing() -> None:
    """The next day is asked for once in a transaction, whatever is written in it."""
    book = _grown(0, LIMITED)
    with counted(book) as asked, book.batch() as acts:
        for number in range(1, 9):
            claim(acts, f"2025-77{number:02d}", rule="C01", day=D(2025, 3, 11))

    assert (asked["next_day"], asked["next_end"] <= 1) == (1, True)
