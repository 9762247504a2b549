"""`book.standing`: how households, groups and places stand in the village: stars, honour list and cure list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, NamedTuple, TypeAlias

from goodpoints.domain.amounts import shown
from goodpoints.domain.bank.lists import Cure, PutOnList, ReplyTo
from goodpoints.domain.bank.stars import STARS, AssessStars, WithdrawStar, inputs_of, known_stars
from goodpoints.domain.days import day_of
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


class StarLine(NamedTuple):
    """A household's last assessment.

    Attributes:
        first, last: ISO days of the window.
        stars: Codes, in the rulebook's order.
        grade: What so many stars are called, empty below the first grade.
        barred: Codes of stars that cannot be won again yet.
    """

    household: str
    first: str
    last: str
    stars: tuple[str, ...]
    grade: str
    barred: tuple[str, ...]


class Recount(NamedTuple):
    """Points under one rule within the window of an assessment, as text in the reward's scale: then and now."""

    rule: str
    then: str
    now: str


class Standing:
    """Stars of households, and the two lists. There is no black list of persons."""

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

    def assess_stars(self, order: AssessStars, *, key: str | None = None) -> Receipt:
        """Work out a household's stars over a window, and keep what they were made of."""
        return self._book.post(order, key=key)

    def withdraw_star(self, order: WithdrawStar, *, key: str | None = None) -> Receipt:
        """Take a star from a household after a breach."""
        return self._book.post(order, key=key)

    def star_households(self, grade: str | None = None) -> list[StarLine]:
        """The last assessment of every household that has one, by number; of one grade where it is not None."""
        with self._reading() as (view, _store):
            return [_star_line(thing) for thing in view.things(STARS, status=grade)]

    def recount(self, household: str) -> list[Recount]:
        """The inputs of a household's last assessment as they were counted then and as they would be counted now.

        They differ where a deed of the window was credited or reversed since; a new assessment takes that up.

        Raises:
            NotFound: `not_assessed`.
        """
        with self._reading() as (view, _store):
            state = known_stars(view, household).state
            now = inputs_of(view, household, day_of(state["first"]), day_of(state["last"]))
            scale = view.reward(day_of(state["last"])).scale
        then, later = ({one[0]: one[3] for one in told} for told in (state["inputs"], now))
        rules = sorted(then | later)
        return [Recount(rule, shown(then.get(rule, 0), scale), shown(later.get(rule, 0), scale)) for rule in rules]

    def listings(self, roll: str, *, past: bool = False) -> list[Listing]:
        """What stands on a list, by number; with `past` also what was cured or withdrawn."""
        with self._reading() as (view, store):
            found = view.things("listing", holder=roll)
            return [_told(store, thing) for thing in found if past or thing.status == "listed"]


_SAID: Final = frozenset({"reason", "text"})
"""Fields of the private texts that a list shows."""


def _told(store: StoreReader, thing: Thing) -> Listing:
    state = thing.state
    (reason, *_), replies = _texts(store, state["entry"]) or [""], state["replies"]
    answers = [text for seq in replies for text in _texts(store, seq)]
    told = {name: state[name] for name in ("roll", "about", "subject", "since", "cure_by", "cured")}
    return Listing(thing.code, **told, status=thing.status, reason=reason, replies=tuple(answers))


def _texts(store: StoreReader, seq: int) -> list[str]:
    """What was said in an act itself; who sat at the computer stays out of every list."""
    return [row.text for row in store.details_at(seq) if row.text and row.field in _SAID]


def _star_line(thing: Thing) -> StarLine:
    state = thing.state
    barred = tuple(star for star, _until in state["barred"])
    return StarLine(thing.code, state["first"], state["last"], tuple(state["stars"]), state["grade"], barred)
