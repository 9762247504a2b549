"""Quantities as people say them, and whole steps of a unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints import Quantity, quantity_of, shown
from goodpoints.domain.amounts import MAX_AMOUNT, MAX_SCALE, checked, number_above_zero, number_from_zero, steps
from goodpoints.domain.policy import scaled
from goodpoints.errors import MistakenInput


@pytest.mark.parametrize(
    ("said", "number", "measure"),
    [
        ("12.5斤", "12.5", "斤"),
        ("30个", "30", "个"),
        ("×2", "2", ""),
        ("x2", "2", ""),
        ("*2", "2", ""),
        ("２瓶", "2", "瓶"),
        ("１２．５　公斤", "12.5", "公斤"),
        ("ｘ３", "3", ""),
        ("5.20 kg", "5.20", "kg"),
        ("007", "7", ""),
        (30, "30", ""),
        (Decimal("0.001"), "0.001", ""),
        (MAX_AMOUNT, str(MAX_AMOUNT), ""),
        (Quantity(Decimal("2.5"), "公斤"), "2.5", "公斤"),
    ],
)
def test_a_quantity_is_read_as_people_say_it(said: Any, number: str, measure: str) -> None:  # noqa: ANN401 - whatever is said
    """Digits of any width, a times sign before, a measure behind."""
    assert quantity_of(said) == (Decimal(number), measure)


def test_what_a_request_says_of_a_quantity_stays_as_it_is() -> None:
    """Older keys know their request by it."""
    assert repr(Quantity(Decimal("5.20"), "斤")) == "Quantity(number=Decimal('5.20'), measure='斤')"


def test_the_measure_said_outweighs_the_column() -> None:
    """A column of units counts only where the number names none."""
    read = [quantity_of("5斤", "公斤").measure, quantity_of("5", "公斤").measure, quantity_of(5, "公斤").measure]

    assert read == ["斤", "公斤", "公斤"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (2.5, "bad_number"),
        (float("nan"), "bad_number"),
        (True, "bad_number"),
        (None, "bad_number"),
        ([1], "bad_number"),
        ("", "bad_number"),
        ("斤", "bad_number"),
        ("-3", "bad_number"),
        ("+3", "bad_number"),
        ("1e9", "bad_number"),
        ("1,000", "bad_number"),
        ("1.", "bad_number"),
        (".5", "bad_number"),
        ("1.2.3", "bad_number"),
        ("3斤2两", "bad_number"),
        ("=1+1", "bad_number"),
        ("NaN", "bad_number"),
        ("٣", "bad_number"),
        ("1" * 41, "bad_number"),
        ("0", "bad_quantity"),
        ("0.000", "bad_quantity"),
        ("1" * 40, "bad_quantity"),
        (0, "bad_quantity"),
        (-1, "bad_quantity"),
        (MAX_AMOUNT + 1, "bad_quantity"),
        (Decimal("NaN"), "bad_quantity"),
        (Decimal("sNaN"), "bad_quantity"),
        (Decimal("Infinity"), "bad_quantity"),
        (Decimal("-0.5"), "bad_quantity"),
        (Decimal("1E+400"), "bad_quantity"),
        (Decimal("1E-999999"), "bad_quantity"),
        (Quantity(Decimal(-5), "斤"), "bad_quantity"),
        (Quantity(2.5, "斤"), "bad_number"),  # type: ignore[arg-type]  # what a careless program hands over
    ],
)
def test_what_cannot_be_a_quantity_is_refused(said: Any, code: str) -> None:  # noqa: ANN401 - whatever is said
    """Floats, signs, exponents, grouping, nothing, too little and too much."""
    with pytest.raises(MistakenInput) as caught:
        quantity_of(said)

    assert caught.value.code == code


@pytest.mark.parametrize("zero", [0, "0", "0.00", "00", Decimal(0), Decimal("0E+3")])
def test_zero_is_a_price_but_no_quantity(zero: Any) -> None:  # noqa: ANN401 - whatever is said
    """A certificate costs nothing; nothing cannot be weighed."""
    with pytest.raises(MistakenInput):
        number_above_zero(zero)

    assert [number_from_zero(zero), scaled(zero, 2)] == [0, 0]


@pytest.mark.parametrize("said", [False, -1, "", ".", "-0", "abc", Decimal("NaN"), Decimal("sNaN"), 0.0, [], None])
def test_what_is_no_price_is_refused(said: Any) -> None:  # noqa: ANN401 - whatever is said
    """Whatever it is, it is refused with a type of ours."""
    with pytest.raises(MistakenInput):
        number_from_zero(said)


def test_a_number_with_an_exponent_is_a_number() -> None:
    """Decimals come normalised out of programs: 2E+1 is twenty."""
    assert [scaled(Decimal(20).normalize(), 0), number_above_zero(Decimal("2E+1"))] == [20, 20]


@given(st.integers(-MAX_AMOUNT, MAX_AMOUNT), st.integers(0, MAX_SCALE))
def test_what_is_shown_reads_back_as_the_same_steps(amount: int, scale: int) -> None:
    """Steps to text and back lose nothing, at every scale."""
    assert steps(Decimal(shown(amount, scale)), scale) == amount


@given(st.integers(1, MAX_AMOUNT), st.integers(0, MAX_SCALE))
def test_what_is_shown_is_a_quantity_as_people_say_it(amount: int, scale: int) -> None:
    """No exponent, no trailing zeros, no sign."""
    text = shown(amount, scale)

    assert steps(quantity_of(text).number, scale) == amount
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(
    ("amount", "scale", "text"),
    [(2600, 3, "2.6"), (0, 3, "0"), (-5, 3, "-0.005"), (-2500, 3, "-2.5"), (7, 0, "7"), (1000, 3, "1")],
)
def test_steps_are_shown_without_trailing_zeros(amount: int, scale: int, text: str) -> None:
    """2600 grams are 2.6 kilograms."""
    assert shown(amount, scale) == text


def test_a_jin_is_half_a_kilogram_exactly() -> None:
    """Factors are fractions; a third of a kilogram has no whole grams."""
    with pytest.raises(MistakenInput) as caught:
        steps(Decimal(1), 3, Fraction(1, 3))

    assert steps(Decimal("15.2"), 3, Fraction(1, 2)) == 7600
    assert (caught.value.code, caught.value.facts) == ("too_fine", {"got": "1", "scale": 3})


@given(st.decimals("0.0000001", "1000", places=7), st.integers(0, MAX_SCALE))
def test_nothing_is_rounded_in_secret(number: Decimal, scale: int) -> None:
    """A number becomes exactly its steps, or is too fine."""
    fits = (Fraction(number) * 10**scale).denominator == 1
    try:
        found = Fraction(steps(number, scale), 10**scale)
    except MistakenInput as error:
        found = Fraction(error.code == "too_fine")

    assert found == (Fraction(number) if fits else 1)


@pytest.mark.parametrize("amount", [MAX_AMOUNT, -MAX_AMOUNT, 0])
def test_amounts_within_the_bounds_pass(amount: int) -> None:
    """Every JSON reader keeps ±(2^53−1) exactly."""
    assert checked(amount) == amount


@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, -MAX_AMOUNT - 1, 10**30])
def test_amounts_beyond_the_bounds_are_refused(amount: int) -> None:
    """One more is one too many, by the sum as by the number."""
    with pytest.raises(MistakenInput) as caught:
        checked(amount)
    with pytest.raises(MistakenInput):
        steps(Decimal(amount), 0)

    assert caught.value.code == "bad_quantity"
