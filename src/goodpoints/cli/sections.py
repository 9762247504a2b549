"""A report of many sections as tables for people, and as rows of four columns for programs that read no trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from goodpoints.cli.tables import Cell, Line

FIGURES: Final = ("section", "subject", "figure", "value")
"""The columns of `figures`."""

_OUTCOMES: Final = "outcomes"
"""A row for every imported act: too long for people, and no section of a table."""


class Section(NamedTuple):
    """One table of a report.

    Attributes:
        columns: Keys of the figures, each once, in the order in which they are met; the first may be the subject.
    """

    name: str
    columns: tuple[str, ...]
    lines: list[Line]


def sections(told: Mapping[str, Cell]) -> list[Section]:
    """The sections as tables: a line for each subject, or for each figure where there is only one."""
    return [_section(name, part) for name, part in told.items() if part and name != _OUTCOMES]


def figures(told: Mapping[str, Cell]) -> Iterator[Line]:
    """Every single figure of a report with its section, its subject and its name; parts of a name are joined by a stroke."""
    for section, part in told.items():
        for path, value in _leaves(part):
            subject, figure = (path[0], path[1:]) if len(path) > 1 else ("", path)
            yield {"section": section, "subject": subject, "figure": "/".join(figure), "value": value}


def _section(name: str, part: Cell) -> Section:
    lines = _lines(part)
    columns = dict.fromkeys(column for line in lines for column in line)
    return Section(name, tuple(columns), lines)


def _lines(part: Cell) -> list[Line]:
    if isinstance(part, dict):
        if all(isinstance(figures, dict) for figures in part.values()):
            return [{"subject": subject, **figures} for subject, figures in part.items() if isinstance(figures, dict)]
        return [{"figure": figure, "value": value} for figure, value in part.items()]
    if isinstance(part, list):
        return [one if isinstance(one, dict) else {"value": one} for one in part]
    return [{"value": part}]


def _leaves(part: Cell) -> Iterable[tuple[tuple[str, ...], Cell]]:
    if isinstance(part, dict):
        branches = ((str(name), below) for name, below in part.items())
    elif isinstance(part, list):
        branches = ((str(n), below) for n, below in enumerate(part, 1))
    else:
        return [((), part)]
    return (((name, *path), value) for name, below in branches for path, value in _leaves(below))
