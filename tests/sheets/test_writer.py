"""CSV out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodpoints.sheets import write_csv
from goodpoints.sheets.text import free


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "\tx"])
def test_text_that_excel_would_compute_is_guarded_for_excel_only(text: str) -> None:
    """A program gets exactly what it is."""
    for_excel, plain = io.StringIO(), io.StringIO()
    write_csv([[text, -5]], for_excel, for_excel=True)
    write_csv([[text, -5]], plain)

    assert list(csv.reader(io.StringIO(for_excel.getvalue()))) == [[f"'{text}", "-5"]]
    assert list(csv.reader(io.StringIO(plain.getvalue()))) == [[text, "-5"]]


def test_a_file_for_excel_begins_with_the_mark_it_needs(tmp_path: Path) -> None:
    """Without it Excel takes UTF-8 for GBK."""
    write_csv([["姓名"], [None]], tmp_path / "a.csv", for_excel=True)
    write_csv([["姓名"], [None]], tmp_path / "b.csv")

    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + '姓名\r\n""\r\n'.encode()
    assert (tmp_path / "b.csv").read_bytes() == '姓名\n""\n'.encode()


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'"), min_size=1))
def test_what_was_written_for_excel_is_read_as_it_was(text: str) -> None:
    """The guard is taken off again."""
    stream = io.StringIO()
    write_csv([[text]], stream, for_excel=True)
    actual = free(next(csv.reader(io.StringIO(stream.getvalue())))[0])

    assert actual == free(text)
