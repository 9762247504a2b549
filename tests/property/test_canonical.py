"""The canonical form is RFC 8785 for what it admits, and refuses the rest."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from goodpoints import MistakenInput
from goodpoints.domain.amounts import MAX_AMOUNT
from goodpoints.domain.entries import Commitment, Entry, Transfer
from goodpoints.domain.seal import body_of, canonical, sealed_body
from goodpoints.domain.ways import moved_by

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
KEY = st.text(st.characters(max_codepoint=127))
ADMITTED = st.recursive(
    TEXT | st.booleans() | st.integers(-MAX_AMOUNT, MAX_AMOUNT),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEY, inner),
)


def _normal(data: dict[str, Any]) -> bool:
    # Normal pieces side by side may still join: a quotation mark and a combining stroke, for one.
    return unicodedata.is_normalized("NFC", rfc8785.dumps(data).decode())


@given(st.dictionaries(KEY, ADMITTED).filter(_normal))
def test_what_is_admitted_is_written_as_the_rfc_says(data: dict[str, Any]) -> None:
    """Python's own JSON writer and RFC 8785 agree to the byte."""
    assert canonical(data).encode() == rfc8785.dumps(data)


@given(st.dictionaries(KEY, ADMITTED).filter(_normal))
def test_the_order_in_which_keys_were_put_in_does_not_matter(data: dict[str, Any]) -> None:
    """Two programs that know the same say the same."""
    assert canonical(dict(reversed(data.items()))) == canonical(data)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (1.0, "float"),
        (float("nan"), "float"),
        (None, "NoneType"),
        (b"x", "bytes"),
        ({1, 2}, "set"),
        ({"纸板": 1}, "key"),
        ({1: 1}, "key"),
        (2**53, "integer"),
        (-(2**53), "integer"),
        ("e\u0301", "nfc"),
        ("\u212b", "nfc"),
        ("\ud800", "encoding"),
    ],
)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: ("a", {"b": [v]})])
def test_what_two_programs_could_write_differently_is_refused(value: object, what: str, wrap: Any) -> None:  # noqa: ANN401 - any nesting
    """However deep it lies: floats, null, keys beyond ASCII, big integers, text that is not normal or not text."""
    with pytest.raises(MistakenInput) as caught:
        canonical({"facts": wrap(value)})

    assert (caught.value.code, caught.value.facts) == ("not_canonical", {"what": what})


ACCOUNTS = st.sampled_from(["household/0001", "issued/recycling", "depot", "outside/remainders"])
TRANSFERS = st.builds(Transfer, ACCOUNTS, ACCOUNTS, TEXT, TEXT, st.integers(1, MAX_AMOUNT))
ENTRIES = st.builds(
    Entry,
    seq=st.integers(1, MAX_AMOUNT),
    kind=TEXT,
    day=TEXT,
    key=TEXT,
    actor=TEXT,
    recorded_at=TEXT,
    request=TEXT,
    refers_to=st.integers(0, MAX_AMOUNT),
    facts=st.dictionaries(KEY, ADMITTED),
    transfers=st.lists(TRANSFERS).map(tuple),
    private=st.lists(st.builds(Commitment, TEXT, TEXT, TEXT), max_size=2).map(tuple),
)


@given(ENTRIES)
def test_the_quick_way_to_a_body_says_the_same(entry: Entry) -> None:
    """What is sealed live from a template is, to the byte, what `verify` writes with the JSON encoder."""
    assert sealed_body(entry, moved_by(entry.transfers)) == body_of(entry)


@pytest.mark.parametrize("wrong", [1.0, None, 2**53, "e\u0301", "\ud800", [1.5], {"纸": 1}])
def test_the_quick_way_refuses_the_same(wrong: object) -> None:
    """A fact that is not canonical is refused by both, with the same words."""
    entry = Entry(1, "k", "2026-01-01", "key", "clerk", "", "", 0, {"fact": wrong}, (), ())
    told = []
    for write in (lambda told: sealed_body(told, []), body_of):
        with pytest.raises(MistakenInput) as caught:
            write(entry)
        told.append((caught.value.code, caught.value.facts))

    assert told[0] == told[1]


def test_no_character_joins_a_quotation_mark() -> None:
    """So texts that are normal one by one are normal side by side in a body."""
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    joined = [c for c in characters if unicodedata.normalize("NFC", f'"{c}"') != f'"{unicodedata.normalize("NFC", c)}"']

    assert joined == []
