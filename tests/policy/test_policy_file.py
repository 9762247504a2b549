"""A village's policy file: strict, and every mistake told at once."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import attrs
import pytest

from goodpoints.demo.village import village_policy
from goodpoints.domain.policy import Campaign, Policy, RulebookRemarks
from goodpoints.errors import MistakenInput
from goodpoints.services.policy_file import REMARKS, policy_template, read_policy

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "policy.md"
EXAMPLES = sorted((ROOT / "examples" / "policies").glob("*.toml"))
CAMPAIGN = '[[campaigns]]\nname = "春"\nmaterial = "农药包装"\nfirst = 2026-03-01\nlast = 2026-05-31\n'
BARTER = '[[barters]]\nmaterial = "易拉罐"\nitem = "洗衣粉"\n'


def _problems(text: str) -> dict[str, tuple[str, str]]:
    """Path → code and what was got, of every problem in the file."""
    with pytest.raises(MistakenInput) as error:
        read_policy(text)

    assert error.value.code == "policy_file"
    told: Any = error.value.facts["problems"]
    return {problem["path"]: (problem["code"], problem["got"]) for problem in told}


def _sections() -> dict[str, type]:
    """Section → its class, of the lists the class of their parts. `rulebook` holds keys of another file."""
    hints = get_type_hints(Policy)
    kinds = {name: get_args(kind)[0] if get_origin(kind) is tuple else kind for name, kind in hints.items()}
    return {name: kind for name, kind in kinds.items() if kind is not RulebookRemarks}


def _keys() -> list[tuple[str, str]]:
    return [(name, key.name) for name, part in _sections().items() for key in attrs.fields(part)]


def _is_list(section: str) -> bool:
    return get_origin(get_type_hints(Policy)[section]) is tuple


def _uncommented() -> dict[str, Any]:
    """The template with its commented examples switched on."""
    return tomllib.loads(re.sub(r"^# (?=\[\[|\w+ = )", "", policy_template(), flags=re.MULTILINE))


def test_an_empty_file_is_the_default_policy() -> None:
    """What is left out has its default."""
    assert read_policy("") == Policy()


def test_the_template_says_the_defaults() -> None:
    """Who starts from the template and changes nothing has the defaults."""
    assert read_policy(policy_template()) == Policy()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_policy(example: Path) -> None:
    """The examples can be read, and each differs from the default."""
    assert read_policy(example.read_text(encoding="utf-8")) != Policy()


def test_there_are_examples() -> None:
    """Those that the documentation speaks of."""
    assert [path.stem for path in EXAMPLES] == ["baifan", "liuhe", "quarterly-limit", "remainders-lapse", "three-years"]


def test_the_demo_has_a_policy_file() -> None:
    """The sample village lives by a file like everybody else."""
    assert village_policy().village.name == "清水湾村"


def test_a_policy_survives_the_journal() -> None:
    """What a file says is what the book's entry says."""
    policy = read_policy(CAMPAIGN + BARTER)

    assert Policy.from_facts(policy.as_facts()) == policy


@pytest.mark.parametrize(("section", "key"), _keys())
def test_the_template_has_every_key(section: str, key: str) -> None:
    """Nobody needs the source to know what can be changed."""
    written = _uncommented()[section]

    assert key in (set().union(*written) if _is_list(section) else written)


@pytest.mark.parametrize(("section", "key"), _keys())
def test_the_page_has_every_key_with_its_values(section: str, key: str) -> None:
    """The reference has a line for every key, in its section, with every word that may stand there."""
    part = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    heading = f"`[[{section}]]`" if _is_list(section) else f"`[{section}]`"
    text = next((text for text in part if text.startswith(heading)), "")
    line = re.search(rf"^\| `{key}` \|.*$", text, re.MULTILINE)

    assert line is not None
    assert [word for word in _words(section, key) if f'"{word}"' not in line[0] and f"`{word}`" not in text] == []


def _words(section: str, key: str) -> list[str]:
    """The words a key may have, as the policy itself names them when it is given another one."""
    try:
        read_policy(f'[{section}]\n{key} = "?"\n')
    except MistakenInput as error:
        problem: Any = error.facts["problems"]
        allowed = problem[0]["allowed"] if problem[0]["code"] == "policy_value" else ""
        return allowed.split(", ") if ", " in allowed else []
    return []


@pytest.mark.parametrize(("section", "key"), [(s, k) for s, k in _keys() if not _is_list(s)])
def test_the_page_tells_the_default(section: str, key: str) -> None:
    """The default in the page is the default of the policy."""
    default = getattr(getattr(Policy(), section), key)
    if isinstance(default, tuple):
        pytest.skip("the page tells an order in words")
    shown = f'"{default}"' if isinstance(default, str) else str(default)
    text = PAGE.read_text(encoding="utf-8").split(f"## `[{section}]`")[1].split("\n## ")[0]

    assert re.search(rf"^\| `{key}` \|.*\| `{re.escape(shown)}` \|", text, re.MULTILINE)


def test_what_sheets_of_rules_leave_open_is_kept_as_it_was_said() -> None:
    """Days, exact decimals and tables, through the journal and back."""
    text = """
[rulebook]
late_days = 30
resolution = { meeting = "村民代表会议", date = 2025-12-20 }

[[rulebook.rules]]
code = "C04"
scoring = { kind = "slices", measure = "元", slices = [{ each = 10, points = 0.1 }] }
"""
    policy = read_policy(text)
    tables = Policy.from_facts(policy.as_facts()).rulebook.tables

    assert tables == {
        "late_days": 30,
        "resolution": {"meeting": "村民代表会议", "date": "2025-12-20"},
        "rules": [
            {
                "code": "C04",
                "scoring": {"kind": "slices", "measure": "元", "slices": [{"each": 10, "points": Decimal("0.1")}]},
            }
        ],
    }


def test_the_policy_takes_no_other_key_of_a_rulebook() -> None:
    """Its version and first day are the sheet's own."""
    assert _problems("[rulebook]\nversion = 3\n")["rulebook"] == ("unknown_key", "version")


@pytest.mark.parametrize("key", REMARKS)
def test_the_page_has_every_key_of_a_rulebook_that_the_policy_takes(key: str) -> None:
    """In its own section."""
    part = PAGE.read_text(encoding="utf-8").split("## `[rulebook]`")[1].split("\n## ")[0]

    assert f"`{key}`" in part or f"rulebook.{key}" in part


def test_all_mistakes_are_told_at_once() -> None:
    """One look at the report is enough to mend the file, in the order of the page."""
    text = """
[x]
y = 1
[expiry]
rule = "some day"
after = "3"
aftr = 1
[reward]
scale = 3.9
[village]
name = 7
zone = "Asia/Shanghai"
"""

    assert list(_problems(text).items()) == [
        ("village.name", ("wrong_type", "7")),
        ("village.zone", ("policy_value", "Asia/Shanghai")),
        ("reward.scale", ("wrong_type", "3.9")),
        ("expiry.rule", ("policy_value", "some day")),
        ("expiry.after", ("wrong_type", "3")),
        ("expiry.aftr", ("unknown_key", "aftr")),
        ("x", ("unknown_key", "x")),
    ]


@pytest.mark.parametrize("value", ['"3"', "3.0", "3.9", "true", "[3]", "2026-01-01", "inf"])
def test_nothing_is_turned_into_a_number(value: str) -> None:
    """A number is a whole number without quotes; anything else is said to be wrong."""
    assert _problems(f"[expiry]\nafter = {value}\n")["expiry.after"][0] == "wrong_type"


@pytest.mark.parametrize("value", ["3", "true", "2026-01-01", '["year-end"]'])
def test_nothing_is_turned_into_text(value: str) -> None:
    """Neither is a number a word."""
    assert _problems(f"[expiry]\nrule = {value}\n")["expiry.rule"][0] == "wrong_type"


@pytest.mark.parametrize(
    ("text", "path"),
    [("expiry = 3\n", "expiry"), ("measures = 3\n", "measures"), ("campaigns = [1]\n", "campaigns[1]")],
)
def test_a_section_is_a_table(text: str, path: str) -> None:
    """A section written as a value is a mistake with its place."""
    assert _problems(text)[path][0] == "wrong_type"


@pytest.mark.parametrize("value", ["[1, 2]", '"insufficient"', "3"])
def test_an_order_is_a_list_of_words(value: str) -> None:
    """An order of reasons needs its brackets."""
    assert _problems(f"[redeem]\nrefusal_order = {value}\n")["redeem.refusal_order"][0] == "wrong_type"


@pytest.mark.parametrize("order", ['["insufficient", "insufficient"]', '["insufficient", "poor"]'])
def test_an_order_names_no_word_twice_and_none_that_is_unknown(order: str) -> None:
    """Nobody knows which place was meant."""
    assert _problems(f"[redeem]\nrefusal_order = {order}\n")["redeem.refusal_order"][0] == "policy_value"


@pytest.mark.parametrize(
    ("order", "completed"),
    [
        (["limit_reached", "insufficient"], ["vetoed", "limit_reached", "insufficient", "out_of_stock"]),
        (["out_of_stock", "vetoed"], ["out_of_stock", "vetoed", "insufficient", "limit_reached"]),
    ],
)
def test_a_word_that_is_left_out_takes_its_usual_place(order: list[str], completed: list[str]) -> None:
    """An order that was written before a reason was known still names it, behind those that come before it."""
    found = read_policy(f"[redeem]\nrefusal_order = {order}\n").redeem.refusal_order

    assert found == tuple(completed)


def test_a_day_is_a_date_or_its_text() -> None:
    """TOML knows dates; who puts quotes around them is understood."""
    quoted = CAMPAIGN.replace("2026-03-01", '"2026-03-01"')

    assert read_policy(quoted) == read_policy(CAMPAIGN)
    assert read_policy(CAMPAIGN).campaigns == (Campaign("春", "农药包装", "2026-03-01", "2026-05-31"),)
    assert read_policy(CAMPAIGN).campaigns[0].first == dt.date(2026, 3, 1).isoformat()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-03-01T08:00:00", "wrong_type"),
        ("20260301", "wrong_type"),
        ('"3月1日"', "policy_value"),
        ("true", "wrong_type"),
    ],
)
def test_a_day_is_nothing_else(day: str, code: str) -> None:
    """An instant or a number is no day."""
    assert _problems(CAMPAIGN.replace("2026-03-01", day))["campaigns[1].first"][0] == code


def test_what_a_list_must_have_is_missed_by_name() -> None:
    """Each part of a list tells what it lacks; parts are counted from one."""
    missed = _problems(CAMPAIGN + '[[campaigns]]\nname = "秋"\n')

    assert missed == {f"campaigns[2].{key}": ("missing_key", "") for key in ("material", "first", "last")}


@pytest.mark.parametrize(("written", "kept"), [("25", "25"), ('"25"', "25"), ('"2.5公斤"', "2.5公斤")])
def test_a_barter_says_its_quantity_as_a_village_says_it(written: str, kept: str) -> None:
    """25 without quotes is what everybody writes."""
    assert read_policy(f"{BARTER}quantity = {written}\n").barters[0].quantity == kept


@pytest.mark.parametrize("written", ['"-1"', '"0"', '"some"', "0"])
def test_a_barter_of_nothing_is_a_mistake(written: str) -> None:
    """A quantity is above zero."""
    assert _problems(f"{BARTER}quantity = {written}\n")["barters[1].quantity"][0] == "policy_value"


@pytest.mark.parametrize("factor", ["0", "-1/2", "1/0", "half"])
def test_a_factor_is_a_fraction_above_zero(factor: str) -> None:
    """A measure cannot be nothing of another."""
    assert _problems(f'[[measures]]\nname = "斤"\nfactor = "{factor}"\n') == {
        "measures[1].factor": ("policy_value", factor)
    }


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[[measures]]\nname = "斤"\nof = "公斤"\n', "measures[1].of"),
        ('[[measures]]\nname = "个"\n[[measures]]\nname = "个"\n', "measures[2].name"),
        (CAMPAIGN + CAMPAIGN, "campaigns[2].name"),
        (CAMPAIGN.replace("2026-05-31", "2026-02-28"), "campaigns[1].last"),
        (BARTER + 'quantity = "2斗"\n', "barters[1].quantity"),
    ],
)
def test_parts_that_contradict_each_other_are_told(text: str, path: str) -> None:
    """What no single key can show: a measure of nothing, a campaign that ends before it begins, a name taken twice."""
    assert _problems(text)[path][0] == "policy_value"


@pytest.mark.parametrize(
    ("text", "line"), [("a =\n", 1), ("[expiry]\nafter = 1\nafter = 2\n", 3), ("\n\n[expiry\n", 3), ("a = [\n", 2)]
)
def test_a_file_that_is_no_toml_tells_its_line(text: str, line: int) -> None:
    """A clerk finds the place in the editor."""
    with pytest.raises(MistakenInput) as error:
        read_policy(text)

    assert error.value.code == "policy_syntax"
    assert error.value.facts["line"] == line


def test_the_mark_that_notepad_writes_is_no_mistake() -> None:
    """Windows editors put a byte order mark before the text."""
    assert read_policy("\ufeff[expiry]\nafter = 3\n").expiry.after == 3


def test_names_are_kept_in_one_form() -> None:
    """A name typed on another system is the same name: NFC, as the journal keeps it."""
    assert read_policy('[village]\nname = "Cafe\u0301村"\n').village.name == "Caf\u00e9村"


def test_the_nearest_key_is_named() -> None:
    """A slip of the finger is mended without looking anything up."""
    with pytest.raises(MistakenInput) as error:
        read_policy("[expiry]\nafer = 3\n")
    problems: Any = error.value.facts["problems"]

    assert problems[0]["meant"] == "after"
    assert problems[0]["allowed"] == "rule, after"
