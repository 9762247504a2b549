"""A process of its own that posts until somebody or something ends it. Prints a line for each act once it is written.

Usage: child.py BOOK PREFIX COUNT [STEP]
"""

from __future__ import annotations

import os
import signal
import sys

from goodpoints import StorageError, WeighIn, open_book
from goodpoints.storage.sqlite import store
from goodpoints.storage.sqlite.writer import SqliteTx
from tests.faults.books import CLOCK, FIRST

STEPS = ("before_rows", "between_rows", "before_head", "before_commit", "after_commit")
QUIET = 3
"""Acts that go well before the one that is cut off."""


def _die(*_told: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _DiesInTheMiddle:
    """A connection that writes one table and dies at the second."""

    def __init__(self, conn: object) -> None:
        self._conn = conn
        self._statements = 0

    def __getattr__(self, name: str) -> object:
        if name == "executemany":
            self._statements += 1
            if self._statements > 1:
                _die()
        return getattr(self._conn, name)


def _append_in_part(tx: SqliteTx, batch: object) -> None:
    tx._conn = _DiesInTheMiddle(tx._conn)  # type: ignore[assignment]  # noqa: SLF001 - a fault put in on purpose
    _WHOLE(tx, batch)  # type: ignore[arg-type]  # whatever append takes


_WHOLE = SqliteTx.append


def _put_fault(step: str) -> None:
    """Have the next write end at a step."""
    if step == "before_rows":
        SqliteTx.append = _die  # type: ignore[method-assign, assignment]  # a fault put in on purpose
    elif step == "between_rows":
        SqliteTx.append = _append_in_part  # type: ignore[method-assign, assignment]  # a fault put in on purpose
    elif step == "before_head":
        SqliteTx._set_head = _die  # type: ignore[method-assign, assignment]  # noqa: SLF001 - a fault put in on purpose
    elif step == "before_commit":
        store._Writing._commit = _die  # type: ignore[method-assign, assignment]  # noqa: SLF001 - a fault put in on purpose


def main(path: str, prefix: str, count: int, step: str) -> None:
    """Post `count` weighings, each with a key of its own."""
    with open_book(path, clock=CLOCK) as book:
        for n in range(count):
            if step and n == QUIET:
                _put_fault(step)
            order = WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤", remark="重" * 40)
            book.shop.weigh_in(order, key=f"{prefix}{n}")
            if step == "after_commit" and n == QUIET:
                _die()
            print(f"{prefix}{n}", flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else "")
    except StorageError as error:
        print(f"error {error.code}", flush=True)  # noqa: T201 - the parent reads it
