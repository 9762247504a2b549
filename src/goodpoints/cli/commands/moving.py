"""The book as a journal: out of one store, into another, and everything derived anew."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command, option, spare_books
from goodpoints.errors import MistakenInput

if TYPE_CHECKING:
    from goodpoints.cli.tables import Line

_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_COLUMNS: Final = ("book", "taken", "known", "entries", "head")
_PRIVATE: Final = 0o600
_DIGITS: Final = 40


@command("export_jsonl")
@option("--details", type=_FILE, metavar="FILE")
@option("--since", "since_entry", type=click.IntRange(min=0), default=0, metavar="ENTRY")
def export_jsonl(desk: Desk, *, details: Path | None, since_entry: int) -> None:
    """Write the journal, a line for each entry."""
    into = desk.settings.output
    spare_books(details)
    if into and details and into.resolve() == details.resolve():
        raise MistakenInput("file_there", file=details.name)
    if desk.settings.dry_run:
        for path in filter(None, (into, details)):
            desk.say("would_write", file=path)
        return
    with desk.reading() as book, ExitStack() as files:
        journal = sys.stdout.buffer if into is None else files.enter_context(_whole(into))
        beside = files.enter_context(_whole(details)) if details else None
        head = book.export_journal(journal, details=beside, since=since_entry)
    desk.say("exported", entries=head.size - since_entry, size=head.size)


@command("import_jsonl")
@argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@option("--details", type=_FILE, metavar="FILE")
def import_jsonl(desk: Desk, *, file: str, details: Path | None) -> None:
    """Take a journal in, verified entry by entry."""
    from goodpoints.book.moving import import_journal

    with click.open_file(file, "rb") as journal, ExitStack() as files:
        beside = files.enter_context(details.open("rb")) if details else None
        moved = import_journal(
            desk.settings.url(), journal, details=beside, book=desk.settings.code(), dry_run=desk.settings.dry_run
        )
    line: Line = {
        "book": moved.book,
        "taken": moved.taken,
        "known": moved.known,
        "entries": moved.size,
        "head": moved.leaf.hex()[:_DIGITS],
    }
    desk.show([line], _COLUMNS)
    desk.say("tried.import_jsonl" if desk.settings.dry_run else "moved")


@command("rebuild")
def rebuild(desk: Desk) -> None:
    """Derive everything anew from the journal."""
    from goodpoints.book import open_book

    settings = desk.settings
    if settings.dry_run:
        raise MistakenInput("no_dry_run", verb="rebuild", instead="verify")
    with open_book(settings.url(), book=settings.code(), clock=desk.clock()) as book:
        head, told = book.rebuild(), book.head_text()
    desk.put(desk.words.text("rebuilt", entries=head.size, head=told))


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name once it is whole; nobody else may read it, since it may hold private texts."""
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, _PRIVATE)) as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
