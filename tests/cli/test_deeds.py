"""Good deeds as a clerk types them, from the claim to the credit and the explanation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from click.testing import CliRunner

from goodpoints.cli.main import goodpoints
from goodpoints.domain.bank.rulebook.scales import PerQuantity
from goodpoints.domain.bank.rulebook.values import Cap, Rule
from tests.bank.village import OPENED, RULES, a_bank

JUDGED_BY = ("--judge", "田树林(0124)=6", "--judge", "梁丽(0303)=5", "--judge", "林玉山(0337)=6")
SWEEPING = Rule("A01", "义务清扫街道", PerQuantity(20, "半天"), caps=[Cap("points", 120, "month")], text="每半天二分。")


@frozen
class Desk:
    """A clerk's desk with a moral bank in its book."""

    book: Path

    def run(self, *args: str, day: str = "2025-03-03", lang: str = "zh") -> tuple[int, str, str]:
        """Exit status, data, words."""
        typed = ["--db", str(self.book), "--lang", lang, "--today", day, *args]
        result = CliRunner().invoke(goodpoints, typed)
        return result.exit_code, result.stdout.rstrip("\n"), result.stderr

    def done(self, *args: str, day: str = "2025-03-03", lang: str = "zh") -> str:
        """The data of a command that ends well."""
        status, out, err = self.run(*args, day=day, lang=lang)
        assert (status, err) == (0, err)

        return out

    def error(self, *args: str, day: str = "2025-03-03") -> tuple[int, Any]:
        """Exit status and error of a command that must fail."""
        status, _out, err = self.run("--json", *args, day=day, lang="en")
        return status, json.loads(err)["error"]

    def shown(self) -> None:
        """A claim of seven half days that hangs on the board until 8 March."""
        self.done("claim", "0001", "A01", "7")
        self.done("panel", "2025-0001", *JUDGED_BY, day="2025-03-05")
        self.done("notice", "open", "2025-0001", day="2025-03-06")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A book with three households and a rulebook."""
    path = tmp_path / "village.db"
    a_bank(SWEEPING, *RULES[1:], url=str(path), today=OPENED).close()
    return Desk(path)


def test_a_claim_gets_the_next_number_of_its_year(desk: Desk) -> None:
    """Unless it is given one."""
    first = desk.run("claim", "0001", "A02")
    desk.done("记好事", "0001", "A02", "--claim", "2025-0041")
    last = desk.run("claim", "0002", "A02")

    assert [told[2] for told in (first, last)] == ["申报编号：2025-0001\n", "申报编号：2025-0042\n"]
    assert "申报  户0001" in first[1]


def test_from_claim_to_credit(desk: Desk) -> None:
    """The notice takes its number and the rulebook's days by itself; due posts the credit."""
    desk.shown()
    before, after = desk.done("due", day="2025-03-08"), desk.done("到期", day="2025-03-09")

    assert (before, after.endswith("入账  户0001 +12 分  余 12")) == ("", True)


def test_a_counted_act_is_credited_at_once(desk: Desk) -> None:
    """Only where its rule says so: two lines, the claim's and the credit's."""
    counted, judged = desk.done("claim", "0001", "F01", "12"), desk.done("claim", "0001", "A02")

    assert [len(told.splitlines()) for told in (counted, judged)] == [2, 1]
    assert counted.endswith("入账  户0001 +1.2 分  余 1.2")


def test_what_cannot_be_shown_is_told(desk: Desk) -> None:
    """And left out; the rest hangs."""
    for code in ("2025-0001", "2025-0002"):
        desk.done("claim", "0001", "A02", "--claim", code)
    desk.done("评议", "2025-0001", *JUDGED_BY, day="2025-03-05")
    _status, _out, words = desk.run("公示", "开始", "2025-0001", "2025-0002", "--days", "5", day="2025-03-06")

    assert words == "公示编号：GS0001，到 2025-03-10 止\n没有公示 2025-0002：待评议\n"


def test_an_objection_stops_the_credit_until_it_is_decided(desk: Desk) -> None:
    """Object, review, due."""
    desk.shown()
    desk.done("异议", "2025-0001", "-m", "与事实不符", day="2025-03-08")
    waiting = desk.done("due", day="2025-03-09")
    desk.done("复核", "2025-0001", "--dismissed", "--reviewer", "赵主任", day="2025-03-10")
    credited = desk.done("due", day="2025-03-11")

    assert (waiting, "入账" in credited) == ("", True)


def test_a_judge_may_not_review(desk: Desk) -> None:
    """Refused by the rulebook, with the pair of duties."""
    desk.shown()
    desk.done("object", "2025-0001", day="2025-03-07")
    status, error = desk.error("review", "2025-0001", "--dismissed", "--reviewer", "梁丽", day="2025-03-08")

    assert (status, error["code"], error["details"]["duties"]) == (1, "conflict_of_interest", "judge_reviewer")


def test_the_board_is_still_printed_by_the_noun_alone(desk: Desk, tmp_path: Path) -> None:
    """`notice` and `notice board` are one command, whatever else the noun has learnt."""
    for number, words in enumerate((["notice"], ["notice", "board"], ["公示"])):
        desk.done(*words, "--month", "2025-03", "-o", str(tmp_path / f"{number}.html"))
    pages = [(tmp_path / f"{number}.html").read_text(encoding="utf-8") for number in range(3)]

    assert pages[0] == pages[1] == pages[2]
    assert "withdraw" in desk.done("notice", "--help")


def test_an_explanation_says_everything_in_plain_words(desk: Desk) -> None:
    """Deed, rule and version, text, arithmetic, cap and cut, who judged, notice, credit; with names for people."""
    desk.shown()
    desk.done("due", day="2025-03-09")
    told = desk.done("说明", "2025-0001", day="2025-03-09").splitlines()

    assert [line for line in told if "申报人" not in line] == [
        "申报 2025-0001：0001 户，2025-03-03，义务清扫街道；2025-03-03 申报。",
        "数量：7 半天。",
        "细则 A01《义务清扫街道》，2025，自 2025-01-01 起施行。",
        "条文：每半天二分。",
        "评议：2025-03-05 通过（第 13 号凭证），评议员 田树林、梁丽、林玉山。",
        "各人打分：田树林 6、梁丽 5、林玉山 6。",
        "公示：GS0001，2025-03-06 至 2025-03-08。",
        "7 半天，每 1 半天 2 分。",
        "每户每月最多 12 分，此前已得 0 分。",
        "应得 14 分，实记 12 分，减去 2 分。",
        "入账：2025-03-09 记 12 分（第 15 号凭证）。",
    ]


@pytest.mark.parametrize(
    ("steps", "lang", "last"),
    [
        (1, "zh", "还没有入账：等 3 名以上评议员评议。"),
        (2, "en", "Not credited yet: it must be shown for 3 days or more."),
        (3, "en", "Not credited yet: if nobody objects, it is credited on 2025-03-09."),
        (4, "zh", "还没有入账：有异议等待复核。"),
    ],
)
def test_an_explanation_says_what_is_missing(desk: Desk, steps: int, lang: str, last: str) -> None:
    """Step by step."""
    done = [
        ("claim", "0001", "A02"),
        ("panel", "2025-0001", *JUDGED_BY),
        ("notice", "open", "2025-0001"),
        ("object", "2025-0001"),
    ]
    for number, words in enumerate(done[:steps]):
        desk.done(*words, day=f"2025-03-0{number + 3 + (number > 1)}")

    assert desk.done("explain", "2025-0001", lang=lang).splitlines()[-1] == last


def test_an_explanation_for_programs_has_codes_and_no_names(desk: Desk) -> None:
    """Names stay where they are readable."""
    desk.shown()
    told = desk.done("--json", "explain", "2025-0001")

    assert "田树林" not in told
    assert {"deed", "rule", "panel_approve", "notice"} <= {line["code"] for line in json.loads(told)}


def test_evidence_is_kept_beside_the_book(desk: Desk, tmp_path: Path) -> None:
    """By its digest; where it is only tried nothing is copied."""
    photo = tmp_path / "门口.jpg"
    photo.write_bytes(b"street")
    desk.done("claim", "0001", "A02", "--evidence", str(photo), "-n")
    tried = desk.book.with_name("village.db.evidence").exists()
    desk.done("claim", "0001", "A02", "--evidence", str(photo))
    kept = [path.name for path in desk.book.with_name("village.db.evidence").iterdir()]

    assert (tried, len(kept), kept[0].endswith(".jpg")) == (False, 1, True)


def test_roles_close_the_book_to_strangers(desk: Desk) -> None:
    """Exit 7 for whoever holds none; the list says who holds what."""
    desk.done("role", "grant", "王艳", "村文书", "--as", "王艳")
    status, error = desk.error("claim", "0001", "A02")
    desk.done("claim", "0001", "A02", "--as", "王艳")
    held = json.loads(desk.done("--json", "角色", "列表"))

    assert (status, error["code"], error["details"]["act"]) == (7, "not_permitted", "claim")
    assert [(one["name"], one["role"]) for one in held] == [("王艳", "clerk")]


def test_a_role_is_taken_back(desk: Desk) -> None:
    """Whoever held it holds it no longer; what others hold stays."""
    for name, role in (("王艳", "村文书"), ("李明", "网格员")):
        desk.done("role", "grant", name, role, "--as", "王艳")
    desk.done("role", "revoke", "李明", "网格员", "-m", "外出务工", "--as", "王艳")
    held = json.loads(desk.done("--json", "role", "list"))

    assert [(one["name"], one["role"]) for one in held] == [("王艳", "clerk")]


def test_namesakes_are_told_apart(desk: Desk) -> None:
    """Whoever did a deed is named by the person's number, also where another household has the same name."""
    for person in ("0001-2", "0002-2", "0003-2"):
        desk.done("person", "add", person, "王芳")
    desk.done("claim", "0001", "A02", "--doer", "0001-2")

    assert "行为人：王芳。" in desk.done("explain", "2025-0001").splitlines()


def test_somebody_new_needs_a_role_first(desk: Desk) -> None:
    """Where the book is closed, whom `--as` names for the first time is told so, and is not written down."""
    desk.done("role", "grant", "王艳", "村文书", "--as", "王艳")
    status, error = desk.error("claim", "0001", "A02", "--as", "生人")

    assert (status, error["code"]) == (7, "no_role_yet")


def test_what_a_role_may_be_is_told_in_words(desk: Desk) -> None:
    """As it may be typed; and a role is given to somebody."""
    _status, _out, told = desk.run("role", "grant", "王艳", "国王")

    assert ("“角色”不能是“国王”" in told, "村文书、保管员" in told) == (True, True)
    assert desk.error("role", "grant", " ", "村文书")[1]["code"] == "malformed_name"


def test_a_panel_in_conflict_is_told_at_once(desk: Desk) -> None:
    """It stands as evidence, and the clerk hears that nothing will come of it."""
    desk.done("claim", "0001", "A01", "7")
    own = ("--judge", "田树林(0001)", "--judge", "梁丽(0303)", "--judge", "林玉山(0337)")
    status, _out, words = desk.run("panel", "2025-0001", *own, day="2025-03-05", lang="en")

    assert (status, words.startswith("Mind: of claim 2025-0001")) == (0, True)


def test_the_computers_user_is_kept_beside_what_was_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a private text beside the act; the actor is whom `--as` names."""
    from goodpoints import open_book

    monkeypatch.setattr("getpass.getuser", lambda: "office-pc")
    desk.done("claim", "0001", "A02", "--as", "王艳")
    with open_book(str(desk.book)) as book:
        entry = book.entry(book.head().size)
        beside = book.details_of(entry.seq)

    assert (entry.actor, beside) == ("p0001", {"operator": "office-pc"})


def test_what_was_put_right_is_told(desk: Desk) -> None:
    """The office's fault, a debt let go by two, a veto repaired."""
    desk.shown()
    desk.done("claim", "0001", "D01", day="2025-03-05")
    desk.done("claim", "0001", "E01", day="2025-03-05")
    desk.done("panel", "2025-0002", "2025-0003", *JUDGED_BY, day="2025-03-05")
    desk.done("notice", "open", "2025-0002", "2025-0003", day="2025-03-06")
    slips = json.loads(desk.done("--json", "due", day="2025-03-09"))
    reversed_one = desk.done("reverse", str(slips[0]["entry"]), "--fault", "household", "-y", day="2025-03-10")
    let_go = desk.done("write-off", "0001", "1.5", "--first", "赵主任", "--second", "王艳", day="2025-03-10")
    repaired = desk.done("repair", "0001", "2025-0003", *JUDGED_BY, day="2025-03-11")
    related = desk.done("kin", "0001", "0002", day="2025-03-11")

    assert "冲正" in reversed_one
    assert "核销欠分" in let_go
    assert ("信用修复" in repaired, "近亲属" in related) == (True, True)


def test_a_judge_that_is_not_written_as_one_is_told(desk: Desk) -> None:
    """With an example."""
    desk.done("claim", "0001", "A02")
    status, error = desk.error("panel", "2025-0001", "--judge", "梁丽((0303)")

    assert (status, error["code"]) == (2, "bad_judge")
