"""Questions: what they answer, and in which form."""

from __future__ import annotations

import pytest

from goodpoints.cli.tables import table
from tests.cli.desks import ClerksDesk


def test_a_balance_tells_lots_and_remainders(desk: ClerksDesk) -> None:
    """As data: whole numbers where the unit has no decimals, exact text elsewhere."""
    desk.done("weigh-in", "0101", "纸板=5.2公斤")
    (told,) = desk.told("balance", "0101")

    assert (told["available"], told["lots"], told["remainders"]) == (2, {"2027-12-31": 2}, {"纸板": "0.2 公斤"})


def test_a_balance_of_a_past_day_is_summed_up_to_it(desk: ClerksDesk) -> None:
    """What came later does not count."""
    desk.done("weigh-in", "0101", "纸板=5公斤", "--at", "2026-03-01")
    (told,) = desk.told("balance", "0101", "--as-of", "2026-02-28")

    assert told["available"] == 0


def test_a_group_and_a_ranking_are_parts_of_the_village(desk: ClerksDesk) -> None:
    """`--group` takes the households of a group, `--top` the first ones."""
    desk.done("weigh-in", "0102", "纸板=5公斤")
    group = [line["household"] for line in desk.told("balance", "--group", "一组")]
    top = [(line["rank"], line["household"]) for line in desk.told("余额", "--top", "1")]

    assert (group, top) == (["0101"], [(1, "0102")])


def test_a_statement_is_told_newest_first(desk: ClerksDesk) -> None:
    """`statement`, `history` and 明细 are one command; each line has the balance after it."""
    desk.done("weigh-in", "0101", "易拉罐=30个")
    desk.done("weigh-in", "0101", "易拉罐=60个")
    balances = [[line["balance"] for line in desk.told(name, "0101")] for name in ("statement", "history", "明细")]

    assert balances == [[3, 1], [3, 1], [3, 1]]


def test_stock_and_materials_are_told(desk: ClerksDesk) -> None:
    """What came, what is there."""
    desk.done("weigh-in", "0101", "纸板=5.2公斤")
    (soap,) = desk.told("stock")
    cardboard = desk.told("materials")[-1]

    assert (soap["on_hand"], cardboard["in_store"], cardboard["owed"]) == (40, "5.2", "0.2")


def test_people_are_found_by_a_part_of_the_name(desk: ClerksDesk) -> None:
    """Number, person, name."""
    assert desk.told("find", "大山") == [{"household": "0101", "person": "0101-1", "name": "张大山"}]


def test_a_pipe_gets_csv_in_the_clerks_language(desk: ClerksDesk) -> None:
    """Without colour and without a mark of the encoding."""
    assert desk.done("find", "李") == "户号,成员,姓名\n0102,0102-1,李明"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("table", "household  person  name\n---------  ------  ----\n0102       0102-1  李明"),
        ("md", "| household | person | name |\n| --- | --- | --- |\n| 0102 | 0102-1 | 李明 |"),
        ("jsonl", '{"household": "0102", "person": "0102-1", "name": "李明"}'),
    ],
)
def test_an_answer_has_the_form_that_was_asked_for(desk: ClerksDesk, form: str, expected: str) -> None:
    """Table, Markdown, a row a line."""
    assert desk.done("find", "李", "-F", form, lang="en") == expected


def test_a_csv_file_opens_in_excel(desk: ClerksDesk) -> None:
    """With the byte order mark, which a pipe does not get."""
    path = desk.folder / "found.csv"
    desk.done("find", "李", "-o", str(path))

    assert path.read_bytes().decode("utf-8-sig") == "户号,成员,姓名\n0102,0102-1,李明\n"


def test_the_ending_of_a_file_says_its_form(desk: ClerksDesk) -> None:
    """`-o x.md` needs no `-F md`."""
    path = desk.folder / "found.md"
    desk.done("find", "李", "-o", str(path), lang="en")

    assert path.read_text(encoding="utf-8").startswith("| household |")


def test_chinese_columns_line_up() -> None:
    """A Chinese character takes two columns, numbers stand at the right."""
    drawn = table(["品名", "n"], [["肥皂", 5], ["soap", 40]])

    assert drawn.splitlines() == ["品名   n", "----  --", "肥皂   5", "soap  40"]


def test_nothing_is_asked_of_a_book_that_is_not_there(desk: ClerksDesk) -> None:
    """The file is not made by a question."""
    missing = desk.folder / "other.db"
    status, error = desk.error("balance", "--db", str(missing))

    assert (status, error["code"], missing.exists()) == (3, "no_file", False)


def test_nobody_is_found_by_nothing(desk: ClerksDesk) -> None:
    """An empty name is a slip of the hand, not the whole village."""
    found = desk.run("find", "", lang="en").stderr

    assert (desk.error("balance", "")[1]["code"], found) == ("unknown_name", "Nobody was found.\n")


@pytest.mark.parametrize(
    "typed", [("balance", "--top", "0"), ("balance", "--top", "-3"), ("statement", "0101", "--count", "-1")]
)
def test_fewer_than_one_line_cannot_be_asked_for(desk: ClerksDesk, typed: tuple[str, ...]) -> None:
    """Python would count from the end."""
    status, _error = desk.error(*typed)

    assert status == 2


def test_what_never_ends_has_no_last_day(desk: ClerksDesk) -> None:
    """People read an empty cell, programs the lot."""
    desk.done("weigh-in", "0101", "纸板=1公斤")
    shown = desk.done("statement", "0101").splitlines()[1].split(",")[5]

    assert (shown, desk.told("statement", "0101")[0]["ends"]) == ("", "~")


def test_whoever_has_no_name_is_told_by_a_word(desk: ClerksDesk) -> None:
    """Codes are for programs."""
    shown = desk.done("today", "--date", "2026-01-01").splitlines()[1]

    assert (shown.rpartition(",")[2], desk.told("today", "--date", "2026-01-01")[0]["actor"]) == ("未具名", "clerk")


def test_a_slip_in_a_table_is_told_in_words(desk: ClerksDesk) -> None:
    """The act by its name, marks only where they are true."""
    shown = desk.done("-n", "-F", "csv", "weigh-in", "0101", "纸板=5公斤").splitlines()[1].split(",")
    (told,) = desk.told("-n", "weigh-in", "0101", "纸板=5公斤")

    assert (shown[1], shown[-2:], told["kind"], told["dry_run"]) == ("收废品", ["", "是"], "weigh_in", True)


def test_a_period_that_ends_before_it_begins_is_no_report(desk: ClerksDesk) -> None:
    """Of the village neither."""
    status, error = desk.error("report", "village", "--from", "2026-03-01", "--to", "2026-02-01")

    assert (status, error["code"]) == (2, "bad_period")


def test_an_explanation_of_the_shop_says_what_moved(desk: ClerksDesk) -> None:
    """Whose account it was, and how much came or went."""
    desk.done("weigh-in", "0101", "纸板=5公斤", "--key", "k1")
    entry = desk.told("today")[-1]["entry"]
    told = desk.done("explain", str(entry)).splitlines()

    assert told[-1] == "0101 户：+2 星。"
