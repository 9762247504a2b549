"""No reason, ground or remark of the moral bank leaves the details."""

from __future__ import annotations

from typing import Final

from attrs import fields

from goodpoints import Book, PutOnList, ReplyTo, Reverse
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import OpenNotice, WithdrawNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Panel
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.rerate import Rerate
from goodpoints.domain.bank.rulebook.scales import Fixed
from goodpoints.domain.bank.rulebook.values import Rule
from goodpoints.domain.bank.stars import AssessStars, WithdrawStar
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.domain.programmes import DECISIONS
from goodpoints.domain.register.parties import RegisterParty
from goodpoints.domain.register.roles import GrantRole, RevokeRole
from tests.bank.village import (
    CREDITED,
    JUDGED,
    JUDGES,
    LAST,
    ONE,
    OPENED,
    REVIEWED,
    SHOWN,
    STARS,
    TWO,
    D,
    a_bank,
    claim,
    rulebook,
    shown,
)

MARK: Final = "密"
SAID: Final = f"{MARK}张三说的"


def _filled() -> Book:
    """A book in which every act that can hold a private text holds one."""
    book = a_bank(star_household=STARS)
    book.deeds.declare_kin(DeclareKin(OPENED, household=ONE, other=TWO, relation=SAID))
    claim(book, remark=SAID)
    book.deeds.precheck(Precheck(JUDGED, claim="2025-0001", reason=SAID))
    book.deeds.panel(Panel(JUDGED, claim="2025-0001", judges=JUDGES, reason=SAID))
    for notice in ("GS0001", "GS0002"):
        book.deeds.open_notice(OpenNotice(SHOWN, notice=notice, last=LAST, claims=["2025-0001"], remark=SAID))
        if notice == "GS0001":
            book.deeds.withdraw_notice(WithdrawNotice(SHOWN, notice=notice, reason=SAID))
    book.deeds.object_to(Object(SHOWN, claim="2025-0001", objection="YY1", reason=SAID))
    book.deeds.review(Review(REVIEWED, claim="2025-0001", upheld=False, reason=SAID))
    shown(book, "2025-0002", notice="GS0003", rule="E01")
    shown(book, "2025-0003", notice="GS0004", rule="D01")
    book.due(CREDITED)
    later = D(2025, 4, 1)
    book.deeds.repair(Repair(later, household=ONE, claim="2025-0002", judges=JUDGES, reason=SAID))
    shown(book, "2025-0004", notice="GS0005", rule="D01")
    book.due(later)
    book.deeds.write_off(WriteOff(later, household=ONE, first="p0001", second="p0002", reason=SAID))
    book.reverse(Reverse(later, seq=_credit(book), reason=SAID))
    book.standing.put_on_list(PutOnList(later, listing="H1", roll="honour", about="group", subject="一组", reason=SAID))
    book.standing.reply_to(ReplyTo(later, listing="H1", text=SAID))
    _withdraw(book)
    for party in ("p0001", "p0002"):
        book.post(RegisterParty(OPENED, party=party))
    draft = rulebook(Rule("A02", "参加集体环境整治", Fixed(60), text=SAID), version="9", valid_from="2025-06-01")
    book.rules.rerate(Rerate(later, rulebook=draft, approved_by=("p0001", "p0002"), reason=SAID))
    book.post(GrantRole(later, party="clerk", role="clerk", reason=SAID))
    book.post(GrantRole(later, party="p0009", role="villager", reason=SAID))
    book.post(RevokeRole(later, party="p0009", role="villager", reason=SAID))
    return book


def _withdraw(book: Book) -> None:
    day = D(2025, 4, 1)
    shown(book, "2025-0009", notice="GS0009", household=TWO)
    book.due(day)
    book.standing.assess_stars(AssessStars(day, household=TWO, first=OPENED, last=day))
    book.standing.withdraw_star(WithdrawStar(day, household=TWO, star="clean", reason=SAID))


def _credit(book: Book) -> int:
    return next(entry.seq for entry in book.entries_on(CREDITED, kind="credit"))


def test_private_texts_lie_in_details_only() -> None:
    """No table but that of the details holds one."""
    book = _filled()
    with book.store.read(book.code) as store:
        tables = ("entry", "posting", "balance", "turnover", "tally", "thing")
        stored = [str(row) for table in tables for row in store.dump(table)]
        kept = [row for row in store.details("", None) if MARK in (row.text or "")]

    assert [line for line in stored if MARK in line] == []
    assert len(kept) == 20


def test_the_scan_covers_every_order_that_has_private_texts() -> None:
    """An order that is given a private field needs its act above."""
    private = {order for order in DECISIONS if any(part.metadata.get("private") for part in fields(order))}
    of_the_bank = {order.__name__ for order in private if ".bank." in order.__module__ or ".roles" in order.__module__}

    assert of_the_bank == {
        "Claim", "DeclareKin", "GrantRole", "Object", "OpenNotice", "Panel", "Precheck", "PutOnList", "Repair", "ReplyTo", "Rerate", "Review",
        "RevokeRole", "WithdrawStar",
        "WithdrawNotice", "WriteOff",
    }  # fmt: skip
