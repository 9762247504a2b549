"""Which units a run of acts asks for: a household that brings cardboard will bring bottles, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goodpoints.domain.accounts import is_pool, kind_of

MOST: Final = 32
"""Units of one kind of account that are asked for on suspicion: more would be looked up than journeys are saved."""


class Habits:
    """The units that accounts have been asked for in one transaction, by kind of account.

    It only guesses: what is not asked for is fetched when it is missed, and what is asked for in vain costs a look.
    """

    def __init__(self) -> None:
        self._units: dict[str, dict[str, None]] = {}

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
