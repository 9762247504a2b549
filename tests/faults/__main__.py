"""`python -m tests.faults`: every trial on books in SQLite and PostgreSQL at full length, with its figures; `--short` for a glance.

Exit status 1 where anything was lost, doubled, half written or not found.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.faults import postgres, trials
from tests.faults.books import make_book
from tests.faults.child import STEPS


class Length(NamedTuple):
    """How often each harm is done."""

    kills: int
    at_each_step: int
    seconds: float
    rounds: int
    flips: int


FULL = Length(200, 20, 30, 100, 1000)
SHORT = Length(10, 1, 3, 5, 50)


def _trials(whole: Path, folder: Path, length: Length) -> dict[str, Callable[[], trials.Outcome]]:
    def copy() -> Path:
        return Path(shutil.copy(whole, tempfile.mkdtemp(dir=folder)))

    def limited() -> trials.Outcome:
        path = copy()
        outcome = trials.full(path, limited=True)
        return outcome._replace(faults=outcome.faults + trials.afterwards(path))

    steps = {
        f"killed {step.replace('_', ' ')}": lambda step=step: trials.killed_at(copy(), step, length.at_each_step)
        for step in STEPS
    }
    return {
        "killed at random moments": lambda: trials.killed(copy(), length.kills),
        **steps,
        "eight writers": lambda: trials.crowded(copy(), length.seconds),
        "the last bag": lambda: trials.last_bag(copy(), length.rounds),
        "no room: a limit on file sizes": limited,
        "no room: a small disk": lambda: trials.full_small_disk(whole, Path(tempfile.mkdtemp(dir=folder))),
        "bits turned over": lambda: trials.flipped(whole, folder / "flipped.db", length.flips),
    }


def main(told: list[str]) -> int:
    """Run every trial; print a line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few rounds of each")
    short = parser.parse_args(told).short
    length = SHORT if short else FULL
    print(f"SQLite {sqlite3.sqlite_version}")  # noqa: T201 - a program of its own
    failed = False
    with tempfile.TemporaryDirectory(prefix="goodpoints-faults-") as scratch:
        folder, whole = Path(scratch), Path(scratch) / "book.db"
        make_book(whole)
        for name, trial in (_trials(whole, folder, length) | postgres.trials(short=short)).items():
            begun = time.monotonic()
            try:
                outcome = trial()
            except PermissionError as error:
                print(f"{name}: skipped, {error}", flush=True)  # noqa: T201 - a program of its own
                continue
            failed = failed or bool(outcome.faults)
            print(f"{name}: {outcome} ({time.monotonic() - begun:.0f} s)", flush=True)  # noqa: T201 - a program of its own
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
