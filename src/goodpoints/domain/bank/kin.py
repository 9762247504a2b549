"""Close kin: two households that a villager has declared to be. They do not judge each other's claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import HOUSEHOLD, BaseOrder, about_entry, private, shaped
from goodpoints.domain.reader import BookReader
from goodpoints.domain.register.standing import active_household
from goodpoints.errors import MistakenInput

KIN: Final = "kin"


@frozen(kw_only=True)
class DeclareKin(BaseOrder):
    """Two households are close kin from `day` on, or are so no longer.

    Args:
        household, other: Their numbers; the order does not matter.
        ends: Whether the relation ends with the day before `day` instead of beginning on it.
        relation: Private.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    other: str = field(validator=shaped(HOUSEHOLD))
    ends: bool = False
    relation: str = private()


def declare_kin(book: BookReader, order: DeclareKin) -> Draft:
    """Write down who is close kin to whom.

    Raises:
        NotFound: `unknown_household`.
        MistakenInput: `kin_of_itself`.
    """
    for household in (order.household, order.other):
        active_household(book, household)
    if order.household == order.other:
        raise MistakenInput("kin_of_itself", household=order.household)
    facts = {"household": order.household, "other": order.other, "ends": order.ends}
    return Draft("kin", iso(order.day), facts, details=about_entry(order, "relation"))


def are_kin(kin: Thing | None, other: str, day: str | dt.date) -> bool:
    """Whether a household was close kin to `other` on a day, by its thing of kind "kin"; None has no kin."""
    told = day if isinstance(day, str) else iso(day)
    known = kin.state["with"] if kin is not None else ()
    return any(one == other and since <= told and not (until and until <= told) for one, since, until in known)


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [(KIN, entry.facts["household"]), (KIN, entry.facts["other"])]


def _related(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    for one, other in ((facts["household"], facts["other"]), (facts["other"], facts["household"])):
        yield _with(things, one, _after(_known(things, one), other, entry))


def _after(known: list[list[Any]], other: str, entry: Entry) -> list[list[Any]]:
    """Spans [household, first day, first day no longer or empty] after the entry."""
    if not entry.facts["ends"]:
        return sorted([*known, [other, entry.day, ""]])
    return sorted([one, since, until or (entry.day if one == other else "")] for one, since, until in known)


def _unrelated(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    for one, other in ((facts["household"], facts["other"]), (facts["other"], facts["household"])):
        known = _known(things, one)
        if facts["ends"]:
            back = [[who, since, "" if (who, until) == (other, entry.day) else until] for who, since, until in known]
        else:
            # Declared twice on one day, they are kin still.
            at = next((n for n, told in enumerate(known) if told[:2] == [other, entry.day]), len(known))
            back = [*known[:at], *known[at + 1 :]]
        yield _with(things, one, back)


def _known(things: Things, household: str) -> list[list[Any]]:
    found = things[KIN, household]
    return [] if found is None else list(found.state["with"])


def _with(_things: Things, household: str, known: list[list[Any]]) -> Thing:
    return Thing(KIN, household, {"with": known}, status="declared" if known else "none", holder=household)


KIN_KIND: Final = Kind("kin", touches=_touches, reduce=_related, undo=_unrelated, reversible=True)
