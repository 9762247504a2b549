"""The shared villages, where they are: clean, as offices write, and with real mistakes."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from goodpoints.sheets import BadRow, Reading, Row, read

_HOME = Path(__file__).parents[2]
_VILLAGES = (_HOME / os.environ.get("GOODPOINTS_VILLAGES", "../shared/data")).resolve()
_OURS = {"bad_date", "bad_number", "bad_quantity", "id_precision", "cell_too_long", "duplicate_row"}

pytestmark = pytest.mark.skipif(
    not (_VILLAGES / "baifan-m0").is_dir(),
    reason="the shared villages are not here; GOODPOINTS_VILLAGES says where they are",
)


@cache
def _taken(village: str) -> tuple[list[Row], list[BadRow], Reading]:
    reading = read(_VILLAGES / village)
    return list(reading.rows()), reading.bad_rows, reading


def _expected(village: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((_VILLAGES / village / "expected.json").read_text(encoding="utf-8"))
    return told


def test_the_clean_village_is_read_whole() -> None:
    """As many rows of every register as the village says it has, none bad, none left over."""
    rows, bad, reading = _taken("baifan-m0")
    counts = _expected("baifan-m0")["counts"]
    actual = Counter(row.register for row in rows)

    assert (bad, reading.ignored) == ([], [])
    assert actual == {
        "household": counts["persons"],
        "opening": counts["opening_rows"],
        "rate": 13,
        "campaign": 2,
        "price": 16,
        "weigh_in": counts["weigh_rows"],
        "redeem": counts["redemption_rows"],
        "delivery": counts["stock_receipts"],
        "count": counts["stock_counts"],
        "barter": counts["barters"],
        "hand_over": counts["hand_overs"],
        "sell": counts["sales"],
        "reverse": counts["undos"],
    }
    assert len({row.values["household"] for row in rows if row.register == "household"}) == counts["households"]


def test_the_village_as_its_office_writes_is_the_same_village() -> None:
    """Equal values in the same order, also as text; only what GBK could not hold differs, and only in names."""
    clean, bad, _ = _taken("baifan-m0")
    written, worse, reading = _taken("baifan-m1")
    lost = {(row["file"], row["row"]) for row in _expected("baifan-m1")["rows_with_characters_lost_in_gbk"]}
    differing = [
        (row.place.file, row.place.row, name)
        for one, row in zip(clean, written, strict=True)
        for name, value in one.values.items()
        if (one.register, repr(value)) != (row.register, repr(row.values[name]))
    ]

    assert (bad, worse, reading.ignored) == ([], [], [])
    assert {(file, row) for file, row, _ in differing} == lost
    assert {name for *_, name in differing} == {"name"}


@pytest.mark.parametrize("village", ["baifan-m2", "liuhe-m2"])
def test_every_mistake_of_the_third_village_is_found_and_no_other(village: str) -> None:
    """File, sheet, row, column and code, for the codes that are decided without the book."""
    _, bad, reading = _taken(village)
    known = {(sheet.file, sheet.sheet) for sheet in reading.sheets}
    expected = {
        (row["file"], row["sheet"], row["row"], row["column"], row["code"])
        for row in _expected(village)["bad_rows"]
        if row["code"] in _OURS and (row["file"], row["sheet"]) in known
    }
    actual = [(*_place(row), row.code) for row in bad]

    assert len(actual) == len(expected)
    assert set(actual) == expected


def test_a_formula_for_a_name_is_kept_as_text() -> None:
    """The third village's register has one."""
    rows, _, _ = _taken("baifan-m2")
    watched = _expected("baifan-m2")["watch_rows"][0]
    actual = [
        row.values["name"] for row in rows if (row.place.file, row.place.row) == (watched["file"], watched["row"])
    ]

    assert actual == ["=1+1"]


def _place(row: BadRow) -> tuple[str, str | None, int, str | None]:
    return row.place.file, row.place.sheet, row.place.row, row.place.column
