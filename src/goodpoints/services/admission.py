"""Which days an act may bear: not tomorrow, not before the book, not too long ago."""

from __future__ import annotations

import datetime as dt

from goodpoints.domain.days import day_of, iso
from goodpoints.domain.programmes import ACTS, KINDS
from goodpoints.domain.reader import Order
from goodpoints.errors import MistakenInput, RefusedByRule
from goodpoints.ports import Clock
from goodpoints.services.clock import today_in
from goodpoints.services.view import BookView


class BackdatedTooFar(RefusedByRule):
    """The act is dated further back than the policy allows. Facts: day, through, days."""


def _latest(view: BookView, order: Order) -> dt.date:
    """The day whose policy says what may still be written down: the later of the act's and the last one run."""
    return max(order.day, day_of(view.through)) if view.through else order.day


def admit(view: BookView, order: Order, clock: Clock) -> None:
    """Check an order's day; what only announces (a price from next month on) may bear any.

    Raises:
        MistakenInput: `future_day`, `before_opening`.
        RefusedByRule: `BackdatedTooFar`.
    """
    kind = KINDS[ACTS[type(order)]]
    if kind.announces:
        return
    policy, day = view.policy(_latest(view, order)), iso(order.day)
    # Days up to the last one run are past for certain; only others need the clock.
    if day > view.through and day > (today := iso(today_in(policy.village.zone, clock))):
        raise MistakenInput("future_day", day=day, today=today)
    if day < view.opened:
        raise MistakenInput("before_opening", day=day, opened=view.opened)
    allowed = policy.backdating.days
    # Who only registers (a household, a batch) takes nothing from any day.
    moves = bool(kind.takes_from)
    if moves and day < view.through and allowed >= 0 and (day_of(view.through) - order.day).days > allowed:
        raise BackdatedTooFar("backdated_too_far", day=day, through=view.through, days=allowed)
