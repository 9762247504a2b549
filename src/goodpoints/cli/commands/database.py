"""Several books in one place, and the database they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command, option

if TYPE_CHECKING:
    from goodpoints.cli.tables import Line

_BOOKS: Final = ("book", "village", "entries", "through", "recorded_at")


@command("books_list")
def books_list(desk: Desk) -> None:
    """Every book that lies here."""
    from goodpoints.book.shelf import shelf

    lines: list[Line] = [dict(zip(_BOOKS, book, strict=True)) for book in shelf(desk.settings.url())]
    desk.show(lines, _BOOKS)


@command("database_migrate")
def database_migrate(desk: Desk) -> None:
    """Make the tables, or bring them up to date."""
    from goodpoints.book.database import migrate

    if not desk.settings.dry_run:
        migrate(desk.settings.url())
        desk.say("database.migrated")


@command("database_grant")
@argument("role", metavar="ROLE")
@option("--only-read", is_flag=True)
def database_grant(desk: Desk, *, role: str, only_read: bool) -> None:
    """Let a role write entries, or only read."""
    from goodpoints.book.database import grant

    if not desk.settings.dry_run:
        grant(desk.settings.url(), role, only_read=only_read)
        desk.say("database.granted_reading" if only_read else "database.granted", role=role)


@command("database_distribute")
def database_distribute(desk: Desk) -> None:
    """Spread the books over the machines of a distributed server."""
    from goodpoints.book.database import distribute

    if not desk.settings.dry_run:
        distribute(desk.settings.url())
        desk.say("database.distributed")
