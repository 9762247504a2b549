"""A quarter of a village's moral bank: deeds are claimed, judged, shown, objected to; points come by themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goodpoints import (
    Book,
    Claim,
    Judge,
    Object,
    OpenNotice,
    Panel,
    Policy,
    PublishPrice,
    Redeem,
    RefusedByRule,
    RegisterHousehold,
    Review,
    create_book,
    read_policy,
    read_rulebook,
)
from goodpoints.i18n import Translator

POLICY = """
[village]
name = "示例村"

[reward]
unit = "分"
kind = "points"
scale = 1

[expiry]
rule = "never"
"""
OPENED = dt.date(2025, 1, 1)


def day(month: int, day: int) -> dt.date:
    """A day of the year."""
    return dt.date(2025, month, day)


def open_village() -> Book:
    """A book in memory with four households, a rulebook and two honours."""
    policy: Policy = read_policy(POLICY)
    book = create_book("memory:", book="sample", policy=policy, day=OPENED)
    for number in ("0001", "0002", "0003", "0004"):
        book.register.household(RegisterHousehold(OPENED, household=number, group="一组"))
    book.rules.adopt_rulebook(read_rulebook((Path(__file__).parent / "rulebook.toml").read_text(encoding="utf-8")))
    for honour, price in (("红花", "5"), ("门楣荣誉牌", "30")):
        book.shop.publish_price(PublishPrice(OPENED, item=honour, price=price, kept=False))
    return book


def claim_deeds(book: Book) -> None:
    """January: what people did, and who says so."""
    deeds = [
        ("2025-0001", day(1, 6), "0001", "A01", "4"),  # 8 points, of which the month's cap leaves 6
        ("2025-0002", day(1, 9), "0002", "B03", ""),
        ("2025-0003", day(1, 11), "0003", "B05", ""),  # the panel says how much
        ("2025-0004", day(1, 12), "0004", "D01", ""),  # a deduction goes the same way
        ("2025-0005", day(1, 13), "0002", "B05", ""),  # somebody will object
    ]
    for number, done, household, rule, quantity in deeds:
        book.deeds.claim(
            Claim(done, claim=number, deed_day=done, household=household, rule=rule, quantity=quantity, way="leader")
        )


def judge(book: Book) -> None:
    """25 January: three villagers sit over each claim, none over the own household."""
    names = ("赵主任", "钱组长", "孙代表")
    judges = tuple(Judge(book.register.party_named(name, OPENED)) for name in names)
    for number, points in (("1", None), ("2", None), ("3", "7.5"), ("4", None), ("5", "10")):
        book.deeds.panel(Panel(day(1, 25), claim=f"2025-000{number}", judges=judges, points=points))


def show(book: Book) -> None:
    """27 January: everything hangs on the board for five days; one villager objects, and is right."""
    shown = tuple(f"2025-000{number}" for number in range(1, 6))
    book.deeds.open_notice(OpenNotice(day(1, 27), notice="GS0001", last=day(1, 31), claims=shown, places=("村部",)))
    book.deeds.object_to(Object(day(1, 29), claim="2025-0005", objection="YY0001", reason="没有调解成"))
    book.deeds.review(Review(day(2, 3), claim="2025-0005", upheld=True))


def honour(book: Book, household: str, item: str) -> str:
    """What the counter says."""
    try:
        book.shop.redeem(Redeem(day(3, 8), household=household, item=item, consent=True))
    except RefusedByRule as no:
        return Translator("zh").told(no).message.splitlines()[0]
    return f"第 {household} 户得{item}"


def main() -> list[str]:
    """The quarter, told in lines."""
    book = open_village()
    claim_deeds(book)
    judge(book)
    show(book)
    told = [honour(book, "0003", "红花"), honour(book, "0001", "门楣荣誉牌")]
    figures = book.report_village(OPENED, day(3, 31))
    told += [f"第 {number} 户：{one['points']} 分，欠 {one['debt']} 分" for number, one in figures["balances"].items()]
    told.append("，".join(f"{outcome} {count}" for outcome, count in figures["counts"]["claims_by_outcome"].items()))
    told.append("账是平的" if not book.verify().findings else "账有问题")
    return told


if __name__ == "__main__":
    print("\n".join(main()))
