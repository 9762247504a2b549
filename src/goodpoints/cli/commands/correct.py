"""Putting right, and letting time pass."""

from __future__ import annotations

import re
from typing import Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command, option

_BATCH: Final = re.compile(r"b[0-9]+", re.ASCII)


@command("reverse")
@argument("entry", metavar="ENTRY")
@option("--fault", type=click.Choice(("household", "office")), default="household")
@option("-m", "--reason", default="", metavar="TEXT")
def reverse(desk: Desk, entry: str, *, fault: str, reason: str) -> None:
    """Answer a mistake with an entry that takes it back; a whole import with as many as it made."""
    from goodpoints.cli.kinds import plain, whole_of
    from goodpoints.domain.journal.reverse import Reverse

    if _BATCH.fullmatch(plain(entry).lower()):
        _take_back(desk, plain(entry).lower(), reason)
        return
    seq = whole_of(entry)
    with desk.acting() as acts:
        if acts.book.entry(seq).actor != acts.book.actor:
            desk.confirm("ask.reverse", entry=seq)
        acts.took(acts.book.reverse(Reverse(acts.day, seq=seq, fault=fault, reason=reason)))


@command("reverse_batch")
@argument("batch", metavar="BATCH")
@option("-m", "--reason", default="", metavar="TEXT")
def reverse_batch(desk: Desk, batch: str, reason: str) -> None:
    """Reverse everything that an import posted; its rows may then be imported again."""
    _take_back(desk, batch, reason)


def _take_back(desk: Desk, batch: str, reason: str) -> None:
    from goodpoints.domain.journal.batches import ReverseBatch

    desk.confirm("ask.reverse_batch", batch=batch)
    with desk.acting() as acts:
        count = acts.book.reverse_batch(ReverseBatch(acts.day, batch=batch, reason=reason))
    desk.put(desk.words.text("import.undone.tried" if desk.settings.dry_run else "import.undone", count=count))


@command("due")
def due(desk: Desk) -> None:
    """Post everything that fell due before today, or before the day that `--at` names."""
    with desk.acting() as acts:
        for receipt in acts.book.due(desk.settings.at):
            acts.took(receipt)
    if not acts.slips:
        desk.say("nothing_due")
