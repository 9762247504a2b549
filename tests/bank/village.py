# ruff: noqa: ANN401 - what is told are parts of orders
"""A village with a moral bank, for tests: three households, a panel, a rulebook of tenths of points, short steps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from goodpoints import Book, Policy, Receipt, RegisterHousehold
from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.claims import outcome_of
from goodpoints.domain.bank.notice import OpenNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Judge, Panel
from goodpoints.domain.bank.rulebook.scales import Fixed, PerQuantity, Range
from goodpoints.domain.bank.rulebook.stars import Grade, Star, StarHousehold
from goodpoints.domain.bank.rulebook.values import Cap, Repeat, Rule, Rulebook, Veto
from goodpoints.domain.entries import Entry, Thing
from goodpoints.domain.register.people import RegisterPerson
from tests.bank.rulebook.desk import a_rulebook
from tests.builders import a_book

D = dt.date
OPENED: Final = D(2025, 1, 1)
TODAY: Final = D(2026, 12, 31)
CLAIMED, JUDGED, SHOWN, OBJECTED, REVIEWED = (D(2025, 3, day) for day in (3, 5, 6, 7, 8))
LAST, CREDITED = D(2025, 3, 8), D(2025, 3, 9)
ONE, TWO, THREE = HOUSEHOLDS = ("0001", "0002", "0003")
POINT: Final = "分"
JUDGES: Final = (Judge("p0001", "0101"), Judge("p0002", "0102"), Judge("p0003", "0103"))
POLICY: Final = Policy.from_facts(
    Policy().as_facts()
    | {
        "village": {"name": "柳河村"},
        "reward": {"unit": POINT, "kind": "points", "scale": 1},
        "expiry": {"rule": "never", "after": 0},
    }
)
RULES: Final = (
    Rule("A01", "义务清扫街道", PerQuantity(20, "半天"), caps=[Cap("points", 120, "month")]),
    Rule("A02", "参加集体环境整治", Fixed(50)),
    Rule("B05", "调解邻里矛盾", Range(30, 100)),
    Rule("D01", "乱倒垃圾", Fixed(50), sign="minus", repeat=Repeat(2, 12)),
    Rule("E01", "家庭暴力", Fixed(0), sign="veto", veto=Veto("no_honours", 24)),
    Rule("F01", "捡拾废旧电池", PerQuantity(1, "节"), decided_by="counted", notice=False),
    Rule("F02", "认养花木", Fixed(3), decided_by="counted"),
)

CLEAN: Final = Star("clean", "整洁星", rules=("A01", "A02", "D01"), least=50)
HELPFUL: Final = Star("helpful", "互助星", rules=("B05",), least=30, clean=False)
STARS: Final = StarHousehold((CLEAN, HELPFUL), (Grade("一星户", 1), Grade("两星户", 2)), bar_months=12)


def a_bank(*rules: Rule, url: str = "memory:", today: dt.date = TODAY, policy: Policy = POLICY, **told: Any) -> Book:
    """A book on 1 January 2025 with its households, a person in each, and a rulebook; notices last three days."""
    book = a_book(policy, url=url, today=today, opened=OPENED)
    for household in HOUSEHOLDS:
        book.register.household(RegisterHousehold(OPENED, household=household))
        book.register.person(RegisterPerson(OPENED, person=f"{household}-1", household=household, is_head=True))
    book.rules.adopt_rulebook(rulebook(*rules, **told))
    return book


def rulebook(*rules: Rule, **told: Any) -> Rulebook:
    """The village's rulebook, or one of other rules."""
    return a_rulebook(*(rules or RULES), **told)


def claim(book: Book, code: str = "2025-0001", *, rule: str = "A02", day: dt.date = CLAIMED, **told: Any) -> Receipt:
    """Household 0001 claims a deed of the same day."""
    asked: dict[str, Any] = {"deed_day": day, "household": ONE, **told}
    return book.deeds.claim(Claim(day, claim=code, rule=rule, **asked))


def judge(book: Book, code: str = "2025-0001", *, day: dt.date = JUDGED, **told: Any) -> Receipt:
    """Three villagers approve it."""
    return book.deeds.panel(Panel(day, claim=code, **({"judges": JUDGES} | told)))


def show(book: Book, *codes: str, notice: str = "GS0001", day: dt.date = SHOWN, days: int = 3, **told: Any) -> Receipt:
    """It hangs on the board from 6 to 8 March."""
    last = day + dt.timedelta(days=days - 1)
    return book.deeds.open_notice(OpenNotice(day, notice=notice, last=last, claims=codes or ("2025-0001",), **told))


def object_to(book: Book, code: str = "2025-0001", *, day: dt.date = OBJECTED, objection: str = "YY01") -> Receipt:
    """Somebody objects."""
    return book.deeds.object_to(Object(day, claim=code, objection=objection, reason="与事实不符"))


def review(
    book: Book, code: str = "2025-0001", *, day: dt.date = REVIEWED, upheld: bool = False, **told: Any
) -> Receipt:
    """The objection is dismissed."""
    return book.deeds.review(Review(day, claim=code, upheld=upheld, **told))


def shown(
    book: Book, code: str = "2025-0001", *, notice: str = "GS0001", points: Decimal | None = None, **told: Any
) -> None:
    """Claimed, judged, and put on the board."""
    claim(book, code, **told)
    judge(book, code, points=points)
    show(book, code, notice=notice)


def thing(book: Book, code: str = "2025-0001", kind: str = "claim") -> Thing:
    """A claim, a notice, a veto, as the book knows it now."""
    with book.writing() as tx:
        found = tx.thing(kind, code)
    assert found is not None
    return found


def outcome(book: Book, code: str = "2025-0001") -> str:
    """What became of a claim."""
    return outcome_of(thing(book, code))


def postings(book: Book) -> list[Entry]:
    """Everything the book credited, deducted or vetoed by itself."""
    entries = book.entries_on(D(2025, 1, 1), D(2027, 12, 31))
    return [entry for entry in entries if entry.kind in {"credit", "deduction", "veto"}]


def points(book: Book, household: str = ONE) -> tuple[int, int]:
    """What a household has and owes, in tenths of a point."""
    balance = book.balance_of(household)
    return balance.available, balance.debt
