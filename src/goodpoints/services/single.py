"""An act that is alone in its transaction, as most are: in as few journeys to the store as can be.

Where nobody else writes, a book knows from its last act what it will be asked for. It decides on that, and the store
writes only if the book is as it was left. If it is not, or anything else is wrong, the act is decided anew behind the
book's lock, which settles it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Final, NamedTuple

from goodpoints.domain.reader import Order
from goodpoints.domain.whole import maker
from goodpoints.errors import MistakenInput, RefusedByRule, StorageError
from goodpoints.ports import Ids, Store, StoreTx
from goodpoints.services.booktx import BookTx, log_entry
from goodpoints.services.foresight import lacking, opened
from goodpoints.services.memory import Memory
from goodpoints.services.receipt import Receipt

_LATE: Final = "store_busy"
"""It has waited for another writer, or for a connection, as long as it may, and does not wait again."""


class Place(NamedTuple):
    """Where an act is written: whose book it is, who is at it, and what is remembered of the act before.

    Attributes:
        begun: Makes the book's transaction in the store's; with a memory, on what that knows.
    """

    store: Store
    book: str
    actor: str
    memory: Memory
    ids: Ids
    begun: Callable[[StoreTx, Memory], BookTx]


place_of: Final = maker(Place)
"""A place out of all its parts, in their order."""


def post_alone(place: Place, order: Order, key: str | None) -> Receipt:
    """Decide an order and write it in a transaction of its own (see `BookTx.post`)."""
    onto = _onto(place, order)
    return _posted(place, order, key) if onto is None else _posted_onto(place, onto, order, key)


def _posted(place: Place, order: Order, key: str | None) -> Receipt:
    # Not `Book.writing`: a generator in a generator would be felt by every act.
    with opened(place.store, place.book, order, key=key, actor=place.actor, last=place.memory.last()) as store:
        tx = place.begun(store, place.memory)
        receipt = tx.post(key, order, place.actor)
        tx.flush()
    place.memory.keep(tx.known())
    return receipt


def _onto(place: Place, order: Order) -> AbstractContextManager[StoreTx] | None:
    """A transaction that takes no lock before it writes; None where the store has none, or others seem to write as well."""
    write_onto, kept = getattr(place.store, "write_onto", None), place.memory.kept
    if write_onto is None or kept is None:
        return None
    questions = lacking(order, actor=place.actor, last=kept)
    if questions is None:
        return None
    onto: AbstractContextManager[StoreTx] | None = write_onto(place.book, kept.head, kept.mark, questions)
    return onto


def _posted_onto(place: Place, onto: AbstractContextManager[StoreTx], order: Order, key: str | None) -> Receipt:
    tried, drawn = None, getattr(place.ids, "count", None)
    try:
        with onto as store:
            tx = place.begun(store, place.memory)
            tx.log_later()
            if key is not None:
                tx.suppose_new(key)
            tried = tx.post(key, order, place.actor)
            tx.flush()
    except StorageError as error:
        place.memory.doubt()
        if tried is not None and error.code != _LATE:
            return _settled(place, order, tried, error)
        _draw_again(place.ids, drawn)
        if error.code == _LATE:
            raise
        return _posted(place, order, key)
    except Exception as error:  # noqa: BLE001 - remembered things beside newer ones may come to anything; behind the lock none is old
        if not isinstance(error, MistakenInput | RefusedByRule):
            place.memory.doubt()
        _draw_again(place.ids, drawn)
        return _posted(place, order, key)
    place.memory.keep(tx.known())
    tx.log_now()
    return tried


def _draw_again(ids: Ids, drawn: int | None) -> None:
    """What was drawn for an act that was not written is drawn for the next one."""
    if drawn is not None:
        with suppress(AttributeError):  # a count of another kind, that is only told
            ids.count = drawn  # type: ignore[attr-defined]  # what had a count mostly takes one


def _settled(place: Place, order: Order, tried: Receipt, error: StorageError) -> Receipt:
    """Whether it was written or not: the same key again writes it once.

    Raises:
        StorageError: `outcome_unknown` where it was, and cannot be looked up either.
    """
    try:
        receipt = _posted(place, order, tried.entry.key)
    except StorageError as again:
        if error.code == "outcome_unknown":
            raise error from again
        raise
    if receipt.entry != tried.entry:
        return receipt
    if receipt.replayed:
        log_entry(receipt.entry)
    return Receipt(receipt.entry)
