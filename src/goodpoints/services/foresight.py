"""What an act will ask its book first: a store to which every question is a journey is asked once, on the way.

All of it is guessed from what the act before it knew. A wrong guess costs the journey that it should have saved, and
nothing else: what the act then misses it asks for.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from goodpoints.domain.days import iso
from goodpoints.domain.entries import ThingKey
from goodpoints.domain.programmes import ACTS, KINDS
from goodpoints.domain.reader import Needs, Order
from goodpoints.domain.register.roles import CLOSED, DUTIES, PERMISSION, ROLE
from goodpoints.ports import Question, Store, StoreTx
from goodpoints.services.due import FIRST_DUE
from goodpoints.services.memory import Kept
from goodpoints.services.tallies import Asked, is_known
from goodpoints.services.view import policy_of, valid_on


def opened(
    store: Store, book: str, order: Order, *, key: str | None, actor: str, last: Kept | None
) -> AbstractContextManager[StoreTx]:
    """A write transaction for one act, with answers to what it will ask where the store gives any.

    Where nothing is known of the transaction before it (`last`), less is guessed.
    """
    asking = getattr(store, "write_asking", None)
    if asking is None or type(order) not in ACTS:
        return store.write(book)
    transaction: AbstractContextManager[StoreTx] = asking(book, foreseen(order, key=key, actor=actor, last=last))
    return transaction


def foreseen(order: Order, *, key: str | None, actor: str, last: Kept | None) -> list[Question]:
    """The questions: one with each verb, and one about each count."""
    needs = _needs(order, last)
    questions = [Question("list", ("policy",)), Question("get", (_things(needs, actor, last),))]
    if key is not None:
        questions.append(Question("seen", ([key],)))
    if needs.lots:
        questions.append(Question("lots", (needs.lots,)))
    questions += [Question("tally", asked) for asked in _asked_of(needs)]
    if _runs_days(order, last):
        questions += [Question("next_end"), Question("next_day", FIRST_DUE)]
    return questions


def _needs(order: Order, last: Kept | None) -> Needs:
    if last is None or not last.policies:
        return Needs()
    return order.needs(policy_of(valid_on(last.policies, order.day)))


def lacking(order: Order, *, actor: str, last: Kept) -> list[Question] | None:
    """What the act will ask and the last transaction did not know, of counts each by itself.

    None where it cannot be told, or days are to be run: what falls due is done behind the lock.
    """
    if type(order) not in ACTS or not last.policies or (iso(order.day) > last.head.through and _runs_days(order, last)):
        return None
    needs = _needs(order, last)
    things = [key for key in (CLOSED, (ROLE, actor), *needs.things) if key not in last.things]
    lots = [pair for pair in needs.lots if pair not in last.lots]
    questions = [Question("get", (things,))] if things else []
    if lots:
        questions.append(Question("lots", (lots,)))
    if needs.tallies:
        questions += [Question("tally", asked) for asked in _asked_of(needs) if not is_known(last.sums, asked)]
    return questions


def _asked_of(needs: Needs) -> list[Asked]:
    # Not `iso`: the period of a last day may end after all days that an act can bear, which is no mistake of a guess.
    return [(name, subject, first.isoformat(), last.isoformat()) for name, subject, first, last in needs.tallies]


def _things(needs: Needs, actor: str, last: Kept | None) -> list[ThingKey]:
    # What roles may do was asked for the last actor, and will most likely be asked for this one: there are few roles.
    known = last.things if last is not None else {}
    roles = [key for role in DUTIES if (key := (PERMISSION, role)) in known]
    return [CLOSED, (ROLE, actor), *roles, *needs.things]


def _runs_days(order: Order, last: Kept | None) -> bool:
    """Whether something may fall due before the act: on the last day run nothing does."""
    if KINDS[ACTS[type(order)]].announces:
        return False
    return last is None or last.head.through != iso(order.day)
