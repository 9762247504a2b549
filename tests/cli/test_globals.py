"""The globals: before the verb or after it, from the environment, from goodpoints.toml."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from goodpoints.cli.main import goodpoints
from tests.cli.desks import ClerksDesk


@pytest.mark.parametrize("typed", [["--json", "find", "李"], ["find", "--json", "李"], ["find", "李", "-F", "json"]])
def test_a_global_may_stand_anywhere(desk: ClerksDesk, typed: list[str]) -> None:
    """Before the verb, after it, at the end."""
    assert json.loads(desk.done(*typed))[0]["household"] == "0102"


def test_the_later_global_wins(desk: ClerksDesk) -> None:
    """What stands after the verb is nearer to what is meant."""
    assert desk.done("--json", "find", "李", "--csv").startswith("户号")


def test_the_language_may_be_told_after_help() -> None:
    """`--help --lang en` and `--lang en --help` are the same."""
    pages = [CliRunner().invoke(goodpoints, ["redeem", *order]).stdout for order in _ORDERS]

    assert (pages[0] == pages[1], "Exchange stars for goods" in pages[0]) == (True, True)


_ORDERS = (["--help", "--lang", "en"], ["--lang", "en", "--help"])


@pytest.mark.parametrize(
    ("surroundings", "word"),
    [
        ({"GOODPOINTS_LANG": "zh_CN", "LANG": "en_GB.UTF-8"}, "用法"),
        ({"GOODPOINTS_LANG": "", "LC_ALL": "zh_CN.UTF-8"}, "用法"),
        ({"GOODPOINTS_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_TW.UTF-8"}, "用法"),
        ({"GOODPOINTS_LANG": "", "LC_ALL": "C", "LANG": "zh_CN"}, "Usage"),
    ],
)
def test_the_language_follows_the_surroundings(surroundings: dict[str, str], word: str) -> None:
    """GOODPOINTS_LANG first, then the locale; Chinese where it is Chinese, else English."""
    result = CliRunner().invoke(goodpoints, ["--help"], env=surroundings)

    assert result.stdout.startswith(word)


def test_the_book_comes_from_the_environment(desk: ClerksDesk) -> None:
    """GOODPOINTS_DB, where no --db is told."""
    result = CliRunner().invoke(goodpoints, ["stock", "--csv"], env={"GOODPOINTS_DB": str(desk.book)})

    assert result.exit_code == 0


def test_the_book_comes_from_a_settings_file_above(desk: ClerksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """goodpoints.toml in a folder above; its path counts from there."""
    (desk.folder / "goodpoints.toml").write_text('db = "village.db"\nbook = "qingshui"\n', encoding="utf-8")
    below = desk.folder / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)

    assert CliRunner().invoke(goodpoints, ["stock"]).exit_code == 0


def test_a_broken_settings_file_is_told(tmp_path: Path) -> None:
    """Exit 2, with the file's name."""
    (tmp_path / "goodpoints.toml").write_text("db = [", encoding="utf-8")
    result = CliRunner().invoke(goodpoints, ["stock"])

    assert (result.exit_code, "goodpoints.toml" in result.stderr) == (2, True)


def test_without_any_word_the_book_lies_in_the_users_own_folder() -> None:
    """There is none yet: exit 3 and how to begin."""
    result = CliRunner().invoke(goodpoints, ["stock", "--lang", "en"])

    assert (result.exit_code, "init" in result.stderr) == (3, True)


def test_quiet_leaves_only_data(desk: ClerksDesk) -> None:
    """No word on the standard error."""
    assert desk.run("-q", "due").stderr == ""


def test_verbose_tells_each_act_in_a_line(desk: ClerksDesk) -> None:
    """Codes only, no names; and the next run is quiet again."""
    told = desk.run("weigh-in", "张大山", "纸板=5公斤", "-v").stderr.splitlines()
    after = desk.run("weigh-in", "张大山", "纸板=5公斤").stderr

    assert (len(told), "weigh_in" in told[0], "张大山" in told[0], after) == (1, True, False, "")


def test_the_version_is_told() -> None:
    """With the name of the command."""
    result = CliRunner().invoke(goodpoints, ["--version"])

    assert (result.exit_code, result.stdout.startswith("goodpoints ")) == (0, True)


@pytest.mark.parametrize("typed", [["balance"], ["weigh-in", "0101", "纸板=5公斤"], ["export", "jsonl"], ["notice"]])
def test_an_answer_is_never_written_over_a_book(desk: ClerksDesk, typed: list[str]) -> None:
    """Whoever takes `-o` for `--db` keeps the book, and nothing is done before that is found out."""
    before = desk.book.read_bytes()
    status, error = desk.error(*typed, "-o", str(desk.book))

    assert (status, error["code"], desk.book.read_bytes()) == (2, "file_there", before)
