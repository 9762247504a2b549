"""The trials: each does a harm many times over and counts. Tests take a few rounds, `python -m tests.faults` all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from goodpoints import GoodpointsError, PublishPrice, WeighIn, open_book
from tests.faults import rivals
from tests.faults.books import CLOCK, CODE, FIRST
from tests.faults.child import QUIET

ROOT: Final = Path(__file__).resolve().parents[2]
ORDER: Final = WeighIn(FIRST, household="0001", material="纸板", quantity="3.2公斤", remark="重" * 40)
_ROOT_ONLY: Final = "only root may mount a small disk"
ROOM: Final = 1_000_000
"""Bytes that are left on a disk that is about to be full."""


class Outcome(NamedTuple):
    """What a trial came to.

    Attributes:
        faults: What must not be, in words; empty where all is well.
        figures: What was counted.
    """

    faults: list[str]
    figures: dict[str, float]

    def __str__(self) -> str:
        told = ", ".join(f"{name} {figure:,.10g}" for name, figure in self.figures.items())
        return "; ".join([told, *(f"FAULT: {fault}" for fault in self.faults)])


def child(
    path: Path, prefix: str, count: int, step: str = "", *, prepare: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """A process that posts; it prints a line for each act once it is written."""
    command = [sys.executable, "-m", "tests.faults.child", str(path), prefix, str(count), step]
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src"), *filter(None, sys.path)])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env, preexec_fn=prepare)  # noqa: PLW1509 - no threads here


def keys_in(path: Path) -> set[str]:
    """The keys of every entry."""
    with closing(sqlite3.connect(path)) as conn:
        return {key for (key,) in conn.execute("SELECT key FROM entry")}


def findings_of(path: Path) -> list[str]:
    """What `verify` finds."""
    with open_book(str(path)) as opened:
        return [str(found) for found in opened.verify().findings]


def killed(path: Path, times: int) -> Outcome:
    """Kill a writer at random moments; ask the act that was under way again, with its key."""
    chance = random.Random(7)  # noqa: S311 - a repeatable trial
    acknowledged, unheard, lost, faults = 0, 0, set[str](), list[str]()
    for turn in range(times):
        with child(path, f"t{turn}-", 10**6) as writer:
            assert writer.stdout is not None
            told = [writer.stdout.readline().strip()]
            time.sleep(chance.random() / 20)
            writer.send_signal(signal.SIGKILL)
            told += writer.stdout.read().split()
        there, under_way = keys_in(path), f"t{turn}-{len(told)}"
        acknowledged += len(told)
        unheard += under_way in there
        lost |= set(told) - there
        if not _once(path, under_way, there):
            faults.append(f"{under_way} asked again is not exactly one entry")
    faults += [f"lost {key}" for key in sorted(lost)] + findings_of(path)
    return Outcome(faults, {"kills": times, "acknowledged": acknowledged, "lost": len(lost), "stored unheard": unheard})


def _once(path: Path, key: str, there: set[str]) -> bool:
    """Whether an act asked again adds an entry where there was none, and none where there was one."""
    with open_book(str(path), clock=CLOCK) as opened:
        before = opened.head().size
        receipt = opened.shop.weigh_in(ORDER, key=key)
        return (receipt.replayed, opened.head().size - before) == ((True, 0) if key in there else (False, 1))


def killed_at(path: Path, step: str, times: int) -> Outcome:
    """Kill a writer at a step of its fourth act: all of the act is there, or nothing."""
    faults: list[str] = []
    for turn in range(times):
        prefix = f"{step}{turn}-"
        with child(path, prefix, 10, step) as writer:
            assert writer.stdout is not None
            told = writer.stdout.read().split()
        there, cut_off = keys_in(path), f"{prefix}{QUIET}"
        if told != [f"{prefix}{n}" for n in range(QUIET)] or writer.returncode != -signal.SIGKILL:
            faults.append(f"not killed at {step}")
        if (cut_off in there) is not (step == "after_commit") or not _once(path, cut_off, there):
            faults.append(f"{cut_off} is half there, or twice")
    return Outcome(faults + findings_of(path), {"kills": times})


def crowded(path: Path, seconds: float) -> Outcome:
    """Eight processes write for a while."""
    told = rivals.weighed(path, seconds)
    keys = [key for one in told for key in one.keys]
    lost = set(keys) - keys_in(path)
    figures = {
        "acts": len(keys), "lost": len(lost), "acts a second": round(len(keys) / seconds),
        "worst wait, s": round(max(one.worst for one in told), 2), "told to try again": sum(one.busy for one in told),
    }  # fmt: skip
    return Outcome([f"lost {key}" for key in sorted(lost)] + findings_of(path), figures)


def last_bag(path: Path, rounds: int) -> Outcome:
    """Eight clerks after one bag: one gets it, seven are told that there is none."""
    with open_book(str(path), clock=CLOCK) as opened:
        opened.shop.publish_price(PublishPrice(FIRST, item="米", price=1))
        told = rivals.reached(path, rounds)
        left = next(line.on_hand for line in opened.stock() if line.item == "米")
    wrong = [outcome for outcome in told if Counter(outcome) != {"got": 1, "out_of_stock": rivals.CLERKS - 1}]
    faults = [f"round ended with {outcome}" for outcome in wrong] + ([f"{left} left"] if left else [])
    return Outcome(faults + findings_of(path), {"rounds": rounds, "clerks": rivals.CLERKS, "wrong rounds": len(wrong)})


def _narrowed(most: int) -> Callable[[], None]:
    def narrow() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return narrow


def full(path: Path, *, limited: bool) -> Outcome:
    """Write until no byte more goes in: by a limit on the size of files, or on a disk that is that small."""
    prepare = _narrowed(path.stat().st_size + ROOM) if limited else None
    with child(path, "f", 10**6, prepare=prepare) as writer:
        assert writer.stdout is not None
        *told, error = writer.stdout.read().splitlines()
    lost = set(told) - keys_in(path)
    faults = [f"lost {key}" for key in sorted(lost)]
    if (error, writer.returncode) != ("error store_full", 0):
        faults.append(f"ended with {error}")
    return Outcome(faults, {"acts before it was full": len(told), "lost": len(lost)})


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes in memory.

    Raises:
        PermissionError: Only root may mount one.
    """
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        raise PermissionError(_ROOT_ONLY)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def full_small_disk(whole: Path, folder: Path) -> Outcome:
    """A disk that fills up; what was written verifies elsewhere, and goes on there."""
    with small_disk(folder / "disk", whole.stat().st_size + ROOM) as disk:
        path = Path(shutil.copy(whole, disk / "book.db"))
        outcome = full(path, limited=False)
        rescued = folder / "rescued"
        shutil.copytree(disk, rescued)
    return Outcome(outcome.faults + afterwards(rescued / "book.db"), outcome.figures)


def afterwards(path: Path) -> list[str]:
    """Once there is room again: whether the next act is taken, and what `verify` finds."""
    with open_book(str(path), clock=CLOCK) as opened:
        receipt = opened.shop.weigh_in(ORDER, key="afterwards")
    return (["the next act was taken for an old one"] if receipt.replayed else []) + findings_of(path)


def content(path: Path) -> object:
    """All a reader can see of the file; None where it can no longer be read."""
    try:
        with closing(sqlite3.connect(path)) as conn:
            conn.text_factory = bytes
            schema = conn.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetchall()
            tables = [name.decode() for name, sql in schema if sql.lower().startswith(b"create table")]
            return schema, [sorted(conn.execute(f"SELECT * FROM {table}"), key=repr) for table in tables]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def flipped(whole: Path, path: Path, times: int) -> Outcome:
    """Turn one bit over; whatever changes the ledger's data must be found."""
    chance, raw, before = random.Random(20251123), whole.read_bytes(), content(whole)  # noqa: S311 - a repeatable trial
    counts, faults = Counter[str](), list[str]()
    for _ in range(times):
        at, bit = chance.randrange(len(raw)), 1 << chance.randrange(8)
        path.write_bytes(raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :])
        if content(path) == before:
            continue
        codes = _codes(path)
        counts["changed data"] += 1
        counts["found by SQLite's own check only"] += codes <= {"store_fault", "damaged", "not_a_book"}
        if not codes:
            faults.append(f"bit {bit} of byte {at} is not found")
    return Outcome(faults, {"flips": times, **counts, "not found": len(faults)})


def _codes(path: Path) -> set[str]:
    try:
        with open_book(str(path), book=CODE) as opened:
            return {found.code for found in opened.verify().findings}
    except GoodpointsError as error:
        return {error.code}
