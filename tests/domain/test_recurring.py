"""Answers that come again are remembered, and nothing else is different."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goodpoints.domain.recurring import recurring


def _counted(asked: list[str]) -> Callable[[str], int]:
    """Lengths of texts, three of which are remembered; it notes what it was asked, and cannot answer "bad"."""

    @recurring(3)
    def answer(text: str) -> int:
        asked.append(text)
        return len(text) // (text != "bad")

    return answer


def test_what_was_asked_is_not_worked_out_again() -> None:
    """The same answer, the very same object."""
    asked: list[str] = []
    answer = _counted(asked)

    assert [answer("a"), answer("bc"), answer("a")] == [1, 2, 1]
    assert asked == ["a", "bc"]


def test_what_is_raised_is_raised_again() -> None:
    """And nothing is remembered of it."""
    asked: list[str] = []
    answer = _counted(asked)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer("bad")

    assert asked == ["bad", "bad"]


def test_when_it_is_full_all_is_forgotten() -> None:
    """Memory stays flat, and every answer is right before and after."""
    asked: list[str] = []
    answer = _counted(asked)
    told = [answer(text) for text in ("a", "b", "c", "dd", "a")]

    assert (told, asked) == ([1, 1, 1, 2, 1], ["a", "b", "c", "dd", "a"])
