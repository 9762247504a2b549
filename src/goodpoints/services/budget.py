"""`book.budget`: issue quotas, what is used of them, and credits that wait for a resolution."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, NamedTuple, TypeAlias

from goodpoints.domain.amounts import shown
from goodpoints.domain.bank.claims import CLAIM, WITHHELD
from goodpoints.domain.bank.quota import Quota, ReleaseClaim, SetQuota, Use, quotas, use_on
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Thing
from goodpoints.ports import StoreReader
from goodpoints.services.desk import Poster
from goodpoints.services.receipt import Receipt
from goodpoints.services.view import BookView

Reading: TypeAlias = Callable[[], AbstractContextManager[tuple[BookView, StoreReader]]]

WARN_AT: Final = 80
"""Per cent of a quota from which it is nearly used. Source: `practice.md` §2, row 4 of the design pages."""


class QuotaLine(NamedTuple):
    """A quota and its use; amounts as text in the reward's scale.

    Attributes:
        percent: Used of the quota, rounded down; 100 and more where resolutions allowed more, or it is nought.
        state: "ok", "warn" from 80 per cent on, "full" from 100 on.
    """

    quota: str
    first: str
    last: str
    points: str
    issued: str
    percent: int
    state: str
    resolution: str


class WithheldLine(NamedTuple):
    """A credit that waits for a resolution or for room."""

    claim: str
    household: str
    points: str


class Budget:
    """What the village may credit for deeds."""

    def __init__(self, book: Poster, reading: Reading) -> None:
        self._book = book
        self._reading = reading

    def set_quota(self, order: SetQuota, *, key: str | None = None) -> Receipt:
        """Allow so many points for a period, by a resolution."""
        return self._book.post(order, key=key)

    def release_claim(self, order: ReleaseClaim, *, key: str | None = None) -> Receipt:
        """Let a withheld credit be posted after all."""
        return self._book.post(order, key=key)

    def quotas(self) -> list[QuotaLine]:
        """Every quota, by its code."""
        with self._reading() as (view, _store):
            return quota_lines(view)

    def withheld(self) -> list[WithheldLine]:
        """The credits that wait, by the claim's number."""
        with self._reading() as (view, _store):
            return [_waiting(view, claim) for claim in view.things(CLAIM, status=WITHHELD)]


def _waiting(view: BookView, claim: Thing) -> WithheldLine:
    scale = view.reward(day_of(claim.day)).scale
    return WithheldLine(claim.code, claim.holder, shown(claim.state["withheld"], scale))


def quota_lines(view: BookView) -> list[QuotaLine]:
    """Every quota and its use, by its code."""
    return [_line(view, quota) for quota in quotas(view)]


def _line(view: BookView, quota: Quota) -> QuotaLine:
    use = use_on(view, quota.first) or Use(quota, 0)
    percent = use.used * 100 // quota.most if quota.most else 100
    state = "full" if percent >= 100 else "warn" if percent >= WARN_AT else "ok"  # noqa: PLR2004 - the whole of it
    scale = view.reward(day_of(quota.first)).scale
    amounts = shown(quota.most, scale), shown(use.used, scale)
    return QuotaLine(quota.quota, quota.first, quota.last, *amounts, percent, state, quota.resolution)
