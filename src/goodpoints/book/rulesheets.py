"""Sheets of rules as rulebooks, without a book: what `rule load` does before a village passes them."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any, Final

from attrs import frozen

from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.days import iso
from goodpoints.domain.rows import BadRow, Row
from goodpoints.errors import MistakenInput, NotFound
from goodpoints.services.importing.rulebook_lines import BadLines, surveyed, told_by_line
from goodpoints.services.importing.rulebooks import RULE, day_said, version_of
from goodpoints.services.toml_file import NoToml, parsed
from goodpoints.sheets.read import Reading, read

_HEAD: Final = ("village", "unit", "scale", "version", "valid_from")


@frozen
class SheetRules:
    """What the sheets of a file say.

    Args:
        rulebooks: One for each sheet of rules, in their order; empty where rows are bad.
        bad_rows: Every line that makes no rule, with its place.
    """

    rulebooks: tuple[Rulebook, ...]
    bad_rows: tuple[BadRow, ...] = ()


def load_rulebooks(path: str | PathLike[str], beside: str) -> SheetRules:
    """Convert the sheets of a file.

    Args:
        path: A workbook or a CSV with sheets of the register `rule`.
        beside: A TOML text with the keys of a rulebook's file: `village`, `unit`, `scale` and what else no column
            holds; under `[[rules]]` further keys by code, for all versions or for the rule's `versions`.

    Raises:
        MistakenInput: `rulebook_syntax`; `rulebook_file` for what is wrong outside of the lines; a file that cannot
            be read.
        NotFound: `no_rules` where no sheet is one of rules.
    """
    told = _tables(beside)
    reading = read(path)
    sheets = [
        lines for _number, rows in reading.rows_by_sheet() if (lines := [row for row in rows if row.register == RULE])
    ]
    rulebooks, bad = list[Rulebook](), [row for row in reading.bad_rows if _of_rules(reading, row)]
    for lines in sheets:
        made = _converted(lines, told)
        rulebooks += made.rulebooks
        bad += made.bad_rows
    if not sheets and not bad:
        raise NotFound("no_rules", file=reading.sheets[0].file)
    return SheetRules(() if bad else tuple(rulebooks), tuple(bad))


def _converted(lines: list[Row], told: Mapping[str, Any]) -> SheetRules:
    head, others = _head(lines[0], told), {key: value for key, value in told.items() if key not in _HEAD}
    try:
        survey = surveyed(lines, head, others)
    except BadLines as bad:
        return SheetRules((), bad.rows)
    outside = [problem for problem in survey.problems if not str(problem["path"]).startswith("rules[")]
    if outside:
        raise MistakenInput("rulebook_file", problems=list(outside))
    if survey.rulebook is None:
        return SheetRules((), tuple(told_by_line(lines, survey)))
    return SheetRules((survey.rulebook,))


def _head(first: Row, told: Mapping[str, Any]) -> dict[str, Any]:
    """Village, unit and scale as they stand beside the sheet; version and first day as the sheet says them.

    Raises:
        MistakenInput: `rulebook_undated` where nobody says from when the rules hold.
    """
    head = {key: told[key] for key in _HEAD if key in told}
    since = day_said(first)
    if since is not None:
        head |= {"valid_from": iso(since), "version": version_of(first, since)}
    elif "valid_from" not in told:
        raise MistakenInput("rulebook_undated", field="valid_from")
    return {"version": str(head.get("valid_from", ""))[:4]} | head


def _tables(text: str) -> dict[str, Any]:
    try:
        return parsed(text)
    except NoToml as error:
        raise MistakenInput("rulebook_syntax", line=error.place.line, column=error.place.column) from error


def _of_rules(reading: Reading, bad: BadRow) -> bool:
    kinds = {(sheet.file, sheet.sheet): sheet.register for sheet in reading.sheets}
    return kinds.get((bad.place.file, bad.place.sheet)) == RULE
