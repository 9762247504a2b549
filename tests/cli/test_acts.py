"""Every act as a clerk types it: one line a slip, and the book says the same."""

from __future__ import annotations

import pytest

from goodpoints import open_book
from tests.cli.desks import ClerksDesk


def test_a_weigh_in_prints_its_slip(desk: ClerksDesk) -> None:
    """Number, household, what was earned, what is left over and the balance, on one line."""
    printed = desk.done("weigh-in", "0101", "纸板=5.2公斤")

    assert printed == "凭证 000011  收废品  户0101 +2 星  零头 0.2 公斤  余 2"


def test_several_materials_are_several_entries_of_one_transaction(desk: ClerksDesk) -> None:
    """One bad material of two leaves nothing behind."""
    before = desk.told("balance", "0101")
    status, error = desk.error("weigh-in", "0101", "纸板=5公斤", "黄金=1公斤")

    assert (status, error["code"], desk.told("balance", "0101")) == (3, "unknown_material", before)


def test_a_household_is_found_by_the_name_of_somebody_in_it(desk: ClerksDesk) -> None:
    """A clerk may type a name, or a number without its leading nought, in full-width digits."""
    printed = [desk.done("收废品", who, "易拉罐=30个") for who in ("张大山", "101", "０１０１")]

    assert all("户0101 +1 星" in line for line in printed)


def test_two_households_of_one_name_are_told(desk: ClerksDesk) -> None:
    """Without a terminal nobody can choose: the numbers are told, exit 3."""
    desk.done("person", "add", "0102-2", "张大山")
    status, error = desk.error("weigh-in", "张大山", "易拉罐=30个")

    assert (status, error["details"]) == (3, {"households": "0101, 0102", "count": 2})


def test_a_preview_writes_nothing(desk: ClerksDesk) -> None:
    """The same line plus its mark; the next real act gets the same number, and no party was made."""
    tried = desk.done("weigh-in", "0101", "纸板=5公斤", "--as", "王艳", "-n")
    done = desk.done("weigh-in", "0101", "纸板=5公斤", "--as", "王艳")

    assert tried == done + "  试算，未记账"


def test_a_redemption_takes_stars_and_gives_goods(desk: ClerksDesk) -> None:
    """Both are in the slip."""
    desk.done("weigh-in", "0101", "纸板=25公斤")

    assert desk.done("兑换", "0101", "肥皂=2") == "凭证 000012  兑换  户0101 -6 星、+2 肥皂  余 4"


def test_an_undo_gives_back(desk: ClerksDesk) -> None:
    """`undo`, `reverse` and 冲正 are one command; the original stays."""
    desk.done("weigh-in", "0101", "纸板=25公斤")
    slip = desk.done("undo", "11", "-m", "记错了")
    status, error = desk.error("冲正", "11", "-m", "又一次")

    assert (slip, status, error["code"]) == ("凭证 000012  冲正  户0101 -10 星  余 0", 1, "already_reversed")


def test_goods_and_recyclables_leave_the_house(desk: ClerksDesk) -> None:
    """Hand-over, sale and stock-take tell what the shop has less."""
    desk.done("weigh-in", "0101", "纸板=25公斤")
    slips = [
        desk.done("hand-over", "0102", "纸板=1公斤"),
        desk.done("sell", "纸板=2公斤", "3.20", "--buyer", "收购站"),
        desk.done("count", "肥皂=38", "--keeper", "王艳"),
    ]

    assert slips == [
        "凭证 000012  发放  户0102 -1 公斤 纸板  余 0",
        "凭证 000014  售卖  -2 公斤 纸板、+3.2 元",
        "凭证 000016  盘点  -2 肥皂",
    ]


def test_a_barter_follows_the_policy(desk: ClerksDesk) -> None:
    """Without a barter rate it is refused."""
    status, error = desk.error("barter", "0101", "易拉罐=30个", "肥皂")

    assert (status, error["code"]) == (1, "wrong_barter")


def test_an_opening_balance_is_credited(desk: ClerksDesk) -> None:
    """What a paper booklet says counts from the day it was earned."""
    slip = desk.done("opening", "0101", "20", "--earned", "2025-06-01", "--at", "2026-01-01")

    assert slip.endswith("户0101 +20 星  余 20")


def test_a_campaign_is_open_between_two_days(desk: ClerksDesk) -> None:
    """Its days may lie ahead."""
    slip = desk.done("campaign", "清田", "易拉罐", "2026-05-01", "2026.5.31", "--cap", "5")

    assert slip.startswith("凭证 000011  活动")


def test_what_is_past_its_last_day_falls_due(desk: ClerksDesk) -> None:
    """`due` posts it, and says so where there is nothing."""
    result = desk.run("due")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "没有到期的。\n")


def test_a_key_is_written_once(desk: ClerksDesk) -> None:
    """The same key and request give the first slip, another request is a conflict."""
    first = desk.done("weigh-in", "0101", "纸板=5公斤", "--key", "slip-7")
    again = desk.done("weigh-in", "0101", "纸板=5公斤", "--key", "slip-7")
    status, error = desk.error("weigh-in", "0101", "纸板=9公斤", "--key", "slip-7")

    assert (again, status, error["code"]) == (f"{first}  早已记过，没有再记", 1, "idempotency_conflict")


def test_whoever_acts_is_named_once(desk: ClerksDesk) -> None:
    """The first act of a new name registers it, the second does not; `today` shows the name."""
    desk.done("--as", "王艳", "weigh-in", "0101", "纸板=5公斤")
    desk.done("--as", "王艳", "weigh-in", "0102", "纸板=5公斤")
    actors = [line["actor"] for line in desk.told("today")]

    assert actors == ["clerk", "王艳", "王艳"]


def test_a_refused_act_leaves_no_name_behind(desk: ClerksDesk) -> None:
    """A name that was new is part of the same transaction."""
    before = desk.book.read_bytes()
    status, _error = desk.error("--as", "王艳", "redeem", "0101", "肥皂")

    assert (status, desk.book.read_bytes()) == (1, before)


@pytest.mark.parametrize("day", ["2026-02-03", "2026.2.3", "2026年2月3日", "２０２６－０２－０３"])
def test_a_day_is_read_as_offices_write_it(desk: ClerksDesk, day: str) -> None:
    """Dashes, dots, Chinese, full-width digits."""
    desk.done("weigh-in", "0101", "纸板=5公斤", "--at", day)

    assert [line["entry"] for line in desk.told("today", "--date", "2026-02-03")] == [11]


def test_a_book_is_opened_from_a_template(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`init` writes a policy to fill in, and opens a book with it."""
    folder = tmp_path_factory.mktemp("new")
    desk = ClerksDesk(folder, folder / "new.db")
    policy = str(folder / "村规.toml")
    desk.done("init", "--template", policy)
    tried = desk.done("建账", "--policy", policy, "-n")
    opened = desk.done("建账", "--policy", policy, "--at", "2026-01-01")

    assert ("试算" in tried, opened.startswith("账本 village 开好了"), desk.told("balance")) == (True, True, [])


def test_a_template_never_overwrites(desk: ClerksDesk) -> None:
    """A policy somebody has filled in stays."""
    path = desk.folder / "村规.toml"
    path.write_text("", encoding="utf-8")

    assert desk.error("init", "--template", str(path))[1]["code"] == "file_there"


def test_a_policy_changes_from_a_day_on(desk: ClerksDesk) -> None:
    """Checked, changed, shown."""
    path = desk.folder / "p.toml"
    path.write_text('[expiry]\nrule = "never"\n', encoding="utf-8")
    desk.done("policy", "check", str(path))
    desk.done("policy", "change", str(path))
    shown = {line["key"]: line["value"] for line in desk.told("policy", "show")}

    assert shown["expiry.rule"] == "never"


def test_every_mistake_of_a_policy_is_told_at_once(desk: ClerksDesk) -> None:
    """With its path, in the clerk's language."""
    path = desk.folder / "p.toml"
    path.write_text('[expiry]\nrule = "sometimes"\nafterwards = 3\n', encoding="utf-8")
    result = desk.run("policy", "check", str(path))

    assert (result.exit_code, "expiry.rule" in result.stderr, "expiry.afterwards" in result.stderr) == (2, True, True)


def test_serials_may_hold_a_stroke_themselves(desk: ClerksDesk) -> None:
    """`WQ-0002` is one voucher, and `WQ-0001-WQ-0005` are five."""
    desk.done("price", "电费券", "0")
    desk.done("delivery", "电费券=5", "--serials", "WQ-0001-WQ-0005")
    desk.done("redeem", "0101", "电费券=1", "--serials", "WQ-0002")
    desk.done("count", "电费券=2", "--serials", "WQ-0003~WQ-0004")

    with open_book(str(desk.book)) as book, book.store.read(book.code) as store:
        given = [row.lot for row in store.balances("given/0101", "电费券") if row.amount]
        stock = [row.lot for row in store.balances("stock/shop", "电费券") if row.amount]

    assert (given, stock) == (["WQ-0002"], ["WQ-0003", "WQ-0004"])
