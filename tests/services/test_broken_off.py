"""An act that is broken off at any line, by whoever goes on afterwards: what is written is sound, or nothing is."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from goodpoints import Book, ChangePolicy, GoodpointsError, Redeem, RegisterHousehold, WeighIn
from goodpoints.domain.reader import Order
from goodpoints.services import booktx
from tests.builders import ONE, OPENED, PAPER, POWDER, a_village, give_stars, with_rules

SERVICES: Final = str(Path(booktx.__file__).parent)


class _BrokenOff(Exception):
    """As an alarm raises that a program has set, or Ctrl-C."""


ACTS: Final[dict[str, Callable[[int], Order]]] = {
    "weigh in": lambda _n: WeighIn(OPENED, household=ONE, material=PAPER, quantity="1公斤"),
    "redeem": lambda _n: Redeem(OPENED, household=ONE, item=POWDER, remark="雨天"),
    "register": lambda n: RegisterHousehold(OPENED, household=f"010{n}"),
    "change the policy": lambda n: ChangePolicy(
        OPENED + dt.timedelta(n), policy=with_rules(redeem={"limit_period": ("day", "week", "year")[n - 1]})
    ),
}


def _broken_off_at(line: int, act: Callable[[], object]) -> bool:
    """Do an act that is broken off before the n-th line of the services that it runs; whether it has so many."""
    left = line

    def at_line(_frame: FrameType, event: str, _told: object) -> Any:  # noqa: ANN401 - as sys.settrace has it
        nonlocal left
        left -= event == "line"
        if left < 0:
            sys.settrace(None)
            raise _BrokenOff
        return at_line

    before = sys.gettrace()
    sys.settrace(lambda frame, _event, _told: at_line if frame.f_code.co_filename.startswith(SERVICES) else None)
    try:
        act()
    except _BrokenOff:
        return True
    finally:
        sys.settrace(before)
    return False


def _gone_on(book: Book, act: Callable[[int], Order], line: int) -> tuple[bool, str]:
    """Break the second of three acts off, and go on; whether it had so many lines, and the code of what that was told."""
    had = False
    try:
        with book.writing() as tx:
            tx.post(None, act(1), "clerk")
            had = _broken_off_at(line, lambda: tx.post(None, act(2), "clerk"))
            tx.post(None, act(3), "clerk")
    except GoodpointsError as error:
        return had, error.code
    return had, ""


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_an_act_broken_off_at_any_line_spoils_nothing(act: Callable[[int], Order]) -> None:
    """Where it left no trace, or all of it, the transaction can go on; where it was halfway, nothing of it is written.

    `taken` is told where rows had just reached the store, and would reach it again.
    """
    line, is_there, told = 0, True, set()
    while is_there:
        book = a_village()
        give_stars(book, 10)
        size = book.head().size
        is_there, code = _gone_on(book, act, line)
        told.add(code)
        assert book.verify().findings == ()
        assert book.head().size in ({size} if code else {size + 2, size + 3})
        line += 1
    assert {"", "act_broken_off"} <= told <= {"", "act_broken_off", "taken"}
