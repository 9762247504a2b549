"""Whether a body reads as it would be written is told without writing it again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from goodpoints.domain.journal.wording import reads_as_written
from goodpoints.domain.seal import body_of, canonical, entry_of
from goodpoints.errors import GoodpointsError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
FACTS = st.dictionaries(
    st.text("abcdef_", min_size=1, max_size=3),
    TEXTS | st.integers(-(2**54), 2**54) | st.lists(TEXTS, max_size=2) | st.booleans() | st.floats() | st.none(),
    max_size=4,
)
BODY: dict[str, Any] = {
    "actor": "clerk", "day": "2026-03-05", "facts": {"household": "0103", "remainder": 2300}, "key": "k1",
    "kind": "weigh_in", "private": [], "recorded_at": "2026-03-05T08:00:00.000Z", "refers_to": 0, "request": "q",
    "seq": 7, "transfers": [["outside", "depot", "纸板", "-", 13950]], "v": 1,
}  # fmt: skip
WHOLE = canonical(BODY)
AMOUNT = WHOLE.index("13950")
"""Where the transfer's amount begins: its type is judged by the laws of transfers, not by the wording."""


def _written_again(body: str) -> bool:
    """The plain way: read it, write it, compare."""
    try:
        return body_of(entry_of(body)) == body
    except GoodpointsError:
        return False


def _read(body: str) -> bool:
    try:
        return reads_as_written(body, json.loads(body))
    except GoodpointsError:
        return False


@given(FACTS, st.booleans(), st.booleans(), st.sampled_from(["", " ", "\t"]))
def test_any_facts_are_judged_as_by_writing_them_again(facts: dict[str, Any], asc: bool, sort: bool, gap: str) -> None:  # noqa: FBT001 - drawn
    """Sorted or not, escaped or not, with blanks or without: the answer is that of the plain way."""
    body = json.dumps(BODY | {"facts": facts}, ensure_ascii=asc, sort_keys=sort, separators=("," + gap, ":"))

    assert _read(body) is _written_again(body)


@given(st.integers(0, len(WHOLE) - 1), st.sampled_from([*'",:{}[]0-1. \\ae/', "", "\u0301", "1e3", '"v":1,', "null"]))
def test_one_changed_character_is_judged_as_by_writing_it_again(at: int, sign: str) -> None:
    """Where it is still JSON of an entry at all."""
    assume(not AMOUNT <= at <= AMOUNT + len("13950"))
    for body in (WHOLE[:at] + sign + WHOLE[at:], WHOLE[:at] + sign + WHOLE[at + 1 :]):
        try:
            entry_of(body)
        except GoodpointsError:
            continue

        assert _read(body) is _written_again(body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"key":"k1"', '"key":"k1","key":"k1"'),
        ('"remainder":2300', '"remainder":-0'),
        ('"remainder":2300', '"remainder":2300.0'),
        ('"remainder":2300', '"remainder":9007199254740992'),
        ('"household":"0103"', '"household":"e\u0301"'),
        ('"household":"0103"', '"household":"\\u0030"'),
        ('"v":1', '"v":true'),
        ('"v":1', '"v":1,"w":1'),
        ('"actor":"clerk"', '"actor":5'),
        ('"request":"q"', '"request":[]'),
        ('"day":"2026-03-05"', '"day":"2026-02-30"'),
        ('"day":"2026-03-05"', '"day":"20260305"'),
        ('"day":"2026-03-05"', '"day":"1066-10-14"'),
        ('"private":[],', ""),
        ("{", "{ "),
    ],
)
def test_what_reads_like_an_entry_and_is_not_as_written(old: str, new: str) -> None:
    """Keys said twice, numbers and letters written another way, fields too many, too few or of another type."""
    body = WHOLE.replace(old, new, 1)

    assert (_read(body), _written_again(body)) == (False, False)
