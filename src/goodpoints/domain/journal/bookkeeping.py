"""What the book writes by itself: expiries and refused rows."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from attrs import asdict

from goodpoints.domain.accounts import expired_account
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Transfer
from goodpoints.domain.kinds import Kind
from goodpoints.domain.orders import BaseOrder
from goodpoints.errors import RefusedByRule


def expire(account: str, last_day: str, lots: list[tuple[str, str, int]]) -> Draft:
    """Write off what a household did not spend by the lots' last day.

    Args:
        account: The household's account.
        last_day: ISO day; the entry counts for it.
        lots: (unit, lot, amount) that ended on `last_day`.
    """
    household = account.partition("/")[2]
    ended = expired_account(household)
    moved = tuple(Transfer(account, ended, unit, lot, amount) for unit, lot, amount in lots)
    return Draft("expire", last_day, {"household": household}, moved)


def refused(order: BaseOrder, act: str, reasons: tuple[RefusedByRule, ...]) -> Draft:
    """Keep a refused row of an import as evidence, with everything asked and every reason."""
    facts = {"act": act, "asked": public_facts(order), "reasons": [reason.told() for reason in reasons]}
    return Draft("refused", iso(order.day), facts)


def public_facts(order: BaseOrder) -> dict[str, Any]:
    """What was asked, as plain facts, without private texts."""
    told = asdict(order, filter=lambda part, _value: not part.metadata.get("private"), recurse=False)
    return {name: _plain(value) for name, value in told.items() if name != "day"}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return iso(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | int) else str(value)


EXPIRE_KIND: Final = Kind("expire", takes_from=frozenset({"household"}))
REFUSED_KIND: Final = Kind("refused")
