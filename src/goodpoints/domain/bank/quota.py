"""Issue quota: how many points a meeting allows a period, and what becomes of a credit that would go beyond it.

Source: `practice.md` §2, row 4 of the design pages: points that nobody can pay for are worth nothing. A credit beyond the
quota is withheld, visibly, until a resolution allows it or there is room again; it is never cut and never forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.amounts import number_from_zero
from goodpoints.domain.bank.claim import NUMBER
from goodpoints.domain.bank.claims import CLAIM, IN_NOTICE, WITHHELD, known_claim, moved_on
from goodpoints.domain.bank.judgement import Judged
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.rulebook.scoring import VILLAGE
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Tally, Thing, ThingKey
from goodpoints.domain.kinds import Kind, TallySum, Things
from goodpoints.domain.orders import BaseOrder, a_day, named, named_or_empty, shaped
from goodpoints.domain.policy import scaled
from goodpoints.domain.reader import BookReader
from goodpoints.errors import MistakenInput, RefusedByRule

QUOTAS: Final = ("quota", "all")
"""The thing that holds every quota: a credit looks at one thing, however many there are."""

ISSUED: Final = "issued"
"""The tally of points credited for deeds, by the day of the credit."""


class QuotaOverlaps(RefusedByRule):
    """Another quota holds some of these days; a new resolution changes it under its own code."""


class NotWithheld(RefusedByRule):
    """The claim is not withheld, so there is nothing to release."""


class QuotaExhausted(RefusedByRule):
    """The quota has no room for the claim; a resolution's number releases it. Facts: quota, wanted, room, scale."""


class Quota(NamedTuple):
    """So many steps of points may be credited from `first` to `last`, both included (ISO)."""

    quota: str
    first: str
    last: str
    most: int
    resolution: str

    def meets(self, first: str, last: str) -> bool:
        """Whether it holds any of these days, both included (ISO)."""
        return self.first <= last and first <= self.last


class Use(NamedTuple):
    """What a quota allows, and how much of it is used."""

    quota: Quota
    used: int

    @property
    def room(self) -> int:
        """Steps still to be credited, at least zero."""
        return max(0, self.quota.most - self.used)


@frozen(kw_only=True)
class SetQuota(BaseOrder):
    """A meeting allows so many points for a period; said again under the same code, it changes the amount.

    Args:
        quota: Its code: "2026-Q1".
        first, last: The credits' days that count, both included.
        points: In the reward's scale, from zero on.
        resolution: Number of the resolution.
    """

    quota: str = field(validator=shaped(NUMBER))
    first: dt.date = field(validator=a_day)
    last: dt.date = field(validator=a_day)
    points: Decimal = field(converter=number_from_zero)
    resolution: str = field(validator=named)


@frozen(kw_only=True)
class ReleaseClaim(BaseOrder):
    """A withheld claim is to be credited after all.

    Args:
        resolution: Number of the resolution that allows it beyond the quota; empty where there is room again.
    """

    claim: str = field(validator=shaped(NUMBER))
    resolution: str = field(default="", validator=named_or_empty)


def set_quota(book: BookReader, order: SetQuota) -> Draft:
    """Write down how many points a period may see.

    Raises:
        MistakenInput: `bad_period`, `too_fine`.
        RefusedByRule: `QuotaOverlaps`.
    """
    if order.last < order.first:
        raise MistakenInput("bad_period", first=iso(order.first), last=iso(order.last))
    for other in quotas(book):
        if other.meets(iso(order.first), iso(order.last)) and other.quota != order.quota:
            raise QuotaOverlaps("quota_overlaps", quota=other.quota, first=other.first, last=other.last)
    most = scaled(order.points, book.policy(order.day).reward.scale)
    facts = {"quota": order.quota, "first": iso(order.first), "last": iso(order.last), "most": most}
    return Draft("quota", iso(order.day), facts | {"resolution": order.resolution})


def quotas(book: BookReader) -> list[Quota]:
    """Every quota, by its code."""
    return _told(book.thing(*QUOTAS))


def _told(found: Thing | None) -> list[Quota]:
    return [] if found is None else [Quota(*told) for told in found.state["quotas"]]


def use_on(book: BookReader, day: str) -> Use | None:
    """The quota that holds a day, and what is used of it; None where the village has set none for it."""
    return _use(quotas(book), day, book.tally)


def _on(known: Iterable[Quota], day: str) -> Quota | None:
    return next((quota for quota in known if quota.meets(day, day)), None)


def _use(known: Iterable[Quota], day: str, counted: TallySum) -> Use | None:
    held = _on(known, day)
    if held is None:
        return None
    return Use(held, counted(ISSUED, VILLAGE, day_of(held.first), day_of(held.last)))


def withheld(book: BookReader, judged: Judged) -> Draft | None:
    """The entry that withholds a credit for which its day's quota has no room; None where it may be credited."""
    claim, wanted = judged.claim, judged.award.granted
    use = use_on(book, claim.day) if "points" in judged.rule.credits and not claim.state.get("resolution") else None
    if use is None or wanted <= use.room:
        return None
    facts = {"claim": claim.code, "household": claim.holder, "quota": use.quota.quota}
    return Draft("withhold", claim.day, facts | {"wanted": wanted, "room": use.room})


def release_claim(book: BookReader, order: ReleaseClaim) -> Draft:
    """Let a withheld claim be credited: by a resolution, or since there is room again.

    Raises:
        NotFound: `unknown_claim`.
        MistakenInput: `before_withheld`: dated before the day on which it could have been credited.
        RefusedByRule: `NotWithheld`, `QuotaExhausted`.
    """
    claim = known_claim(book, order.claim)
    if claim.status != WITHHELD:
        raise NotWithheld("not_withheld", claim=order.claim, status=claim.status)
    if iso(order.day) < claim.day:
        raise MistakenInput("before_withheld", claim=order.claim, day=iso(order.day), withheld=claim.day)
    use, wanted = use_on(book, iso(order.day)), claim.state["withheld"]
    if not order.resolution and use is not None and wanted > use.room:
        told = {"wanted": wanted, "room": use.room, "scale": book.policy(order.day).reward.scale}
        raise QuotaExhausted("quota_exhausted", quota=use.quota.quota, claim=order.claim, **told)
    facts = {"claim": claim.code, "household": claim.holder, "resolution": order.resolution}
    return Draft("release", iso(order.day), facts)


def issued(entry: Entry) -> Iterable[Tally]:
    """What a credit takes of the quota of its day; its reversal gives the room back."""
    if entry.facts.get("issued"):
        yield Tally(ISSUED, VILLAGE, entry.day, entry.facts["issued"])


def insist_on_room(entry: Entry, things: Things, counted: TallySum, wanted: int) -> None:
    """Insist that the quota of an entry's day has room for so many steps.

    Raises:
        LedgerIntegrityError: `unproven_step` (`beyond_quota`).
    """
    use = _use(_told(things[QUOTAS]), entry.day, counted)
    insist(use is None or wanted <= use.room, entry, "beyond_quota")


def _all(_entry: Entry) -> Iterable[ThingKey]:
    return [QUOTAS]


def _set(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    kept = [other for other in _told(things[QUOTAS]) if other.quota != facts["quota"]]
    insist(facts["first"] <= facts["last"] and facts["most"] >= 0, entry, "wrong_quota")
    insist(not any(other.meets(facts["first"], facts["last"]) for other in kept), entry, "quota_overlaps")
    told = Quota(*(facts[name] for name in Quota._fields))
    yield Thing(*QUOTAS, {"quotas": [list(quota) for quota in sorted([*kept, told])]}, status="valid")


def _claim_and_quotas(entry: Entry) -> Iterable[ThingKey]:
    return [(CLAIM, entry.facts["claim"]), QUOTAS]


def _withhold(entry: Entry, things: Things) -> Iterable[Thing]:
    claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
    insist(claim.status == IN_NOTICE and claim.day == entry.day, entry, "not_due")
    insist(claim.holder == entry.facts["household"], entry, "wrong_household")
    insist(not claim.state.get("resolution"), entry, "released")
    held = _on(_told(thing_before(things, QUOTAS, entry)), entry.day)
    insist(held is not None and held.quota == entry.facts["quota"], entry, "no_quota")
    insist(entry.facts["wanted"] > entry.facts["room"] >= 0, entry, "no_quota")
    yield moved_on(claim, WITHHELD, day=claim.day, withheld=entry.facts["wanted"])


def _recount_room(entry: Entry, things: Things, counted: TallySum) -> None:
    use = _use(_told(things[QUOTAS]), entry.day, counted)
    insist(use is not None and use.room == entry.facts["room"], entry, "wrong_room")


def _recount_release(entry: Entry, things: Things, counted: TallySum) -> None:
    if not entry.facts["resolution"]:
        claim = thing_before(things, (CLAIM, entry.facts["claim"]), entry)
        insist_on_room(entry, things, counted, claim.state.get("withheld", 0))


def _release(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    claim = thing_before(things, (CLAIM, facts["claim"]), entry)
    insist(claim.status == WITHHELD, entry, "not_withheld")
    insist(claim.holder == facts["household"], entry, "wrong_household")
    insist(claim.day <= entry.day, entry, "too_early")
    yield moved_on(claim, IN_NOTICE, day=entry.day, released=entry.day, resolution=facts["resolution"])


QUOTA_KIND: Final = Kind("quota", touches=_all, reduce=_set)
WITHHOLD_KIND: Final = Kind("withhold", touches=_claim_and_quotas, reduce=_withhold, recount=_recount_room)
RELEASE_KIND: Final = Kind("release", touches=_claim_and_quotas, reduce=_release, recount=_recount_release)
