"""No name, phone or free text leaves the details: not into a body, key, account, log line or error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import fields

from goodpoints import (
    Barter,
    Book,
    CountStock,
    GoodpointsError,
    HandOver,
    Policy,
    Redeem,
    RegisterPerson,
    Reverse,
    Sell,
    WeighIn,
)
from goodpoints.domain.policy import BarterRate
from goodpoints.domain.programmes import DECISIONS
from goodpoints.domain.seal import digest_of_detail
from tests.builders import CANS, ONE, OPENED, PAPER, POWDER, a_village, from_paper
from tests.registers import VILLAGE, reopened, take_in, write_registers

MARK = "密"
"""Every private text of these books holds it, and nothing else does."""

PRIVATE = (f"{MARK}张三", f"{MARK}13800000000", f"因为{MARK}病", f"{MARK}1950-01-01")


def _texts(order: type) -> dict[str, str]:
    names = [part.name for part in fields(order) if part.metadata.get("private")]
    return {name: f"{MARK}{name}" for name in names}


def _filled() -> Book:
    """A book in which every act that can hold a private text holds one."""
    book = a_village(Policy(barters=(BarterRate(CANS, POWDER),)))
    book.register.party_named(PRIVATE[0], OPENED)
    book.register.person(RegisterPerson(OPENED, person="0001-1", household=ONE, is_head=True, **_texts(RegisterPerson)))
    from_paper(book, 20)
    first = book.shop.weigh_in(WeighIn(OPENED, household=ONE, material=PAPER, quantity=9, remark=PRIVATE[1]))
    book.shop.weigh_in(WeighIn(OPENED, household=ONE, material=CANS, quantity=99, remark=PRIVATE[1]))
    book.shop.redeem(Redeem(OPENED, household=ONE, item=POWDER, remark=PRIVATE[2]))
    book.shop.barter(Barter(OPENED, household=ONE, material=CANS, quantity=1, item=POWDER, remark=PRIVATE[2]))
    book.shop.count(CountStock(OPENED, item=POWDER, counted=5, remark=PRIVATE[2]))
    book.shop.hand_over(HandOver(OPENED, household=ONE, material=CANS, quantity=1, remark=PRIVATE[2]))
    book.shop.sell(Sell(OPENED, material=CANS, quantity=1, amount=1, remark=PRIVATE[2]))
    book.reverse(Reverse(OPENED, seq=first.seq, reason=PRIVATE[2]))
    return book


def _stored(book: Book) -> Iterator[str]:
    """Every stored column except the texts of details."""
    with book.store.read(book.code) as store:
        for table in ("entry", "posting", "balance", "turnover", "tally", "thing", "root"):
            yield from (f"{table}: {row}" for row in store.dump(table))
        yield from (f"detail: {row.of} {row.field}" for row in store.details("", None))


def test_private_texts_lie_in_details_only() -> None:
    """The scan finds none elsewhere, and every one of them there."""
    book = _filled()
    with book.store.read(book.code) as store:
        kept = [row.text for row in store.details("", None)]

    assert [line for line in _stored(book) if MARK in line] == []
    assert len(kept) == 18
    assert all(MARK in (text or "") for text in kept)


def test_the_scan_covers_every_order_that_has_private_texts() -> None:
    """An order that is given a private field needs its act above; who only wraps others is named here."""
    private = {order for order in DECISIONS if any(part.metadata.get("private") for part in fields(order))}
    elsewhere = (".bank.", ".roles")  # scanned in tests/bank/test_privacy.py
    orders = {order.__name__ for order in private if not any(part in order.__module__ for part in elsewhere)}

    assert orders - {"ReverseBatch"} == {
        "Barter",
        "CountStock",
        "HandOver",
        "Redeem",
        "RegisterParty",
        "RegisterPerson",
        "Reverse",
        "Sell",
        "WeighIn",
    }


def test_every_private_text_is_committed_to() -> None:
    """By the digest of 32 random bytes and the text; equal texts have different digests."""
    book = _filled()
    with book.store.read(book.code) as store:
        rows = store.details("", None)
    sealed = {(entry.seq, n): c for entry in book.entries_on(OPENED) for n, c in enumerate(entry.private)}
    digests = [commitment.digest for commitment in sealed.values()]

    assert [digest_of_detail(row.salt or b"", row.text or "") for row in rows] == [
        sealed[row.seq, row.n].digest for row in rows
    ]
    assert len(set(digests)) == len(digests)


def test_log_lines_hold_codes_only(caplog: pytest.LogCaptureFixture) -> None:
    """One line per act."""
    with caplog.at_level(logging.DEBUG):
        book = _filled()
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("goodpoints")]

    assert [line for line in lines if MARK in line] == []
    assert len(lines) == book.head().size


def _refused(book: Book) -> Iterator[GoodpointsError]:
    for order in (
        Redeem(OPENED, household=ONE, item=POWDER, count=99, remark=PRIVATE[2]),
        Redeem(OPENED, household="9999", item=POWDER, remark=PRIVATE[2]),
        WeighIn(OPENED, household=ONE, material=PAPER, quantity="9个", remark=PRIVATE[1]),
        RegisterPerson(OPENED, person="0001-1", household=ONE, name=PRIVATE[0]),
        RegisterPerson(OPENED, person="0001-9", household="9999", name=PRIVATE[0]),
        Sell(OPENED, material=CANS, quantity=10**9, amount=1, remark=PRIVATE[2]),
    ):
        try:
            book.post(order, key="k")
        except GoodpointsError as error:
            yield error


def test_errors_hold_no_private_text() -> None:
    """Whatever is refused, mistaken or in conflict, the facts speak of codes and numbers."""
    told = [str(error) + repr([r.facts for r in getattr(error, "reasons", ())]) for error in _refused(_filled())]

    assert len(told) == 6
    assert [line for line in told if MARK in line] == []


def test_imported_names_and_remarks_stay_private(tmp_path: Path) -> None:
    """Names of people and files, remarks, reasons, and those of refused rows."""
    registers = VILLAGE | {
        "household": [f"0001,0001-1,{MARK}张一,户主,{MARK}备注"],
        "opening": [f"0001,{MARK}张一,4,2025"],
        "weigh_in": [f"2025-07-02,0001,{MARK}张一,纸板,5,公斤,{MARK}王艳,{MARK}湿"],
        "redeem": [f"2025-07-03,0001,{MARK}张一,洗衣粉,{n},{MARK}李四,,{MARK}急" for n in (1, 9)],
        "reverse": [f"2025-07-04,2025-07-03,0001,{MARK}张一,洗衣粉,1,{MARK}错"],
        "count": [f"2025-07-05,洗衣粉,9,{MARK}王艳,{MARK}李四"],
    }
    report = take_in(tmp_path / "book.db", [write_registers(tmp_path / f"{MARK}册", registers)])
    with reopened(tmp_path / "book.db") as book:
        found = [line for line in _stored(book) if MARK in line]

    assert ([bad.code for bad in report.bad_rows], [r.reasons[0] for r in report.refused]) == (
        [],
        ["insufficient_stars"],
    )
    assert found == []
