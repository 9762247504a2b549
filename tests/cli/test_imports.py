"""Registers in: bad rows as data, copies to mend, the second time, and how far it has come."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from goodpoints import open_book
from goodpoints.book.intake import Wish, import_files
from goodpoints.cli.desk import Desk
from goodpoints.cli.progress import progress_on
from goodpoints.cli.settings import Settings
from tests.cli.desks import WEIGHED, ClerksDesk


def _copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_bad_rows_are_data_and_the_error_is_json(desk: ClerksDesk, register: Path) -> None:
    """On the standard output each row with its place, column, code and sentence; on the other only the error."""
    result = desk.run("import", str(register), "--commit", "--json", "--marked", str(desk.folder / "改"), lang="en")
    (bad,), error = json.loads(result.stdout), json.loads(result.stderr)["error"]
    place = {"file": "过磅.csv", "sheet": None, "row": 3, "column": "数量"}

    assert (result.exit_code, bad) == (4, place | {"code": "bad_number", "message": "“很多” is no number."})
    assert (error["code"], error["details"], sorted(error)) == (
        "bad_rows",
        {"count": 1},
        ["code", "details", "hint", "message"],
    )


def test_rows_that_are_skipped_are_copied_for_whoever_mends_them(desk: ClerksDesk, register: Path) -> None:
    """Into 错误 beside where one stands, without being asked; a trial leaves nothing behind."""
    told = []
    for more in ([], ["-n", "--commit"], ["--commit"]):
        desk.done("import", str(register), "--skip-bad-rows", *more)
        told.append(_copies(Path("错误")))

    assert told == [[], [], ["过磅-错误.csv"]]


def test_copies_go_where_they_are_wanted(desk: ClerksDesk, register: Path) -> None:
    """`--marked` names another folder, in a trial too."""
    folder = desk.folder / "改"
    for more in ([], ["--commit"]):
        desk.done("import", str(register), "--skip-bad-rows", "--marked", str(folder), *more)

    assert (_copies(folder), _copies(Path("错误"))) == (["过磅-错误-2.csv", "过磅-错误.csv"], [])


def test_copies_of_a_sheet_with_a_column_for_each_material_have_their_header(desk: ClerksDesk) -> None:
    """The book says which headers are materials, for the copy as for the import."""
    path, folder = desk.folder / "三月.csv", desk.folder / "改"
    path.write_text("日期,户号,纸板(公斤)\n2026-03-01,0101,5\n2026-03-02,0102,很多\n", encoding="utf-8")
    desk.run("import", str(path), "--marked", str(folder))
    lines = (folder / "三月-错误.csv").read_text(encoding="utf-8-sig").splitlines()

    assert lines == [
        "日期,户号,纸板(公斤),错误",
        "2026-03-01,0101,5",
        "2026-03-02,0102,很多,“很多”不是数量。",
    ]


def test_a_folder_that_takes_no_copies_is_told_without_denying_what_was_posted(
    desk: ClerksDesk, register: Path
) -> None:
    """Exit 6; the good row is in the book."""
    Path("错误").write_text("", encoding="utf-8")
    result = desk.run("import", str(register), "--skip-bad-rows", "--commit", lang="en")
    (told,) = desk.told("balance", "0101")

    assert (result.exit_code, "The good rows are posted" in result.stderr, told["available"]) == (6, True, 2)


def test_what_was_skipped_is_in_the_answer_too(desk: ClerksDesk, register: Path) -> None:
    """As data, beside what was posted."""
    (told,) = desk.told("import", str(register), "--skip-bad-rows", "--commit")

    assert (told["posted"], [bad["row"] for bad in told["bad_rows"]], told["committed"]) == ({"weigh_in": 1}, [3], True)


def test_skipping_is_asked_for_on_a_terminal_too(
    desk: ClerksDesk, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A yes posts the good rows."""
    monkeypatch.setattr(Desk, "may_ask", True)
    result = desk.run("import", str(register), "--skip-bad-rows", "--commit", given="y\n")

    assert (result.exit_code, desk.told("balance", "0101")[0]["available"]) == (0, 2)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "没有新的：1 行都早已入账"), ("en", "Nothing new: 1 rows are in the book already")]
)
def test_the_second_time_says_that_all_is_known(
    desk: ClerksDesk, register: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    """In words; nobody is asked, and nothing is posted."""
    register.write_text(f"{WEIGHED}2026-03-01,0101,纸板,5,公斤\n", encoding="utf-8")
    desk.done("import", str(register), "--commit", "-y")
    entries = desk.told("today", "--date", "2026-03-01")
    monkeypatch.setattr(Desk, "may_ask", True)
    again = desk.run("import", str(register), "--commit", lang=lang)

    assert (again.exit_code, words in again.stderr) == (0, True)
    assert desk.told("today", "--date", "2026-03-01") == entries


def test_reverse_takes_a_batch_by_its_code(desk: ClerksDesk, register: Path) -> None:
    """As `reverse-batch` does; tried first."""
    desk.done("import", str(register), "--commit", "--skip-bad-rows")
    tried = desk.done("reverse", "b0001", "-n", lang="en")
    done = desk.done("冲正", "Ｂ0001", "-m", "导错了", lang="en")
    status, error = desk.error("reverse", "b0001")

    assert (tried.startswith("The batch can be"), done) == (True, "The batch is taken back; 1 entries were reversed.")
    assert (status, error["code"]) == (1, "batch_reversed")


def test_an_import_tells_how_far_it_is(desk: ClerksDesk, register: Path) -> None:
    """Rows posted, of rows that wait; the last word says that all are."""
    said: list[tuple[int, int]] = []
    rows = "".join(f"2026-03-01,0101,纸板,{n},公斤\n" for n in range(3, 603))
    register.write_text(WEIGHED + rows, encoding="utf-8")
    with open_book(str(desk.book)) as book:
        import_files(book, [register], Wish(progress=lambda done, of: said.append((done, of))))

    assert said == [(500, 600), (600, 600)]


def test_progress_is_for_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Not for a pipe, not with `-q`; the line is wiped when all is done."""
    desk, quiet = Desk(Settings()), Desk(Settings())
    quiet.settings.quiet = True
    piped = progress_on(desk)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell = progress_on(desk)
    assert tell is not None
    tell(1, 2)
    tell(2, 2)

    assert (piped, progress_on(quiet)) == (None, None)
    assert capsys.readouterr().err.endswith(" \r")


def test_an_empty_folder_is_told_as_one(desk: ClerksDesk) -> None:
    """Not as a list of nothing."""
    empty = desk.folder / "empty"
    empty.mkdir()
    told = desk.run("import", str(empty), lang="en").stderr

    assert told.startswith("No register was recognised: there is no Excel or CSV file in the folder.")
