"""Whether the book is what it was, and whether it is well kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import ANCHOR, Anchor
from goodpoints.cli.kit import command, option
from goodpoints.cli.problems import Finished

if TYPE_CHECKING:
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.services.findings import Report

_FOUND: Final = 5
_MOST: Final = 4
"""So many processes at most: more would wait for the disk."""

_COLUMNS: Final = ("code", "message")
_ADVICE: Final = ("code", "message", "hint")


@command("verify")
@option("--anchor", "anchors", multiple=True, type=ANCHOR, metavar="SEQ:HEX")
def verify(desk: Desk, anchors: tuple[Anchor, ...]) -> None:
    """Work everything out again from the journal, and tell all that does not fit."""
    with desk.reading() as book:
        report = book.verify(anchors, processes=min(os.cpu_count() or 1, _MOST))
        head = book.head_text() if report.ok else ""
    _tell(desk, report, head)
    if not report.ok:
        raise Finished(_FOUND)


@command("doctor")
def doctor(desk: Desk) -> None:
    """Tell how the book is kept: where it lies, what is missing, what a careful clerk would do."""
    lines: list[Line] = []
    with desk.reading() as book:
        for found in book.doctor():
            told = desk.words.told_of(found.code, found.facts)
            lines.append({"code": found.code, "message": told.message, "hint": told.hint})
    desk.show(lines, _ADVICE)
    if not lines:
        desk.say("doctor.fine")


def _tell(desk: Desk, report: Report, head: str) -> None:
    if desk.settings.format in {"json", "jsonl"}:
        desk.show([_whole(desk, report, head)], [])
        return
    if report.ok:
        key = "verify.consistent" if report.proven_upto is None else "verify.proven"
        desk.put(desk.words.text(key, entries=report.entries, upto=report.proven_upto, head=head))
        return
    desk.show(_findings(desk, report), _COLUMNS)
    desk.say("verify.found", count=len(report.findings), entries=report.entries)


def _findings(desk: Desk, report: Report) -> list[Line]:
    return [{"code": found.code, "message": desk.words.reason(found.code, found.facts)} for found in report.findings]


def _whole(desk: Desk, report: Report, head: str) -> Line:
    findings: list[Cell] = [
        dict(line) | {"facts": dict(found.facts)}
        for line, found in zip(_findings(desk, report), report.findings, strict=True)
    ]
    told: dict[str, Cell] = {"ok": report.ok, "entries": report.entries, "proven_upto": report.proven_upto}
    return told | {"head": head, "findings": findings}
