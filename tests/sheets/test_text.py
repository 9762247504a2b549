"""Names, codes and remarks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.sheets import text
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


@given(st.integers(1, 9999), st.sampled_from([int, float, str, "{:04}".format, "{} ".format, "　{:04}".format]))
def test_a_household_number_gets_its_noughts_back(number: int, dress: object) -> None:
    """Excel took them; four digits are the habit."""
    assert callable(dress)
    actual = text.household(dress(number), 4)

    assert actual == f"{number:04}"


@given(st.integers(1, 9999).map("{:04}".format))
def test_a_full_width_number_is_the_same_household(number: str) -> None:
    """０００５ is 0005."""
    actual = text.household(number.translate(_FULL), 4)

    assert actual == number


@pytest.mark.parametrize(
    ("cell", "expected"), [("0001-1", "0001-1"), ("1－2 ", "0001-2"), ("０１０３-2", "0103-2"), (None, None)]
)
def test_a_persons_number_has_a_household_before_the_dash(cell: Cell, expected: str | None) -> None:
    """The part after the dash is left alone."""
    actual = text.person(cell, 4)

    assert actual == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [("张 三", "张三"), ("　萧　亮 ", "萧亮"), ("Ann Lee", "Ann Lee"), ("𠮷 明", "𠮷明")]
)
def test_a_name_has_no_blanks_between_hanzi(cell: str, expected: str) -> None:
    """Two-character names are spread to look even."""
    actual = text.name(cell)

    assert actual == expected


def test_a_formula_as_a_name_stays_text() -> None:
    """=1+1 is what somebody typed; the guard that our own CSV for Excel puts before it is taken off."""
    actual = [text.name("=1+1"), text.name("'=1+1"), text.free("'quoted'")]

    assert actual == ["=1+1", "=1+1", "'quoted'"]


@pytest.mark.parametrize("cell", [9.9999919460312e17, "9.99999195108E+17", "1.23E+11", 10**17])
@pytest.mark.parametrize("parse", [text.free, text.identity, text.thing])
def test_a_long_number_that_lost_its_digits_is_refused(cell: Cell, parse: object) -> None:
    """It cannot be repaired, so nothing is made of it."""
    assert callable(parse)
    with pytest.raises(CellError) as caught:
        parse(cell)

    assert caught.value.code == "id_precision"


def test_noughts_for_lost_digits_are_noticed_by_the_check_digit() -> None:
    """A CSV may show all eighteen places, the last three of them made up."""
    with pytest.raises(CellError, match="id_precision"):
        text.identity("999999194603120000")

    assert text.identity("999999194603120211") == "999999194603120211"


def test_a_telephone_number_typed_as_a_number_is_whole() -> None:
    """Eleven digits are safe in a float."""
    actual = text.free(13800138000.0)

    assert actual == "13800138000"


def test_goods_with_full_width_digits_are_the_same_goods() -> None:
    """食用油５升 is 食用油5升; invisible characters go."""
    actual = text.thing("\ufeff食用油５升\u200b ")

    assert actual == "食用油5升"
