"""What a run of acts will ask for: a household that brings cardboard will bring bottles, too, and so will its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from goodpoints.domain.accounts import debt_account, household_account, is_pool, kind_of

MOST: Final = 32
"""Units of one kind of account that are asked for on suspicion: more would be looked up than journeys are saved."""

TURNS: Final = frozenset({32, 64, 128})
"""After so many that were missed it is looked at whether all households had better be fetched at once."""

EACH: Final = 100
"""Pairs of account and unit fetched at once for each that was missed: together they cost about what has been lost by then."""

_HAVE_AND_OWE: Final = {"household": household_account, "debt": debt_account}


class Habits:
    """The units that accounts have been asked for in one transaction, by kind of account, and how many households were missed.

    It only guesses: what is not asked for is fetched when it is missed, and what is asked for in vain costs a look.
    """

    def __init__(self) -> None:
        self._units: dict[str, dict[str, None]] = {}
        self._missed = 0
        self._not_fetched = 0
        """Households that were still to be fetched when it was looked at how many there are; 0 before that."""

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

    def miss(self) -> bool:
        """Note that a household was missed; whether it is to be looked at how many there are: mostly not."""
        self._missed += 1
        return self._missed in TURNS and self._is_worth(self._not_fetched)

    def of_all(self, households: Sequence[str]) -> list[tuple[str, str]]:
        """What all these households have and owe, (account, unit); nothing, now and later, where they are too many for that."""
        self._not_fetched = len(households)
        if not self._is_worth(self._not_fetched):
            return []
        return [(account(one), unit) for account, units in self._asked() for one in households for unit in units]

    def _is_worth(self, households: int) -> bool:
        return households * sum(len(units) for _, units in self._asked()) <= self._missed * EACH

    def _asked(self) -> list[tuple[Callable[[str], str], Collection[str]]]:
        return [(account, self._units.get(kind, ())) for kind, account in _HAVE_AND_OWE.items()]
