"""Registers into the book: checked first, posted with `--commit`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from goodpoints.cli.commands.taken_in import mark, tell, tell_bad
from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option
from goodpoints.cli.progress import progress_on
from goodpoints.errors import NotFound

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.book.intake import Wish
    from goodpoints.services.importing.report import ImportReport

_NO_BOOK: Final = frozenset({"no_file", "unknown_book"})
_PATHS: Final = click.Path(path_type=Path)
_MARKED: Final = Path("错误")
"""Where copies of the files go whose bad rows were skipped, unless `--marked` says otherwise."""


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

    wish = Wish(until=until, skip_bad_rows=skip_bad_rows, register=register, progress=progress_on(desk))
    intake = _Intake(desk, paths, policy, wish)
    commits = commit and not desk.settings.dry_run
    asks = commits and desk.may_ask and not desk.settings.yes
    report = intake.take(commit=commits and not asks)
    if asks and intake.would_write(report):
        desk.confirm("ask.import", count=sum(report.posted.values()))
        report = intake.take(commit=True)
    if report.bad_rows and not skip_bad_rows:
        mark(desk, paths, report, marked)
        tell_bad(desk, report.bad_rows)
    tell(desk, report)
    mark(desk, paths, report, marked or (_MARKED if report.committed else None))


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

    def would_write(self, report: ImportReport) -> bool:
        """Whether a trial promises that something is written when it is done in earnest."""
        if report.bad_rows and not self.wish.skip_bad_rows:
            return False
        return bool(report.batch) or self.wish.until is not None

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
