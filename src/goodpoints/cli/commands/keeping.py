"""Copies of the book: to keep, and to work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command
from goodpoints.cli.problems import Finished

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.sheets.values import Value

_FOUND: Final = 5
_LAST: Final = 2**53


@command("backup")
@argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
def backup(desk: Desk, folder: Path | None) -> None:
    """Copy the book as of this moment, and verify the copy."""
    from goodpoints.book import open_book

    with desk.reading() as book:
        target = _free(folder or Path.cwd(), f"{book.code}-{dt.datetime.now(dt.UTC).strftime('%Y%m%d-%H%M%S')}")
        if desk.settings.dry_run:
            return desk.say("written", file=target)
        target.parent.mkdir(parents=True, exist_ok=True)
        book.store.copy_to(str(target))
        code = book.code
    with open_book(str(target), book=code) as copy:
        report = copy.verify()
    desk.put(desk.words.text("backup.verified" if report.ok else "backup.bad", file=target, entries=report.entries))
    if not report.ok:
        raise Finished(_FOUND)
    return None


@command("export_csv")
@argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
def export_csv(desk: Desk, folder: Path | None) -> None:
    """Write the book's tables as CSV files for Excel."""
    from goodpoints.sheets.writer import write_csv

    into = folder or Path.cwd()
    with desk.reading() as book:
        into.mkdir(parents=True, exist_ok=True)
        for name, columns, rows in _tables(book):
            headers = [desk.words.word("col", column) for column in columns]
            path = into / f"{name}.csv"
            if not desk.settings.dry_run:
                write_csv([headers, *rows], path, for_excel=True)
            desk.say("written", file=path)


def _free(folder: Path, name: str) -> Path:
    tries = (folder / f"{name}{ending}.db" for ending in ["", *(f"-{n}" for n in range(2, 1000))])
    return next(path for path in tries if not path.exists())


def _tables(book: Book) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]:
    """Name, columns and rows of each table."""
    from goodpoints.domain.amounts import shown

    entries = ("entry", "day", "kind", "household", "actor", "recorded_at")
    yield "entries", entries, list(_entries(book))
    balances = ("household", "available", "unit", "debt")
    yield (
        "balances",
        balances,
        [[b.household, shown(b.available, b.scale), b.unit, shown(b.debt, b.scale)] for b in book.balances()],
    )
    stock = ("item", "received", "returned", "surplus", "redeemed", "bartered", "shrinkage", "on_hand")
    yield "stock", stock, [[getattr(line, name) for name in stock] for line in book.stock()]
    amounts = ("came", "bartered", "handed_over", "sold", "in_store", "owed")
    yield (
        "materials",
        ("material", "measure", *amounts),
        [[m.material, m.measure, *(shown(getattr(m, name), m.scale) for name in amounts)] for m in book.materials()],
    )


def _entries(book: Book) -> Iterator[Sequence[Value]]:
    from goodpoints.domain.days import FIRST_DAY, LAST_DAY

    for entry in book.entries_on(FIRST_DAY, LAST_DAY):
        household = str(entry.facts.get("household", ""))
        yield [entry.seq, entry.day, entry.kind, household, entry.actor, entry.recorded_at]
