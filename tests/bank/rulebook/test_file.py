"""A rulebook's file: strict, every mistake told at once, and written back as it was read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity, Tiers
from goodpoints.domain.bank.rulebook.values import Campaign, Cap, Rule, Rulebook
from goodpoints.errors import MistakenInput
from goodpoints.services.rulebook_file import read_rulebook, survey
from goodpoints.services.rulebook_text import rulebook_text
from tests.bank.rulebook.desk import a_rulebook, rulebooks

HEAD = """
village = "柳河村"
version = "2025"
valid_from = 2025-01-01
unit = "分"
scale = 1

[resolution]
meeting = "村民代表会议"
date = 2024-12-20
present = 40
votes = 38
"""
RULE = """
[[rules]]
code = "{code}"
title = "义务清扫街道"
scoring = {scoring}
"""
FIXED = '{ kind = "fixed", points = 5 }'


def _file(*rules: str, head: str = HEAD) -> str:
    return head + "".join(rules)


def _rule(code: str = "A01", scoring: str = FIXED, more: str = "") -> str:
    return RULE.format(code=code, scoring=scoring) + more


def _problems(text: str) -> dict[str, tuple[str, str]]:
    with pytest.raises(MistakenInput) as error:
        read_rulebook(text)

    assert error.value.code == "rulebook_file"
    told: Any = error.value.facts["problems"]
    return {problem["path"]: (problem["code"], problem["got"]) for problem in told}


def _only(text: str) -> Rule:
    return read_rulebook(text).rules[0]


def test_points_are_written_in_the_unit_and_kept_in_whole_steps() -> None:
    """2.5 points of a scale of one decimal are 25 tenths; a cap of times is no amount."""
    rule = _only(
        _file(_rule(scoring='{ kind = "per_quantity", points = 2.5, measure = "半天", each = "3/2" }', more=
            'caps = [{ points = 12, period = "month" }, { times = 3, period = "year", per = "person" }]\n'))
    )  # fmt: skip

    assert rule.scoring == PerQuantity(25, "半天", Fraction(3, 2))
    assert rule.caps == (Cap("points", 120, "month"), Cap("times", 3, "year", "person"))


def test_whole_tables_may_be_written_in_either_way() -> None:
    """Inline, or under a heading of their own."""
    inline = _file(_rule(more='campaigns = [{ name = "春", first = 2025-03-01, last = "2025-03-31", factor = 1.5 }]\n'))
    below = _file(
        _rule(more='[[rules.campaigns]]\nname = "春"\nfirst = 2025-03-01\nlast = 2025-03-31\nfactor = "3/2"\n')
    )

    assert _only(inline).campaigns == (Campaign("春", "2025-03-01", "2025-03-31", Fraction(3, 2)),)
    assert _only(inline) == _only(below)


def test_tiers_are_read_with_their_thresholds() -> None:
    """Hours on one side, points on the other."""
    rule = _only(
        _file(
            _rule(
                scoring='{ kind = "tiers", measure = "小时", thresholds = [{ at = 10, points = 2 }, { at = 20, points = 5 }] }'
            )
        )
    )

    assert isinstance(rule.scoring, Tiers)
    assert [(one.at, one.points) for one in rule.scoring.thresholds] == [(Fraction(10), 20), (Fraction(20), 50)]


@settings(max_examples=120, deadline=None)
@given(rulebooks())
def test_what_is_written_reads_back_as_the_same_rulebook(rulebook: Rulebook) -> None:
    """Texts, exact numbers and all; and the same rulebook always gives the same text."""
    text = rulebook_text(rulebook)

    assert read_rulebook(text) == rulebook
    assert rulebook_text(read_rulebook(text)) == text


def test_defaults_are_not_written() -> None:
    """The file holds what the village has decided, and no more."""
    text = rulebook_text(a_rulebook())

    assert "late_days" not in text
    assert "claimants" not in text


def test_ten_mistakes_are_ten_problems() -> None:
    """Each with its path; none hides another."""
    text = _file(
        _rule("A01", '{ kind = "fixed", points = 0.55 }'),
        _rule("A02", '{ kind = "fixd", points = 5 }'),
        _rule("A03", '{ kind = "range", least = 9, most = 3 }'),
        _rule("A04", '{ kind = "per_quantity", points = 2 }'),
        _rule("A05", FIXED, "capz = []\n"),
        _rule("A06", FIXED, 'caps = [{ points = 5, period = "decade" }]\n'),
        _rule("A07", FIXED, 'notice = "no"\n'),
        _rule("A01", FIXED),
        _rule("A09", FIXED, 'sign = "veto"\n'),
        head=HEAD.replace("2025-01-01", '"2025-13-01"'),
    )

    assert _problems(text) == {
        "valid_from": ("rulebook_value", "2025-13-01"),
        "rules[1].scoring.points": ("too_fine_points", "0.55"),
        "rules[2].scoring.kind": ("rulebook_value", "fixd"),
        "rules[3].scoring.most": ("rulebook_value", "3"),
        "rules[4].scoring.measure": ("missing_key", ""),
        "rules[5].capz": ("unknown_key", "capz"),
        "rules[6].caps[1].period": ("rulebook_value", "decade"),
        "rules[7].notice": ("wrong_type", "no"),
        "rules[8].code": ("rulebook_value", "A01"),
        "rules[9].veto": ("rulebook_value", ""),
    }


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ("caps = 5\n", "rules[1].caps", "wrong_type"),
        ("caps = [5]\n", "rules[1].caps[1]", "wrong_type"),
        ('caps = [{ period = "month" }]\n', "rules[1].caps[1].points", "rulebook_value"),
        ('caps = [{ points = 1, times = 1, period = "month" }]\n', "rules[1].caps[1].points", "rulebook_value"),
        ('caps = [{ points = "1", period = "month" }]\n', "rules[1].caps[1].points", "wrong_type"),
        ('caps = [{ points = 1e300, period = "month" }]\n', "rules[1].caps[1].points", "wrong_type"),
        ('caps = [{ points = 1e-999999, period = "month" }]\n', "rules[1].caps[1].points", "wrong_type"),
        ('caps = [{ points = nan, period = "month" }]\n', "rules[1].caps[1].points", "wrong_type"),
        ("highest = 5\n", "rules[1].highest", "wrong_type"),
        ('campaigns = [{ name = "春", first = 2025-03-01, last = 2025-02-01 }]\n', "rules[1].campaigns[1].last", "rulebook_value"),
        ('campaigns = [{ name = "春", first = 2025-03-01, last = 2025-04-01, factor = "1/0" }]\n', "rules[1].campaigns[1].factor", "wrong_type"),
        ('campaigns = [{ name = "春", first = 2025-03-01, last = 2025-04-01, factor = true }]\n', "rules[1].campaigns[1].factor", "wrong_type"),
        ('claimants = ["self", 5]\n', "rules[1].claimants", "wrong_type"),
        ('claimants = ["nobody"]\n', "rules[1].claimants", "rulebook_value"),
        ("evidence = -1\n", "rules[1].evidence", "rulebook_value"),
        ("per_member = 1\n", "rules[1].per_member", "wrong_type"),
        ('validity = { rule = "some day" }\n', "rules[1].validity.rule", "rulebook_value"),
        ("repeat = { factor = 1.5 }\n", "rules[1].repeat.factor", "wrong_type"),
    ],
)  # fmt: skip
def test_every_mistake_has_its_place(more: str, path: str, code: str) -> None:
    """Down to the key of the part of the list of the rule."""
    assert _problems(_file(_rule(more=more)))[path][0] == code


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        (HEAD, "rules", "missing_key"),
        ("rules = 5\n" + HEAD, "rules", "wrong_type"),
        ("rules = []\n" + HEAD, "rules", "missing_key"),
        ("rules = [5]\n" + HEAD, "rules[1]", "wrong_type"),
        (_file(_rule(scoring="5")), "rules[1].scoring", "wrong_type"),
        (_file(_rule(), head=HEAD.replace("scale = 1", "scale = 9")), "scale", "rulebook_value"),
        (_file(_rule(), head=HEAD.replace("votes = 38", "votes = 41")), "resolution.votes", "rulebook_value"),
        (_file(_rule(more='credits = ["score"]\n')), "score_unit", "rulebook_value"),
    ],
)
def test_the_head_has_places_too(text: str, path: str, code: str) -> None:
    """Whatever stands where a table, a list or a value belongs."""
    assert _problems(text)[path][0] == code


def test_good_rules_are_understood_beside_bad_ones() -> None:
    """So that a check can say everything at once."""
    found = survey(_file(_rule("A01", "5"), _rule("A02")))

    assert ([rule.code for rule in found.rules], found.rulebook, len(found.problems)) == (["A02"], None, 1)


@pytest.mark.parametrize(("text", "line"), [("a =\n", 1), (HEAD + "[[rules]\n", 13), ('x = "\n', 1)])
def test_a_file_that_is_no_toml_tells_its_line(text: str, line: int) -> None:
    """A clerk finds the place in the editor."""
    with pytest.raises(MistakenInput) as error:
        read_rulebook(text)

    assert (error.value.code, error.value.facts["line"]) == ("rulebook_syntax", line)


def test_a_program_may_hand_over_tables() -> None:
    """Decimals, dates and all, as the reader of TOML makes them."""
    from goodpoints.services.rulebook_file import survey_of

    rule = {"code": "A01", "title": "清扫", "scoring": {"kind": "fixed", "points": Decimal("0.5")}}
    head = {"village": "柳河村", "version": "2025", "valid_from": dt.date(2025, 1, 1), "unit": "分", "scale": 1}
    passed = {"meeting": "村民会议", "date": dt.date(2024, 12, 20)}
    found = survey_of({**head, "resolution": passed, "rules": [rule]}).rulebook

    assert found is not None
    assert found.rules == (Rule("A01", "清扫", Fixed(5)),)
    assert evolve(found, rules=(Rule("A01", "清扫", Fixed(6)),)) != found
