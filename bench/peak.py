"""Peak memory of one batch: `python -m bench.peak FILE COUNT` prints megabytes."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.village import open_village, weigh_ins


def peak() -> float:
    """The most memory this process has held, in megabytes; 0 where the system does not say.

    Not by `getrusage`: that remembers the process it was started from.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    told = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024


def main(path: Path, count: int) -> None:
    """Weigh in so many times in one transaction; orders are made as they are posted."""
    village = open_village(path)
    with village.book.batch() as batch:
        for run in range(count // 1000):
            for order in weigh_ins(village, 1000, seed=run):
                batch.shop.weigh_in(order)
    village.book.close()
    print(peak())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
