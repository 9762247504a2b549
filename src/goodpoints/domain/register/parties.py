"""Parties: grid workers, keepers, donors, buyers. A code made on first sight; the name is a private detail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Detail, Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import PARTY, BaseOrder, private, shaped
from goodpoints.domain.reader import BookReader
from goodpoints.errors import NotFound


@frozen(kw_only=True)
class RegisterParty(BaseOrder):
    """Somebody is named for the first time.

    Args:
        party: The code that stands for the name from now on, "p0001".
        name: Private.
    """

    party: str = field(validator=shaped(PARTY))
    name: str = private()


def register_party(book: BookReader, order: RegisterParty) -> Draft:
    """Give a name its code."""
    _ = book
    details = (Detail(f"party/{order.party}", "name", order.name),)
    return Draft("party", iso(order.day), {"party": order.party}, details=details)


def known_party(book: BookReader, party: str) -> str:
    """The party's code, where it is registered; empty stays empty.

    Raises:
        NotFound: `unknown_party`.
    """
    if party and book.thing("party", party) is None:
        raise NotFound("unknown_party", party=party)
    return party


def _party(entry: Entry) -> Iterable[ThingKey]:
    return [("party", entry.facts["party"])]


def _name_party(entry: Entry, _things: Things) -> Iterable[Thing]:
    return [Thing("party", entry.facts["party"], {"since": entry.day}, status="active", day=entry.day)]


PARTY_KIND: Final = Kind("party", touches=_party, reduce=_name_party)
