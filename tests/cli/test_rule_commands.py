"""The rulebook at the desk: checked, compared, loaded from a sheet, passed, tried."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from openpyxl import Workbook

from goodpoints.book import create_book
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.policy import Policy, Reward
from goodpoints.services.rulebook_text import rulebook_text
from tests.bank.village import CREDITED, RULES, a_bank, rulebook, shown
from tests.cli.desks import ClerksDesk

ROOT = Path(__file__).resolve().parents[2]
COURTYARD = ROOT / "examples" / "rulebooks" / "courtyard.toml"
HEADERS = (
    "编号",
    "类别",
    "名称",
    "计分方式",
    "分值",
    "最低分",
    "最高分",
    "计量单位",
    "阶梯表",
    "上限分",
    "上限周期",
    "再犯加倍",
    "备注",
)
BESIDE = 'village = "清水湾村"\nunit = "分"\nscale = 1\n'


@pytest.fixture
def desk(tmp_path: Path) -> ClerksDesk:
    """A book that counts whole points."""
    path = tmp_path / "village.db"
    policy = Policy(reward=Reward("分", "points"))
    create_book(str(path), book="qingshui", policy=policy, day=dt.date(2026, 1, 1)).close()
    return ClerksDesk(tmp_path, path)


def _changed(desk: ClerksDesk, old: str, new: str) -> str:
    """The example with a change in it."""
    path = desk.folder / "draft.toml"
    path.write_text(COURTYARD.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return str(path)


def _sheet(desk: ClerksDesk, *rows: tuple[Any, ...], title: str = "2026版") -> str:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (HEADERS, *rows):
        sheet.append(row)
    path = desk.folder / "积分细则.xlsx"
    book.save(path)
    return str(path)


def _beside(desk: ClerksDesk, more: str = "") -> str:
    path = desk.folder / "extra.toml"
    path.write_text(BESIDE + more, encoding="utf-8")
    return str(path)


def test_a_rulebook_is_passed_and_looked_up(desk: ClerksDesk) -> None:
    """Its rules are listed, one is shown in full, its versions are named."""
    desk.done("rule", "adopt", str(COURTYARD))
    rules = desk.told("rule", "list", "--at", "2026-03-05")
    shown_rule = {line["key"]: line["value"] for line in desk.told("rule", "show", "P02", "--at", "2026-03-05")}

    assert [rule["code"] for rule in rules][:3] == ["H01", "H02", "P01"]
    assert (shown_rule["version"], shown_rule["campaigns[1].factor"]) == ("2026", 2)
    assert shown_rule["text"].startswith("村里组织的集中整治日")
    assert desk.told("rule", "list", "--versions") == [{"version": "2026", "valid_from": "2026-03-01"}]


def test_a_day_without_a_rulebook_says_so(desk: ClerksDesk) -> None:
    """And an unknown rule, or version, is not guessed."""
    none = desk.error("rule", "list")
    desk.done("rule", "adopt", str(COURTYARD))
    errors = [desk.error("rule", "show", "Z99"), desk.error("rule", "list", "--version", "1999")]

    assert [(status, error["code"]) for status, error in [none, *errors]] == [
        (3, "no_rulebook"), (3, "unknown_rule"), (3, "unknown_rulebook"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_good_rulebook_passes_the_check(desk: ClerksDesk, lang: str) -> None:
    """With its advice, and exit status 0."""
    result = desk.run("rule", "check", str(COURTYARD), lang=lang)

    assert (result.exit_code, "courtyard.toml" in result.stderr) == (0, True)


def test_an_unlawful_rule_fails_the_check_with_its_articles(desk: ClerksDesk) -> None:
    """In words of the language, with status 1."""
    path = _changed(desk, "占道堆放不清理", "越级上访")
    chinese = desk.run("rule", "check", path, "-F", "table")
    english = desk.run("rule", "check", path, "-F", "table", lang="en")

    assert (chinese.exit_code, english.exit_code) == (1, 1)
    assert "宪法第四十一条" in chinese.stdout
    assert "Constitution, article 41" in english.stdout


def test_mistakes_and_remarks_are_told_in_one_run(desk: ClerksDesk) -> None:
    """Whoever mends a file does not run the check once for each."""
    path = _changed(desk, 'text = "往沟渠', 'tekst = "往沟渠')
    broken = Path(path)
    broken.write_text(broken.read_text(encoding="utf-8").replace("占道堆放不清理", "越级上访"), encoding="utf-8")
    result = desk.run("rule", "check", path, "-F", "table", lang="en")

    assert result.exit_code == 2
    assert "Constitution, article 41" in result.stdout
    assert "rules[9].tekst" in result.stderr


def test_an_unlawful_rulebook_is_not_passed_by_accident(desk: ClerksDesk) -> None:
    """Somebody has to say that it is meant."""
    path = _changed(desk, "占道堆放不清理", "越级上访")
    refused = desk.run("rule", "adopt", path)

    assert (refused.exit_code, desk.told("rule", "list", "--versions")) == (1, [])
    assert "kind" not in desk.done("rule", "adopt", path, "--despite-errors")
    assert len(desk.told("rule", "list", "--versions")) == 1


def test_two_rulebooks_are_compared(desk: ClerksDesk) -> None:
    """File with file, or with a version of the book."""
    desk.done("rule", "adopt", str(COURTYARD))
    path = _changed(desk, 'scoring = { kind = "fixed", points = 3 }', 'scoring = { kind = "fixed", points = 4 }')
    change = {"rule": "D02", "change": "changed", "key": "scoring.points", "before": 3, "after": 4}

    assert desk.done("rule", "diff", str(COURTYARD), path).splitlines()[1] == "D02,改动,scoring.points,3,4"
    assert desk.told("rule", "diff", str(COURTYARD), path) == [change]
    assert desk.told("rule", "diff", "2026", path) == [change]
    assert desk.told("rule", "diff", "2026", str(COURTYARD)) == []


def test_rules_are_listed_in_words(desk: ClerksDesk) -> None:
    """Whether they give or take, how they are counted, up to where."""
    desk.done("rule", "adopt", str(COURTYARD))
    shown = desk.done("rule", "list", "--at", "2026-03-05")

    assert [word for word in ("plus", "minus", "veto", "fixed", "period", "points", "month") if word in shown] == []


def test_a_sheet_becomes_a_file(desk: ClerksDesk) -> None:
    """What the columns hold; the rest from the file beside it. The file passes the reader."""
    sheet = _sheet(
        desk,
        ("A01", "环境卫生", "义务清扫街道", "按量", "２．５分", None, None, "半天", None, 12, "月", None, None),
        ("B06", "志愿", "服务时长", "累计阶梯", None, None, None, "小时", "10→2；20→5", None, None, None, None),
        ("D01", "扣分", "乱倒垃圾", "扣分", -5, None, None, "次", None, None, None, "是", "12个月内再犯加倍"),
    )
    more = '[[rules]]\ncode = "D01"\nrepeat = { months = 12 }\n'
    desk.done("rule", "load", sheet, "--with", _beside(desk, more), "-o", str(desk.folder / "out.toml"))
    told = desk.told("rule", "diff", str(desk.folder / "out.toml"), str(desk.folder / "out.toml"))
    text = (desk.folder / "out.toml").read_text(encoding="utf-8")

    assert told == []
    assert 'version = "2026"' in text
    assert "points = 2.5" in text


def test_a_line_that_needs_more_is_refused_with_its_place(desk: ClerksDesk) -> None:
    """A table of slices, the months of a veto, the months of a doubling: never guessed, all told at once."""
    sheet = _sheet(
        desk,
        ("C04", "公益", "捐款", "捐款分段", None, None, None, "元", None, 40, "年", None, "不足100元：每10元0.1分"),
        ("D01", "扣分", "乱倒垃圾", "扣分", -5, None, None, "次", None, None, None, "是", "12个月内再犯加倍"),
        ("E01", "否决", "家庭暴力", "否决", 0, None, None, "次", None, None, None, None, "两年内不得兑换荣誉"),
        ("X01", "其他", "怪事", "看心情", 5, None, None, "次", None, None, None, None, None),
    )
    result = desk.run("rule", "load", sheet, "--with", _beside(desk), "--json")

    assert result.exit_code == 4
    assert [(line["row"], line["code"]) for line in json.loads(result.stdout)] == [
        (2, "rule_needs_more"), (3, "rule_needs_more"), (4, "rule_needs_more"), (5, "unknown_scoring"),
    ]  # fmt: skip


def test_what_stands_beside_a_sheet_is_needed_and_checked(desk: ClerksDesk) -> None:
    """Whose rules, in which unit; and its mistakes are told like those of a rulebook."""
    sheet = _sheet(desk, ("A01", "环境卫生", "清扫", "固定", 5, None, None, "次", None, None, None, None, None))
    nothing = desk.error("rule", "load", sheet)
    no_toml = desk.folder / "bad.toml"
    no_toml.write_text("a =\n", encoding="utf-8")

    assert (nothing[0], nothing[1]["code"]) == (2, "rulebook_file")
    assert {problem["path"] for problem in nothing[1]["details"]["problems"]} == {"village", "unit"}
    assert desk.error("rule", "load", sheet, "--with", str(no_toml))[1]["code"] == "rulebook_syntax"


def test_a_sheet_without_rules_is_told(desk: ClerksDesk) -> None:
    """Another register is no rulebook."""
    path = desk.folder / "户籍.csv"
    path.write_text("户号,人员编号,姓名\n0101,0101-1,张大山\n", encoding="utf-8")

    assert desk.error("rule", "load", str(path), "--with", _beside(desk))[1]["code"] == "no_rules"


def _credited_and_dearer(folder: Path, **head: str) -> tuple[ClerksDesk, str]:
    """A bank with a credit of five points in it, and the file of a draft that gives six and a half."""
    path, draft = folder / "bank.db", folder / "draft.toml"
    book = a_bank(url=str(path))
    shown(book, rule="A02")
    book.due(CREDITED)
    book.close()
    dearer = [evolve(rule, scoring=Fixed(65)) if rule.code == "A02" else rule for rule in RULES]
    draft.write_text(rulebook_text(rulebook(*dearer, **head)), encoding="utf-8")
    return ClerksDesk(folder, path), str(draft)


def test_a_draft_is_tried_on_past_deeds(tmp_path: Path) -> None:
    """By household, deed by deed, in total; the book stays as it is."""
    desk, draft = _credited_and_dearer(tmp_path, version="draft")
    before = desk.book.read_bytes()

    assert desk.told("rule", "try", draft, "--since", "2025-01-01") == [
        {"household": "0001", "before": "5", "after": "6.5", "difference": "1.5", "debt": "0"}
    ]
    assert desk.told("rule", "try", draft, "--since", "2025-01-01", "--deeds")[0]["note"] == "changed"
    assert desk.told("rule", "try", draft, "--since", "2025-04-01") == []
    assert desk.book.read_bytes() == before


def test_the_commands_have_chinese_names(desk: ClerksDesk) -> None:
    """As the clerk says them."""
    desk.done("细则", "通过", str(COURTYARD))

    assert "义务" not in desk.done("细则", "列表", "--at", "2026-03-05")
    assert desk.run("细则", "检查", str(COURTYARD)).exit_code == 0


def test_two_people_approve_a_re_rating(tmp_path: Path) -> None:
    """One alone is refused, and leaves nothing behind; two get reversals and new credits."""
    desk, draft = _credited_and_dearer(tmp_path, version="2025b", valid_from="2025-02-01")
    named = ("--approved-by", "王守田", "-y")
    alone = desk.error("rule", "rerate", draft, *named)
    kinds = [slip["kind"] for slip in desk.told("rule", "rerate", draft, *named, "--approved-by", "李秀兰")]

    assert (alone[0], alone[1]["code"]) == (1, "two_must_approve")
    assert kinds == ["rerating", "reverse", "credit"]
    assert desk.told("rule", "try", draft, "--since", "2025-01-01") == []
