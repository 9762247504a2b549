"""Weigh-in sheets that have a column for each material instead of one for the material and one for the quantity."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from goodpoints.sheets import Limits, read
from tests.sheets.samples import csv_of, found, taken, told

RATES = "材料,计量单位,兑换数量,兑得星数,生效日期\n纸板,公斤,2.5,1,2026-03-01\n塑料瓶,个,30,1,2026-03-01\n"
KNOWN = Limits(materials=frozenset({"纸板", "塑料瓶"}))


def test_a_line_gives_a_row_for_each_material_that_was_brought(tmp_path: Path) -> None:
    """An empty cell, a nought and a stroke say that nothing was; totals are passed over as everywhere."""
    lines = "日期,户号,姓名,纸板（斤）,塑料瓶", "2026-3-5,1,何守田,12.5,60个", "2026-3-5,2,梁秋生,/,0", "合计,,,12.5,60"
    rows, bad, _ = taken(csv_of(tmp_path, *lines), KNOWN)

    assert bad == []
    assert [told(row, "household", "material", "quantity", "unit") for row in rows] == [
        {"household": "0001", "material": "纸板", "quantity": Decimal("12.5"), "unit": "斤"},
        {"household": "0001", "material": "塑料瓶", "quantity": Decimal(60), "unit": None},
    ]
    assert [row.place.column for row in rows] == ["纸板（斤）", "塑料瓶"]


def test_the_materials_are_those_of_the_star_rates_among_the_files(tmp_path: Path) -> None:
    """So the first import of a village understands such sheets too, whatever the files are called."""
    (tmp_path / "z.csv").write_text(RATES, encoding="utf-8")
    (tmp_path / "a.csv").write_text("日期,户号,纸板,塑料瓶\n2026-3-5,1,5,60\n", encoding="utf-8")
    rows = list(read(tmp_path).rows())

    assert [row.values["material"] for row in rows if row.register == "weigh_in"] == ["纸板", "塑料瓶"]


def test_a_header_that_is_no_known_material_makes_no_such_sheet(tmp_path: Path) -> None:
    """A sheet of households and days with other figures is left alone, and said to be."""
    (tmp_path / "z.csv").write_text(RATES, encoding="utf-8")
    (tmp_path / "a.csv").write_text("日期,户号,水费,电费\n2026-3-5,1,5,60\n", encoding="utf-8")
    reading = read(tmp_path)
    list(reading.rows())

    assert [(one.file, one.code) for one in reading.ignored] == [("a.csv", "no_register")]


def test_mistakes_bear_the_materials_column(tmp_path: Path) -> None:
    """Each bad cell is told at its own header; the same line twice is one bad row."""
    lines = "日期,户号,纸板,塑料瓶", "2026-3-5,1,约5,-3", "2026-3-5,2,5,60", "2026-3-5,2,5,60"
    rows, bad, _ = taken(csv_of(tmp_path, *lines), KNOWN)

    assert len(rows) == 2
    assert found(bad) == [(2, "纸板", "bad_number"), (2, "塑料瓶", "bad_quantity"), (4, "户号", "duplicate_row")]
