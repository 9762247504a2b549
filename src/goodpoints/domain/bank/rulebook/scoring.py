"""What a deed is worth under a rule: pure arithmetic over plain numbers, told step by step.

The order never changes: the scoring's own points; times members, campaign, repeat; one rounding; then what stands
against it: a higher rule of its group, the cool-down, the caps. A partial grant is the part that fits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from attrs import frozen

from goodpoints.domain.amounts import MAX_SCALE, checked
from goodpoints.domain.bank.rulebook.base import Said, basis
from goodpoints.domain.bank.rulebook.lines import Line, plain
from goodpoints.domain.bank.rulebook.scales import CAMPAIGN, EVER, Levels, Range, Tiers
from goodpoints.domain.bank.rulebook.values import Rule
from goodpoints.domain.days import FIRST_DAY, LAST_DAY, months_later, period_of
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

RUNNING: Final = 10**MAX_SCALE
"""Running totals of a measure are kept in millionths of it: tallies are whole numbers."""

JUDGED: Final = "judged"
VILLAGE: Final = "village"
"""Whose the tally of judged deeds is, and what it is counted per."""

_DAY: Final = dt.timedelta(days=1)


class PointsOutOfRange(RefusedByRule):
    """A panel may not give so many, or so few. Facts: rule, wanted, below, above, scale."""


@frozen
class Deed:
    """What a rule judges.

    Args:
        day: The day it was done.
        quantity: In the rule's measure, from zero on; None where none was said.
        level: One of the rule's levels; empty where it has none.
        members: Members of the household on that day, for rules per member.
        decided: Whole steps that the panel filled in, for ranges; None otherwise.
    """

    day: dt.date
    quantity: Fraction | None = None
    level: str = ""
    members: int = 1
    decided: int | None = None


@frozen
class Had:
    """What was counted before, as the caller read it from the tallies that `reads` names.

    Args:
        running: A tier's total so far, in millionths of the measure.
        repeats: Deeds of the rule within the months of its repeat.
        group: Points of its group in the group's period.
        recent: Deeds of the rule within the days of its cool-down.
        caps: Points or times so far, one for each of the rule's caps that binds on the day, in their order.
    """

    running: int = 0
    repeats: int = 0
    group: int = 0
    recent: int = 0
    caps: tuple[int, ...] = ()


class Award(NamedTuple):
    """What a deed is worth.

    Attributes:
        asked: Whole steps before group, cool-down and caps; no sign.
        granted: What of it is credited or taken.
        lines: The arithmetic, step by step.
    """

    asked: int
    granted: int
    lines: tuple[Line, ...]

    @property
    def cut(self) -> int:
        """What was not granted."""
        return self.asked - self.granted


class Read(NamedTuple):
    """A sum to read from the tallies before a rule can judge.

    Attributes:
        use: Which part of `Had` it is: "running", "repeats", "group", "recent", or "caps".
        name: The tally: "points/A01", "times/A01", "quantity/B06", "group/honours".
        per: Whose: "household" or "person".
        first, last: The days it sums over, both included.
    """

    use: str
    name: str
    per: str
    first: dt.date
    last: dt.date


class Count(NamedTuple):
    """What a posted award adds to a tally on the day of the deed."""

    name: str
    per: str
    amount: int


def reads(rule: Rule, day: dt.date) -> tuple[Read, ...]:
    """Which tallies a judgement of a deed of `day` reads; always the same number for a rule and campaign."""
    return tuple(_reads(rule, day))


def _reads(rule: Rule, day: dt.date) -> Iterator[Read]:
    if isinstance(rule.scoring, Tiers):
        yield Read("running", f"quantity/{rule.code}", rule.scoring.per, *_span(rule, day, rule.scoring.period))
    if rule.repeat is not None:
        yield Read("repeats", f"times/{rule.code}", rule.repeat.per, _within(day, rule.repeat.months), day)
    if rule.highest is not None:
        group = f"group/{rule.highest.group}"
        yield Read("group", group, rule.highest.per, *_span(rule, day, rule.highest.period))
    if rule.cooldown is not None:
        apart = dt.timedelta(days=rule.cooldown.days - 1)
        yield Read("recent", f"times/{rule.code}", rule.cooldown.per, day - apart, day + apart)
    for cap in rule.binding_caps(day):
        yield Read("caps", f"{cap.kind}/{rule.code}", cap.per, *_span(rule, day, cap.period))


def _span(rule: Rule, day: dt.date, period: str) -> tuple[dt.date, dt.date]:
    if period == EVER:
        return FIRST_DAY, LAST_DAY
    campaign = rule.campaign_on(day) if period == CAMPAIGN else None
    if campaign is not None:
        return dt.date.fromisoformat(campaign.first), dt.date.fromisoformat(campaign.last)
    return period_of(day, period)


def _within(day: dt.date, months: int) -> dt.date:
    """The earliest day whose date `months` later still comes after `day`."""
    first = months_later(day, -months)
    while months_later(first, months) <= day:
        first += _DAY
    return first


def had_before(read: Sequence[Read], sums: Sequence[int]) -> Had:
    """The sums of `reads`, in their order, as a judgement takes them."""
    told: dict[str, Any] = {one.use: amount for one, amount in zip(read, sums, strict=True) if one.use != "caps"}
    caps = tuple(amount for one, amount in zip(read, sums, strict=True) if one.use == "caps")
    return Had(**told, caps=caps)


def counts(rule: Rule, deed: Deed, award: Award) -> tuple[Count, ...]:
    """What is counted when the award is posted: for the household, and for the person where the doer is known.

    Points and times are counted whether or not this version caps them: the next one may, within the same period.
    What was cut to nothing is no time; a quantity counts towards its tiers even where it reached no new one.
    That a deed of the day was judged is counted for the whole village, and closes the day to new versions.
    """
    told: list[tuple[str, int]] = []
    if award.granted:
        told += [(f"points/{rule.code}", award.granted), (f"times/{rule.code}", 1)]
        if rule.highest is not None:
            told.append((f"group/{rule.highest.group}", award.granted))
    if isinstance(rule.scoring, Tiers):
        told.append((f"quantity/{rule.code}", _running(deed)))
    both = [Count(name, per, amount) for name, amount in told for per in ("household", "person")]
    return (*both, Count(JUDGED, VILLAGE, 1))


def check_deed(rule: Rule, deed: Deed) -> None:
    """Whether a deed can be judged by the rule at all, before a panel sits.

    Raises:
        MistakenInput: `quantity_needed` where the rule counts something and none was said; `too_fine` where a
            running total cannot hold it.
        NotFound: `unknown_level`.
    """
    if rule.measure and deed.quantity is None:
        raise MistakenInput("quantity_needed", rule=rule.code, measure=rule.measure)
    if isinstance(rule.scoring, Tiers):
        _running(deed)
    if isinstance(rule.scoring, Levels) and deed.level not in {one.level for one in rule.scoring.levels}:
        known = ", ".join(one.level for one in rule.scoring.levels)
        raise NotFound("unknown_level", rule=rule.code, level=deed.level[:20], known=known)


def check_decided(rule: Rule, decided: int | None, scale: int) -> None:
    """Whether a panel may decide so many points (whole steps; None where it only approves).

    Raises:
        MistakenInput: `points_needed` where the panel must fill a range; `points_not_asked` where the rule itself
            says them.
        RefusedByRule: `PointsOutOfRange`.
    """
    if not isinstance(rule.scoring, Range):
        if decided is not None:
            raise MistakenInput("points_not_asked", rule=rule.code)
        return
    least, most = rule.scoring.least, rule.scoring.most
    if decided is None:
        raise MistakenInput("points_needed", rule=rule.code, below=least, above=most, scale=scale)
    if not least <= decided <= most:
        raise PointsOutOfRange(
            "points_out_of_range", rule=rule.code, wanted=decided, below=least, above=most, scale=scale
        )


def award(rule: Rule, deed: Deed, had: Had) -> Award:
    """What the deed is worth, after what was counted before.

    Raises:
        MistakenInput, NotFound, RefusedByRule: those of `check_deed` and `check_decided`, scale 0.
    """
    check_deed(rule, deed)
    check_decided(rule, deed.decided, 0)
    said = Said(deed.quantity or Fraction(0), deed.level, deed.decided or 0, Fraction(had.running, RUNNING))
    exact, lines = basis(rule.scoring, said)
    for line, factor in _multipliers(rule, deed, had):
        exact *= factor
        lines.append(line)
    asked = checked(_rounded(exact, rule.rounding))
    if asked != exact:
        lines.append(Line("rounded", {"exact": plain(exact), "rounding": rule.rounding, "points": asked}))
    granted, against = _granted(rule, deed, asked, had)
    return Award(asked, granted, (*lines, *against))


def _granted(rule: Rule, deed: Deed, asked: int, had: Had) -> tuple[int, list[Line]]:
    """What group, cool-down and caps leave, with a line for each that took something."""
    left, lines = asked, []
    for line, most in _limits(rule, deed, asked, had):
        if most < left:
            left = most
            lines.append(line)
    return left, lines


def _multipliers(rule: Rule, deed: Deed, had: Had) -> Iterator[tuple[Line, Fraction]]:
    if rule.per_member:
        yield Line("members", {"members": deed.members}), Fraction(deed.members)
    campaign = rule.campaign_on(deed.day)
    if campaign is not None and campaign.factor != 1:
        yield Line("campaign", {"campaign": campaign.name, "factor": plain(campaign.factor)}), campaign.factor
    if rule.repeat is not None and had.repeats > 0:
        told = {"factor": rule.repeat.factor, "months": rule.repeat.months, "before": had.repeats}
        yield Line("repeat", told), Fraction(rule.repeat.factor)


def _limits(rule: Rule, deed: Deed, asked: int, had: Had) -> Iterator[tuple[Line, int]]:
    """What stands against it, each with the most that it leaves."""
    if rule.highest is not None:
        told = {"group": rule.highest.group, "had": had.group, "period": rule.highest.period, "per": rule.highest.per}
        yield Line("highest", told), max(asked - had.group, 0)
    if rule.cooldown is not None and had.recent > 0:
        yield Line("cooldown", {"days": rule.cooldown.days, "recent": had.recent}), 0
    for cap, so_far in zip(rule.binding_caps(deed.day), had.caps, strict=True):
        told = {"most": cap.most, "had": so_far, "period": cap.period, "per": cap.per}
        left = max(cap.most - so_far, 0)
        yield Line(f"cap_{cap.kind}", told), left if cap.kind == "points" or not left else asked


def _rounded(exact: Fraction, rounding: str) -> int:
    numerator, denominator = exact.numerator, exact.denominator
    if rounding == "ceiling":
        return -(-numerator // denominator)
    if rounding == "half_up":
        return (2 * numerator + denominator) // (2 * denominator)
    return int(numerator // denominator)


def _running(deed: Deed) -> int:
    exact = (deed.quantity or Fraction(0)) * RUNNING
    if exact.denominator != 1:
        raise MistakenInput("too_fine", got=plain(deed.quantity or Fraction(0)), scale=MAX_SCALE)
    return int(exact.numerator)
