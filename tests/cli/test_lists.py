"""The lists at the desk."""

from __future__ import annotations

import getpass

import pytest

from tests.cli.desks import ClerksDesk


def test_a_household_hangs_out_by_its_masked_name(desk: ClerksDesk) -> None:
    """Neither its number nor the whole name is shown."""
    desk.done("榜单", "上榜", "H1", "0101", "--on", "honour", "--about", "household", "-m", "帮邻居修屋")
    (told,) = desk.told("list", "show", "honour")

    assert (told["subject"], told["reason"], "0101" in str(told)) == ("张*山", "帮邻居修屋", False)


def test_who_sat_at_the_computer_never_hangs_out(desk: ClerksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as a reason nor as an answer: only what was written for the list is read."""
    monkeypatch.setattr(getpass, "getuser", lambda: "zhangsan")
    desk.done("list", "add", "Z1", "东头水塘", "--on", "cure", "--about", "place", "--cure-by", "2026-03-20")
    desk.done("list", "reply", "Z1", "-m", "周末清走")
    (told,) = desk.told("list", "show", "cure")

    assert (told["reason"], told["replies"]) == ("", ["周末清走"])


def test_a_place_is_answered_and_cured(desk: ClerksDesk) -> None:
    """In words for people, in codes for programs."""
    desk.done("list", "add", "Z1", "东头水塘", "--on", "cure", "--about", "place", "--cure-by", "2026-03-20")
    desk.done("list", "reply", "Z1", "-m", "周末清走")
    desk.done("list", "cure", "Z1")

    assert desk.done("list", "show", "cure") == "编号,类别,对象,上榜日,整改期限,销号日,状态,原因,申辩"
    assert desk.told("list", "show", "cure", "--past")[0]["replies"] == ["周末清走"]
    assert "已销号" in desk.done("list", "show", "cure", "--past")


def test_a_reply_after_the_last_day_is_refused(desk: ClerksDesk) -> None:
    """With the day until which it would have been heard."""
    desk.done(
        "list", "add", "Z1", "一组", "--on", "cure", "--about", "group", "--at", "2026-02-01", "--cure-by", "2026-02-10"
    )
    status, error = desk.error("list", "reply", "Z1", "-m", "晚了")

    assert (status, error["code"], "2026-02-10" in error["message"]) == (1, "reply_too_late", True)


@pytest.mark.parametrize("said", ["cure", "整改榜", "cure list"])
def test_a_list_is_asked_for_by_its_word(desk: ClerksDesk, said: str) -> None:
    """In Chinese, in English, or by the code."""
    desk.done("list", "add", "Z1", "东头水塘", "--on", said, "--about", "地方", "--cure-by", "2026-03-20")
    (told,) = desk.told("list", "show", said)

    assert (told["roll"], told["about"]) == ("cure", "place")
