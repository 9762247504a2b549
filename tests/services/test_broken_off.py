"""An act that is broken off at any line, by whoever goes on afterwards: what is written is sound, or nothing is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from goodpoints import Book, StorageError, WeighIn
from goodpoints.services import booktx
from goodpoints.services.booktx import BookTx
from tests.builders import ONE, OPENED, PAPER, a_village

SERVICES: Final = str(Path(booktx.__file__).parent)


class _BrokenOff(Exception):
    """As an alarm raises that a program has set, or Ctrl-C."""


def _weigh(tx: BookTx) -> None:
    tx.post(None, WeighIn(OPENED, household=ONE, material=PAPER, quantity="1公斤"), "clerk")


def _broken_off_at(line: int, act: Callable[[], None]) -> bool:
    """Do an act that is broken off before the n-th line of the services that it runs; whether it has so many."""
    left = line

    def at_line(_frame: FrameType, event: str, _told: object) -> Any:  # noqa: ANN401 - as sys.settrace has it
        nonlocal left
        left -= event == "line"
        if left < 0:
            sys.settrace(None)
            raise _BrokenOff
        return at_line

    sys.settrace(lambda frame, _event, _told: at_line if frame.f_code.co_filename.startswith(SERVICES) else None)
    try:
        act()
    except _BrokenOff:
        return True
    finally:
        sys.settrace(None)
    return False


def _gone_on(book: Book, line: int) -> tuple[bool, str]:
    """Break the second of three acts off, and go on; whether it had so many lines, and the code of what that was told."""
    had = False
    try:
        with book.writing() as tx:
            _weigh(tx)
            had = _broken_off_at(line, lambda: _weigh(tx))
            _weigh(tx)
    except StorageError as error:
        return had, error.code
    return had, ""


def test_an_act_broken_off_at_any_line_spoils_nothing() -> None:
    """Where it left no trace, or all of it, the transaction can go on; where it was halfway, nothing of it is written."""
    line, is_there, told = 0, True, set()
    while is_there:
        book = a_village()
        size = book.head().size
        is_there, code = _gone_on(book, line)
        told.add(code)
        assert book.verify().findings == ()
        assert book.head().size in ({size} if code else {size + 2, size + 3})
        line += 1
    assert told == {"", "act_broken_off"}
