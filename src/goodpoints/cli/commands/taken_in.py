"""What an import became, told: counts, rows left out, copies of the sheets with what is wrong beside each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.problems import Finished
from goodpoints.errors import BadRows, StorageError

if TYPE_CHECKING:
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.domain.rows import BadRow
    from goodpoints.services.importing.report import ImportReport, RefusedRow

_COUNTS: Final = ("register", "posted", "known", "refused")
_BAD: Final = ("file", "sheet", "row", "column", "code", "message")
_MOST: Final = 20
_STORAGE: Final = 6


def tell(desk: Desk, report: ImportReport) -> None:
    """What became of each register; then in words."""
    if desk.for_programs:
        desk.show([_whole(desk, report)], [])
    else:
        desk.show(_counts(desk, report), _COUNTS)
    _tell_left_out(desk, report)
    known = sum(report.known.values())
    if known and not report.batch:
        desk.say("import.known", count=known, entries=report.entries)
    else:
        desk.say("import.committed" if report.committed else "import.checked", entries=report.entries)


def _tell_left_out(desk: Desk, report: ImportReport) -> None:
    """What was not read, what was skipped, what the rules refused; of each kind the first ones."""
    for one in report.left_alone[:_MOST]:
        where = f"{one.file} {one.sheet}" if one.sheet else one.file
        why = desk.words.word("left", one.code)
        desk.say("import.left_alone", place=where, why=f"{why} {desk.words.text('comma').join(one.columns)}".strip())
    for bad in report.bad_rows[:_MOST]:
        desk.say("import.skipped", place=_place(bad), told=desk.words.reason(bad.code, dict(bad.facts)))
    _more(desk, len(report.bad_rows))
    for refused in report.refused[:_MOST]:
        desk.say("import.refused", place=_place(refused), reasons=_reasons(desk, refused))
    _more(desk, sum(report.refusals.values()))


def _more(desk: Desk, count: int) -> None:
    """How many are not told here, and where they are."""
    if count > _MOST:
        desk.say("import.more", count=count - _MOST)


def mark(desk: Desk, paths: tuple[Path, ...], report: ImportReport, folder: Path | None) -> None:
    """Copies of the files that have mistakes, with what is wrong beside each row; none where no folder is named."""
    if folder is None or not report.bad_rows:
        return
    from goodpoints.sheets.limits import Limits
    from goodpoints.sheets.marked import write_marked

    bad = [(row, desk.words.reason(row.code, dict(row.facts))) for row in report.bad_rows]
    try:
        copies = write_marked(paths, bad, folder, Limits(materials=report.materials))
    except StorageError:
        if not report.committed:
            raise
        desk.say("import.unmarked", folder=folder)  # the book is written by now: nobody may read that it is unchanged
        raise Finished(_STORAGE) from None
    for copy in [] if desk.for_programs else copies:  # beside JSON on the standard error nothing else is told
        desk.say("written", file=copy)


def tell_bad(desk: Desk, rows: Sequence[BadRow]) -> None:
    """Every bad row as data.

    Raises:
        BadRows: Always.
    """
    desk.show(_bad_lines(desk, rows), _BAD)
    raise BadRows("bad_rows", count=len(rows))


def _bad_lines(desk: Desk, rows: Sequence[BadRow]) -> list[Line]:
    lines: list[Line] = []
    for bad in rows:
        place: dict[str, Cell] = {"file": bad.place.file, "sheet": bad.place.sheet, "row": bad.place.row}
        message = desk.words.reason(bad.code, dict(bad.facts))
        lines.append(place | {"column": bad.place.column, "code": bad.code, "message": message})
    return lines


def _counts(desk: Desk, report: ImportReport) -> list[Line]:
    """Row by row each counts once: posted, in the book before, or refused."""
    refused, before = Counter(report.refusals), Counter(report.known_refusals)
    kinds = dict.fromkeys([*report.posted, *report.known])
    return [
        {
            "register": desk.words.word("kind", kind),
            "posted": report.posted.get(kind, 0) - refused[kind] + before[kind],
            "known": report.known.get(kind, 0) - before[kind],
            "refused": refused[kind],
        }
        for kind in kinds
    ]


def _whole(desk: Desk, report: ImportReport) -> Line:
    refused: list[Cell] = [
        {"file": r.place.file, "sheet": r.place.sheet, "row": r.place.row, "act": r.act, "reasons": list(r.reasons)}
        for r in report.refused
    ]
    told: dict[str, Cell] = {"batch": report.batch, "posted": dict(report.posted), "known": dict(report.known)}
    bad: list[Cell] = [dict(line) for line in _bad_lines(desk, report.bad_rows)]
    told |= {"refused": refused, "refusals": dict(report.refusals), "bad_rows": bad}
    return told | {"entries": report.entries, "committed": report.committed}


def _place(row: RefusedRow | BadRow) -> str:
    place = row.place
    return f"{place.file}{' ' + place.sheet if place.sheet else ''}!{place.row}"


def _reasons(desk: Desk, refused: RefusedRow) -> str:
    return desk.words.text("comma").join(desk.words.word("reason", code) for code in refused.reasons)
