"""Start-up: our commands against a bare click + sqlite3 program, and what they import."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Final

from bench.figures import Figure, Turns
from bench.village import open_village, weigh_ins

_BARE: Final = Path(__file__).with_name("bare.py")
_HOUSEHOLD: Final = "0001"
_HEAVY: Final = ("sqlite_utils", "jinja2", "python_calamine", "xlsxwriter", "psycopg", "rich")


def startup(folder: Path, turns: int) -> list[Figure]:
    """Wall time of whole processes, in turns."""
    path = folder / "cli.db"
    village = open_village(path)
    with village.book.batch() as batch:
        for order in weigh_ins(village, 2000):
            batch.shop.weigh_in(order)
    village.book.close()
    figures = []
    told = _compiled(folder)
    for ours, bare in _commands(path):
        timed = Turns()
        for program in (ours, bare):  # the first run compiles
            _run(program, told)
        for _ in range(turns):
            timed.take(partial(_run, ours, told), partial(_run, bare, told))
        mine, theirs = (1000 / rate for rate in timed.rates(1))
        name = f"start of `{ours[-1] if len(ours) == 4 else ours[5]}`"
        figures.append(Figure(f"{name} by a bare program", 1 / timed.ratio(), "×", 1.8, upper=True))
        figures += [Figure("  ours", mine, "ms"), Figure("  bare", theirs, "ms")]
    heavy = _heavy(path)
    return [*figures, Figure(f"heavy modules in a read: {', '.join(heavy) or 'none'}", len(heavy), "", 0, upper=True)]


def _commands(path: Path) -> list[tuple[list[str], list[str]]]:
    ours = [sys.executable, "-m", "goodpoints.cli"]
    bare = [sys.executable, str(_BARE), "--db", str(path)]
    asked = [
        ([*ours, "--db", str(path), command, _HOUSEHOLD], [*bare, command, _HOUSEHOLD])
        for command in ("balance", "history")
    ]
    return [([*ours, "--help"], [sys.executable, str(_BARE), "--help"]), *asked]


def _compiled(folder: Path) -> dict[str, str]:
    """Surroundings in which both find their modules compiled, as installed programs do, whatever the shell forbids."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _run(program: list[str], surroundings: dict[str, str]) -> None:
    subprocess.run(program, check=True, capture_output=True, env=surroundings)  # noqa: S603 - the programs above


def _heavy(path: Path) -> list[str]:
    """Which libraries that a read does not need it imports all the same."""
    script = (
        "import sys\nfrom goodpoints import open_book\n"
        f"with open_book({str(path)!r}) as book: book.balance_of({_HOUSEHOLD!r}); book.statement_of({_HOUSEHOLD!r})\n"
        f"print(*[name for name in {_HEAVY!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603 - as above
    return told.stdout.split()
