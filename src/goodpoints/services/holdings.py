"""What accounts hold while a transaction runs: transfers are carried out on it, or refused as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import TypeAlias

from goodpoints.domain.accounts import Overdrawn, sign_of
from goodpoints.domain.amounts import checked
from goodpoints.domain.ways import Moved, moved_back
from goodpoints.errors import MistakenInput
from goodpoints.ports import BalanceKey

Pair: TypeAlias = tuple[str, str]
"""(account, unit)."""


class Holdings:
    """Lots at hand, by account and unit.

    Args:
        lots: (account, unit) → lot → amount, in spending order and without empty ones; changed in place.
        fetch: Told which pairs are not in `lots`; puts them in.
    """

    def __init__(self, lots: dict[Pair, dict[str, int]], fetch: Callable[[Sequence[Pair]], None]) -> None:
        self._lots = lots
        self._fetch = fetch

    def amount_of(self, account: str, unit: str, lot: str) -> int:
        """What an account holds of a lot; the pair must be at hand."""
        return self._lots[account, unit].get(lot, 0)

    def amounts_of(self, keys: Iterable[BalanceKey]) -> list[int]:
        """The same of several."""
        held = self._lots
        return [held[account, unit].get(lot, 0) for account, unit, lot in keys]

    def move(self, moved: list[Moved]) -> None:
        """Carry all transfers out.

        Raises:
            Overdrawn: A balance would end beyond the sign its account keeps; none is carried out.
            MistakenInput: `bad_quantity`: a balance would be too large; none is carried out.
        """
        if self._shift(moved):
            try:
                self._check(moved)
            except (Overdrawn, MistakenInput):
                self.move_back(moved)
                raise

    def move_back(self, moved: list[Moved]) -> None:
        """Undo what was carried out last."""
        self._shift(moved_back(moved))

    def _shift(self, moved: list[Moved]) -> bool:
        """Whether a balance has left its sign or its bounds on the way; it may have come back since."""
        held, beyond = self._lots, False
        for way, amount in moved:
            try:
                there, to = held[way.leaves], held[way.reaches]
            except KeyError:
                return self._shift_after_fetch(moved)
            lot = way.lot
            had, got = there.get(lot, 0), to.get(lot, 0)
            left, come = had - amount, got + amount
            # No lot is empty: what had nothing is not there, and what has nothing left may not stay.
            if had and left:
                there[lot] = left
            else:
                _set(there, lot, left)
            if got and come:
                to[lot] = come
            else:
                _set(to, lot, come)
            if left < way.least or come > way.most:
                beyond = True
        return beyond

    def _shift_after_fetch(self, moved: list[Moved]) -> bool:
        """Fetch what is missing, and begin anew; if that fails, nothing is left moved."""
        self._shift(moved_back(list(takewhile(self._is_at_hand, moved))))
        self._fetch_all(moved)
        return self._shift(moved)

    def _is_at_hand(self, one: Moved) -> bool:
        return one[0].leaves in self._lots and one[0].reaches in self._lots

    def _fetch_all(self, moved: Iterable[Moved]) -> None:
        pairs = dict.fromkeys(pair for way, _amount in moved for pair in (way.leaves, way.reaches))
        self._fetch([pair for pair in pairs if pair not in self._lots])

    def _check(self, moved: Iterable[Moved]) -> None:
        for way, _amount in moved:
            for account in (way.source, way.target):
                amount = self.amount_of(account, way.unit, way.lot)
                if amount * sign_of(account) < 0:
                    raise Overdrawn("overdrawn", account=account, unit=way.unit)
                checked(amount)


def _set(lots: dict[str, int], lot: str, amount: int) -> None:
    """Put a lot in that is not there, or take away one that is empty now."""
    if not amount:
        del lots[lot]
    elif not lots or lot > next(reversed(lots)):
        lots[lot] = amount
    else:
        # Lots come seldom out of order, and decisions read them in spending order.
        lots[lot] = amount
        ordered = sorted(lots.items())
        lots.clear()
        lots.update(ordered)
