"""The moral bank's part of the golden vectors: an act of every kind of its entries."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from attrs import evolve

from goodpoints import Book, Claim, Cure, Judge, Object, OpenNotice, Panel, Policy, PutOnList, ReplyTo, Review
from goodpoints.domain.bank.kin import DeclareKin
from goodpoints.domain.bank.notice import WithdrawNotice
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.bank.quota import ReleaseClaim, SetQuota
from goodpoints.domain.bank.repair import Repair
from goodpoints.domain.bank.rerate import Rerate
from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity
from goodpoints.domain.bank.rulebook.stars import Grade, Star, StarHousehold
from goodpoints.domain.bank.rulebook.values import Cap, Resolution, Rule, Rulebook, Veto
from goodpoints.domain.bank.stars import AssessStars, WithdrawStar
from goodpoints.domain.bank.write_off import WriteOff
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.domain.register.roles import AllowActs, GrantRole, RevokeRole

CODE: Final = "golden-bank"
FIRST: Final = dt.date(2025, 1, 1)
POLICY: Final = Policy.from_facts(
    Policy().as_facts()
    | {"reward": {"unit": "分", "kind": "points", "scale": 1}, "expiry": {"rule": "never", "after": 0}}
)
_RULES: Final = (
    Rule(
        "A01", "义务清扫", PerQuantity(20, "半天"), category="环境", caps=[Cap("points", 30, "month")], text="半天两分"
    ),
    Rule("D01", "乱倒垃圾", Fixed(60), category="环境", sign="minus", legal_basis="村规民约第五条"),
    Rule("E01", "家庭暴力", Fixed(0), sign="veto", veto=Veto("no_honours", 24, "悔改")),
)
_RULEBOOK: Final = Rulebook(
    village="柳河村", version="2025", valid_from="2025-01-01", unit="分", scale=1, rules=_RULES,
    resolution=Resolution("村民代表会议", "2024-12-20", 41, 40, "决1"),
    star_household=StarHousehold((Star("clean", "整洁星", ("环境",), least=10, clean=False),), (Grade("一星户", 1),)),
)  # fmt: skip


def day(n: int) -> dt.date:
    """The n-th day of the vectors' book."""
    return FIRST + dt.timedelta(days=n)


def live(book: Book) -> None:
    """An act of every kind of the moral bank, and what falls due of them."""
    parties = [book.register.party_named(name, FIRST) for name in ("王艳", "李平", "赵林", "孙梅", "周山")]
    for number in range(1, 6):
        household = f"000{number}"
        book.register.household(RegisterHousehold(FIRST, household=household))
        book.register.person(RegisterPerson(FIRST, person=f"{household}-1", household=household, is_head=True))
    book.rules.adopt_rulebook(_RULEBOOK)
    book.deeds.declare_kin(DeclareKin(FIRST, household="0001", other="0002"))
    judges = [Judge(party, f"000{n}") for n, party in enumerate(parties[2:], 3)]
    _credited(book, judges[:3])
    _closed(book, judges[:3], parties)
    _standing(book)
    _roles(book, parties)


def _credited(book: Book, judges: list[Judge]) -> None:
    book.budget.set_quota(SetQuota(FIRST, quota="2025-Q1", first=FIRST, last=day(89), points="2", resolution="决2"))
    for n, quantity in enumerate(("1", "1"), 1):
        asked: dict[str, Any] = {
            "deed_day": day(1),
            "household": "0001",
            "rule": "A01",
            "quantity": quantity,
            "doer": "0001-1",
        }
        book.deeds.claim(Claim(day(2), claim=f"2025-000{n}", **asked, remark="清扫西街"))
        book.deeds.precheck(Precheck(day(3), claim=f"2025-000{n}"))
        book.deeds.panel(Panel(day(4), claim=f"2025-000{n}", judges=judges, reason="属实"))
    claims = ("2025-0001", "2025-0002")
    book.deeds.open_notice(OpenNotice(day(5), notice="GS00", last=day(8), claims=claims))
    book.deeds.withdraw_notice(WithdrawNotice(day(5), notice="GS00", reason="写错"))
    book.deeds.open_notice(OpenNotice(day(5), notice="GS01", last=day(8), claims=claims, places=("村部",)))
    book.deeds.object_to(Object(day(6), claim="2025-0002", objection="YY01", reason="次数不对"))
    book.deeds.review(Review(day(7), claim="2025-0002", upheld=False))
    book.due(day(10))
    book.budget.release_claim(ReleaseClaim(day(11), claim="2025-0002", resolution="决3"))


def _closed(book: Book, judges: list[Judge], parties: list[str]) -> None:
    for n, rule in ((3, "D01"), (4, "E01")):
        book.deeds.claim(Claim(day(20), claim=f"2025-000{n}", deed_day=day(20), household="0002", rule=rule))
        book.deeds.panel(Panel(day(21), claim=f"2025-000{n}", judges=judges))
    book.deeds.open_notice(OpenNotice(day(22), notice="GS02", last=day(25), claims=("2025-0003", "2025-0004")))
    book.due(day(27))
    book.deeds.write_off(WriteOff(day(28), household="0002", first=parties[0], second=parties[1], reason="困难"))
    book.deeds.repair(Repair(day(29), household="0002", claim="2025-0004", judges=judges, reason="已悔改"))


def _standing(book: Book) -> None:
    book.standing.assess_stars(AssessStars(day(40), household="0001", first=FIRST, last=day(30)))
    book.standing.withdraw_star(WithdrawStar(day(41), household="0001", star="clean", reason="堆放"))
    pond = PutOnList(
        day(42), listing="Z1", roll="cure", about="place", subject="东头水塘", cure_by=day(60), reason="垃圾"
    )
    book.standing.put_on_list(pond)
    book.standing.reply_to(ReplyTo(day(43), listing="Z1", text="周末清走"))
    book.standing.cure(Cure(day(50), listing="Z1"))


def _roles(book: Book, parties: list[str]) -> None:
    dearer = evolve(_RULES[0], scoring=PerQuantity(30, "半天"))
    new = evolve(_RULEBOOK, version="2025a", valid_from=day(1).isoformat(), rules=(dearer, *_RULES[1:]))
    book.rules.rerate(Rerate(day(70), rulebook=new, approved_by=parties[:2], reason="村民会议"))
    book.due(day(71))
    book.post(GrantRole(day(80), party=parties[0], role="clerk"))
    clerk = book.as_(parties[0])
    clerk.post(GrantRole(day(80), party=parties[1], role="keeper"))
    clerk.post(AllowActs(day(81), role="keeper", acts=("weigh_in",)))
    clerk.post(RevokeRole(day(82), party=parties[1], role="keeper"))
