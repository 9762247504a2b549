"""Numbers as offices write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.sheets import quantities
from goodpoints.sheets.quantities import Measured
from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell

_FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")
_amounts = st.integers(1, 10**7).map(lambda thousandths: Decimal(thousandths) / 1000)


@given(_amounts, st.sampled_from(["{}", "{} ", " {}", "×{}", "　{}"]), st.booleans())
def test_text_gives_exactly_the_number_it_shows(amount: Decimal, dress: str, full: bool) -> None:  # noqa: FBT001 – drawn
    """Blanks and full-width digits change nothing."""
    shown = dress.format(amount)
    actual = quantities.quantity(shown.translate(_FULL) if full else shown)

    assert actual == amount


@given(_amounts)
def test_a_float_of_excel_gives_the_number_that_was_typed(amount: Decimal) -> None:
    """The float's shortest text is what the clerk typed; nothing is computed with it."""
    actual = quantities.quantity(float(amount))

    assert actual == amount


@given(_amounts, st.sampled_from(sorted(quantities.WEIGHTS)))
def test_a_glued_unit_comes_along_by_its_one_name(amount: Decimal, unit: str) -> None:
    """12.5斤 is a number and a unit."""
    actual = quantities.quantity(f"{amount}{unit}")

    assert actual == Measured(amount, quantities.WEIGHTS[unit])


def test_one_number_has_one_form() -> None:
    """Equal numbers are equal as text too, so that a digest of a row does not depend on the sheet's dress."""
    actual = [str(quantities.quantity(cell)) for cell in ("10", "10.0", 10.0, "１０", "0010", "10.00 ")]

    assert actual == ["10"] * 6


def test_the_dust_of_a_formula_is_swept_away() -> None:
    """Finer than six decimals is what binary fractions leave behind."""
    actual = [quantities.quantity(cell) for cell in (0.1 + 0.2, "29.900000000000002")]

    assert actual == [Decimal("0.3"), Decimal("29.9")]


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("3斤2两", "3.2", "斤"),
        ("3市斤半", "3.5", "斤"),
        ("2公斤500克", "2.5", "公斤"),
        ("２ Kg ５０ g", "2.05", "公斤"),
        ("4公斤1斤", "4.5", "公斤"),
        ("0斤8两", "0.8", "斤"),
    ],
)
def test_a_weight_in_two_measures_is_one_weight(cell: str, number: str, unit: str) -> None:
    """Ten 两 are a 斤, two 斤 a 公斤."""
    assert quantities.quantity(cell) == Measured(Decimal(number), unit)


@pytest.mark.parametrize(
    "cell",
    [
        "两件",
        "一大包",
        "若干",
        "abc",
        "3..5",
        "约五元",
        "5左右",
        "1,23",
        dt.date(2026, 3, 5),
        "5 6",
        "1e5",
        "半斤",
        "5斤13两",
        "5斤3斤",
        "5斤三两",
        "5-6斤",
        "3打",
        "(5)",
        "5斤?",
    ],
)
def test_what_is_no_number_is_a_bad_number(cell: Cell) -> None:
    """Words for numbers are not guessed at, nor is what Excel took for a date."""
    with pytest.raises(CellError) as caught:
        quantities.quantity(cell)

    assert caught.value.code == "bad_number"


@pytest.mark.parametrize("cell", [0.0, "0", "-3", -1.0, "-12斤", 1e18, "9" * 30])
def test_a_number_that_cannot_be_is_a_bad_quantity(cell: Cell) -> None:
    """Nought, less than nought, and more than a village ever saw."""
    with pytest.raises(CellError) as caught:
        quantities.quantity(cell)

    assert caught.value.code == "bad_quantity"


@pytest.mark.parametrize(
    ("cell", "shown"), [(-1.0, "-1"), (0.0, "0"), (-2.5, "-2.5"), ("-12.50斤", "-12.5"), (-20, "-20")]
)
def test_a_bad_quantity_is_told_as_people_write_it(cell: Cell, shown: str) -> None:
    """Excel's numbers without the noughts behind the point."""
    with pytest.raises(CellError) as caught:
        quantities.quantity(cell)

    assert caught.value.facts == {"given": shown}


def test_a_count_may_be_nought() -> None:
    """An empty shelf is counted too."""
    actual = quantities.pieces("0", zero=True)

    assert actual == 0


def test_a_column_of_pieces_drops_counters_and_refuses_weights() -> None:
    """2件 is two; 2斤 of a thing that is counted is a mistake."""
    actual = quantities.pieces("２件")
    with pytest.raises(CellError, match="bad_number"):
        quantities.pieces("2斤")

    assert actual == 2


def test_a_whole_number_has_no_fraction() -> None:
    """A limit of one and a half is refused."""
    with pytest.raises(CellError, match="bad_quantity"):
        quantities.whole("1.5")

    actual = quantities.whole("2次")

    assert actual == 2


@pytest.mark.parametrize("cell", ["1.2元", "¥1.2", 1.2, "１．２ ", "1.2元/公斤", "1.20块"])
def test_money_is_read_with_and_without_its_sign(cell: Cell) -> None:
    """A price is yuan, whatever stands beside it."""
    actual = quantities.money(cell)

    assert actual == Decimal("1.2")


@pytest.mark.parametrize("cell", ["5角", "元", "五元", "5斤"])
def test_other_money_is_not_guessed(cell: Cell) -> None:
    """5角 would be five yuan otherwise."""
    with pytest.raises(CellError) as caught:
        quantities.money(cell)

    assert caught.value.code == "bad_number"


@given(st.one_of(st.text(max_size=10), st.floats(allow_nan=True), st.integers()), st.booleans())
def test_any_cell_is_a_number_or_a_named_mistake(cell: Cell, zero: bool) -> None:  # noqa: FBT001 – drawn
    """No input ends in an error of Python's own."""
    codes = set()
    for parse in (quantities.quantity, quantities.pieces, quantities.whole, quantities.money):
        try:
            parse(cell, zero=zero)
        except CellError as error:
            codes.add(error.code)

    assert codes <= {"bad_number", "bad_quantity"}
