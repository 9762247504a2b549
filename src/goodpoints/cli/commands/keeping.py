"""Copies of the book: to keep, and to work with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command
from goodpoints.cli.problems import Finished

_FOUND: Final = 5
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@command("backup")
@argument("folder", metavar="[DIR]", required=False, type=_FOLDER)
def backup(desk: Desk, folder: Path | None) -> None:
    """Copy the book as of this moment, and verify the copy."""
    into = folder or Path.cwd()
    if desk.settings.dry_run:
        desk.say("would_write", file=into)
        return
    with desk.reading() as book:
        made = book.backup(into)
    key = "backup.verified" if made.report.ok else "backup.bad"
    desk.put(desk.words.text(key, file=made.path, entries=made.entries, head=made.head))
    if not made.report.ok:
        raise Finished(_FOUND)


@command("export_csv")
@argument("folder", metavar="[DIR]", required=False, type=_FOLDER)
def export_csv(desk: Desk, folder: Path | None) -> None:
    """Write the book's tables as CSV files for Excel."""
    from goodpoints.sheets.writer import write_csv

    into = folder or Path.cwd()
    with desk.reading() as book, book.export() as tables:
        for table in tables:
            path = into / f"{table.name}.csv"
            if desk.settings.dry_run:
                desk.say("would_write", file=path)
                continue
            into.mkdir(parents=True, exist_ok=True)
            headers = [desk.words.word("col", column) for column in table.columns]
            write_csv([headers, *table.rows], path, for_excel=True)
            desk.say("written", file=path)
