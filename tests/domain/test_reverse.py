"""Reversal of every kind of act: what is still there goes back, what is not is named, nothing is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from goodpoints import (
    Barter,
    Book,
    ChangePolicy,
    CountStock,
    Cure,
    Deliver,
    HandOver,
    OpenCampaign,
    Policy,
    PublishPrice,
    PublishRate,
    PutOnList,
    Receipt,
    RegisterHousehold,
    RegisterPerson,
    ReplyTo,
    Reverse,
    Sell,
)
from goodpoints.domain.bank.stars import WITHDRAW_STAR_KIND
from goodpoints.domain.journal.reverse import AlreadyReversed, NotReversible
from goodpoints.domain.policy import BarterRate
from goodpoints.domain.programmes import BANK, KINDS
from goodpoints.errors import NotFound
from tests.builders import (
    CANS,
    ONE,
    OPENED,
    PAPER,
    POWDER,
    TODAY,
    D,
    a_village,
    ask_for,
    from_paper,
    give_stars,
    held,
    undo,
    weigh,
    with_rules,
)

BARTERS: Final = Policy(barters=(BarterRate(CANS, POWDER, "25", 1),))
LATER: Final = D(2025, 7, 9)


def _with_stars(book: Book) -> Book:
    from_paper(book, 9)
    weigh(book, "100", material=CANS)
    _praise(book, "H1")
    asked = PutOnList(OPENED, listing="Z1", roll="cure", about="place", subject="水塘", cure_by=LATER)
    book.standing.put_on_list(asked)
    return book


def _praise(book: Book, listing: str) -> Receipt:
    order = PutOnList(OPENED, listing=listing, roll="honour", about="household", subject=ONE)
    return book.standing.put_on_list(order)


CASES: Final[dict[str, Callable[[Book], Receipt]]] = {
    "household": lambda b: b.register.household(RegisterHousehold(OPENED, household="0009")),
    "person": lambda b: b.register.person(RegisterPerson(OPENED, person="0001-7", household=ONE)),
    "opening": lambda b: from_paper(b, 4),
    "rate": lambda b: b.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity=1)),
    "campaign": lambda b: b.shop.open_campaign(OpenCampaign(OPENED, name="清田", material=PAPER, last=LATER, cap=1)),
    "price": lambda b: b.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=9)),
    "delivery": lambda b: b.shop.deliver(Deliver(OPENED, item=POWDER, count=3)),
    "weigh_in": lambda b: weigh(b, "7.2公斤"),
    "redeem": lambda b: ask_for(b, count=2),
    "barter": lambda b: b.shop.barter(
        Barter(OPENED, household=ONE, material=CANS, quantity="50个", item=POWDER, count=2)
    ),
    "count": lambda b: b.shop.count(CountStock(OPENED, item=POWDER, counted=7)),
    "hand_over": lambda b: b.shop.hand_over(HandOver(OPENED, household=ONE, material=CANS, quantity=9)),
    "sell": lambda b: b.shop.sell(Sell(OPENED, material=CANS, quantity=30, amount="4.5")),
    "listing": lambda b: _praise(b, "H2"),
    "reply": lambda b: b.standing.reply_to(ReplyTo(OPENED, listing="H1", text="谢谢")),
    "cure": lambda b: b.standing.cure(Cure(OPENED, listing="Z1")),
}
"""Reversible kind → an act of it in the village of `_with_stars`."""

NOT_REVERSIBLE: Final = frozenset(
    {
        "open",
        "policy",
        "import",
        "refused",
        "party",
        "expire",
        "reverse",
        "reverse_batch",
        "role",
        "permission",
        "quota",
        "withhold",
        "release",
        "stars",
    }
)


def test_every_kind_of_act_has_its_case() -> None:
    """A kind that is added needs an act here, or a reason to be irreversible; the moral bank has its own cases."""
    others = {name: kind for name, kind in KINDS.items() if kind not in (*BANK, WITHDRAW_STAR_KIND)}
    reversible = {name for name, kind in others.items() if kind.reversible}

    assert (reversible, set(others) - reversible) == (set(CASES), set(NOT_REVERSIBLE))


@pytest.mark.parametrize("kind", sorted(CASES))
def test_an_act_and_its_reversal_leave_the_balances_as_they_were(kind: str) -> None:
    """Whatever it moved, to the last unit and lot; the journal keeps both."""
    book = _with_stars(a_village(BARTERS))
    before = held(book)
    receipt = CASES[kind](book)
    reversal = undo(book, receipt, day=LATER)

    assert receipt.entry.kind == kind
    assert held(book) == before
    assert (reversal.entry.refers_to, reversal.entry.facts["original"]["kind"]) == (receipt.seq, kind)


@pytest.mark.parametrize("kind", sorted(CASES))
def test_an_act_can_be_done_again_after_its_reversal(kind: str) -> None:
    """A mistake that was put right leaves nothing in the way of the right act."""
    book = _with_stars(a_village(BARTERS))
    undo(book, CASES[kind](book), day=LATER)
    again = CASES[kind](book)

    assert (again.replayed, again.entry.kind) == (False, kind)


@pytest.mark.parametrize("kind", sorted(CASES))
def test_a_second_reversal_is_the_first_one(kind: str) -> None:
    """Asked in the same words it is replayed; in others it is refused, and names the first."""
    book = _with_stars(a_village(BARTERS))
    receipt = CASES[kind](book)
    first = book.reverse(Reverse(LATER, seq=receipt.seq, reason="写错了"))
    after = held(book), book.head()
    second = book.reverse(Reverse(LATER, seq=receipt.seq, reason="写错了"))
    for other in (Reverse(LATER, seq=receipt.seq, reason="别的"), Reverse(OPENED, seq=receipt.seq, reason="写错了")):
        with pytest.raises(AlreadyReversed) as caught:
            book.reverse(other)

        assert caught.value.facts == {"entry": receipt.seq, "by": first.seq}
    assert (second.seq, second.replayed, (held(book), book.head())) == (first.seq, True, after)


def _irreversible(book: Book) -> dict[str, int]:
    """Kind → number of an entry of it."""
    book.register.party_named("王艳", OPENED)
    book.change_policy(ChangePolicy(LATER, policy=BARTERS))
    give_stars(book, 1)
    undo(book, weigh(book, "1公斤"))
    book.due(TODAY)
    return {entry.kind: entry.seq for entry in book.entries_on(OPENED, TODAY) if not KINDS[entry.kind].reversible}


def test_what_cannot_be_reversed_is_refused() -> None:
    """Time, policy and reversals themselves: the right act is written beside them."""
    book = a_village()
    found = _irreversible(book)
    codes = []
    for kind, seq in found.items():
        with pytest.raises(NotReversible) as caught:
            book.reverse(Reverse(TODAY, seq=seq))
        codes.append((kind, caught.value.facts["kind"]))

    assert sorted(codes) == [(kind, kind) for kind in ("expire", "open", "party", "policy", "reverse")]


def test_an_entry_that_is_not_there_is_not_found() -> None:
    """A number beyond the journal."""
    with pytest.raises(NotFound) as caught:
        a_village().reverse(Reverse(OPENED, seq=999))

    assert caught.value.code == "unknown_entry"


def _lots(book: Book) -> dict[str, int]:
    return {lot: amount for (_, unit, lot), amount in held(book, f"household/{ONE}").items() if unit == "星"}


@pytest.mark.parametrize(
    ("rule", "lots", "expired", "forfeited"),
    [("original", {}, 4, 0), ("grace", {"2027-03-05": 4}, 0, 0), ("forfeit", {}, 0, 4)],
)
def test_stars_that_ended_meanwhile_come_back_as_the_village_says(
    rule: str, lots: dict[str, int], expired: int, forfeited: int
) -> None:
    """Back and gone at once, back for some days, or kept; each in lines one can read."""
    book = a_village(with_rules(reverse={"after_expiry": rule, "grace_days": 60}))
    give_stars(book, 4)
    redemption = ask_for(book, day=D(2026, 12, 31), count=2)
    undo(book, redemption, day=D(2027, 1, 4))
    sums = {account: amount for (account, unit, _), amount in held(book).items() if unit == "星"}

    assert _lots(book) == lots
    assert (sums.get(f"expired/{ONE}", 0), sums.get(f"forfeited/{ONE}", 0)) == (expired, forfeited)
    assert held(book, f"given/{ONE}") == {}


def test_on_its_last_day_a_lot_still_takes_its_stars_back() -> None:
    """The policy for ended lots begins the day after."""
    book = a_village(with_rules(reverse={"after_expiry": "forfeit"}))
    give_stars(book, 4)
    undo(book, ask_for(book, count=2), day=D(2026, 12, 31))

    assert _lots(book) == {"2026-12-31": 4}


@pytest.mark.parametrize("grace", [0, 1, 30])
def test_a_refund_never_lengthens_life_beyond_the_grace(grace: int) -> None:
    """Not before the end, not after it, not twice."""
    book = a_village(with_rules(reverse={"after_expiry": "grace", "grace_days": grace}))
    give_stars(book, 4)
    undo(book, ask_for(book, day=D(2026, 12, 30)), day=D(2026, 12, 31))
    kept = _lots(book)
    undo(book, ask_for(book, day=D(2026, 12, 31)), day=D(2027, 1, 4))
    last = max(_lots(book))

    assert (kept, last) == (
        {"2026-12-31": 4},
        (D(2027, 1, 4).fromordinal(D(2027, 1, 4).toordinal() + grace)).isoformat(),
    )


def test_a_deed_whose_stars_are_spent_leaves_a_debt() -> None:
    """The reversal is always written; what is gone is owed, beside the balance and never below it."""
    book = a_village()
    deed = give_stars(book, 4)
    ask_for(book, count=2)
    undo(book, deed)
    balance = book.balance_of(ONE, as_of=OPENED)

    assert (balance.available, balance.debt, balance.lots) == (0, 4, {})


def test_other_lots_pay_for_a_deed_that_is_undone_and_change_lot() -> None:
    """The deed's own lot first, then the others as they would be spent; the issuer gets back the lot it gave."""
    book = a_village()
    opening = from_paper(book, 3, earned=D(2024, 5, 1))
    ask_for(book)
    give_stars(book, 1, day=D(2025, 7, 2))
    from_paper(book, 5, earned=D(2026, 1, 2))
    undo(book, opening, day=D(2025, 7, 3))
    pools = {key: amount for key, amount in held(book, "issued").items() if key[1] == "星"}

    assert (_lots(book), book.balance_of(ONE, as_of=D(2026, 1, 2)).debt) == ({"2027-12-31": 4}, 0)
    assert pools == {
        ("issued/recycling", "星", "2026-12-31"): -1,
        ("issued/opening", "星", "2027-12-31"): -5,
    }
    assert sum(amount for (_, unit, _), amount in held(book, "relotted").items() if unit == "星") == 0
