"""The command as a process of its own: consoles of every code page, and how little it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import goodpoints
from tests.cli.desks import ClerksDesk

SOURCE: Final = str(Path(goodpoints.__file__).parents[1])
HEAVY: Final = {"sqlite_utils", "jinja2", "segno", "python_calamine", "xlsxwriter", "openpyxl", "psycopg", "pypinyin"}


def _run(
    desk: ClerksDesk, *args: str, python: tuple[str, ...] = (), **surroundings: str
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    told = kept | {"PYTHONPATH": SOURCE, "GOODPOINTS_DB": str(desk.book)} | surroundings
    return subprocess.run(
        [sys.executable, *python, "-m", "goodpoints.cli", *args], env=told, capture_output=True, check=False
    )


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_a_chinese_console_shows_chinese(desk: ClerksDesk, encoding: str) -> None:
    """Through a pipe of its own code page."""
    done = _run(desk, "find", "李", "--lang", "zh", PYTHONIOENCODING=encoding)

    assert (done.returncode, "李明" in done.stdout.decode(encoding)) == (0, True)


def test_a_console_without_chinese_still_ends_well(desk: ClerksDesk) -> None:
    """Question marks instead of a traceback, also for rare characters under GBK."""
    desk.done("person", "add", "0102-2", "𠮷野")
    ends = [_run(desk, "find", "0102", "--lang", "zh", PYTHONIOENCODING=code) for code in ("cp437", "ascii", "gbk")]

    assert [(end.returncode, end.stderr) for end in ends] == [(0, b"")] * 3


def test_json_stays_whole_where_the_console_lacks_characters(desk: ClerksDesk) -> None:
    """Escapes instead of question marks."""
    done = _run(desk, "find", "李", "--json", PYTHONIOENCODING="cp437")

    assert b"\\u674e\\u660e" in done.stdout


def test_errors_under_a_plain_locale_end_well(desk: ClerksDesk) -> None:
    """LC_ALL=C with UTF-8 mode off."""
    done = _run(
        desk, "redeem", "0101", "肥皂", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", GOODPOINTS_LANG="zh"
    )

    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize("verb", [["--help"], ["balance", "0101"], ["weigh-in", "0101", "纸板=5公斤"], ["verify"]])
def test_no_file_is_read_in_an_encoding_of_chance(desk: ClerksDesk, verb: list[str]) -> None:
    """Python 3.15 changes the default: nobody may lean on it."""
    strict = ("-X", "warn_default_encoding", "-W", "error::EncodingWarning")
    done = _run(desk, *verb, python=strict)

    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_leaves_is_no_error(desk: ClerksDesk) -> None:
    """`goodpoints … | head -1` ends without a word."""
    command = [sys.executable, "-m", "goodpoints.cli", "policy", "show", "--json"]
    surroundings = os.environ | {"PYTHONPATH": SOURCE, "GOODPOINTS_DB": str(desk.book)}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()

    assert told == b""


def _loaded(code: str, *args: str) -> set[str]:
    """The top-level modules that a piece of Python loads, beyond what Python starts with."""
    ending = "\nimport sys; print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    surroundings = os.environ | {"PYTHONPATH": SOURCE}
    command = [sys.executable, "-c", code + ending, *args]
    done = subprocess.run(command, env=surroundings, capture_output=True, check=True, encoding="utf-8")
    return set(done.stderr.split())


_CALLED: Final = """
import sys
from goodpoints.cli import run
try:
    run()
except SystemExit:
    pass
"""


def test_importing_the_library_stays_light() -> None:
    """Neither click nor sqlite-utils, and nothing that reads or prints sheets."""
    assert _loaded("import goodpoints") & (HEAVY | {"click", "cattrs"}) == set()


@pytest.mark.parametrize(
    "verb", [["--help"], ["balance", "0101"], ["history", "0101"], ["weigh-in", "0101", "纸板=5公斤"]]
)
def test_daily_commands_load_nothing_heavy(desk: ClerksDesk, verb: list[str]) -> None:
    """A clerk's old PC waits for every library; these need none beyond click and attrs."""
    assert _loaded(_CALLED, "--db", str(desk.book), *verb) & (HEAVY | {"cattrs"}) == set()


_NOT_FOR_READING: Final = {
    "attr", "attrs", "cattrs", "csv", "decimal", "fractions", "hashlib", "importlib.metadata", "importlib.resources",
    "logging", "tempfile", "tomllib", "traceback", "goodpoints.domain.amounts", "goodpoints.domain.orders",
    "goodpoints.domain.policy", "goodpoints.domain.programmes", "goodpoints.domain.seal", "goodpoints.services.booktx",
    "goodpoints.sheets", "goodpoints.storage.memory",
}  # fmt: skip
_SEALED: Final = {"hashlib", "goodpoints.domain.seal"}


@pytest.mark.parametrize(
    ("verb", "also"),
    [
        (["--help"], set[str]()),
        (["balance", "0101"], set[str]()),
        (["find", "0101"], set[str]()),
        (["stock"], set[str]()),
        (["materials"], set[str]()),
        (["history", "0101"], _SEALED),
        (["today"], _SEALED),
    ],
)
def test_a_question_loads_what_it_asks_with_and_nothing_else(desk: ClerksDesk, verb: list[str], also: set[str]) -> None:
    """No act, no policy, no class made by attrs, no hash where no entry is shown: they are half of a start."""
    desk.done("weigh-in", "0101", "纸板=5.2公斤")  # so that there is a remainder to show
    code = _CALLED + "print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, "--db", str(desk.book), "-F", "table", *verb]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": SOURCE}, capture_output=True, check=True, encoding="utf-8"
    )

    assert set(done.stderr.split()) & _NOT_FOR_READING == also


def test_help_loads_no_command() -> None:
    """The page is drawn from the list of verbs and the catalogue alone."""
    code = _CALLED + "print(*[name for name in sys.modules if name.startswith('goodpoints.cli.commands')])"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        env=os.environ | {"PYTHONPATH": SOURCE},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )

    assert done.stdout.splitlines()[-1] == ""
