"""Registers into the book: checked first, posted with `--commit`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option
from goodpoints.errors import BadRows, NotFound

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.book.intake import Wish
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.domain.rows import BadRow
    from goodpoints.services.importing.report import ImportReport, RefusedRow

_NO_BOOK: Final = frozenset({"no_file", "unknown_book"})
_COUNTS: Final = ("register", "posted", "known", "refused")
_BAD: Final = ("file", "sheet", "row", "column", "code", "message")
_PATHS: Final = click.Path(path_type=Path)
_MOST: Final = 20


@command("import")
@argument("paths", metavar="PATH…", nargs=-1, required=True, type=_PATHS)
@option("--policy", type=_PATHS, metavar="FILE")
@option("--commit", is_flag=True)
@option("--until", type=DAY)
@option("--skip-bad-rows", is_flag=True)
@option("--register", default="", metavar="NAME")
@option("--marked", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def import_(
    desk: Desk,
    *,
    paths: tuple[Path, ...],
    policy: Path | None,
    commit: bool,
    until: dt.date | None,
    skip_bad_rows: bool,
    register: str,
    marked: Path | None,
) -> None:
    """Check registers, row by row; with `--commit`, post them."""
    from goodpoints.book.intake import Wish

    intake = _Intake(desk, paths, policy, Wish(until=until, skip_bad_rows=skip_bad_rows, register=register))
    commits = commit and not desk.settings.dry_run
    asks = commits and desk.may_ask and not desk.settings.yes
    report = intake.take(commit=commits and not asks)
    if asks and not report.bad_rows:
        desk.confirm("ask.import", count=sum(report.posted.values()))
        report = intake.take(commit=True)
    if report.bad_rows and marked is not None:
        _mark(desk, paths, report, marked)
    if report.bad_rows and not skip_bad_rows:
        _tell_bad(desk, report)
    _tell(desk, report)


@command("reverse_batch")
@argument("batch", metavar="BATCH")
@option("-m", "--reason", default="", metavar="TEXT")
def reverse_batch(desk: Desk, batch: str, reason: str) -> None:
    """Reverse everything that an import posted; its rows may then be imported again."""
    from goodpoints.domain.journal.batches import ReverseBatch

    desk.confirm("ask.reverse_batch", batch=batch)
    with desk.acting() as acts:
        count = acts.book.reverse_batch(ReverseBatch(acts.day, batch=batch, reason=reason))
    desk.put(desk.words.text("import.undone.tried" if desk.settings.dry_run else "import.undone", count=count))


class _Intake(NamedTuple):
    """What is to be taken in, and where."""

    desk: Desk
    paths: tuple[Path, ...]
    policy: Path | None
    wish: Wish

    def take(self, *, commit: bool) -> ImportReport:
        """Into the book that is there, or into one that the policy opens."""
        try:
            with self.desk.reading() as book:
                return self._into(book, commit=commit)
        except NotFound as missing:
            if missing.code not in _NO_BOOK or self.policy is None:
                raise
        return self._into_new(self.policy, commit=commit)

    def _into(self, book: Book, *, commit: bool) -> ImportReport:
        from attrs import evolve

        from goodpoints.book.intake import import_files

        actor = self.desk.settings.actor
        if commit and actor:
            trial = import_files(book, self.paths, self.wish)
            if (
                trial.bad_rows and not self.wish.skip_bad_rows
            ):  # a name that is new must not stay behind where nothing else does
                return trial
            book.actor = book.register.party_named(actor, book.today)
        return import_files(book, self.paths, evolve(self.wish, commit=commit))

    def _into_new(self, policy: Path, *, commit: bool) -> ImportReport:
        from attrs import evolve

        from goodpoints.book.intake import import_into
        from goodpoints.cli.commands.opening import DEFAULT_BOOK
        from goodpoints.cli.commands.rules import policy_in

        return import_into(
            self.desk.settings.url(),
            self.paths,
            book=self.desk.settings.code() or DEFAULT_BOOK,
            policy=policy_in(policy),
            wish=evolve(self.wish, commit=commit),
            clock=self.desk.clock(),
        )


def _tell(desk: Desk, report: ImportReport) -> None:
    """What became of each register; then in words."""
    if desk.settings.format in {"json", "jsonl"}:
        desk.show([_whole(report)], [])
    else:
        desk.show(_counts(desk, report), _COUNTS)
    for one in report.left_alone[:_MOST]:
        where = f"{one.file} {one.sheet}" if one.sheet else one.file
        why = desk.words.word("left", one.code)
        desk.say("import.left_alone", place=where, why=f"{why} {desk.words.text('comma').join(one.columns)}".strip())
    for bad in report.bad_rows[:_MOST]:
        desk.say("import.skipped", place=_place(bad), told=desk.words.reason(bad.code, dict(bad.facts)))
    for refused in report.refused[:_MOST]:
        desk.say("import.refused", place=_place(refused), reasons=_reasons(desk, refused))
    if len(report.refused) > _MOST:
        desk.say("and_more", count=len(report.refused) - _MOST)
    desk.say("import.committed" if report.committed else "import.checked", entries=report.entries)


def _mark(desk: Desk, paths: tuple[Path, ...], report: ImportReport, folder: Path) -> None:
    """Copies of the files that have mistakes, with what is wrong beside each row."""
    from goodpoints.sheets.marked import write_marked

    bad = [(row, desk.words.reason(row.code, dict(row.facts))) for row in report.bad_rows]
    for copy in write_marked(paths, bad, folder):
        desk.say("written", file=copy)


def _tell_bad(desk: Desk, report: ImportReport) -> None:
    lines: list[Line] = []
    for bad in report.bad_rows:
        place: dict[str, Cell] = {"file": bad.place.file, "sheet": bad.place.sheet, "row": bad.place.row}
        message = desk.words.reason(bad.code, dict(bad.facts))
        lines.append(place | {"column": bad.place.column, "code": bad.code, "message": message})
    desk.show(lines, _BAD)
    raise BadRows("bad_rows", count=len(report.bad_rows))


def _counts(desk: Desk, report: ImportReport) -> list[Line]:
    """Row by row each counts once: posted, in the book before, or refused."""
    refused, before = Counter(r.act for r in report.refused), Counter(r.act for r in report.refused if r.replayed)
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


def _whole(report: ImportReport) -> Line:
    refused: list[Cell] = [
        {"file": r.place.file, "sheet": r.place.sheet, "row": r.place.row, "act": r.act, "reasons": list(r.reasons)}
        for r in report.refused
    ]
    told: dict[str, Cell] = {"batch": report.batch, "posted": dict(report.posted), "known": dict(report.known)}
    return told | {"refused": refused, "entries": report.entries, "committed": report.committed}


def _place(row: RefusedRow | BadRow) -> str:
    place = row.place
    return f"{place.file}{' ' + place.sheet if place.sheet else ''}!{place.row}"


def _reasons(desk: Desk, refused: RefusedRow) -> str:
    return desk.words.text("comma").join(desk.words.word("reason", code) for code in refused.reasons)
