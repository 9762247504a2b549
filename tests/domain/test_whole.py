"""Rows that are made when they are looked at."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from goodpoints.domain.whole import Rows, maker


class _Pair(NamedTuple):
    left: int
    right: str


@given(st.lists(st.tuples(st.integers(), st.text())), st.slices(5))
def test_they_are_as_a_list_of_them(parts: list[tuple[int, str]], some: slice) -> None:
    """Whole, one by one, in part, from the end, and as often as somebody looks."""
    rows, made = Rows(maker(_Pair), parts), [_Pair(*part) for part in parts]

    assert (len(rows), list(rows), list(rows), list(rows[some])) == (len(made), made, made, made[some])
    assert [rows[at].right for at in range(-len(made), len(made))] == [row.right for row in (*made, *made)]
    assert bool(rows) == bool(made)
