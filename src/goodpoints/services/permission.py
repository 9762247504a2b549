"""Whether an actor may do what is asked. Who the actor is, the embedding application answers for."""

from __future__ import annotations

from goodpoints.domain.programmes import ACTS
from goodpoints.domain.reader import BookReader, Order
from goodpoints.domain.register.roles import may
from goodpoints.errors import NotPermitted


def permit(book: BookReader, order: Order, actor: str) -> None:
    """Refuse an order that none of the actor's roles allows; a book without role entries allows everything.

    Raises:
        NotPermitted: `not_permitted`.
    """
    permit_act(book, actor, ACTS[type(order)])


def permit_act(book: BookReader, actor: str, act: str) -> None:
    """Refuse an act, by the kind of entry that it writes.

    Raises:
        NotPermitted: `not_permitted`.
    """
    if not may(book, actor, act):
        raise NotPermitted("not_permitted", actor=actor, act=act)
