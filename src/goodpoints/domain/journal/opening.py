"""Opening a book, and changing its policy from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve, field, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader
from goodpoints.errors import RefusedByRule

BOOK: Final = r"[a-z0-9][a-z0-9._-]{0,63}"


class AlreadyOpen(RefusedByRule):
    """The book has its first entry."""


class FixedByOpening(RefusedByRule):
    """What a book counts in cannot change; open another book, or another unit beside it."""


@frozen(kw_only=True)
class OpenBook(BaseOrder):
    """The first entry: a village's book as of a day, with its policy."""

    book: str = field(validator=shaped(BOOK))
    policy: Policy

    def asked(self) -> tuple[object, ...]:
        """The book, the day and the whole policy."""
        return ("OpenBook", self.book, self.day, self.policy.as_facts())


@frozen(kw_only=True)
class ChangePolicy(BaseOrder):
    """A new policy, valid from `day`."""

    policy: Policy

    def asked(self) -> tuple[object, ...]:
        """The day and the whole policy."""
        return ("ChangePolicy", self.day, self.policy.as_facts())


def open_book(book: BookReader, order: OpenBook) -> Draft:
    """Write the first entry.

    Raises:
        RefusedByRule: `AlreadyOpen`.
    """
    if book.next_seq != 1:
        raise AlreadyOpen("already_open", book=order.book)
    return Draft("open", iso(order.day), {"book": order.book, "policy": order.policy.as_facts()})


def change_policy(book: BookReader, order: ChangePolicy) -> Draft:
    """Make a policy valid from a day on; earlier days keep theirs.

    Raises:
        RefusedByRule: `FixedByOpening` where reward or money would be another unit or scale, or a measure finer
            or coarser than it was: what was weighed in it would change its meaning.
    """
    before = book.policy(order.day)
    # What one is worth may change; what it is may not.
    reward = evolve(order.policy.reward, value=before.reward.value)
    if (before.reward, before.money) != (reward, order.policy.money):
        raise FixedByOpening("fixed_by_opening", unit=before.reward.unit, scale=before.reward.scale)
    own = {measure.name: measure.scale for measure in order.policy.measures if not measure.of}
    for known in (told for thing in book.things("policy") for told in thing.state["measures"]):
        if own.get(known["name"], known["scale"]) != known["scale"] and not known["of"]:
            raise FixedByOpening("fixed_by_opening", unit=known["name"], scale=known["scale"])
    return Draft("policy", iso(order.day), {"policy": order.policy.as_facts()})


def _opened(entry: Entry) -> Iterable[ThingKey]:
    policy = entry.facts["policy"]
    units = [("unit", policy["reward"]["unit"]), ("unit", policy["money"]["unit"])]
    return [("policy", entry.day), ("book", entry.facts["book"]), *units]


def _open(entry: Entry, _things: Things) -> Iterable[Thing]:
    policy = entry.facts["policy"]
    reward, money = policy["reward"], policy["money"]
    return [
        Thing("book", entry.facts["book"], {"opened": entry.day}, status="open", day=entry.day),
        Thing("policy", entry.day, policy, status="valid", day=entry.day),
        _unit(reward["unit"], "reward", reward["scale"]),
        _unit(money["unit"], "money", money["scale"]),
    ]


def _unit(code: str, kind: str, scale: int) -> Thing:
    return Thing("unit", code, {"kind": kind, "scale": scale, "measure": code})


def _changed(entry: Entry) -> Iterable[ThingKey]:
    return [("policy", entry.day)]


def _change(entry: Entry, _things: Things) -> Iterable[Thing]:
    return [Thing("policy", entry.day, entry.facts["policy"], status="valid", day=entry.day)]


OPEN_KIND: Final = Kind("open", touches=_opened, reduce=_open)
POLICY_KIND: Final = Kind("policy", touches=_changed, reduce=_change, announces=True)
