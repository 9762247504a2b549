"""Putting right, and letting time pass."""

from __future__ import annotations

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command, option


@command("reverse")
@argument("entry", metavar="ENTRY")
@option("-m", "--reason", default="", metavar="TEXT")
def reverse(desk: Desk, entry: str, reason: str) -> None:
    """Answer a mistake with an entry that takes it back."""
    from goodpoints.cli.kinds import whole_of
    from goodpoints.domain.journal.reverse import Reverse

    seq = whole_of(entry)
    with desk.acting() as acts:
        if acts.book.entry(seq).actor != acts.book.actor:
            desk.confirm("ask.reverse", entry=seq)
        acts.took(acts.book.reverse(Reverse(acts.day, seq=seq, reason=reason)))


@command("due")
def due(desk: Desk) -> None:
    """Post everything that fell due before today, or before the day that `--at` names."""
    with desk.acting() as acts:
        for receipt in acts.book.due(desk.settings.at):
            acts.took(receipt)
    if not acts.slips:
        desk.say("nothing_due")
