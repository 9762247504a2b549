"""A village passes a rulebook: each version immutable, valid from its day on; and which one holds on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.bank.rulebook.facts import as_facts, from_facts, texts_of
from goodpoints.domain.bank.rulebook.scoring import JUDGED, VILLAGE
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.days import LAST_DAY, day_of, iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.seal import canonical
from goodpoints.domain.units import Unit, check_unit
from goodpoints.errors import Fact, MistakenInput, NotFound, RefusedByRule

CALENDAR: Final[ThingKey] = ("rulebook_calendar", "versions")
_VALID: Final = "valid"
_WITHDRAWN: Final = "withdrawn"


class VersionTaken(RefusedByRule):
    """A version of that name, or valid from that day, was passed before. Facts: version, day."""


class OtherUnit(RefusedByRule):
    """The rulebook counts in another unit or scale than the book. Facts: unit, scale, expected, expected_scale."""


class AlreadyJudged(RefusedByRule):
    """Deeds of these days are judged; only a re-rating may judge them anew. Facts: version, day, count."""


@frozen(kw_only=True)
class AdoptRulebook(BaseOrder):
    """A rulebook that a meeting has passed; `day` is the first day it holds.

    Raises:
        MistakenInput: `rulebook_value` where the day is not the rulebook's own.
    """

    rulebook: Rulebook = field()

    def __attrs_post_init__(self) -> None:
        if iso(self.day) != self.rulebook.valid_from:
            raise MistakenInput("rulebook_value", key="valid_from", got=self.rulebook.valid_from, allowed=iso(self.day))

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The version, the calendar of versions, and the score's unit."""
        unit = [("unit", self.rulebook.score_unit)] if self.rulebook.score_unit else []
        return Needs(things=[("rulebook", self.rulebook.version), CALENDAR, *unit])

    def asked(self) -> tuple[object, ...]:
        """The whole rulebook except its private texts."""
        return ("AdoptRulebook", self.day, canonical(as_facts(self.rulebook)))


def adopt_rulebook(book: BookReader, order: AdoptRulebook) -> Draft:
    """Pass a rulebook; deeds of earlier days keep the version of their own day.

    Raises:
        RefusedByRule: `VersionTaken`, `OtherUnit`, `UnitTaken` of the score's name; `AlreadyJudged` where deeds
            were judged that this version would hold for.
    """
    rulebook = order.rulebook
    check_version(book, rulebook)
    count = book.tally(JUDGED, VILLAGE, rulebook.first_day, last_day_of(book, rulebook))
    if count:
        raise AlreadyJudged("already_judged", version=rulebook.version, day=rulebook.valid_from, count=count)
    return Draft("rulebook", rulebook.valid_from, {"rulebook": as_facts(rulebook)}, details=texts_of(rulebook))


def check_version(book: BookReader, rulebook: Rulebook) -> None:
    """Whether the book may take a version at all, whatever was judged.

    Raises:
        RefusedByRule: `VersionTaken`, `OtherUnit`, `UnitTaken`.
    """
    _check_new(book, rulebook)
    _check_units(book, rulebook)


def last_day_of(book: BookReader, rulebook: Rulebook) -> dt.date:
    """The last day that a new version would hold: the day before the next one takes over."""
    after = _next_after(_calendar(book), rulebook.valid_from)
    return after if after == LAST_DAY else after - dt.timedelta(days=1)


def _check_new(book: BookReader, rulebook: Rulebook) -> None:
    known = book.thing("rulebook", rulebook.version)
    if known is not None and known.status != _WITHDRAWN:
        raise VersionTaken("version_taken", version=rulebook.version, day=rulebook.valid_from)
    for since, version in _calendar(book):
        if since == rulebook.valid_from:
            raise VersionTaken("version_same_day", version=version, day=since)


def _check_units(book: BookReader, rulebook: Rulebook) -> None:
    reward = book.policy(rulebook.first_day).reward
    if (reward.unit, reward.scale) != (rulebook.unit, rulebook.scale):
        told: dict[str, Fact] = {"unit": rulebook.unit, "scale": rulebook.scale}
        raise OtherUnit("other_unit", **told, expected=reward.unit, expected_scale=reward.scale)
    if rulebook.score_unit:
        check_unit(book, Unit(rulebook.score_unit, "score", rulebook.scale, rulebook.score_unit))


def rulebook_on(book: BookReader, day: dt.date) -> Rulebook:
    """The version that holds on `day`. Its private texts are not read.

    Raises:
        NotFound: `no_rulebook`.
    """
    for since, version in reversed(_calendar(book)):
        if since <= iso(day):
            return rulebook_of(book, version)
    raise NotFound("no_rulebook", day=iso(day))


def rulebook_of(book: BookReader, version: str) -> Rulebook:
    """One version. Its private texts are not read.

    Raises:
        NotFound: `unknown_rulebook`.
    """
    return rulebook_in(_version(book, version))


def rulebook_in(thing: Thing) -> Rulebook:
    """The version that a thing of kind "rulebook" holds. Its private texts are not read."""
    return _built(_Told(thing.state["digest"], thing.state["rulebook"]))


def entry_of(book: BookReader, version: str) -> int:
    """The entry by which a version was passed; its texts lie beside it.

    Raises:
        NotFound: `unknown_rulebook`.
    """
    return int(_version(book, version).state["entry"])


def _version(book: BookReader, version: str) -> Thing:
    found = book.thing("rulebook", version)
    if found is None:
        raise NotFound("unknown_rulebook", version=version[:20])
    return found


def versions(book: BookReader) -> list[tuple[str, str]]:
    """(first day, version) of every version that holds on any day, oldest first."""
    return list(_calendar(book))


def _calendar(book: BookReader) -> list[tuple[str, str]]:
    found = book.thing(*CALENDAR)
    return [] if found is None else [(since, version) for since, version in found.state["versions"]]


def _next_after(calendar: Iterable[tuple[str, str]], day: str) -> dt.date:
    """The first day on which a version later than `day` takes over; the end of all days where none does."""
    return min((day_of(since) for since, _version in calendar if since > day), default=LAST_DAY)


def _judged(book: BookReader, first: dt.date, before: dt.date) -> int:
    last = before if before == LAST_DAY else before - dt.timedelta(days=1)
    return book.tally(JUDGED, VILLAGE, first, last)


@frozen
class _Told:
    """What a version says; equal where its digest is, so that each is built only once."""

    digest: str
    facts: Mapping[str, Any] = field(eq=False)


@lru_cache(maxsize=64)
def _built(told: _Told) -> Rulebook:
    return from_facts(told.facts)


def touched(entry: Entry) -> Iterable[ThingKey]:
    """What an entry that passes a rulebook changes: the version, the calendar, the score's unit."""
    rulebook = entry.facts["rulebook"]
    unit = [("unit", rulebook["score_unit"])] if rulebook["score_unit"] else []
    return [("rulebook", rulebook["version"]), CALENDAR, *unit]


def passed(entry: Entry, things: Things) -> list[Thing]:
    """The version and the calendar after an entry that passes a rulebook."""
    facts = entry.facts["rulebook"]
    digest = sha256(canonical(facts).encode()).hexdigest()
    state = {"rulebook": facts, "digest": digest, "entry": entry.seq}
    since = facts["valid_from"]
    calendar = [*_listed(things), [since, facts["version"]]]
    changed = [Thing("rulebook", facts["version"], state, status=_VALID, day=since), _listing(calendar)]
    if facts["score_unit"]:
        unit = {"kind": "score", "scale": facts["scale"], "measure": facts["score_unit"]}
        changed.append(Thing("unit", facts["score_unit"], unit))
    return changed


def _withdraw(entry: Entry, things: Things) -> Iterable[Thing]:
    version = entry.facts["rulebook"]["version"]
    before = things["rulebook", version]
    kept = [one for one in _listed(things) if one[1] != version]
    return [*([before._replace(status=_WITHDRAWN)] if before else []), _listing(kept)]


def _listed(things: Things) -> list[list[str]]:
    before = things.get(CALENDAR)
    return list(before.state["versions"]) if before else []


def _listing(calendar: Iterable[list[str]]) -> Thing:
    return Thing(*CALENDAR, {"versions": sorted(calendar)})


def _only_unused(book: BookReader, entry: Entry) -> None:
    """A version under which deeds were judged cannot be withdrawn.

    Raises:
        RefusedByRule: `AlreadyJudged`.
    """
    version = entry.facts["rulebook"]["version"]
    count = _judged(book, day_of(entry.day), _next_after(_calendar(book), entry.day))
    if count:
        raise AlreadyJudged("already_judged", version=version, day=entry.day, count=count)


RULEBOOK_KIND: Final = Kind(
    "rulebook", touches=touched, reduce=passed, undo=_withdraw, before_reversal=_only_unused,
    reversible=True, announces=True,
)  # fmt: skip
