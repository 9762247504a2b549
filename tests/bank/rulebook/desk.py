"""A desk that judges deeds one after another, and counts as the book does; and rules of any kind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st

from goodpoints.domain.bank.rulebook.scales import (
    SPANS,
    SUBJECTS,
    Brackets,
    Fixed,
    Level,
    Levels,
    PerQuantity,
    Range,
    Scoring,
    Slice,
    Slices,
    Threshold,
    Tiers,
)
from goodpoints.domain.bank.rulebook.scoring import Award, Deed, award, counts, had_before, reads
from goodpoints.domain.bank.rulebook.values import (
    CLAIMANTS,
    ROUNDINGS,
    Campaign,
    Cap,
    Cooldown,
    Highest,
    Repeat,
    Resolution,
    Rule,
    Rulebook,
    Veto,
)
from goodpoints.domain.policy import Expiry

JANUARY: Final = dt.date(2025, 1, 1)
PASSED: Final = Resolution("村民代表会议", "2024-12-20", present=40, votes=38)
HOURS: Final = (Threshold(10, 20), Threshold(20, 50), Threshold(50, 100))
DONATION: Final = Slices(
    "元",
    (Slice(10, 100, 1000), Slice(10, 400, 5000), Slice(10, 500, 10000), Slice(10, 1000)),
    below=Slice(1, 10, 100),
)
"""In tenths of a point: 1 for every 100 yuan up to 1,000, and so on; under 100 yuan 0.1 for every 10."""


def a_rule(scoring: Scoring | None = None, **told: Any) -> Rule:  # noqa: ANN401 - whatever a rule takes
    """A rule of 5.0 points, or of another scoring."""
    return Rule(**{"code": "A01", "title": "义务清扫街道", "scoring": scoring or Fixed(50), **told})


def a_rulebook(*rules: Rule, **told: Any) -> Rulebook:  # noqa: ANN401 - whatever a rulebook takes
    """A rulebook of tenths of points."""
    plain = {"village": "柳河村", "version": "2025", "valid_from": "2025-01-01", "unit": "分", "scale": 1}
    return Rulebook(**{**plain, "rules": rules or (a_rule(),), "resolution": PASSED, **told})


class Desk:
    """Judges deeds of one household, and remembers what it counted."""

    def __init__(self) -> None:
        self.tallies: Counter[tuple[str, str, dt.date]] = Counter()

    def judge(self, rule: Rule, deed: Deed) -> Award:
        """Judge one deed after all those before."""
        read = reads(rule, deed.day)
        made = award(rule, deed, had_before(read, [self._sum(*one[1:]) for one in read]))
        for count in counts(rule, deed, made):
            self.tallies[count.name, count.per, deed.day] += count.amount
        return made

    def _sum(self, name: str, per: str, first: dt.date, last: dt.date) -> int:
        return sum(
            amount
            for (of, whose, day), amount in self.tallies.items()
            if (of, whose) == (name, per) and first <= day <= last
        )


def days() -> st.SearchStrategy[dt.date]:
    """Days of fourteen months, often close together."""
    return st.sampled_from([0, 0, 1, 2, 6, 7, 30, 31, 58, 59, 90, 181, 364, 365, 366, 424]).map(
        lambda count: JANUARY + dt.timedelta(days=count)
    )


def quantities() -> st.SearchStrategy[Fraction]:
    """Hours, yuan, metres: with up to two decimals."""
    return st.integers(0, 2_000_000).map(lambda hundredths: Fraction(hundredths, 100))


def _thresholds() -> st.SearchStrategy[tuple[Threshold, ...]]:
    ats = st.lists(st.integers(0, 500), min_size=1, max_size=6, unique=True)
    return st.tuples(ats, st.lists(st.integers(0, 300), min_size=6, max_size=6)).map(
        lambda told: tuple(map(Threshold, sorted(told[0]), sorted(told[1])))
    )


def _slices() -> st.SearchStrategy[Slices]:
    ends = st.lists(st.integers(1, 5000), max_size=4, unique=True).map(sorted)
    rates = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 900)), min_size=5, max_size=5)
    below = st.none() | st.builds(Slice, st.integers(0, 9), st.integers(1, 30), st.integers(1, 200))
    return st.builds(
        lambda e, r, b: Slices(
            "元", [Slice(points, each, upto) for (points, each), upto in zip(r, [*e, None], strict=False)], below=b
        ),
        ends, rates, below,
    )  # fmt: skip


def tiers() -> st.SearchStrategy[Tiers]:
    """Tiers on a total per year, or for ever."""
    return st.builds(Tiers, st.just("小时"), _thresholds(), st.sampled_from(SPANS), st.sampled_from(SUBJECTS))


def scorings() -> st.SearchStrategy[Scoring]:
    """Every way of scoring."""
    wide = st.tuples(st.integers(0, 50), st.integers(0, 100))
    return st.one_of(
        st.builds(Fixed, st.integers(0, 5000)),
        st.builds(
            PerQuantity, st.integers(1, 50), st.just("半天"), st.fractions(1, 50, max_denominator=400), st.booleans()
        ),
        wide.map(lambda told: Range(told[0], told[0] + told[1] + 1)),
        st.builds(Brackets, st.just("元"), _thresholds()),
        _slices(),
        tiers(),
        st.just(Levels((Level("国家级", 1000), Level("省级", 600), Level("县级", 200)))),
    )


def caps() -> st.SearchStrategy[Cap]:
    """Points or times, for any period, for household or person."""
    return st.builds(
        Cap,
        st.sampled_from(["points", "times"]),
        st.integers(1, 200),
        st.sampled_from(SPANS),
        st.sampled_from(SUBJECTS),
    )


def _vetoes() -> st.SearchStrategy[dict[str, Any]]:
    veto = st.builds(Veto, months=st.integers(0, 60), repair=st.sampled_from(["", "履行判决后"]))
    return veto.map(lambda one: {"scoring": Fixed(0), "sign": "veto", "veto": one})


def _modifiers() -> st.SearchStrategy[dict[str, Any]]:
    spring = Campaign("春季行动", "2025-02-01", "2025-03-31", Fraction(3, 2))
    return st.fixed_dictionaries(
        {
            "caps": st.lists(caps(), max_size=3),
            "highest": st.none() | st.builds(Highest, st.just("荣誉"), st.sampled_from(SPANS)),
            "repeat": st.none() | st.builds(Repeat, st.integers(2, 4), st.integers(1, 18)),
            "cooldown": st.none() | st.builds(Cooldown, st.integers(1, 40)),
            "campaigns": st.sampled_from([(), (spring,)]),
            "per_member": st.booleans(),
            "rounding": st.sampled_from(ROUNDINGS),
            "credits": st.sampled_from([("points",), ("score",), ("points", "score")]),
            "claimants": st.sampled_from([CLAIMANTS, ("self",)]),
            "validity": st.none() | st.builds(Expiry, st.just("anniversary"), st.integers(1, 5)),
            "evidence": st.integers(0, 3),
            "notice": st.booleans(),
            "text": st.sampled_from(["", "每半天计分，须有组长见证"]),
            "criteria": st.sampled_from(["", "按难易"]),
            "legal_basis": st.sampled_from(["", "村规民约第三条"]),
        }
    )


def rules() -> st.SearchStrategy[Rule]:
    """Any rule."""
    scored = st.builds(
        lambda scoring, sign, told: a_rule(scoring, sign=sign, **told),
        scorings(), st.sampled_from(["plus", "minus"]), _modifiers(),
    )  # fmt: skip
    closing = st.builds(lambda veto, told: a_rule(**{**told, **veto}), _vetoes(), _modifiers())
    return scored | scored | scored | closing


def rulebooks() -> st.SearchStrategy[Rulebook]:
    """Any rulebook of up to five rules."""
    numbered = st.lists(rules(), min_size=1, max_size=5).map(
        lambda some: [evolve(rule, code=f"R{number}") for number, rule in enumerate(some)]
    )
    return st.builds(
        lambda some, late, score, notice: a_rulebook(*some, late_days=late, score_unit=score, notice_days=notice),
        numbered, st.integers(0, 90), st.just("文明分"), st.integers(1, 10),
    )  # fmt: skip


def deeds(rule: Rule) -> st.SearchStrategy[Deed]:
    """Deeds that the rule can judge."""
    scoring = rule.scoring
    decided = st.integers(scoring.least, scoring.most) if isinstance(scoring, Range) else st.none()
    levels = [one.level for one in scoring.levels] if isinstance(scoring, Levels) else [""]
    return st.builds(
        Deed, days(), quantity=quantities(), level=st.sampled_from(levels), members=st.integers(1, 7), decided=decided
    )


def cases() -> st.SearchStrategy[tuple[Rule, list[Deed]]]:
    """A rule, and deeds that it judges."""
    return rules().flatmap(lambda rule: st.tuples(st.just(rule), st.lists(deeds(rule), max_size=8)))
