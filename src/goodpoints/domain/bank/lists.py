"""Honour list and cure list: who is praised, and what has to be put right until when, with a right of reply.

There is no black list of persons: what hangs out is a place, a group, or a household whose name is masked.
Source: `practice.md` §1.7 and §2 row 11 of the design pages (newer lists name groups and places; cure period and reply).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen, validators

from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, a_day, about_entry, chosen, named, private, shaped
from goodpoints.domain.reader import BookReader
from goodpoints.domain.register.standing import active_household
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

HONOUR: Final = "honour"
CURE: Final = "cure"
LISTS: Final = (HONOUR, CURE)
ABOUT: Final = ("household", "group", "place")
LISTED: Final = "listed"
CURED: Final = "cured"
WITHDRAWN: Final = "withdrawn"

LISTING: Final = r"[A-Za-z0-9-]{1,40}"
"""Shape of a listing's number."""


class AlreadyListed(RefusedByRule):
    """The number is taken by another listing."""


class NotListed(RefusedByRule):
    """The listing is cured or withdrawn already; nothing can be added to it."""


class ReplyTooLate(RefusedByRule):
    """The day until which a reply is heard is over. Facts: listing, last."""


@frozen(kw_only=True)
class PutOnList(BaseOrder):
    """Something is praised, or has to be put right.

    Args:
        listing: Its number, unique in the book: "H2026-01".
        roll: "honour" or "cure".
        about: "household", "group" or "place": never a person.
        subject: The household's number, or what the group or place is called.
        cure_by: Last day for putting it right and for a reply; for the cure list only, and needed there.
        reason: Private; shown on the board, never sealed as text.
    """

    listing: str = field(validator=shaped(LISTING))
    roll: str = field(validator=chosen(*LISTS))
    about: str = field(validator=chosen(*ABOUT))
    subject: str = field(validator=named)
    cure_by: dt.date | None = field(default=None, validator=validators.optional(a_day))
    reason: str = private()


@frozen(kw_only=True)
class ReplyTo(BaseOrder):
    """Whoever is meant answers; the answer hangs beside the listing."""

    listing: str = field(validator=shaped(LISTING))
    text: str = private()


@frozen(kw_only=True)
class Cure(BaseOrder):
    """What was listed has been put right."""

    listing: str = field(validator=shaped(LISTING))


def put_on_list(book: BookReader, order: PutOnList) -> Draft:
    """List something for praise or for cure.

    Raises:
        NotFound: `unknown_household`.
        MistakenInput: `bad_cure_date` where a cure has no day after its own, or an honour has one.
        RefusedByRule: `AlreadyListed`.
    """
    if (order.roll == CURE) != (order.cure_by is not None and order.cure_by > order.day):
        raise MistakenInput("bad_cure_date", listing=order.listing, day=iso(order.day))
    if order.about == "household":
        active_household(book, order.subject)
    known = book.thing("listing", order.listing)
    if known is not None and known.status != WITHDRAWN:
        raise AlreadyListed("already_listed", listing=order.listing)
    facts = {"listing": order.listing, "roll": order.roll, "about": order.about, "subject": order.subject}
    facts["cure_by"] = "" if order.cure_by is None else iso(order.cure_by)
    return Draft("listing", iso(order.day), facts, details=about_entry(order, "reason"))


def reply_to(book: BookReader, order: ReplyTo) -> Draft:
    """Put an answer beside a listing of the cure list, until its last day.

    Raises:
        NotFound: `unknown_listing`.
        MistakenInput: `reply_empty`.
        RefusedByRule: `NotListed`, `ReplyTooLate`.
    """
    listing = _standing(book, order.listing)
    if not order.text:
        raise MistakenInput("reply_empty", listing=order.listing)
    if listing.state["cure_by"] and iso(order.day) > listing.state["cure_by"]:
        raise ReplyTooLate("reply_too_late", listing=order.listing, last=listing.state["cure_by"])
    facts = {"listing": order.listing, "about": listing.state["about"], "subject": listing.state["subject"]}
    return Draft("reply", iso(order.day), facts, refers_to=listing.state["entry"], details=about_entry(order, "text"))


def cure(book: BookReader, order: Cure) -> Draft:
    """Take something off the cure list: it was put right.

    Raises:
        NotFound: `unknown_listing`.
        RefusedByRule: `NotListed`.
    """
    listing = _standing(book, order.listing)
    if listing.state["roll"] != CURE:
        raise NotListed("not_listed", listing=order.listing, status=listing.state["roll"])
    return Draft("cure", iso(order.day), {"listing": order.listing}, refers_to=listing.state["entry"])


def _standing(book: BookReader, code: str) -> Thing:
    found = book.thing("listing", code)
    if found is None:
        raise NotFound("unknown_listing", listing=code)
    if found.status != LISTED:
        raise NotListed("not_listed", listing=code, status=found.status)
    return found


def _listing(entry: Entry) -> Iterable[ThingKey]:
    return [("listing", entry.facts["listing"])]


def _list(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, before = entry.facts, things["listing", entry.facts["listing"]]
    insist(before is None or before.status == WITHDRAWN, entry, "taken")
    insist((facts["roll"] == CURE) == (facts["cure_by"] > entry.day), entry, "wrong_day")
    state = {name: facts[name] for name in ("roll", "about", "subject", "cure_by")}
    state |= {"since": entry.day, "entry": entry.seq, "cured": "", "replies": []}
    return [Thing("listing", facts["listing"], state, status=LISTED, holder=facts["roll"], day=facts["cure_by"])]


def _reply(entry: Entry, things: Things) -> Iterable[Thing]:
    listing = _still_listed(entry, things)
    insist(not listing.state["cure_by"] or entry.day <= listing.state["cure_by"], entry, "too_late")
    return [_changed(listing, replies=[*listing.state["replies"], entry.seq])]


def _unsay(entry: Entry, things: Things) -> Iterable[Thing]:
    return [_changed(thing, replies=[n for n in thing.state["replies"] if n != entry.seq]) for thing in _known(things)]


def _cured(entry: Entry, things: Things) -> Iterable[Thing]:
    listing = _still_listed(entry, things)
    insist(listing.state["roll"] == CURE, entry, "not_listed")
    return [_changed(listing, cured=entry.day)._replace(status=CURED)]


def _still_listed(entry: Entry, things: Things) -> Thing:
    listing = thing_before(things, ("listing", entry.facts["listing"]), entry)
    insist(listing.status == LISTED, entry, "not_listed")
    return listing


def _not_cured(entry: Entry, things: Things) -> Iterable[Thing]:
    """As it was before; unless the listing was withdrawn since, or its number went to a later one."""
    still = [thing for thing in _known(things) if thing.status == CURED and thing.state["entry"] < entry.seq]
    return [_changed(thing, cured="")._replace(status=LISTED) for thing in still]


def _withdraw(_entry: Entry, things: Things) -> Iterable[Thing]:
    return [thing._replace(status=WITHDRAWN) for thing in _known(things)]


def _known(things: Things) -> list[Thing]:
    return [thing for thing in things.values() if thing is not None]


def _changed(thing: Thing, **state: Any) -> Thing:
    return thing._replace(state=dict(thing.state) | state)


LISTING_KIND: Final = Kind("listing", touches=_listing, reduce=_list, undo=_withdraw, reversible=True)
REPLY_KIND: Final = Kind("reply", touches=_listing, reduce=_reply, undo=_unsay, reversible=True)
CURE_KIND: Final = Kind("cure", touches=_listing, reduce=_cured, undo=_not_cured, reversible=True)
