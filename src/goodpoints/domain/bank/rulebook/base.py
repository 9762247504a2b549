"""What each way of scoring makes of a deed, before anything multiplies or limits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

from goodpoints.domain.bank.rulebook.lines import Line, plain
from goodpoints.domain.bank.rulebook.scales import (
    Brackets,
    Fixed,
    Levels,
    PerQuantity,
    Range,
    Scoring,
    Slice,
    Slices,
    Threshold,
    Tiers,
)

Told: TypeAlias = tuple[Fraction, list[Line]]


class Said(NamedTuple):
    """What a claim and its panel said; checked before.

    Attributes:
        running: The total of the measure before this deed, for tiers.
    """

    quantity: Fraction
    level: str
    decided: int
    running: Fraction


def basis(scoring: Scoring, said: Said) -> Told:
    """Points in whole steps, an exact fraction only where a share of a rate counts; and how they came about."""
    return _BY_KIND[type(scoring)](scoring, said)


def _fixed(scoring: Fixed, _said: Said) -> Told:
    return Fraction(scoring.points), [Line("fixed", {"points": scoring.points})]


def _per_quantity(scoring: PerQuantity, said: Said) -> Told:
    count = said.quantity / scoring.each
    if scoring.whole:
        count = Fraction(count.numerator // count.denominator)
    told = {"quantity": plain(said.quantity), "each": plain(scoring.each), "points": scoring.points}
    return count * scoring.points, [Line("per_quantity", told | {"measure": scoring.measure})]


def _range(scoring: Range, said: Said) -> Told:
    told = {"least": scoring.least, "most": scoring.most, "points": said.decided}
    return Fraction(said.decided), [Line("range", told)]


def _brackets(scoring: Brackets, said: Said) -> Told:
    reached = _reached(scoring.thresholds, said.quantity)
    told = {"quantity": plain(said.quantity), "measure": scoring.measure, **_at(reached)}
    return Fraction(told["points"]), [Line("bracket", told)]


def _slices(scoring: Slices, said: Said) -> Told:
    below = scoring.below
    if below is not None and below.upto is not None and said.quantity < below.upto:
        points, line = _of_slice(below, said.quantity)
        return Fraction(points), [line]
    parts = [_of_slice(one, part) for one, part in _cut(scoring.slices, said.quantity) if part > 0]
    return Fraction(sum(points for points, _line in parts)), [line for _points, line in parts]


def _cut(slices: Sequence[Slice], quantity: Fraction) -> list[tuple[Slice, Fraction]]:
    """Each slice with the part of the quantity that lies in it."""
    starts = [Fraction(0), *(one.upto or Fraction(0) for one in slices[:-1])]
    ends = [quantity if one.upto is None else min(one.upto, quantity) for one in slices]
    return [(one, end - start) for one, start, end in zip(slices, starts, ends, strict=True)]


def _of_slice(one: Slice, part: Fraction) -> tuple[int, Line]:
    points = part // one.each * one.points
    told = {"quantity": plain(part), "each": plain(one.each), "rate": one.points, "points": points}
    return points, Line("slice", told)


def _tiers(scoring: Tiers, said: Said) -> Told:
    before = _reached(scoring.thresholds, said.running)
    after = _reached(scoring.thresholds, said.running + said.quantity)
    told = {"before": plain(said.running), "after": plain(said.running + said.quantity), "measure": scoring.measure}
    points = _at(after)["points"] - _at(before)["points"]
    told |= {"tier_before": _at(before)["points"], "tier_after": _at(after)["points"]}
    return Fraction(points), [Line("tier", told | {"points": points})]


def _levels(scoring: Levels, said: Said) -> Told:
    points = next(one.points for one in scoring.levels if one.level == said.level)
    return Fraction(points), [Line("level", {"level": said.level, "points": points})]


def _reached(thresholds: Sequence[Threshold], quantity: Fraction) -> Threshold | None:
    return next((one for one in reversed(thresholds) if one.at <= quantity), None)


def _at(reached: Threshold | None) -> dict[str, Any]:
    return {"at": "0", "points": 0} if reached is None else {"at": plain(reached.at), "points": reached.points}


_BY_KIND: Final[dict[type, Callable[[Any, Said], Told]]] = {
    Fixed: _fixed,
    PerQuantity: _per_quantity,
    Range: _range,
    Brackets: _brackets,
    Slices: _slices,
    Tiers: _tiers,
    Levels: _levels,
}
