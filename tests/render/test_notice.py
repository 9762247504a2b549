"""The public notice: the same page for the same values, nothing from elsewhere, nobody's full name."""

from __future__ import annotations

import builtins
import os
import re
from pathlib import Path
from typing import Any

import pytest
import segno
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from goodpoints.errors import MistakenInput
from goodpoints.render import Donation, PrintedHead, RankingLine, Totals, is_organisation, notice, notice_html
from goodpoints.render.notice_words import EN, ZH
from tests.render.samples import HEADS, LEAF, sample

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("zh", "en")
NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_golden_page(language: str) -> None:
    """A change that people on the village square would see is a change of a golden file.

    `GOODPOINTS_GOLDEN=write` writes them anew; look at them before you commit.
    """
    page, golden = notice_html(sample(language)), GOLDEN / f"notice-{language}.html"
    if os.environ.get("GOODPOINTS_GOLDEN") == "write":
        golden.write_text(page, encoding="utf-8", newline="\n")

    assert page == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_from_elsewhere(language: str) -> None:
    """No script, no link, no picture, no font: it opens on a PC without a network, for ever."""
    page = notice_html(sample(language))

    assert re.findall(r"<script|<link|<img|<iframe|@import|url\(|https?:|\bsrc=|\bhref=|\bon\w+=", page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_head_of_a_household_is_named_in_full(language: str) -> None:
    """The sample gives full names; the page has none of them."""
    page = notice_html(sample(language))

    assert [name for name in (*HEADS, "沈月娥") if name in page] == []


@given(NAMES)
def test_no_name_whatever_gets_through(name: str) -> None:
    """A household's head and a donor of any name stay masked, from the value on."""
    assume(not is_organisation(name))
    told = evolve(sample(), ranking=(RankingLine(1, "0001", name, 3),), donations=(Donation(name, "食盐", 1),))
    others = evolve(told, ranking=(RankingLine(1, "0001", "", 3),), donations=(Donation("", "食盐", 1),))
    assume(name not in notice_html(others))

    assert name not in repr(told.ranking)
    assert name not in notice_html(told)


def test_text_from_the_book_cannot_become_markup() -> None:
    """A village or an item may be called anything; the page shows it as text."""
    page = notice_html(evolve(sample(), village="<script>alert(1)</script>", unit="<b>星"))

    assert "<script" not in page
    assert "<b>星" not in page
    assert "&lt;script&gt;" in page


def test_people_get_160_bits_and_the_code_all_of_them() -> None:
    """Ten groups of four digits to read aloud, the whole leaf with book and number for a machine."""
    head = PrintedHead("qingshui", 1286, LEAF)

    assert "".join(head.groups) == LEAF[:40]
    assert [len(group) for group in head.groups] == [4] * 10
    assert head.payload == f"goodpoints/1 qingshui 1286 {LEAF}"


def test_the_square_code_holds_the_payload() -> None:
    """What is drawn is the code of book, number and leaf, at a level that survives rain."""
    drawn = segno.make(sample().head.payload, error="m", micro=False)

    assert drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None) in notice_html(sample())


@pytest.mark.parametrize("leaf", ["", "ab" * 31, "AB" * 32, "zz" * 32])
def test_a_head_that_is_none_is_not_printed(leaf: str) -> None:
    """A notice with a shortened or mistyped head would prove nothing, and nobody would notice."""
    with pytest.raises(ValueError, match="leaf"):
        PrintedHead("qingshui", 1, leaf)


def test_both_languages_have_the_same_words() -> None:
    """Nothing is said in one language only."""
    assert ZH.keys() == EN.keys()


def test_both_languages_ask_for_the_same_facts() -> None:
    """A sentence names the same facts in both languages."""
    asked = {key: set(re.findall(r"{(\w+)}", ZH[key])) ^ set(re.findall(r"{(\w+)}", EN[key])) for key in ZH}

    assert {key: facts for key, facts in asked.items() if facts} == {}


def test_the_foot_says_what_the_head_does_not_prove() -> None:
    """Nobody shall believe more than what is true."""
    page = notice_html(sample())

    assert "对照往期公示上的编码" in page
    assert "它不能证明" in page


def test_what_did_not_happen_is_left_out() -> None:
    """A young village has no donations, no corrections and nothing sold; the page has no empty tables."""
    bare = evolve(
        sample(), totals=Totals(0, 0, 0, 0, 0, 0), ranking=(), goods=(), materials=(), donations=(), refusals=(),
        corrections=0, sold=0,
    )  # fmt: skip
    page = notice_html(bare)

    assert "<table" not in page
    assert ZH["corrected"] not in page
    assert ZH["no_refusals"] in page


def test_an_unknown_reason_is_counted_as_another() -> None:
    """A reason that a later version invents does not stop an older page."""
    assert f"{ZH['other']} <b>1 次</b>" in notice_html(sample())


def test_amounts_stand_in_their_scale() -> None:
    """Half stars are shown as such, and money keeps its last nought."""
    page = notice_html(evolve(sample(), scale=1, money_scale=0, totals=Totals(0, 15, 0, 0, 0, 15)))

    assert "<dd>1.5</dd>" in page
    assert "473.60" in notice_html(sample())
    assert "47360 元" in page


@pytest.mark.parametrize("library", ["jinja2", "segno"])
def test_without_the_extra_the_clerk_is_told_which(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing is an extra; who has not installed it learns its name."""
    real = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - the signature of __import__
        if name == library:
            raise ImportError(name)
        return real(name, *rest, **named)

    notice._template.cache_clear()  # noqa: SLF001 - the template of another test would hide what is missing
    monkeypatch.setattr(builtins, "__import__", missing)

    with pytest.raises(MistakenInput, match="missing_extra") as error:
        notice_html(sample())

    assert error.value.facts == {"extra": "print"}
