"""Rulebooks out of sheets: all lines of a sheet are one act, and somebody says from when they hold.

A village writes that into a column, into the title above the header ("2025年1月1日起施行"), or into the name of the
sheet or the file ("2025版"). Nothing is guessed: a sheet without any day is the first rulebook of its book, or a mistake.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath
from typing import Final

from goodpoints.domain.bank.rulebook.adopt import AdoptRulebook, versions
from goodpoints.domain.rows import Row
from goodpoints.errors import MistakenInput
from goodpoints.ports import StagedRow
from goodpoints.services.importing.desk import Desk, text_in
from goodpoints.services.importing.rulebook_lines import BadLines, surveyed, told_by_line

RULE: Final = "rule"
_DAY: Final = r"(?P<year>(?:19|20)\d\d)\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?"
_MONTH: Final = r"(?P<year>(?:19|20)\d\d)\s*[年./-]\s*(?P<month>\d{1,2})(?:\s*月|(?!\d))"
_YEAR: Final = r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)"
_FROM: Final = r"\s*(?:起|施行|实施|执行|生效|启用)"


def together(staged: Iterable[StagedRow]) -> Iterator[StagedRow]:
    """The rows, with all lines of a rulebook's sheet as one: its first row holds the others."""
    for rulebook_sheet, rows in groupby(staged, key=lambda one: one.sheet if one.row.register == RULE else 0):
        if rulebook_sheet:
            lines = list(rows)
            yield lines[0]._replace(row=lines[0].row._replace(lines=tuple(line.row for line in lines)))
        else:
            yield from rows


def rulebook(desk: Desk, row: Row) -> tuple[str, AdoptRulebook]:
    """The act that all lines of a sheet make, and its key: a version is passed once, whichever file says it.

    Raises:
        BadLines: Every line that makes no rule.
        MistakenInput: `rulebook_undated`.
    """
    since = valid_from(desk, row)
    version, policy = version_of(row, since), desk.tx.policy(max(since, desk.opened))
    head: dict[str, str | int] = {
        "village": policy.village.name or "-",
        "version": version,
        "valid_from": since.isoformat(),
    }
    head |= {"unit": policy.reward.unit, "scale": policy.reward.scale}
    survey = surveyed(row.lines, head, policy.rulebook.tables)
    if survey.rulebook is None:
        raise BadLines.of(list(told_by_line(row.lines, survey)))
    return f"rulebook/{version}", AdoptRulebook(since, rulebook=survey.rulebook)


def valid_from(desk: Desk, row: Row) -> dt.date:
    """The first day on which a sheet's rules hold.

    Raises:
        MistakenInput: `rulebook_undated` where nobody says it, and the book has a rulebook already.
    """
    found = day_said(row)
    if found is None and versions(desk.tx):
        raise MistakenInput("rulebook_undated", field="valid_from")
    return found or desk.opened


def day_said(row: Row) -> dt.date | None:
    """The first day on which a sheet's rules hold, where its column, its title, its name or its file's says one."""
    said = row.values.get("valid_from")
    if isinstance(said, dt.date):
        return said
    names = (text_in(row.values, "printed"), row.place.sheet or "", PurePath(row.place.file).stem)
    return next((day for day in map(day_of_title, names) if day is not None), None)


def day_of_title(title: str) -> dt.date | None:
    """The day from which a title says that something holds; None where it says none, or several.

    "2025年12月20日通过，2026年1月1日起施行" is 1 January; "2025年7月版" is 1 July, "2025版" 1 January.
    """
    for pattern in (_DAY + _FROM, _MONTH + _FROM, _DAY, _MONTH, _YEAR):
        days = {day for match in re.finditer(pattern, title) if (day := _day(match)) is not None}
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _day(match: re.Match[str]) -> dt.date | None:
    told = {name: int(said) for name, said in match.groupdict().items()}
    try:
        return dt.date(told["year"], told.get("month", 1), told.get("day", 1))
    except ValueError:
        return None


def version_of(row: Row, since: dt.date) -> str:
    """The version's name: its own, else the day from which it holds, as short as villages say it: "2025", "2025-07"."""
    said = text_in(row.values, "version")
    if said:
        return said
    iso = since.isoformat()
    return iso[:4] if (since.month, since.day) == (1, 1) else iso[:7] if since.day == 1 else iso
