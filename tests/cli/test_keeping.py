"""Registers in, copies and paper out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from goodpoints.cli.commands import intake
from goodpoints.cli.desk import Desk
from tests.cli.desks import ClerksDesk


def _mended(register: Path) -> str:
    register.write_text(register.read_text(encoding="utf-8").replace("很多", "10"), encoding="utf-8")
    return str(register)


def test_bad_rows_are_all_told_with_their_place(desk: ClerksDesk, register: Path) -> None:
    """On the standard output, exit 4, nothing written."""
    result = desk.run("import", str(register), "--commit", "-y", lang="en")

    assert (result.exit_code, result.stdout.splitlines()[1:]) == (
        4,
        ["过磅.csv,,3,数量,bad_number,“很多” is no number."],
    )


def test_a_copy_tells_what_is_wrong_beside_each_row(desk: ClerksDesk, register: Path) -> None:
    """For whoever mends the sheet."""
    desk.run("import", str(register), "--marked", str(desk.folder / "错"))
    (copy,) = (desk.folder / "错").iterdir()

    assert "“很多”不是数量" in copy.read_text(encoding="utf-8-sig")


def test_an_import_is_only_tried_without_commit(desk: ClerksDesk, register: Path) -> None:
    """The counts are those of the real thing."""
    tried = desk.done("导入", _mended(register), "-q")
    done = desk.done("导入", _mended(register), "-q", "--commit")
    again = desk.done("导入", _mended(register), "-q", "--commit")

    assert (tried == done, done.splitlines()[-1], again.splitlines()[-1]) == (True, "收废品,2,0,0", "收废品,0,2,0")


def test_an_import_asks_once_on_a_terminal(desk: ClerksDesk, register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A no leaves the book as it was, exit 2; a yes posts."""
    monkeypatch.setattr(Desk, "may_ask", True)
    answers = [desk.run("import", _mended(register), "--commit", "-q", given=given) for given in ("n\n", "y\n")]

    assert [(answer.exit_code, "2,0,0" in answer.stdout) for answer in answers] == [(2, False), (0, True)]


def test_an_import_is_taken_back_as_a_whole(desk: ClerksDesk, register: Path) -> None:
    """Its rows may then be imported again."""
    desk.done("import", _mended(register), "--commit", "-q")
    tried = desk.done("undo-import", "b0001", "-n", lang="en")
    done = desk.done("撤回导入", "b0001", lang="en")

    assert (tried.startswith("The batch can be"), done) == (True, "The batch is taken back; 2 entries were reversed.")


def test_an_import_opens_the_book_that_is_not_there(desk: ClerksDesk, register: Path) -> None:
    """With a policy; without one it is not found."""
    register.write_text("户号,人员编号,姓名,与户主关系\n0001,0001-1,王五,户主\n", encoding="utf-8")
    policy, other = desk.folder / "p.toml", str(desk.folder / "other.db")
    policy.write_text('[village]\nopens = "2026-01-01"\n', encoding="utf-8")
    status, error = desk.error("import", str(register), "--db", other)
    desk.done("import", str(register), "--policy", str(policy), "--commit", "--db", other)

    assert (status, error["code"], len(desk.told("balance", "--db", other))) == (3, "no_file", 1)


def test_a_backup_is_verified(desk: ClerksDesk) -> None:
    """It is a book like its original."""
    desk.done("backup", str(desk.folder / "copies"))
    (copy,) = (desk.folder / "copies").iterdir()

    assert desk.told("stock", "--db", str(copy)) == desk.told("stock")


def test_tables_are_written_for_excel(desk: ClerksDesk) -> None:
    """With byte order mark and Chinese headers."""
    desk.done("export", "csv", str(desk.folder / "tables"))
    heads = [path.read_bytes()[:3] for path in sorted((desk.folder / "tables").iterdir())]

    assert heads == [b"\xef\xbb\xbf"] * 2


def test_a_notice_is_a_page(desk: ClerksDesk) -> None:
    """In the language of the run, at the place that -o names."""
    pytest.importorskip("jinja2", reason="needs the extra print")
    path = desk.folder / "公示.html"
    desk.done("公示", "--month", "2026年3月", "-o", str(path))

    assert "公示" in path.read_text(encoding="utf-8")


def test_a_report_is_data(desk: ClerksDesk) -> None:
    """For other programs, whatever the language."""
    assert desk.told("report", "village", "--month", "2026-03")["period"] == ["2026-03-01", "2026-03-31"]


def test_the_doctor_gives_advice(desk: ClerksDesk) -> None:
    """Each with what to do."""
    told = {line["code"]: line["hint"] for line in desk.told("doctor")}

    assert told["no_roles"] != ""


def test_the_demo_plays_in_both_languages(desk: ClerksDesk) -> None:
    """And leaves a book that verifies."""
    told = [desk.run("demo", str(desk.folder / lang), "--today", "2026-10-31", lang=lang) for lang in ("zh", "en")]
    books = [desk.folder / lang / "book.db" for lang in ("zh", "en")]
    with sqlite3.connect(books[0]) as conn:
        entries = conn.execute("SELECT count(*) FROM entry").fetchone()[0]
    conn.close()

    assert ([one.exit_code for one in told], entries > 100) == ([0, 0], True)


def test_the_module_of_a_command_that_is_a_word_of_python_is_found() -> None:
    """`import` is a keyword: its function bears a dash below."""
    assert intake.import_.key == "import"
