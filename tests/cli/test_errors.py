"""What goes wrong: one kind sentence, the right exit status, nothing written."""

from __future__ import annotations

import sqlite3

import pytest
from click.testing import CliRunner

from goodpoints.cli import problems
from goodpoints.cli.main import goodpoints
from goodpoints.storage.sqlite import SqliteStore
from tests.cli.desks import ClerksDesk


def test_a_refusal_tells_every_reason(desk: ClerksDesk) -> None:
    """What happened, that nothing was written, what to do."""
    result = desk.run("redeem", "0101", "肥皂=3")

    told = (
        "按村里的规矩不能办，有 2 条理由：\n"
        "  1. 星不够：要 9 颗，只有 0 颗。\n"
        "  2. 肥皂 每户每月限兑 2 件：已兑 0 件，这次要 3 件。\n"
        "账本没有改动。\n"
        "等攒够了再换，或少换一些。\n"
    )

    assert (result.exit_code, result.stdout, result.stderr) == (1, "", told)


def test_an_error_as_json_has_code_message_details_and_hint(desk: ClerksDesk) -> None:
    """The details are the facts; a refusal's hold every reason."""
    status, error = desk.error("redeem", "0101", "肥皂=3")

    assert (status, sorted(error), error["code"], [reason["code"] for reason in error["details"]["reasons"]]) == (
        1,
        ["code", "details", "hint", "message"],
        "insufficient_stars",
        ["insufficient_stars", "limit_reached"],
    )


@pytest.mark.parametrize(
    ("typed", "status", "code"),
    [
        (["weigh-in", "0101", "纸板=很多"], 2, "bad_number"),
        (["weigh-in", "0101", "纸板=0公斤"], 2, "bad_quantity"),
        (["weigh-in", "0101", "纸板=-5公斤"], 2, "bad_number"),
        (["weigh-in", "0101", "纸板"], 2, "bad_pair"),
        (["weigh-in", "0101", "纸板=1公里"], 2, "unknown_measure"),
        (["weigh-in", "0101", "纸板=3个"], 2, "wrong_measure"),
        (["weigh-in", "0101", "纸板=0.0001公斤"], 2, "too_fine"),
        (["weigh-in", "0101", "纸板=9999999999999999999999公斤"], 2, "bad_quantity"),
        (["weigh-in", "9999", "纸板=5公斤"], 3, "unknown_household"),
        (["weigh-in", "1x", "纸板=5公斤"], 3, "unknown_name"),
        (["weigh-in", "0101", "黄金=5公斤"], 3, "unknown_material"),
        (["redeem", "0101", "黄金"], 3, "unknown_item"),
        (["redeem", "0101", "肥皂=两块"], 2, "bad_number"),
        (["redeem", "0101", "肥皂=0"], 2, "bad_quantity"),
        (["reverse", "999"], 3, "unknown_entry"),
        (["reverse", "1"], 1, "not_reversible"),
        (["balance", "0101", "--as-of", "2026-02-30"], 2, "bad_date"),
        (["weigh-in", "0101", "纸板=5公斤", "--at", "明天"], 2, "bad_date"),
        (["weigh-in", "0101", "纸板=5公斤", "--at", "2027-01-01"], 2, "future_day"),
        (["weigh-in", "0101", "纸板=5公斤", "--at", "2025-01-01"], 2, "before_opening"),
        (["weigh-in", "0101", "纸板=5公斤", "--at", "0001-01-01"], 2, "bad_date"),
        (["price", "肥皂", "三颗"], 2, "bad_number"),
        (["delivery", "肥皂=5", "--serials", "A01-B05"], 2, "bad_serials"),
        (["household", "add", "0101"], 1, "already_registered"),
        (["verify", "--anchor", "7"], 2, "bad_anchor"),
        (["init"], 2, "init_needs"),
        (["policy", "check", "missing.toml"], 2, "no_such_file"),
        (["import", "missing.xlsx"], 2, "no_such_file"),
        (["balance", "--book", "elsewhere"], 3, "unknown_book"),
        (["balance", "--db", "oracle:scott"], 2, "unknown_scheme"),
        (["undo-import", "b0009"], 3, "unknown_batch"),
    ],
)
def test_bad_input_ends_with_its_code_and_writes_nothing(
    desk: ClerksDesk, typed: list[str], status: int, code: str
) -> None:
    """Whatever is typed wrong, the exit status says who can mend it, and the book stays as it was."""
    before = desk.told("verify")[0]["head"]
    found, error = desk.error(*typed)

    assert (found, error["code"], desk.told("verify")[0]["head"]) == (status, code, before)


@pytest.mark.parametrize(
    "typed", [["balance", "\udcff"], ["explain", "\udcff"], ["reverse", "7", "--reason", "\udcff"]]
)
def test_what_another_encoding_garbled_is_told_as_such(desk: ClerksDesk, typed: list[str]) -> None:
    """A terminal set to GBK hands over bytes that are no text; that is no fault of the program."""
    status, error = desk.error(*typed)

    assert (status, error["code"]) in {(2, "text_not_storable"), (3, "unknown_name")}


@pytest.mark.parametrize("typed", [["weigh"], ["balance", "--colour"], ["redeem"], ["balance", "--top", "x"]])
def test_wrong_usage_ends_with_2_in_the_clerks_language(desk: ClerksDesk, typed: list[str]) -> None:
    """The library's own messages come from the same catalogue."""
    result = desk.run(*typed)

    assert (result.exit_code, "错误：" in result.stderr, "Error" in result.stderr) == (2, True, False)


def test_wrong_usage_is_told_as_json_too(desk: ClerksDesk) -> None:
    """Where JSON was asked for, nothing else comes on the standard error."""
    status, error = desk.error("redeem")

    assert (status, error["code"]) == (2, "usage")


def test_a_near_miss_is_told(desk: ClerksDesk) -> None:
    """`weigh` is answered with `weigh-in`."""
    assert "weigh-in" in desk.run("weigh").stderr


def test_a_file_that_is_no_book_ends_with_5(desk: ClerksDesk) -> None:
    """Neither a text nor another program's database is touched."""
    text, other = desk.folder / "text.db", desk.folder / "other.db"
    text.write_text("not a book" * 200, encoding="utf-8")
    with sqlite3.connect(other) as conn:
        conn.execute("CREATE TABLE t (x)")
    conn.close()

    assert [desk.error("balance", "--db", str(path))[:1] for path in (text, other)] == [(5,), (5,)]


def test_a_busy_book_ends_with_6_and_says_that_trying_again_helps(
    desk: ClerksDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait is short here; the sentence tells to try again."""
    defaults = SqliteStore.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_ms", 50)
    conn = sqlite3.connect(desk.book, isolation_level=None)
    conn.execute("BEGIN IMMEDIATE")
    result = desk.run("weigh-in", "0101", "纸板=5公斤")
    conn.close()

    assert (result.exit_code, "再试一次" in result.stderr) == (6, True)


def test_a_finding_of_verify_ends_with_5(desk: ClerksDesk) -> None:
    """The findings are the answer, on the standard output."""
    with sqlite3.connect(desk.book) as conn:
        conn.execute("UPDATE balance SET amount = amount + 1 WHERE account = 'stock/shop'")
    conn.close()
    result = desk.run("verify", "--json")

    assert (result.exit_code, '"column_differs"' in result.stdout) == (5, True)


def test_verify_without_an_anchor_never_says_ok(desk: ClerksDesk) -> None:
    """Consistent is not proven; with the code of a notice it is."""
    plain = desk.done("核账", lang="en")
    head = desk.told("verify")[0]["head"]
    proven = desk.done("verify", "--anchor", f"10:{head}", lang="en")

    assert (plain.startswith("consistent, not proven complete"), "proven unchanged up to entry 10" in proven) == (
        True,
        True,
    )


def test_a_bug_is_told_without_a_traceback(desk: ClerksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 70, and what to report."""
    monkeypatch.setattr("goodpoints.book.book.Book.stock", lambda _book: 1 // 0)
    result = desk.run("stock", lang="en")

    assert (result.exit_code, "Traceback" in result.stderr, "ZeroDivisionError" in result.stderr) == (
        problems.BUG,
        False,
        True,
    )


def test_ctrl_c_ends_with_130(desk: ClerksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says that nothing was written."""

    def interrupted(_book: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("goodpoints.book.book.Book.stock", interrupted)
    result = desk.run("stock", lang="en")

    assert (result.exit_code, "Interrupted" in result.stderr) == (130, True)


def test_what_needs_a_yes_is_not_done_where_nobody_may_be_asked(desk: ClerksDesk) -> None:
    """Reversing somebody else's entry with --no-input needs -y; exit 2 names the flag."""
    desk.done("--as", "王艳", "weigh-in", "0101", "纸板=5公斤")
    status, error = desk.error("--no-input", "reverse", "12")
    slip = desk.done("--no-input", "-y", "reverse", "12")

    assert (status, error["details"], "冲正" in slip) == (2, {"flag": "-y"}, True)


def test_without_a_command_the_help_is_shown() -> None:
    """In the chosen language, exit 0."""
    result = CliRunner().invoke(goodpoints, [], env={"GOODPOINTS_LANG": "zh"})

    assert (result.exit_code, "weigh-in 收废品" in result.stdout) == (0, True)
