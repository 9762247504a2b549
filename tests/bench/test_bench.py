"""The bench runs; what it measures is for people to read, and no test waits for a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.bulk import bulk
from bench.checking import checking
from bench.figures import Figure, Turns
from bench.imports import imports
from bench.reads import reads
from bench.singles import singles


def test_a_figure_says_whether_its_goal_is_reached() -> None:
    """More is better, unless the goal is an upper bound; what has no goal is always reached."""
    figures = Figure("rate", 0.8, goal=0.7), Figure("size", 801, goal=800, upper=True), Figure("told", 1)

    assert [figure.reached for figure in figures] == [True, False, True]


def test_contenders_take_turns() -> None:
    """Who goes first changes every time, and both do the same number of turns."""
    told: list[str] = []
    turns = Turns()
    for _ in range(2):
        turns.take(lambda: told.append("ours"), lambda: told.append("theirs"))

    assert told == ["ours", "theirs", "theirs", "ours"]


def test_the_raw_contender_does_the_same_work(tmp_path: Path) -> None:
    """It ends with as many entries as the book; the section stops where it does not."""
    names = [figure.name for figure in singles(tmp_path, 25)]

    assert "weigh-ins a second, raw sqlite3" in names


@pytest.mark.parametrize("section", [bulk, checking])
def test_a_section_runs(tmp_path: Path, section: object) -> None:
    """A short run of a section gives its figures."""
    assert callable(section)
    figures = section(tmp_path, 2000)

    assert all(isinstance(figure, Figure) for figure in figures)


def test_reads_compare_two_sizes(tmp_path: Path) -> None:
    """Balance and statement are told for the big book by the small one."""
    names = [figure.name for figure in reads(tmp_path, 100, 200) if figure.goal]

    assert names == [
        "balance of a household, 200 entries by 100",
        "statement page of 50 lines, 200 entries by 100",
    ]


def test_imports_are_measured_end_to_end(tmp_path: Path) -> None:
    """Rows a second, memory at every length, a year, and each kind of nonsense; the section stops where one is taken."""
    names = [figure.name for figure in imports(tmp_path, (500, 1000), 200, 1_000_000)]

    assert names[:4] == [
        "rows a second of a CSV of 1,000, rules included",
        "peak memory of 500 rows",
        "peak memory of 1,000 rows",
        "a village's year of 200 rows into a new book",
    ]
    assert len(names) == 9
