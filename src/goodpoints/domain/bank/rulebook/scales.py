"""How a deed becomes points: one class per way of scoring. All points are whole steps of the rulebook's unit.

Amounts have no sign here; the rule says whether they are added or taken. Numbers of a measure are exact fractions.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Final, TypeAlias

from attrs import field, frozen

from goodpoints.domain.bank.rulebook.checks import (
    above_zero,
    as_number,
    as_number_or_none,
    as_tuple,
    between,
    filled,
    from_zero,
    one_of,
    said,
    wrong,
    wrong_points,
)
from goodpoints.domain.days import PERIODS

EVER: Final = "ever"
CAMPAIGN: Final = "campaign"
SPANS: Final = (*PERIODS, EVER)
SUBJECTS: Final = ("household", "person")


@frozen
class Fixed:
    """The same points every time; a quantity is ignored."""

    kind: ClassVar[str] = "fixed"

    points: int = field(validator=between(0))


@frozen
class PerQuantity:
    """`points` for each `each` of the measure.

    Args:
        each: Above zero: 1, or the 10 of "0.1 points for every 10 yuan".
        whole: Only full `each` count: 25 yuan are two tens. Otherwise the share counts, and the rule's rounding.
    """

    kind: ClassVar[str] = "per_quantity"

    points: int = field(validator=between(1))
    measure: str = field(validator=said)
    each: Fraction = field(default=Fraction(1), converter=as_number, validator=above_zero)
    whole: bool = False


@frozen
class Range:
    """The panel fills in points between two bounds, both included."""

    kind: ClassVar[str] = "range"

    least: int = field(validator=between(0))
    most: int = field(validator=between(1))

    def __attrs_post_init__(self) -> None:
        if self.least > self.most:
            raise wrong_points("most", self.most, "least_to_most")


@frozen
class Threshold:
    """From `at` on, so many points."""

    at: Fraction = field(converter=as_number, validator=from_zero)
    points: int = field(validator=between(0))


def _rising(thresholds: tuple[Threshold, ...]) -> None:
    for before, after in pairwise(thresholds):
        if after.at <= before.at:
            raise wrong("thresholds", after.at, "rising")
        if after.points < before.points:
            raise wrong_points("thresholds", after.points, "rising")


@frozen
class Brackets:
    """The points of the highest threshold that the quantity reaches; below the first, none."""

    kind: ClassVar[str] = "brackets"

    measure: str = field(validator=said)
    thresholds: tuple[Threshold, ...] = field(converter=as_tuple, validator=filled)

    def __attrs_post_init__(self) -> None:
        _rising(self.thresholds)


@frozen
class Slice:
    """`points` for every full `each` of the part of a quantity that lies in this slice.

    Args:
        upto: Where the slice ends; None is without end.
    """

    points: int = field(validator=between(0))
    each: Fraction = field(converter=as_number, validator=above_zero)
    upto: Fraction | None = field(default=None, converter=as_number_or_none)


@frozen
class Slices:
    """A quantity is cut into slices, each with its own rate; only full `each` of a slice count.

    Args:
        below: Another rate for quantities under its `upto`, which then counts alone: "under 100 yuan, 0.1 for
            every 10"; None where small quantities are scored like the rest.
    """

    kind: ClassVar[str] = "slices"

    measure: str = field(validator=said)
    slices: tuple[Slice, ...] = field(converter=as_tuple, validator=filled)
    below: Slice | None = None

    def __attrs_post_init__(self) -> None:
        ends = [one.upto for one in self.slices]
        for before, after in pairwise([Fraction(0), *ends]):
            if before is None or (after is not None and after <= before):
                raise wrong("slices", "" if after is None else after, "upto" if before is None else "rising")
        if self.below is not None and self.below.upto is None:
            raise wrong("below", "", "upto")


@frozen
class Tiers:
    """A running total reaches tiers: what a deed adds is the difference between the tiers before and after it.

    Args:
        period: The total starts anew with each; "ever" never does.
        per: Whose total it is: the household's, or each person's own.
    """

    kind: ClassVar[str] = "tiers"

    measure: str = field(validator=said)
    thresholds: tuple[Threshold, ...] = field(converter=as_tuple, validator=filled)
    period: str = field(default="year", validator=one_of(*SPANS))
    per: str = field(default="household", validator=one_of(*SUBJECTS))

    def __attrs_post_init__(self) -> None:
        _rising(self.thresholds)


@frozen
class Level:
    """One level of a list: "国家级" is worth so many points."""

    level: str = field(validator=said)
    points: int = field(validator=between(0))


@frozen
class Levels:
    """Points by the level that a deed was honoured at; the highest first, by habit."""

    kind: ClassVar[str] = "levels"

    levels: tuple[Level, ...] = field(converter=as_tuple, validator=filled)

    def __attrs_post_init__(self) -> None:
        names = [one.level for one in self.levels]
        for name in names:
            if names.count(name) > 1:
                raise wrong("levels", name, "once")


Scoring: TypeAlias = Fixed | PerQuantity | Range | Brackets | Slices | Tiers | Levels

SCORINGS: Final[dict[str, type]] = {
    scoring.kind: scoring for scoring in (Fixed, PerQuantity, Range, Brackets, Slices, Tiers, Levels)
}
"""Word → way of scoring."""
