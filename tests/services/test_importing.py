"""Registers into a book: the year as it happened, each row once, a refusal kept, a mistake nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from goodpoints.domain.journal.opening import AlreadyOpen
from goodpoints.errors import MistakenInput
from goodpoints.services.importing import ImportReport
from tests.builders import ONE, POWDER, TODAY, D, held, with_rules
from tests.registers import VILLAGE, reopened, take_in, take_more, write_registers

PAPER_ROW = "2025-07-02,0001,张一,纸板,5,公斤,王艳,"


def _book(folder: Path, **registers: list[str]) -> tuple[Path, ImportReport]:
    files = write_registers(folder / "册", VILLAGE | registers)
    return folder / "book.db", take_in(folder / "book.db", [files])


def _acts(url: Path) -> list[tuple[str, str]]:
    """(day, kind) of the acts in the order in which they were written."""
    announced = {"open", "household", "person", "party", "rate", "price", "campaign", "import", "opening"}
    with reopened(url) as book:
        return [(e.day, e.kind) for e in book.entries_on(D(2025, 1, 1), TODAY) if e.kind not in announced]


def _everything(url: Path) -> object:
    with reopened(url) as book:
        return held(book), book.head()


def test_rows_are_posted_by_day_then_kind_then_row(tmp_path: Path) -> None:
    """Whatever the order of files and of rows in them."""
    url, _ = _book(
        tmp_path,
        weigh_in=["2025-07-03,0001,张一,纸板,5,公斤,,", PAPER_ROW],
        redeem=["2025-07-03,0001,张一,洗衣粉,1,,,", "2025-07-02,0001,张一,洗衣粉,1,,,"],
        count=["2025-07-03,洗衣粉,8,,"],
        reverse=["2025-07-03,2025-07-02,0001,张一,洗衣粉,1,错"],
    )

    assert _acts(url) == [
        ("2025-07-01", "delivery"),
        ("2025-07-02", "weigh_in"),
        ("2025-07-02", "redeem"),
        ("2025-07-03", "reverse"),
        ("2025-07-03", "weigh_in"),
        ("2025-07-03", "redeem"),
        ("2025-07-03", "count"),
    ]


def test_rows_of_one_kind_keep_the_order_of_their_sheet(tmp_path: Path) -> None:
    """Who stands first in the list is served first: the second finds the stars gone."""
    url, report = _book(tmp_path, redeem=[f"2025-07-02,0001,张一,洗衣粉,{n},,," for n in (2, 1)])
    with reopened(url) as book:
        given = [e.facts["count"] for e in book.entries_on(D(2025, 7, 2), kind="redeem")]

    assert (given, [r.place.row for r in report.refused]) == ([2], [3])


def test_time_passes_between_the_rows_of_a_year(tmp_path: Path) -> None:
    """An expiry stands where it fell due, in the middle of the import."""
    url, _ = _book(tmp_path, weigh_in=[PAPER_ROW, "2027-01-02,0001,张一,纸板,5,公斤,,"])

    assert _acts(url)[1:] == [("2025-07-02", "weigh_in"), ("2026-12-31", "expire"), ("2027-01-02", "weigh_in")]


def test_two_equal_rows_of_a_file_are_two_acts(tmp_path: Path) -> None:
    """Two bags of one weight on one morning; their remarks or names tell them apart from a row typed twice."""
    url, report = _book(tmp_path, weigh_in=[PAPER_ROW, PAPER_ROW.replace("王艳,", "王艳,第二袋")])
    again = take_more(url, [tmp_path / "册"])

    assert (report.posted["weigh_in"], again.posted, again.known["weigh_in"]) == (2, {}, 2)
    assert [kind for _, kind in _acts(url)].count("weigh_in") == 2


def test_a_copy_posts_nothing(tmp_path: Path) -> None:
    """Under other names, in another folder, beside the first one: the book stays as it is."""
    url, _ = _book(tmp_path, weigh_in=[PAPER_ROW], redeem=["2025-07-03,0001,张一,洗衣粉,1,,,急"])
    before = _everything(url)
    copy = tmp_path / "备份"
    shutil.copytree(tmp_path / "册", copy)
    for path in list(copy.iterdir()):
        path.rename(copy / f"副本-{path.name}")
    reports = [take_more(url, [copy]), take_more(url, [copy, tmp_path / "册"])]

    assert [(report.posted, report.batch) for report in reports] == [({}, ""), ({}, "")]
    assert _everything(url) == before


def test_two_files_of_one_name_are_two_files(tmp_path: Path) -> None:
    """The same file from two folders in one import is a copy, not twice as much paper."""
    for folder in ("甲", "乙"):
        write_registers(tmp_path / folder, {"weigh_in": [PAPER_ROW, PAPER_ROW.replace(",5,", ",7,")]})
    base = write_registers(tmp_path / "册", VILLAGE)
    report = take_in(tmp_path / "book.db", [base, tmp_path / "甲" / "weigh_in.csv", tmp_path / "乙" / "weigh_in.csv"])

    assert (report.posted["weigh_in"], report.known.get("weigh_in")) == (2, 2)


def test_the_book_is_the_same_whatever_the_files_are_called(tmp_path: Path) -> None:
    """Keys come from what rows say."""
    keys = []
    for name in ("weigh_in", "weigh_in-七月"):
        files = write_registers(tmp_path / name, VILLAGE | {name: [PAPER_ROW]})
        take_in(tmp_path / f"{name}.db", [files])
        with reopened(tmp_path / f"{name}.db") as book:
            keys.append({e.key for e in book.entries_on(D(2025, 1, 1), TODAY)})

    assert keys[0] == keys[1]


@pytest.mark.parametrize("remark", ["", "急"])
def test_what_was_refused_stays_refused(tmp_path: Path, remark: str) -> None:
    """Though the stars have come in since; the second import says "refused then"."""
    row = f"2025-07-02,0001,张一,洗衣粉,3,,,{remark}"
    url, first = _book(tmp_path, redeem=[row])
    more = write_registers(tmp_path / "后来", {"weigh_in": ["2025-07-05,0001,张一,纸板,50,公斤,,"], "redeem": [row]})
    second = take_more(url, [more])

    assert [(r.reasons, r.replayed) for r in (*first.refused, *second.refused)] == [
        (("insufficient_stars",), False),
        (("insufficient_stars",), True),
    ]
    assert (second.posted, second.bad_rows) == ({"weigh_in": 1}, ())


def test_a_refused_row_is_evidence(tmp_path: Path) -> None:
    """An entry with everything asked and every reason, and no transfers."""
    url, _ = _book(tmp_path, redeem=["2025-07-02,0001,张一,洗衣粉,99,,,急"])
    with reopened(url) as book:
        (entry,) = book.entries_on(D(2025, 7, 2), kind="refused")

    assert entry.transfers == ()
    assert entry.facts["act"] == "redeem"
    assert entry.facts["asked"]["count"] == 99
    assert [reason["code"] for reason in entry.facts["reasons"]] == ["insufficient_stars", "out_of_stock"]


@pytest.mark.parametrize(
    ("register", "row", "code"),
    [
        ("weigh_in", "2025-07-02,0009,,纸板,5,公斤,,", "unknown_household"),
        ("weigh_in", "2025-07-02,0001,,铁,5,公斤,,", "unknown_material"),
        ("weigh_in", "2025-07-02,0001,,纸板,5,个,,", "wrong_measure"),
        ("weigh_in", "2025-06-30,0001,,纸板,5,公斤,,", "before_opening"),
        ("weigh_in", "2030-01-01,0001,,纸板,5,公斤,,", "future_day"),
        ("redeem", "2025-07-02,0001,,月饼,1,,,", "unknown_item"),
        ("redeem", "2025-07-02,0001,,洗衣粉,1,,A01,", "bad_serials"),
        ("reverse", "2025-07-03,2025-07-02,0001,,洗衣粉,1,", "unknown_redemption"),
    ],
)
def test_a_bad_row_takes_the_whole_import_back(tmp_path: Path, register: str, row: str, code: str) -> None:
    """It is named with its place; no book and no file is left behind, nor anything in a book that is there."""
    policy = with_rules(village={"opens": "2025-07-01"})
    files = write_registers(tmp_path / "册", VILLAGE | {register: [row]})
    report = take_in(tmp_path / "book.db", [files], policy)

    assert [(bad.code, bad.place.file, bad.place.row) for bad in report.bad_rows] == [(code, f"{register}.csv", 2)]
    assert not report.committed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["册"]


def test_bad_rows_are_named_all_at_once_and_a_book_that_is_there_stays(tmp_path: Path) -> None:
    """Not one a day."""
    url, _ = _book(tmp_path, weigh_in=[PAPER_ROW])
    before = _everything(url)
    rows = ["2025-07-03,0009,,纸板,5,公斤,,", "2025-07-03,0001,张一,纸板,6,公斤,,", "2025-07-03,0001,张一,铁,5,公斤,,"]
    report = take_more(url, [write_registers(tmp_path / "八月", {"weigh_in-八月": rows})])

    assert [(bad.place.row, bad.code) for bad in report.bad_rows] == [(2, "unknown_household"), (4, "unknown_material")]
    assert _everything(url) == before


@pytest.mark.parametrize(
    ("people", "name", "code"),
    [
        (["0001,0001-1,张一,户主,", "0002,0002-1,张一,户主,"], "张一", "ambiguous_name"),
        (["0001,0001-1,张一,户主,", "0002,0002-1,李二,户主,"], "张一", "missing_household"),
        (["0001,0001-1,张一,户主,", "0002,0002-1,李二,户主,"], "王五", "missing_household"),
    ],
)
def test_a_household_is_never_guessed_from_a_name(tmp_path: Path, people: list[str], name: str, code: str) -> None:
    """Two heads of one name are ambiguous; one is a suggestion; none is missing. A sheet without numbers is a mistake."""
    registers = VILLAGE | {"household": people, "opening": []}
    files = write_registers(tmp_path / "册", registers)
    lines = ["日期,户号,姓名,材料,数量,单位", f"2025-07-02,,{name},纸板,5,公斤"]
    (files / "过磅.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = take_in(tmp_path / "book.db", [files])

    assert [bad.code for bad in report.bad_rows] in ([code], ["missing_household"], ["missing_value"])
    assert name not in str(report.bad_rows[0].facts)


def test_a_trial_writes_nothing_and_says_the_same(tmp_path: Path) -> None:
    """Without `commit` the report is what a commit would bring."""
    files = write_registers(tmp_path / "册", VILLAGE | {"weigh_in": [PAPER_ROW]})
    trial = take_in(tmp_path / "book.db", [files], commit=False)
    left = (tmp_path / "book.db").exists()
    real = take_in(tmp_path / "book.db", [files])

    assert (left, trial.committed, real.committed) == (False, False, True)
    assert (trial.posted, trial.entries) == (real.posted, real.entries)


def test_a_book_is_not_imported_into_twice_as_new(tmp_path: Path) -> None:
    """Making a book where it is already is refused; the book stays."""
    url, _ = _book(tmp_path)
    before = _everything(url)
    with pytest.raises(AlreadyOpen):
        take_in(url, [tmp_path / "册"])

    assert _everything(url) == before


def test_of_two_equal_redemptions_one_undo_undoes_one_and_its_copy_none(tmp_path: Path) -> None:
    """Each row finds its own again; a second row undoes the second."""
    asked = ["2025-07-02,0001,张一,洗衣粉,1,王艳,,", "2025-07-02,0001,张一,洗衣粉,1,李四,,"]
    undone = "2025-07-03,2025-07-02,0001,张一,洗衣粉,1,错"
    url, _ = _book(tmp_path, redeem=asked, reverse=[undone])
    before = _everything(url)
    copy = take_more(url, [tmp_path / "册"])
    unchanged = _everything(url) == before
    more = take_more(url, [write_registers(tmp_path / "再", {"reverse": [undone, undone.replace("错", "也错")]})])
    again = take_more(url, [tmp_path / "再"])
    with reopened(url) as book:
        reversed_ = [entry.refers_to for entry in book.entries_on(D(2025, 7, 3), kind="reverse")]
        stars = book.balance_of(ONE, as_of=D(2025, 7, 3)).available

    assert (copy.posted, copy.bad_rows, unchanged) == ({}, (), True)
    assert (more.posted, more.known, again.posted) == ({"reverse": 1}, {"reverse": 1}, {})
    assert (len(set(reversed_)), stars) == (2, 4)


def test_the_next_month_is_imported_where_late_acts_are_limited(tmp_path: Path) -> None:
    """A limit on late acts binds weighings, not the batch itself, nor a family that moves in."""
    files = write_registers(tmp_path / "册", VILLAGE | {"weigh_in": ["2025-12-02,0001,张一,纸板,5,公斤,,"]})
    take_in(tmp_path / "book.db", [files], with_rules(backdating={"days": 31}))
    month = {
        "household": ["0003,0003-1,王三,户主,"],
        "weigh_in-二": ["2025-12-05,0003,王三,纸板,5,公斤,刘六,", "2025-09-05,0003,王三,纸板,5,公斤,,"],
    }
    report = take_more(tmp_path / "book.db", [write_registers(tmp_path / "新", month)])

    assert report.bad_rows == ()
    assert [refused.reasons for refused in report.refused] == [("backdated_too_far",)]
    with reopened(tmp_path / "book.db") as book:
        assert book.balance_of("0003", as_of=D(2025, 12, 5)).available == 2


def test_an_entry_says_where_its_row_stood(tmp_path: Path) -> None:
    """Sheet and row, also behind a sheet that is empty."""
    url, _ = _book(tmp_path, household=["0001,0001-1,张一,户主,"], opening=[], weigh_in=[PAPER_ROW])
    with reopened(url) as book:
        (entry,) = book.entries_on(D(2025, 7, 2), kind="weigh_in")
        (batch,) = book.entries_on(D(2025, 1, 1), TODAY, kind="import")
    _, sheet, row = (entry.facts.get("origin") or entry.facts["source"])[:3]

    assert (batch.facts["sheets"][sheet - 1]["register"], row) == ("weigh_in", 2)


def test_stock_and_stars_after_an_import(tmp_path: Path) -> None:
    """Opening, earned, spent; delivered and given."""
    url, report = _book(tmp_path, weigh_in=[PAPER_ROW], redeem=["2025-07-03,0001,张一,洗衣粉,3,,,"])
    with reopened(url) as book:
        line = next(line for line in book.stock() if line.item == POWDER)
        balance = book.balance_of(ONE, as_of=D(2025, 7, 3))

    assert (balance.available, line.on_hand, report.refused, report.bad_rows) == (0, 7, (), ())


def test_a_file_for_another_book_is_left_at_the_5000th_mistake(tmp_path: Path) -> None:
    """Whoever picked the wrong book gets one sentence, not a mistake for every row; nothing is written."""
    url, _ = _book(tmp_path)
    before = _everything(url)
    rows = [f"2025-07-03,{5000 + number:04d},,纸板,5,公斤,," for number in range(5001)]
    with pytest.raises(MistakenInput) as refused:
        take_more(url, [write_registers(tmp_path / "别的村", {"weigh_in": rows})])

    assert (refused.value.code, refused.value.facts["row"], _everything(url)) == ("too_many_bad_rows", 5002, before)


def test_a_sheet_with_a_column_for_each_material_is_the_same_as_a_row_for_each(tmp_path: Path) -> None:
    """The book knows its materials, so a later sheet alone is understood; a mistake bears the material's column."""
    url, _ = _book(tmp_path)
    sheet = tmp_path / "四月.csv"
    sheet.write_text("日期,户号,姓名,纸板(斤)\n2025-07-02,0001,张一,10\n2025-07-02,0009,,10\n", encoding="utf-8")
    wrong = take_more(url, [sheet])
    sheet.write_text("日期,户号,姓名,纸板(斤)\n2025-07-02,0001,张一,10\n2025-07-02,0002,,10个\n", encoding="utf-8")
    wrong_unit = take_more(url, [sheet])
    sheet.write_text("日期,户号,姓名,纸板(斤)\n2025-07-02,0001,张一,10\n2025-07-02,0002,,8\n", encoding="utf-8")
    columns = take_more(url, [sheet])
    again = take_more(
        url,
        [
            write_registers(
                tmp_path / "行", {"weigh_in": ["2025-07-02,0001,,纸板,10,斤,,", "2025-07-02,0002,,纸板,8,斤,,"]}
            )
        ],
    )

    assert [(bad.place.row, bad.place.column) for bad in (*wrong.bad_rows, *wrong_unit.bad_rows)] == [
        (3, "户号"),
        (3, "纸板(斤)"),
    ]
    assert (columns.posted, again.posted, again.known) == ({"weigh_in": 2}, {}, {"weigh_in": 2})


def test_a_new_name_is_not_taken_for_somebody_forgotten(tmp_path: Path) -> None:
    """Her code stays hers although her name is erased; the grid worker who came after her gets the next one."""
    url, _ = _book(tmp_path, weigh_in=[PAPER_ROW])
    with reopened(url) as book:
        told = [(e.key, e.facts["party"]) for e in book.entries_on(D(2025, 1, 1), TODAY, kind="party")]
        with book.store.write(book.code) as tx:
            for _key, party in told:
                tx.erase(f"party/{party}")
    report = take_more(
        url, [write_registers(tmp_path / "八月", {"weigh_in-八月": ["2025-08-02,0001,张一,纸板,5,公斤,赵六,"]})]
    )
    with reopened(url) as book:
        (weighed,) = book.entries_on(D(2025, 8, 2), kind="weigh_in")
        names = book.find_details("party/", "name")

    assert (report.posted, names) == ({"weigh_in": 1}, {"赵六": f"party/{weighed.facts['officer']}"})
    assert weighed.facts["officer"] not in {party for _key, party in told}


@pytest.mark.parametrize(
    ("told", "count", "given"),
    [
        ("WQ-0002", 1, ["WQ-0002"]),
        ("WQ-0002~WQ-0003", 2, ["WQ-0002", "WQ-0003"]),
        ("WQ-0002至WQ-0003", 2, ["WQ-0002", "WQ-0003"]),
        ("WQ-0002-WQ-0003", 2, ["WQ-0002", "WQ-0003"]),
        ("WQ-0004、WQ-0002", 2, ["WQ-0004", "WQ-0002"]),
        ("WQ-0003-WQ-0003", 1, ["WQ-0003"]),
    ],
)
def test_serials_may_hold_a_stroke_themselves(tmp_path: Path, told: str, count: int, given: list[str]) -> None:
    """Only where the two sides of it are serials of one shape does it say from where to where."""
    url, report = _book(
        tmp_path,
        price=["电费券,1,2025-07-01,"],
        delivery=["2025-07-01,捐赠,供销社,电费券,5,8.5,WQ-0001,WQ-0005"],
        redeem=[f"2025-07-02,0001,张一,电费券,{count},,{told},"],
    )
    with reopened(url) as book:
        moved = [
            t.lot for e in book.entries_on(D(2025, 7, 2), kind="redeem") for t in e.transfers if t.unit == "电费券"
        ]

    assert (report.bad_rows, moved) == ((), given)


def test_a_span_that_is_not_as_long_as_the_row_says_is_a_bad_row(tmp_path: Path) -> None:
    """Whoever wrote it gave out another number of vouchers."""
    _, report = _book(
        tmp_path,
        price=["电费券,1,2025-07-01,"],
        delivery=["2025-07-01,捐赠,供销社,电费券,5,8.5,A01,A05"],
        redeem=["2025-07-02,0001,张一,电费券,2,,A01-A03,"],
    )

    assert [(bad.place.column, bad.code) for bad in report.bad_rows] == [("券号", "bad_serials")]
