"""What a run of acts will ask for: a household that brings cardboard will bring bottles, too, and so will its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from attrs import evolve, fields_dict, has

from goodpoints.domain.accounts import is_pool, kind_of
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import Needs

MOST: Final = 32
"""Units of one kind of account that are asked for on suspicion: more would be looked up than journeys are saved."""


TURNS: Final = frozenset({32, 64, 128})
"""After so many acts that missed something it is looked at whether all households had better be fetched at once."""

EACH: Final = 32
"""Households fetched at once for each act that missed something: together they cost about what has been lost by then."""


class Habits:
    """The units that accounts have been asked for in one transaction, by kind of account, and how many acts missed something.

    It only guesses: what is not asked for is fetched when it is missed, and what is asked for in vain costs a look.
    """

    def __init__(self) -> None:
        self._units: dict[str, dict[str, None]] = {}
        self._missed = 0

    def miss(self) -> int:
        """Note that an act has missed something; how many households it is worth to fetch unasked now: mostly none."""
        self._missed += 1
        return self._missed * EACH if self._missed in TURNS else 0

    def likely(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """These (account, unit), and whatever else other accounts of their kinds were asked for before; pools are not told apart."""
        wanted = dict.fromkeys(pairs)
        accounts = dict.fromkeys([account for account, _unit in wanted if not is_pool(account)])
        for account, unit in wanted:
            units = self._units.setdefault(kind_of(account), {})
            if len(units) < MOST:
                units[unit] = None
        more = [(account, unit) for account in accounts for unit in self._units[kind_of(account)]]
        return list(wanted | dict.fromkeys(more))


def is_of_a_household(order: object) -> bool:
    """Whether the same could be asked for other households."""
    kind: Any = type(order)
    return has(kind) and "household" in fields_dict(kind) and bool(getattr(order, "household", None))


def needs_of_others(order: Any, households: Iterable[str], policy: Policy) -> Needs:  # noqa: ANN401 - of whatever class
    """What would be read if other households asked for the same.

    Args:
        order: One for which `is_of_a_household` holds.
        households: Their codes.
        policy: As for `Order.needs`.
    """
    needs = [evolve(order, household=household).needs(policy) for household in households]
    things = dict.fromkeys([key for one in needs for key in one.things])
    return Needs(list(things), [pair for one in needs for pair in one.lots])
