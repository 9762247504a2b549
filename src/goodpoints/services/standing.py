"""`book.standing`: how households, groups and places stand in the village: honour list and cure list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeAlias

from goodpoints.domain.bank.lists import Cure, PutOnList, ReplyTo
from goodpoints.domain.entries import Thing
from goodpoints.ports import StoreReader
from goodpoints.services.desk import Poster
from goodpoints.services.receipt import Receipt
from goodpoints.services.view import BookView

Reading: TypeAlias = Callable[[], AbstractContextManager[tuple[BookView, StoreReader]]]


class Listing(NamedTuple):
    """One line of a list.

    Attributes:
        roll: "honour" or "cure".
        about: "household", "group" or "place".
        subject: The household's number, or what the group or place is called.
        since: ISO day.
        cure_by: ISO day, empty on the honour list.
        cured: ISO day on which it was put right, empty while it is not.
        status: "listed", "cured" or "withdrawn".
        reason: Private text, empty where none was given or it was erased.
        replies: Private texts of the answers, oldest first, without the erased ones.
    """

    listing: str
    roll: str
    about: str
    subject: str
    since: str
    cure_by: str
    cured: str
    status: str
    reason: str
    replies: tuple[str, ...]


class Standing:
    """The two lists. There is no black list of persons."""

    def __init__(self, book: Poster, reading: Reading) -> None:
        self._book = book
        self._reading = reading

    def put_on_list(self, order: PutOnList, *, key: str | None = None) -> Receipt:
        """Praise something, or say what has to be put right until when."""
        return self._book.post(order, key=key)

    def reply_to(self, order: ReplyTo, *, key: str | None = None) -> Receipt:
        """Answer a listing; the answer hangs beside it."""
        return self._book.post(order, key=key)

    def cure(self, order: Cure, *, key: str | None = None) -> Receipt:
        """Say that what was listed has been put right."""
        return self._book.post(order, key=key)

    def listings(self, roll: str, *, past: bool = False) -> list[Listing]:
        """What stands on a list, by number; with `past` also what was cured or withdrawn."""
        with self._reading() as (view, store):
            found = view.things("listing", holder=roll)
            return [_told(store, thing) for thing in found if past or thing.status == "listed"]


def _told(store: StoreReader, thing: Thing) -> Listing:
    state = thing.state
    (reason, *_), replies = _texts(store, state["entry"]) or [""], state["replies"]
    answers = [text for seq in replies for text in _texts(store, seq)]
    told = {name: state[name] for name in ("roll", "about", "subject", "since", "cure_by", "cured")}
    return Listing(thing.code, **told, status=thing.status, reason=reason, replies=tuple(answers))


def _texts(store: StoreReader, seq: int) -> list[str]:
    return [row.text for row in store.details_at(seq) if row.text]
