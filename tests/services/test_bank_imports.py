"""Registers of moral banks under other rules than the samples': each case a small village of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import pytest

from goodpoints import Book, create_book
from goodpoints.book.intake import Wish, import_files
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.services.importing import ImportReport
from goodpoints.services.policy_file import read_policy
from tests.builders import TODAY

OPENED: Final = dt.date(2025, 1, 1)
POLICY: Final = """
[village]
name = "河湾村"
opens = 2025-01-01
[reward]
unit = "分"
kind = "points"
scale = 1
[expiry]
rule = "never"
[rulebook]
late_days = 30
notice_days = 3
"""
HEADERS: Final = {
    "户籍": "户号,人员编号,姓名,与户主关系",
    "细则": "编号,名称,计分方式,分值,最低分,最高分,计量单位,阶梯表,上限分,上限次数,上限周期,再犯加倍,生效日期,备注",
    "申报": "申报编号,行为日期,申报日期,户号,行为人,细则编号,数量,级别",
    "评议": "申报编号,评议日期,评议员,结论,定分",
    "公示": "公示编号,公示起,公示止,申报编号",
    "异议": "申报编号,提出日期,异议理由,处理结果,处理日期",
    "荣誉": "荣誉,积分",
    "兑换": "日期,户号,荣誉,数量",
    "冲正": "冲正日期,申报编号,原因",
}
PEOPLE: Final = ["0001,0001-1,张一,户主", "0002,0002-1,李二,户主", "0002,0002-2,王三,配偶"]
JUDGES: Final = "甲(0011)、乙(0012)、丙(0013)"


def rule(code: str, way: str, **told: Any) -> str:  # noqa: ANN401 - a cell
    """A line of a sheet of rules that holds from 2025."""
    cells = {"编号": code, "名称": f"细则{code}", "计分方式": way, "生效日期": "2025-01-01"} | told
    return ",".join(str(cells.get(header, "")) for header in HEADERS["细则"].split(","))


def claimed(number: int, day: str, code: str, quantity: object = "", *, household: str = "0001", late: int = 1) -> str:
    """A claim, a day after its deed."""
    declared = dt.date.fromisoformat(day) + dt.timedelta(days=late)
    return f"2025-{number:04d},{day},{declared},{household},,{code},{quantity},"


def judged(*numbers: int, day: str, judges: str = JUDGES, points: object = "") -> list[str]:
    """A panel's approval of each."""
    return [f'2025-{number:04d},{day},"{judges}",通过,{points}' for number in numbers]


def shown(name: str, first: str, last: str, *numbers: int) -> str:
    """A notice."""
    return f"{name},{first},{last},{'、'.join(f'2025-{number:04d}' for number in numbers)}"


class Office:
    """A folder of registers and the book they go into."""

    def __init__(self, folder: Path, policy: str = "") -> None:
        self.folder = folder
        self.taken = 0
        clock = FixedClock.at(TODAY)
        told = read_policy(POLICY + policy)
        self.book: Book = create_book(
            "memory:", book="hewan", policy=told, day=OPENED, actor="operator", clock=clock, ids=CountedIds()
        )

    def take(self, **registers: list[str]) -> ImportReport:
        """Import registers; nothing may be wrong with them."""
        report = self.try_out(**registers)
        assert report.bad_rows == ()

        return report

    def try_out(self, **registers: list[str]) -> ImportReport:
        """Import registers, each a file of its own, whatever comes of it."""
        self.taken += 1
        files = [self.folder / f"{name}{self.taken}.csv" for name in registers]
        for file, (name, rows) in zip(files, registers.items(), strict=True):
            file.write_text("\n".join([HEADERS[name], *rows, ""]), encoding="utf-8")
        return self.book.import_files(files, commit=True)

    def figures(self, last: str = "2025-12-31") -> dict[str, Any]:
        """The village's report from its first day on."""
        end = dt.date.fromisoformat(last)
        self.book.due(end)
        return self.book.report_village(OPENED, end)

    def granted(self) -> list[tuple[str, str]]:
        """What each claim asked for and was given."""
        told = [one for one in self.figures()["outcomes"] if one["result"] == "credited"]
        return [(one["requested"], one["granted"]) for one in told]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with its households registered."""
    found = Office(tmp_path)
    found.take(户籍=PEOPLE)
    return found


def _office(folder: Path, policy: str) -> Office:
    found = Office(folder, policy)
    found.take(户籍=PEOPLE)
    return found


def _all_the_way(office: Office, *claims: str, points: object = "") -> ImportReport:
    """Claims of the first months, judged and shown in May."""
    numbers = [int(line[5:9]) for line in claims]
    return office.take(
        申报=list(claims),
        评议=judged(*numbers, day="2025-05-10", points=points),
        公示=[shown("GS1", "2025-05-11", "2025-05-13", *numbers)],
    )


def test_all_lines_of_a_sheet_of_rules_are_counted_as_taken(office: Office) -> None:
    """They are passed as one rulebook; whoever watches still sees that all is done."""
    said: list[tuple[int, int]] = []
    sheet = office.folder / "细则.csv"
    sheet.write_text(
        "\n".join([HEADERS["细则"], rule("A1", "固定", 分值=1), rule("A2", "固定", 分值=2), ""]), encoding="utf-8"
    )
    import_files(office.book, [sheet], Wish(progress=lambda done, of: said.append((done, of))))

    assert said == [(2, 2)]


def test_a_cap_in_points_counts_for_its_quarter(office: Office) -> None:
    """By the day of the deed; what does not fit is granted in part, then not at all."""
    office.take(细则=[rule("A01", "按量", 分值=2, 计量单位="半天", 上限分=5, 上限周期="季")])
    _all_the_way(
        office, *[claimed(n, day, "A01", 2) for n, day in enumerate(["2025-02-01", "2025-03-31", "2025-04-01"], 1)]
    )

    assert office.granted() == [("4", "4"), ("4", "1"), ("4", "4")]


def test_a_cap_in_times_counts_claims(office: Office) -> None:
    """Twice a year, whatever they are worth."""
    office.take(细则=[rule("A02", "固定", 分值="1.5", 上限次数=2, 上限周期="每年")])
    _all_the_way(office, *[claimed(n, f"2025-0{n}-05", "A02") for n in (1, 2, 3)])

    assert office.granted() == [("1.5", "1.5"), ("1.5", "1.5"), ("1.5", "0")]


def test_brackets_tiers_and_levels_are_read_from_their_table(office: Office) -> None:
    """With or without units, in whatever arrows the office draws."""
    office.take(
        细则=[
            rule("B01", "取档", 计量单位="元", 阶梯表="100元以上→2；1000元以上→3.5"),
            rule("B02", "累计阶梯", 计量单位="小时", 阶梯表="10→2;20→5"),
            rule("B03", "级别", 阶梯表="省级：30；县级：10"),
        ]
    )
    _all_the_way(
        office,
        claimed(1, "2025-01-05", "B01", 999), claimed(2, "2025-01-06", "B01", "1000元"), claimed(3, "2025-01-07", "B02", 12),
        claimed(4, "2025-01-08", "B02", "8小时"), claimed(5, "2025-01-09", "B03") + "县级",
    )  # fmt: skip

    assert office.granted() == [("2", "2"), ("3.5", "3.5"), ("2", "2"), ("3", "3"), ("10", "10")]


@pytest.mark.parametrize(("months", "taken"), [(3, ["5", "5", "10"]), (6, ["5", "10", "10"])])
def test_a_deduction_is_doubled_within_the_village_s_own_months(tmp_path: Path, months: int, taken: list[str]) -> None:
    """Once, never squared; the policy says which months."""
    policy = f'[[rulebook.rules]]\ncode = "D01"\nrepeat = {{ factor = 2, months = {months} }}\n'
    office = _office(tmp_path, policy)
    office.take(细则=[rule("D01", "扣分", 分值=-5, 再犯加倍="是")])
    _all_the_way(
        office, *[claimed(n, day, "D01") for n, day in enumerate(["2025-01-01", "2025-04-01", "2025-04-20"], 1)]
    )

    assert [asked.removeprefix("-") for asked, _granted in office.granted()] == taken


def test_half_of_new_points_pays_a_debt(tmp_path: Path) -> None:
    """The policy's share, the rest is the household's."""
    office = _office(tmp_path, "[debt]\nrepay_percent = 50\n")
    office.take(细则=[rule("A01", "固定", 分值=6), rule("D01", "扣分", 分值=5)])
    _all_the_way(office, claimed(1, "2025-04-20", "D01"), claimed(2, "2025-04-21", "A01"))

    assert office.figures()["balances"]["0001"] == {"points": "3", "debt": "2", "earned": "6", "spent": "0"}


@pytest.mark.parametrize(("late", "outcome"), [(30, "credited"), (31, "late")])
def test_a_claim_is_late_after_the_village_s_own_days(office: Office, late: int, outcome: str) -> None:
    """The last day is in time; a late claim that was judged all the same stays late, and the panel has no effect."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    report = _all_the_way(office, claimed(1, "2025-04-01", "A01", late=late))

    assert office.figures()["counts"]["claims_by_outcome"] == {outcome: 1}
    assert [row.reasons for row in report.refused] == (
        [] if outcome == "credited" else [("no_effect",), ("nothing_to_show",)]
    )


def test_a_veto_lasts_as_long_as_the_village_says(tmp_path: Path) -> None:
    """From the day it is posted: no honours for six months, then honours again; points go on."""
    office = _office(tmp_path, '[[rulebook.rules]]\ncode = "E01"\nveto = { effect = "no_honours", months = 6 }\n')
    office.take(细则=[rule("A01", "固定", 分值=6), rule("E01", "否决", 分值=0)], 荣誉=["红花,2", "点名表扬,0"])
    _all_the_way(office, claimed(1, "2025-04-20", "E01"), claimed(2, "2025-04-21", "A01"))
    asked = [
        "2025-05-14,0001,红花,1",
        "2025-11-13,0001,点名表扬,1",
        "2025-11-14,0001,红花,3",
        "2025-11-14,0001,点名表扬,1",
    ]
    report = office.take(兑换=asked)

    assert office.figures()["vetoes"] == [{"household": "0001", "from": "2025-05-14", "until_before": "2025-11-14"}]
    assert [(row.place.row, row.reasons) for row in report.refused] == [(2, ("vetoed",)), (3, ("vetoed",))]
    assert office.figures()["honours_given"] == {"点名表扬": 1, "红花": 3}


def test_several_reasons_stand_in_the_village_s_order(tmp_path: Path) -> None:
    """The policy may name the purse before the veto."""
    policy = '[redeem]\nrefusal_order = ["insufficient", "vetoed"]\n[[rulebook.rules]]\ncode = "E01"\nveto = { months = 6 }\n'
    office = _office(tmp_path, policy)
    office.take(细则=[rule("E01", "否决")], 荣誉=["红花,2"])
    _all_the_way(office, claimed(1, "2025-04-20", "E01"))
    report = office.take(兑换=["2025-05-14,0001,红花,1"])

    assert [row.reasons for row in report.refused] == [("insufficient_points", "vetoed")]


def test_a_judge_of_the_own_household_is_a_conflict_whoever_else_sat(office: Office) -> None:
    """Lost noughts do not hide it."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    office.take(
        申报=[claimed(1, "2025-04-20", "A01")], 评议=judged(1, day="2025-05-10", judges="甲(11)、乙(12)、张一(1)")
    )

    assert office.figures()["counts"]["claims_by_outcome"] == {"conflict": 1}


def test_what_was_credited_is_taken_back_and_owed(office: Office) -> None:
    """The flower stays; the points become a debt. What was not credited yet is withdrawn."""
    office.take(细则=[rule("A01", "固定", 分值=6)], 荣誉=["红花,5"])
    _all_the_way(office, claimed(1, "2025-04-20", "A01"))
    office.take(兑换=["2025-05-14,0001,红花,1"])
    office.take(
        申报=[claimed(2, "2025-05-20", "A01")], 冲正=["2025-05-20,2025-0001,记错户", "2025-05-21,2025-0002,重复"]
    )

    assert office.figures()["balances"]["0001"] == {"points": "0", "debt": "5", "earned": "0", "spent": "5"}
    assert office.figures()["counts"]["claims_by_outcome"] == {"credited": 1}


def test_taking_back_what_was_refused_has_no_effect(office: Office) -> None:
    """It stays late."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    report = office.take(申报=[claimed(1, "2025-04-01", "A01", late=40)], 冲正=["2025-06-20,2025-0001,重复"])
    again = office.take(冲正=["2025-06-20,2025-0001,重复"])

    assert [row.reasons for row in report.refused] == [("no_effect",)]
    assert (again.posted, [row.replayed for row in again.refused]) == ({}, [True])
    assert office.figures()["counts"]["claims_by_outcome"] == {"late": 1}


def test_a_price_without_a_day_changes_from_its_import_on(office: Office) -> None:
    """What was redeemed before keeps its price, and the older sheet is known."""
    office.take(细则=[rule("A01", "固定", 分值=60)], 荣誉=["红花,5"])
    _all_the_way(office, claimed(1, "2025-04-20", "A01"))
    office.take(兑换=["2025-05-14,0001,红花,1"])
    office.take(荣誉=["红花,8"])
    office.take(兑换=["2025-05-14,0001,红花,1", "2025-05-15,0001,红花,1"])
    again = office.take(荣誉=["红花,5"])

    assert office.figures()["balances"]["0001"]["spent"] == "13"
    assert again.posted == {}


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (rule("C04", "捐款分段", 计量单位="元"), "计分方式", "rule_needs_more"),
        (rule("E01", "否决"), "计分方式", "rule_needs_more"),
        (rule("D01", "扣分", 分值=5, 再犯加倍="是"), "再犯加倍", "rule_needs_more"),
        (rule("A01", "固定"), "分值", "bad_number"),
        (rule("A01", "看情况", 分值=5), "计分方式", "unknown_scoring"),
        (rule("A01", "取档", 计量单位="元", 阶梯表="一百元以上给2分"), "阶梯表", "bad_steps"),
        (rule("A01", "取档", 计量单位="元", 阶梯表="1万→2"), "阶梯表", "bad_steps"),
        (rule("A01", "固定", 分值=5, 上限分=10), "上限周期", "rule_needs_more"),
        (rule("A01", "固定", 分值="0.05"), "分值", "too_fine_points"),
        (rule("A01", "幅度", 最低分=10, 最高分=3), "最高分", "rulebook_value"),
    ],
)
def test_a_line_that_makes_no_rule_is_a_bad_row(office: Office, line: str, column: str, code: str) -> None:
    """With its place; the whole import is refused."""
    report = office.try_out(细则=[rule("A02", "固定", 分值=1), line])
    bad = [(row.place.row, row.place.column, row.code) for row in report.bad_rows]

    assert (bad, report.committed) == ([(3, column, code)], False)


@pytest.mark.parametrize(
    ("registers", "row", "column", "code"),
    [
        ({"申报": ["2025-0001,2025-04-02,2025-04-01,0001,,A01,,"]}, 2, "行为日期", "deed_after_claim"),
        ({"申报": ["2025-0001,2025-04-01,2025-04-02,0001,,A02,5公里,"]}, 2, "数量", "wrong_deed_measure"),
        ({"申报": ["2025-0001,2024-12-01,2025-01-02,0001,,A01,,"]}, 2, "行为日期", "no_rulebook"),
        ({"评议": judged(7, day="2025-05-10")}, 2, "申报编号", "unknown_claim"),
        ({"异议": ["2025-0007,2025-05-02,假的,成立,2025-05-01"]}, 2, "处理日期", "bad_date"),
        ({"异议": ["2025-0007,2025-05-02,假的,成立,"]}, 2, "处理日期", "bad_date"),
        ({"异议": ["2025-0007,2025-05-02,假的,看情况,2025-05-03"]}, 2, "处理结果", "missing_result"),
    ],
)
def test_a_row_that_cannot_be_meant_is_a_bad_row(
    office: Office, registers: dict[str, list[str]], row: int, column: str, code: str
) -> None:
    """With its place, in the words of the sheet."""
    office.take(细则=[rule("A01", "固定", 分值=6), rule("A02", "按量", 分值=1, 计量单位="小时")])
    told = {(b.place.row, b.place.column, b.code) for b in office.try_out(**registers).bad_rows}

    assert (row, column, code) in told


def test_two_judges_of_one_name_are_two(office: Office) -> None:
    """Their households tell them apart; without these they would be one who sat twice."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    office.take(
        申报=[claimed(1, "2025-04-20", "A01")],
        评议=judged(1, day="2025-05-10", judges="李明(0011)、李明(0012)、丙(0013)"),
    )

    assert [row["panels"] for row in office.book.reports.judges(OPENED, dt.date(2025, 12, 31))] == [1, 1, 1]


def test_marks_of_judges_are_told_beside_those_of_their_panels(office: Office) -> None:
    """Mean, lowest, highest, and how far above the others."""
    office.take(细则=[rule("B05", "幅度", 最低分=3, 最高分=10)])
    judges = "甲(0011):4、乙(0012):7、丙(0013):8.5"
    office.take(申报=[claimed(1, "2025-04-20", "B05")], 评议=judged(1, day="2025-05-10", judges=judges, points="6.5"))
    rows = office.book.reports.judges(OPENED, dt.date(2025, 12, 31))

    assert [(row["lowest"], row["mean"], row["apart"]) for row in rows] == [
        ("4", "4", "-2.5"), ("7", "7", "0.5"), ("8.5", "8.5", "2"),
    ]  # fmt: skip


def test_a_household_that_never_had_anything_is_counted(office: Office) -> None:
    """One of two households takes part, for the first time in May."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    _all_the_way(office, claimed(1, "2025-04-20", "A01"))
    office.figures()
    rows = office.book.reports.participation(dt.date(2025, 4, 1), dt.date(2025, 6, 30))

    assert [(row["month"], row["credited"], row["new"], row["nothing"], row["share"]) for row in rows] == [
        ("2025-04", 0, 0, 2, "100"), ("2025-05", 1, 1, 1, "50"), ("2025-06", 0, 0, 1, "50"),
    ]  # fmt: skip


def test_a_ranking_is_told_for_each_quarter(office: Office) -> None:
    """Net of what was taken back, in the quarter in which it was."""
    office.take(细则=[rule("A01", "固定", 分值=6)])
    claims = [
        claimed(1, "2025-04-20", "A01"),
        claimed(2, "2025-04-21", "A01"),
        claimed(3, "2025-04-21", "A01", household="0002"),
    ]
    _all_the_way(office, *claims)
    office.take(冲正=["2025-06-01,2025-0003,记错户"])
    rows = office.book.reports.ranking(OPENED, dt.date(2025, 9, 30), per="quarter")

    assert rows == [{"period": "2025-Q2", "rank": 1, "household": "0001", "earned": "12"}]


def test_a_book_of_both_programmes_reports_both(office: Office) -> None:
    """Goods on the shelf beside honours: one purse, one report; what both tell is the same figure."""
    from goodpoints import Deliver, PublishPrice, Redeem

    office.take(细则=[rule("A01", "固定", 分值=6)], 荣誉=["红花,2"])
    _all_the_way(office, claimed(1, "2025-04-20", "A01"))
    day = dt.date(2025, 5, 20)
    office.book.shop.publish_price(PublishPrice(OPENED, item="肥皂", price=1))
    office.book.shop.deliver(Deliver(day, item="肥皂", count=3))
    office.book.shop.redeem(Redeem(day, household="0001", item="肥皂", count=2))
    office.book.shop.redeem(Redeem(day, household="0001", item="红花"))
    told = office.figures()

    assert told["balances"]["0001"] | {"lots": ""} == {
        "stars": "2", "points": "2", "debt": "0", "earned": "6", "spent": "4", "lots": "", "remainders": {},
    }  # fmt: skip
    assert (told["stock"]["肥皂"]["redeemed"], told["honours_given"], set(told["stock"])) == (
        "2",
        {"红花": 1},
        {"肥皂"},
    )
    assert (told["totals"]["分"]["issued"], told["totals"]["分"]["redeemed"]) == ("6", "4")
