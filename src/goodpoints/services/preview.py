"""The same decision without a transaction: nothing is written, not even what is due."""

from __future__ import annotations

from goodpoints.domain.entries import Draft
from goodpoints.domain.programmes import ACTS, DECISIONS
from goodpoints.domain.reader import Order
from goodpoints.ports import Clock
from goodpoints.services.admission import admit
from goodpoints.services.permission import permit
from goodpoints.services.view import BookView


def preview(view: BookView, order: Order, clock: Clock, actor: str) -> Draft:
    """What the order would become. Lots past their last day do not count, whether or not they were expired.

    Raises:
        MistakenInput, NotFound, RefusedByRule: As the act itself.
    """
    if type(order) not in ACTS:
        raise TypeError(type(order).__name__)
    permit(view, order, actor)
    admit(view, order, clock)
    view.fetch(order.needs(view.policy(order.day)))
    return DECISIONS[type(order)](view, order)
