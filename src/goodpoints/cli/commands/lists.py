"""Honour list and cure list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY, Said
from goodpoints.cli.kit import argument, command, option

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.services.standing import Listing

_ROLLS: Final = Said("roll", ("honour", "cure"))
_ABOUT: Final = Said("about", ("household", "group", "place"))
_LISTINGS: Final = ("listing", "about", "subject", "since", "cure_by", "cured", "status", "reason", "replies")


@command("list_add")
@argument("listing", metavar="NUMBER")
@argument("subject", metavar="WHO|GROUP|PLACE")
@option("--on", "roll", type=_ROLLS, required=True)
@option("--about", type=_ABOUT, required=True)
@option("--cure-by", type=DAY)
@option("-m", "--reason", default="", metavar="TEXT")
def list_add(
    desk: Desk, listing: str, subject: str, *, roll: str, about: str, cure_by: dt.date | None, reason: str
) -> None:
    """Put a household, a group or a place on a list."""
    from goodpoints.domain.bank.lists import PutOnList

    with desk.acting() as acts:
        whom = acts.household(subject) if about == "household" else subject
        order = PutOnList(
            acts.day, listing=listing, roll=roll, about=about, subject=whom, cure_by=cure_by, reason=reason
        )
        acts.took(acts.book.standing.put_on_list(order, key=acts.key()))


@command("list_reply")
@argument("listing", metavar="NUMBER")
@option("-m", "--text", required=True, metavar="TEXT")
def list_reply(desk: Desk, listing: str, text: str) -> None:
    """Put an answer beside a listing."""
    from goodpoints.domain.bank.lists import ReplyTo

    with desk.acting() as acts:
        order = ReplyTo(acts.day, listing=listing, text=text)
        acts.took(acts.book.standing.reply_to(order, key=acts.key()))


@command("list_cure")
@argument("listing", metavar="NUMBER")
def list_cure(desk: Desk, listing: str) -> None:
    """Take off the cure list what was put right."""
    from goodpoints.domain.bank.lists import Cure

    with desk.acting() as acts:
        acts.took(acts.book.standing.cure(Cure(acts.day, listing=listing), key=acts.key()))


@command("list_show")
@argument("roll", metavar="honour|cure", type=_ROLLS)
@option("--past", is_flag=True)
def list_show(desk: Desk, *, roll: str, past: bool) -> None:
    """A list as it may hang out: households by their masked name."""
    with desk.reading() as book:
        told = [_line(desk, book, listing) for listing in book.standing.listings(roll, past=past)]
    desk.show(told, _LISTINGS)


def _line(desk: Desk, book: Book, listing: Listing) -> dict[str, Any]:
    line: dict[str, Any] = listing._asdict()
    if listing.about == "household":
        line["subject"] = _masked_head(book, listing.subject)
    line["replies"] = list(listing.replies) if desk.for_programs else " / ".join(listing.replies)
    if desk.for_programs:
        return line
    return line | {
        "about": desk.words.word("about", listing.about),
        "status": desk.words.word("listing", listing.status),
    }


def _masked_head(book: Book, household: str) -> str:
    """The masked name of whoever comes first in the household; its number never hangs out."""
    from goodpoints.render.masking import STAR, masked

    names = [found.name for found in book.find(household) if found.household == household and found.name]
    return masked(names[0]) if names else STAR * 3
