"""A rulebook as a village has passed it: immutable, each version valid from a day on.

`docs/reference/rulebook.md` describes the file; every default here is that page's. Points are whole steps of the
rulebook's unit and have no sign: the rule's `sign` says whether they are added or taken. Texts marked private
(a rule's text, its criteria, its legal basis) never enter the sealed body of an entry.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.amounts import MAX_SCALE
from goodpoints.domain.bank.rulebook.checks import (
    above_zero,
    as_day,
    as_number,
    as_text,
    as_tuple,
    between,
    coded,
    filled,
    one_of,
    said,
    said_or_empty,
    some_of,
    wrong,
)
from goodpoints.domain.bank.rulebook.scales import CAMPAIGN, SPANS, SUBJECTS, Fixed, Range, Scoring
from goodpoints.domain.bank.rulebook.stars import StarHousehold
from goodpoints.domain.days import day_of, months_later
from goodpoints.domain.policy import Expiry
from goodpoints.errors import NotFound

SIGNS: Final = ("plus", "minus", "veto")
UNITS: Final = ("points", "score")
"""What a rule may credit: points, which are spent, and the reputation score, which never is."""

CLAIMANTS: Final = ("self", "other", "helped", "leader", "grid_worker")
"""Who may claim: the doer's own household, another villager, the person helped, the group's leader, a grid worker."""

DECIDERS: Final = ("panel", "counted")
"""A panel judges; or the act was weighed or counted and needs no panel."""

LEVELS: Final = ("village", "shared", "county")
ROUNDINGS: Final = ("floor", "ceiling", "half_up")
EFFECTS: Final = ("no_honours", "no_redemption")
"""What a veto closes: honours only, or everything that points buy."""

SEPARATE: Final = ("claimant_judge", "claimant_reviewer", "judge_reviewer", "keeper_supervisor")
"""Pairs of duties that two people must do."""

_YEARS: Final = 100
_DAYS: Final = 36500


def private_text() -> Any:
    """A field whose text stays beside the journal, never in it."""
    return field(default="", converter=as_text, metadata={"private": True})


@frozen
class Resolution:
    """How the rulebook was passed.

    Args:
        meeting: What met: "村民代表会议".
        date: ISO day of the meeting.
        present, votes: People there, and votes for it; 0 where the minutes do not say.
        number: The resolution's number; empty where it has none.
    """

    meeting: str = field(validator=said)
    date: str = field(converter=as_day)
    present: int = field(default=0, validator=between(0, 10**6))
    votes: int = field(default=0, validator=between(0, 10**6))
    number: str = field(default="", validator=said_or_empty)

    def __attrs_post_init__(self) -> None:
        if self.votes > self.present:
            raise wrong("votes", self.votes, f"0 … {self.present}")


@frozen
class Cap:
    """At most so many points (whole steps), or so many times, in a period.

    Args:
        period: A calendar period of the deed's day, "campaign" (the rule's own campaign that holds the day; outside
            campaigns the cap does not bind), or "ever".
    """

    kind: str = field(validator=one_of("points", "times"))
    most: int = field(validator=between(1))
    period: str = field(validator=one_of(*SPANS, CAMPAIGN))
    per: str = field(default="household", validator=one_of(*SUBJECTS))


@frozen
class Highest:
    """Rules of one group do not add up: per subject and period only the highest counts.

    Args:
        group: Shared by the rules that one act may fall under.
    """

    group: str = field(validator=coded)
    period: str = field(default="day", validator=one_of(*SPANS))
    per: str = field(default="household", validator=one_of(*SUBJECTS))


@frozen
class Repeat:
    """Again within `months` of an earlier deed of the same rule: times `factor`, once, never squared.

    A deed exactly `months` after the earlier one is outside. Days count by the deed, not by the credit.
    """

    factor: int = field(default=2, validator=between(2, 100))
    months: int = field(default=12, validator=between(1, 1200))
    per: str = field(default="household", validator=one_of(*SUBJECTS))


@frozen
class Cooldown:
    """No second deed within `days` of another one, before or after, by the day of the deed."""

    days: int = field(validator=between(1, _DAYS))
    per: str = field(default="household", validator=one_of(*SUBJECTS))


@frozen
class Campaign:
    """Between two days, both included, the points are multiplied."""

    name: str = field(validator=said)
    first: str = field(converter=as_day)
    last: str = field(converter=as_day)
    factor: Fraction = field(default=Fraction(1), converter=as_number, validator=above_zero)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise wrong("last", self.last, f">= {self.first}")


@frozen
class Veto:
    """What one grave fact closes, and for how long.

    Args:
        months: From the day it is posted; 0 lasts until it is repaired.
        repair: How a household gets out of it earlier; private text.
    """

    effect: str = field(default="no_honours", validator=one_of(*EFFECTS))
    months: int = field(default=0, validator=between(0, 12 * _YEARS))
    repair: str = private_text()

    def until(self, day: dt.date) -> dt.date | None:
        """The first day that is free again, for a veto posted on `day`; None where only a repair ends it."""
        return months_later(day, self.months) if self.months else None


@frozen
class Rule:
    """One line of a rulebook.

    Args:
        category: Heading under which it stands.
        sign: "plus" adds, "minus" takes, "veto" closes.
        rounding: Where the arithmetic leaves a part of a step; applied once, after all multipliers, before caps.
        per_member: Times the members of the household.
        credits: "points", "score", or both.
        evidence: Files that a claim needs at least.
        decided_by, notice: A panel and a notice, unless the village has said otherwise for this rule.
        validity: When what it credits dies; None as the policy says.
        text, criteria, legal_basis: What it says in full, how a panel fills its range, on which law it stands.
    """

    code: str = field(validator=coded)
    title: str = field(validator=said)
    scoring: Scoring
    category: str = field(default="", validator=said_or_empty)
    sign: str = field(default="plus", validator=one_of(*SIGNS))
    rounding: str = field(default="floor", validator=one_of(*ROUNDINGS))
    caps: tuple[Cap, ...] = field(default=(), converter=as_tuple)
    highest: Highest | None = None
    per_member: bool = False
    repeat: Repeat | None = None
    cooldown: Cooldown | None = None
    campaigns: tuple[Campaign, ...] = field(default=(), converter=as_tuple)
    credits: tuple[str, ...] = field(default=("points",), converter=as_tuple, validator=some_of(*UNITS))
    evidence: int = field(default=0, validator=between(0, 20))
    claimants: tuple[str, ...] = field(default=CLAIMANTS, converter=as_tuple, validator=some_of(*CLAIMANTS))
    decided_by: str = field(default="panel", validator=one_of(*DECIDERS))
    notice: bool = True
    validity: Expiry | None = None
    veto: Veto | None = None
    level: str = field(default="village", validator=one_of(*LEVELS))
    text: str = private_text()
    criteria: str = private_text()
    legal_basis: str = private_text()

    def __attrs_post_init__(self) -> None:
        if (self.sign == "veto") != (self.veto is not None):
            raise wrong("veto", "" if self.veto is None else self.sign, "veto" if self.veto is None else "sign")
        if self.veto is not None and self.scoring != Fixed(0):
            raise wrong("scoring", self.scoring.kind, "veto")
        if isinstance(self.scoring, Range) and self.decided_by != "panel":
            raise wrong("decided_by", self.decided_by, "panel")
        ends = sorted((one.first, one.last) for one in self.campaigns)
        for (_, last), (first, _) in pairwise(ends):
            if first <= last:
                raise wrong("campaigns", first, f"> {last}")
        if any(cap.period == CAMPAIGN for cap in self.caps) and not self.campaigns:
            raise wrong("campaigns", "", CAMPAIGN)

    @property
    def measure(self) -> str:
        """What its quantity is counted in; empty where a quantity means nothing to it."""
        return str(getattr(self.scoring, "measure", ""))

    @property
    def needs_doer(self) -> bool:
        """Whether a count of it is kept by the person, so that a claim must say who did the deed."""
        counted = [self.scoring, self.highest, self.repeat, self.cooldown, *self.caps]
        return any(getattr(part, "per", "") == "person" for part in counted)

    def binding_caps(self, day: dt.date) -> tuple[Cap, ...]:
        """The caps that bind on the day: those of a campaign only inside one."""
        inside = self.campaign_on(day) is not None
        return tuple(cap for cap in self.caps if inside or cap.period != CAMPAIGN)

    def campaign_on(self, day: dt.date) -> Campaign | None:
        """Its campaign that holds the day."""
        told = day.isoformat()
        return next((one for one in self.campaigns if one.first <= told <= one.last), None)


@frozen(slots=False)
class Rulebook:
    """One version of a village's rulebook.

    Args:
        village: As it stands on notices.
        version: Unique in the book: "2025", "2025版". A passed version never changes.
        valid_from: ISO day; a deed is judged by the version valid on the day it was done.
        resolution: How it was passed; None where nobody has said so yet.
        unit, scale: The points' unit and its decimals: those of the policy's reward.
        score_unit: The reputation score's unit, same scale; empty where the village keeps none.
        late_days: A claim that comes more days than this after the deed is late.
        notice_days: Days that a notice lasts at least, first and last included.
        judges: Judges that a panel needs at least.
        duplicate_days: Claims of one household and rule whose deeds lie so many days apart, or fewer, are alike.
        duplicates: Whether a claim that is alike, or shows the same file, is refused, or kept with a warning.
        star_household: Its stars; None where the village awards none.
        separate: Pairs of duties that two people must do.
    """

    village: str = field(validator=said)
    version: str = field(validator=coded)
    valid_from: str = field(converter=as_day)
    unit: str = field(validator=said)
    rules: tuple[Rule, ...] = field(converter=as_tuple, validator=filled)
    resolution: Resolution | None = None
    scale: int = field(default=0, validator=between(0, MAX_SCALE))
    score_unit: str = field(default="", validator=said_or_empty)
    late_days: int = field(default=60, validator=between(0, 3650))
    notice_days: int = field(default=3, validator=between(1, 365))
    judges: int = field(default=3, validator=between(1, 99))
    duplicate_days: int = field(default=0, validator=between(0, 3650))
    duplicates: str = field(default="warn", validator=one_of("warn", "refuse"))
    star_household: StarHousehold | None = None
    separate: tuple[str, ...] = field(default=("claimant_judge", "judge_reviewer"), converter=as_tuple)

    def __attrs_post_init__(self) -> None:
        if len(self._rules) < len(self.rules):
            codes = [rule.code for rule in self.rules]
            raise wrong("code", next(code for code in codes if codes.count(code) > 1), "once")
        if any("score" in rule.credits for rule in self.rules) and not self.score_unit:
            raise wrong("score_unit", "", "text")
        if not set(self.separate) <= set(SEPARATE) or len(set(self.separate)) < len(self.separate):
            raise wrong("separate", ", ".join(self.separate), ", ".join(SEPARATE))

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.rules}

    @property
    def first_day(self) -> dt.date:
        """The first day it holds."""
        return day_of(self.valid_from)

    def rule(self, code: str) -> Rule:
        """The rule of that code.

        Raises:
            NotFound: `unknown_rule`.
        """
        found = self._rules.get(code)
        if found is None:
            raise NotFound("unknown_rule", rule=code[:20], version=self.version)
        return found
