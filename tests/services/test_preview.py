"""A preview is the act itself, without writing."""

from __future__ import annotations

from typing import Any

import pytest

from goodpoints import (
    Deliver,
    Redeem,
    RefusedByRule,
    RegisterPerson,
    Reverse,
    WeighIn,
)
from tests.builders import (
    ONE,
    OPENED,
    PAPER,
    POWDER,
    D,
    a_village,
    from_paper,
    give_stars,
    held,
)


def _order(**changed: Any) -> WeighIn:  # noqa: ANN401 - parts of WeighIn
    asked: dict[str, Any] = {"household": ONE, "material": PAPER, "quantity": "5公斤", "remark": "湿的"}
    return WeighIn(changed.pop("day", OPENED), **asked | changed)


ORDERS = {
    "weigh_in": _order(day=D(2026, 3, 1)),
    "redeem": Redeem(D(2026, 3, 1), household=ONE, item=POWDER, remark="急"),
    "delivery": Deliver(D(2026, 3, 1), item=POWDER, count=2),
    "person": RegisterPerson(OPENED, person="0001-1", household=ONE, name="张三"),
    "reverse": Reverse(D(2026, 3, 1), seq=8),
}


@pytest.mark.parametrize("name", sorted(ORDERS))
def test_a_preview_is_the_act_without_writing(name: str) -> None:
    """The same transfers, facts and details; the book stays as it is."""
    book = a_village()
    from_paper(book, 5)
    before = held(book), book.head()
    draft = book.preview(ORDERS[name])
    untouched = held(book), book.head()
    entry = book.post(ORDERS[name]).entry

    assert untouched == before
    assert (draft.kind, draft.day, draft.facts, draft.transfers) == (
        entry.kind,
        entry.day,
        entry.facts,
        entry.transfers,
    )
    assert [(d.field) for d in draft.details] == [c.field for c in entry.private]


def test_a_preview_is_refused_as_the_act_would_be() -> None:
    """With the same reasons, to the numbers."""
    book = a_village()
    order = Redeem(OPENED, household=ONE, item=POWDER, count=99)
    errors = []
    for ask in (book.preview, book.post):
        with pytest.raises(RefusedByRule) as caught:
            ask(order)
        errors.append(caught.value)

    assert errors[0] == errors[1]
    assert [reason.code for reason in errors[0].reasons] == ["insufficient_stars", "out_of_stock"]


def test_a_preview_counts_no_stars_that_have_ended() -> None:
    """Though nothing was posted about them, nor is now."""
    book = a_village()
    give_stars(book, 3)
    head = book.head()
    with pytest.raises(RefusedByRule) as caught:
        book.preview(Redeem(D(2027, 1, 1), household=ONE, item=POWDER))

    assert (caught.value.facts["available"], book.head()) == (0, head)
