"""Star households as a rulebook says them: which stars there are, what each asks for, and what so many stars are called.

Source: `practice.md` §1.7 of the design pages: ten fixed stars, looked at every year or two, withdrawn on a breach,
barred for two years; grades by their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.bank.rulebook.checks import as_tuple, between, coded, filled, said, wrong

_MOST_STARS: Final = 50


class Input(NamedTuple):
    """What a household did under one rule within the window.

    Attributes:
        points: Whole steps credited, or taken where `sign` is "minus", net of reversals.
    """

    rule: str
    category: str
    sign: str
    points: int


@frozen
class Star:
    """One star.

    Args:
        categories: Headings of the rulebook whose rules count for it.
        rules: Single rules that count for it besides.
        least: Points (whole steps) that these rules must have brought within the window; 0 asks for none.
        clean: Whether a deduction under any of these rules costs the star.
    """

    code: str = field(validator=coded)
    title: str = field(validator=said)
    categories: tuple[str, ...] = field(default=(), converter=as_tuple)
    rules: tuple[str, ...] = field(default=(), converter=as_tuple)
    least: int = field(default=0, validator=between(0))
    clean: bool = True

    def __attrs_post_init__(self) -> None:
        if not self.categories and not self.rules:
            raise wrong("categories", "", "list")

    def is_won(self, inputs: Iterable[Input]) -> bool:
        """Whether what was done within the window is enough."""
        counted = [one for one in inputs if one.category in self.categories or one.rule in self.rules]
        earned = sum(one.points for one in counted if one.sign == "plus")
        return earned >= self.least and not (self.clean and any(one.sign == "minus" and one.points for one in counted))


@frozen
class Grade:
    """What a household with so many stars, or more, is called."""

    title: str = field(validator=said)
    stars: int = field(validator=between(1, _MOST_STARS))


@frozen
class StarHousehold:
    """The stars of a rulebook.

    Args:
        grades: By rising number of stars; a household below the first has none.
        bar_months: How long a withdrawn star cannot be won again.
    """

    stars: tuple[Star, ...] = field(converter=as_tuple, validator=filled)
    grades: tuple[Grade, ...] = field(default=(), converter=as_tuple)
    bar_months: int = field(default=24, validator=between(0, 1200))

    def __attrs_post_init__(self) -> None:
        codes = [star.code for star in self.stars]
        if len(set(codes)) < len(codes) or len(codes) > _MOST_STARS:
            raise wrong("stars", next((c for c in codes if codes.count(c) > 1), len(codes)), "once")
        for lower, higher in pairwise(self.grades):
            if higher.stars <= lower.stars:
                raise wrong("grades", higher.stars, f"> {lower.stars}")

    def won(self, inputs: Sequence[Input], barred: Iterable[str] = ()) -> list[str]:
        """The codes of the stars that a household wins, in the rulebook's order."""
        closed = set(barred)
        return [star.code for star in self.stars if star.code not in closed and star.is_won(inputs)]

    def grade(self, stars: int) -> str:
        """What a household with so many stars is called; empty below the first grade."""
        return next((grade.title for grade in reversed(self.grades) if stars >= grade.stars), "")
