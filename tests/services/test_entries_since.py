"""Entries since a number: a cursor that other systems keep beside what they make of it."""

from __future__ import annotations

import json
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints import ImportConflict, NotFound, WeighIn
from goodpoints.domain.seal import body_of, next_leaf, origin
from goodpoints.testing.village import BOOK, BOTTLES, TODAY
from tests.moving.journals import a_village, written

VILLAGE = a_village()
"""Only read."""


@given(st.lists(st.integers(1, 9), min_size=1))
def test_whoever_keeps_the_last_number_sees_every_entry_once(sizes: list[int]) -> None:
    """In order, whatever the pages; an empty one means that there is nothing new."""
    seen, last, pages = [], 0, cycle(sizes)
    while page := VILLAGE.entries_since(last, count=next(pages)):
        seen += page
        last = page[-1].seq

    assert [one.seq for one in seen] == list(range(1, VILLAGE.head().size + 1))
    assert VILLAGE.entries_since(last) == []


def test_every_leaf_seals_its_entry_and_all_before_it() -> None:
    """So that a follower can check what it is given."""
    leaf = origin(BOOK)
    for entry, told in VILLAGE.entries_since():
        leaf = next_leaf(leaf, body_of(entry))

        assert told == leaf
    assert leaf == VILLAGE.head().leaf


def test_a_batch_shows_its_own_entries() -> None:
    """As every question does."""
    book = a_village()
    last = book.head().size
    with book.batch() as acts:
        receipt = acts.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=30), key="one")
        new = acts.entries_since(last)

    assert [one.entry for one in new] == [receipt.entry]


@pytest.mark.parametrize("seq", [7, 9999])
def test_a_book_that_is_not_the_one_it_was_is_told(seq: int) -> None:
    """Restored from a backup and written on: the follower must not go on as if nothing had happened."""
    known = VILLAGE.entries_since(4, count=1)[0]

    assert VILLAGE.entries_since(5, count=1, leaf=known.leaf)[0].seq == 6
    with pytest.raises(ImportConflict) as caught:
        VILLAGE.entries_since(seq, leaf=known.leaf)
    assert caught.value == ImportConflict("journal_fork", entry=seq)


def test_an_exported_journal_says_where_it_goes_on() -> None:
    """Its first line names the entry before, the last one, and the leaves of both; a line each follows."""
    told = written(VILLAGE, since=5)
    header, *lines = [json.loads(line) for line in told.lines]
    entries = VILLAGE.entries_since(5)

    assert (header["after"], header["size"], header["book"]) == (5, VILLAGE.head().size, BOOK)
    assert (header["leaf"], header["head"]) == (VILLAGE.entries_since(4)[0].leaf.hex(), VILLAGE.head().leaf.hex())
    assert [(line["body"]["seq"], line["leaf"]) for line in lines] == [(one.seq, one.leaf.hex()) for one in entries]


def test_a_journal_cannot_begin_behind_the_end() -> None:
    """There is no entry to go on from."""
    with pytest.raises(NotFound) as caught:
        written(VILLAGE, since=9999)

    assert caught.value == NotFound("unknown_entry", entry=9999)
