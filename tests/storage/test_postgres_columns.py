"""A column is packed at one go, and arrives as the same values that the driver's own lists would."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("psycopg", reason="comes with the extra `postgres`")

from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format

from goodpoints.storage.postgres.columns import COLUMNS, DUMPERS

VALUES = {
    "int8": st.integers(-(2**63), 2**63 - 1),
    "text": st.text(st.characters(exclude_categories=["Cs"])),
    "bytea": st.binary(max_size=40),
}

columns = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(st.none() | VALUES[kind], max_size=30))
)


@given(columns)
def test_the_driver_reads_from_a_column_what_was_put_in(column: tuple[str, list[Any]]) -> None:
    """Whole numbers of 64 bits, texts and bytes, none of them, and an empty column."""
    kind, values = column
    driver = Transformer()
    packed = DUMPERS[COLUMNS[kind]](COLUMNS[kind]).dump(COLUMNS[kind](values))
    assert packed is not None
    assert driver.get_loader(driver.adapters.types[kind].array_oid, Format.BINARY).load(packed) == values


@given(st.lists(VALUES["text"], min_size=1, max_size=30))
def test_a_column_of_texts_is_byte_for_byte_the_drivers_list(texts: list[str]) -> None:
    """Which looks through all of them for their type, and takes one after the other."""
    [drivers] = Transformer().dump_sequence([texts], [PyFormat.BINARY])
    assert DUMPERS[COLUMNS["text"]](COLUMNS["text"]).dump(COLUMNS["text"](texts)) == drivers


def test_what_is_no_text_for_the_server_is_not_packed() -> None:
    """Half a character; the caller is told before anything is sent."""
    with pytest.raises(UnicodeEncodeError):
        DUMPERS[COLUMNS["text"]](COLUMNS["text"]).dump(COLUMNS["text"](["一", "\ud800"]))


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1])
def test_a_number_beyond_64_bits_is_too_large_in_a_column_as_it_is_alone(number: int) -> None:
    """The same error, so that whoever looks for forged sums finds it."""
    with pytest.raises(OverflowError):
        DUMPERS[COLUMNS["int8"]](COLUMNS["int8"]).dump(COLUMNS["int8"]([1, number]))
