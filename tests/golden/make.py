"""Makes the golden vectors: `python -m tests.golden.make`. Once a version is released its vectors are never made anew.

A later format gets files of its own beside them, so that what was written in the old one stays readable for ever.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from goodpoints import (
    Barter,
    ChangePolicy,
    CountStock,
    Deliver,
    HandOver,
    OpenCampaign,
    Policy,
    PublishPrice,
    PublishRate,
    Redeem,
    RefusedByRule,
    RegisterHousehold,
    RegisterPerson,
    Reverse,
    Sell,
    TakeOver,
    WeighIn,
    create_book,
)
from goodpoints.book import Book
from goodpoints.domain.journal.batches import CloseImport, ReverseBatch, SheetSource
from goodpoints.domain.journal.bookkeeping import refused
from goodpoints.domain.policy import BarterRate
from goodpoints.domain.seal import Tree, origin
from goodpoints.ports import StoreReader
from goodpoints.services.clock import CountedIds, FixedClock
from tests.golden import bank

HERE: Final = Path(__file__).parent
CODE: Final = "golden"
DERIVED: Final = ("posting", "balance", "turnover", "tally", "thing", "root")
SIZES: Final = (1, 2, 3, 7, 8, 255, 256, 257, 600)
FIRST: Final = dt.date(2025, 7, 1)
_POLICY: Final = evolve(Policy(), barters=(BarterRate("纸板", "抽纸", "1公斤", 2),))


def day(n: int) -> dt.date:
    """The n-th day of the vectors' book."""
    return FIRST + dt.timedelta(days=n)


def live(book: Book) -> None:
    """An act of every kind."""
    clerk = book.register.party_named("王艳", FIRST)
    for household in ("0001", "0002"):
        book.register.household(RegisterHousehold(FIRST, household=household, group="一组"))
    book.register.person(RegisterPerson(FIRST, person="0001-1", household="0001", is_head=True, name="张三"))
    book.shop.take_over(TakeOver(FIRST, household="0001", amount=20, earned=day(-200)))
    book.shop.publish_rate(PublishRate(FIRST, material="纸板", measure="公斤", quantity="2.5", minimum="0.5"))
    book.shop.publish_rate(PublishRate(FIRST, material="灯管", measure="个", quantity=3, cap=4))
    book.shop.open_campaign(OpenCampaign(day(1), name="夏", material="灯管", last=day(30), cap=2))
    for item, limit in (("抽纸", 3), ("洗衣券", 0)):
        book.shop.publish_price(PublishPrice(FIRST, item=item, price=2, limit=limit))
    book.shop.deliver(Deliver(day(1), item="抽纸", count=9, source="donation", party=clerk, unit_value="8.5"))
    book.shop.deliver(Deliver(day(1), item="洗衣券", count=3, first_serial="X08", last_serial="X10"))
    book.shop.weigh_in(WeighIn(day(2), household="0001", material="纸板", quantity="16.4斤", officer=clerk))
    book.shop.weigh_in(WeighIn(day(2), household="0002", material="灯管", quantity=8))
    book.shop.redeem(Redeem(day(3), household="0001", item="抽纸", count=2, remark="代领"))
    voucher = book.shop.redeem(Redeem(day(3), household="0001", item="洗衣券"))
    book.shop.barter(Barter(day(4), household="0002", material="纸板", quantity="1公斤", item="抽纸", count=2))
    book.shop.count(CountStock(day(5), item="抽纸", counted=4))
    book.shop.hand_over(HandOver(day(6), household="0002", material="纸板", quantity="2公斤"))
    book.shop.sell(Sell(day(7), material="纸板", quantity="1公斤", amount="1.2"))
    book.reverse(Reverse(day(8), seq=voucher.seq, reason="拿错"))
    book.change_policy(ChangePolicy(day(9), policy=_POLICY))
    _import(book)
    book.due(day(600))


def _import(book: Book) -> None:
    order = Redeem(day(10), household="0002", item="抽纸", count=90)
    with book.writing() as tx:
        first = tx.next_seq
        try:
            tx.post("row/1", order, "clerk")
        except RefusedByRule as refusal:
            tx.record(refused(order, "redeem", refusal.reasons), "row/1", "clerk")
        sheets = [SheetSource(register="redeem", digest="00" * 32, rows=1, file="兑换登记.csv")]
        tx.post("batch/b0001", CloseImport(day(10), batch="b0001", first=first, sheets=sheets), "clerk")
        tx.post("undo/b0001", ReverseBatch(day(11), batch="b0001", reason="重复"), "clerk")


def vectors(reader: StoreReader, code: str) -> dict[str, Any]:
    """Everything a reader of the format can check itself against."""
    head = reader.head()
    return {
        "book": code,
        "origin": origin(code).hex(),
        "entries": [{"body": row.body, "leaf": row.leaf.hex()} for row in reader.entries(1, head.size)],
        "details": [[plain(part) for part in row] for row in reader.dump("detail")],
        "head": [plain(part) for part in head],
        "derived": {table: [[plain(part) for part in row] for row in reader.dump(table)] for table in DERIVED},
    }


def plain(part: object) -> object:
    """As JSON can hold it: bytes become hex digits."""
    return part.hex() if isinstance(part, bytes) else part


def leaf(n: int) -> bytes:
    """The n-th made-up leaf of the tree's vectors: SHA-256 of its number as text."""
    return hashlib.sha256(str(n).encode()).digest()


def roots() -> dict[str, Any]:
    """Number of leaves → root of the tree, and the roots of its full runs of 256."""
    tree, told, runs = Tree(), {}, []
    for n in range(1, max(SIZES) + 1):
        tree, run = tree.grown([leaf(n)])
        runs += [root.hex() for root in run]
        if n in SIZES:
            told[str(n)] = tree.root().hex()
    return {"roots": told, "runs": runs}


def told(code: str, policy: Policy, first: dt.date, lived: Callable[[Book], None]) -> dict[str, Any]:
    """The vectors of a book in which somebody has lived, with a clock and ids that stand still."""
    clock = FixedClock.at(day(600))
    with create_book("memory:", book=code, policy=policy, day=first, clock=clock, ids=CountedIds()) as book:
        lived(book)
        with book.store.read(code) as reader:
            return vectors(reader, code)


def main() -> None:
    """Write every file."""
    files = {
        "book-v1.json": told(CODE, _POLICY, FIRST, live),
        "bank-v1.json": told(bank.CODE, bank.POLICY, bank.FIRST, bank.live),
        "tree-v1.json": roots(),
    }
    for name, data in files.items():
        (HERE / name).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
