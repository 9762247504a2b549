"""`python -m bench`: every figure of `docs/performance.md`; `--smoke` is the short form for every day."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.bulk import bulk, memory
from bench.checking import checking
from bench.claims import claims
from bench.figures import Figure
from bench.imports import imports
from bench.postgres import postgres
from bench.reads import reads
from bench.singles import singles
from bench.startup import startup


class Size(NamedTuple):
    """How much work each section does."""

    singles: int
    bulk: int
    peaks: tuple[int, ...]
    small: int
    big: int
    starts: int
    verify: int
    imports: tuple[int, ...]
    year: int
    nonsense: int
    claims: int


FULL = Size(
    1500,
    100_000,
    (10_000, 100_000),
    10_000,
    1_000_000,
    15,
    100_000,
    (10_000, 100_000, 300_000),
    7000,
    50_000_000,
    10_800,
)
SMOKE = Size(100, 4000, (2000,), 2000, 20_000, 2, 2000, (2000,), 400, 2_000_000, 300)

SECTIONS: dict[str, Callable[[Path, Size], list[Figure]]] = {
    "singles": lambda folder, size: singles(folder, size.singles),
    "bulk": lambda folder, size: bulk(folder, size.bulk),
    "memory": lambda folder, size: memory(folder, size.peaks),
    "reads": lambda folder, size: reads(folder, size.small, size.big),
    "startup": lambda folder, size: startup(folder, size.starts),
    "verify": lambda folder, size: checking(folder, size.verify),
    "imports": lambda folder, size: imports(folder, size.imports, size.year, size.nonsense),
    "claims": lambda folder, size: claims(folder, size.claims),
    "postgres": lambda _folder, size: postgres(size.singles, size.bulk),
}


def main(told: list[str]) -> None:
    """Run the sections asked for, all where none is named; print every figure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all where none is named")
    parser.add_argument("--smoke", action="store_true", help="small sizes, one or two minutes; proves that it runs")
    asked = parser.parse_args(told)
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.platform()}")
    missed = []
    for name in asked.sections or SECTIONS:
        print(f"\n{name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="goodpoints-bench-") as folder:
            for figure in SECTIONS[name](Path(folder), SMOKE if asked.smoke else FULL):
                print(figure, flush=True)
                missed += [] if figure.reached else [figure.name]
    print(f"\nmissed: {'; '.join(missed) or 'none'}" + (" (a short run proves nothing)" if asked.smoke else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
