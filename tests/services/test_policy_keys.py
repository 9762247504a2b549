"""Every key of a policy does something: two values of it give two different books for the same acts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from attrs import evolve, fields, has

from goodpoints import (
    Barter,
    Book,
    OpenCampaign,
    Policy,
    PublishPrice,
    PublishRate,
    RegisterHousehold,
    Sell,
)
from goodpoints.domain.policy import ACTS, BarterRate, Campaign, Measure
from goodpoints.errors import GoodpointsError
from tests.builders import (
    CANS,
    ONE,
    OPENED,
    PAPER,
    POWDER,
    TODAY,
    VOUCHER,
    D,
    a_book,
    a_village,
    ask_for,
    five_vouchers,
    from_paper,
    give_stars,
    put_on_shelf,
    undo,
    weigh,
    with_rules,
)
from tests.registers import VILLAGE, reopened, take_in, write_registers

Probe = Callable[[Policy, Path], Any]


class Case(NamedTuple):
    """Two policies that differ in one key, and what to do in a village of each."""

    one: Policy
    other: Policy
    probe: Probe


def _written(book: Book) -> list[tuple[Any, ...]]:
    """Everything after the first entry, which holds the policy itself."""
    entries = book.entries_on(D(2000, 1, 1), TODAY)
    return [(e.kind, e.day, e.actor, e.facts, e.transfers) for e in entries if e.kind not in {"open", "policy"}]


def _after(*acts: Callable[[Book], object]) -> Probe:
    """What a village's book says after these acts; a refusal is told by its code."""

    def probe(policy: Policy, _folder: Path) -> Any:  # noqa: ANN401 - only compared
        book, refusals = a_village(policy), []
        for act in acts:
            try:
                act(book)
            except GoodpointsError as error:
                refusals.append([reason.code for reason in getattr(error, "reasons", (error,))])
        return _written(book), refusals

    return probe


def _units(policy: Policy, _folder: Path) -> Any:  # noqa: ANN401 - only compared
    book = a_book(policy)
    book.register.household(RegisterHousehold(OPENED, household=ONE))
    book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="个", quantity=10))
    weigh(book, "100个")
    book.shop.sell(Sell(OPENED, material=PAPER, quantity=3, amount="4"))
    return _written(book)


def _owed(policy: Policy, _folder: Path) -> Any:  # noqa: ANN401 - only compared
    book = a_village(policy)
    give_stars(book, 3)
    return book.reports.liability(OPENED)


def _weighing(measure: str, quantity: str) -> Probe:
    """Whether a quantity can be weighed and what it comes to."""

    def probe(policy: Policy, _folder: Path) -> Any:  # noqa: ANN401 - only compared
        book = a_book(policy)
        book.register.household(RegisterHousehold(OPENED, household=ONE))
        try:
            book.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure=measure, quantity=1))
            return weigh(book, quantity).entry.transfers
        except GoodpointsError as error:
            return error.code

    return probe


def _imported(**registers: list[str]) -> Probe:
    """What an import of the small village and these registers writes."""

    def probe(policy: Policy, folder: Path) -> Any:  # noqa: ANN401 - only compared
        url = folder / f"{policy.imports.actor}-{policy.imports.order.index('redeem')}-{policy.village.opens}.db"
        take_in(url, [write_registers(folder / "registers", VILLAGE | registers)], policy)
        with reopened(url) as book:
            return _written(book), book.entry(1).day

    return probe


def _told_of_rules(policy: Policy, folder: Path) -> Any:  # noqa: ANN401 - only compared
    """The judges that the rulebook of a sheet asks for; the sheet has no column for them."""
    registers = {"household": VILLAGE["household"], "rule": ["A01,清扫,固定,5"]}
    url = folder / f"{len(policy.rulebook.tables)}.db"
    take_in(url, [write_registers(folder / "rules", registers)], policy)
    with reopened(url) as book:
        return book.rules.rulebook(day=TODAY).judges


def _limit(book: Book) -> object:
    return book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=1, limit=1))


def _expired_refund(book: Book) -> object:
    give_stars(book, 4)
    return undo(book, ask_for(book, day=D(2026, 12, 31)), day=D(2027, 1, 2))


def _debt(book: Book) -> object:
    deed = give_stars(book, 2)
    ask_for(book)
    undo(book, deed)
    return give_stars(book, 2)


def _capped(book: Book) -> object:
    book.shop.publish_rate(PublishRate(OPENED, material="农药包装", measure="个", quantity=10, cap=1))
    last = D(2025, 7, 31)
    book.shop.open_campaign(OpenCampaign(OPENED, name="清田", material="农药包装", last=last))
    return weigh(book, "35个", material="农药包装")


def _campaign(**changed: Any) -> Policy:  # noqa: ANN401 - parts of Campaign
    told: dict[str, Any] = {"name": "清田", "material": CANS, "first": "2025-07-01", "last": "2025-07-31", "cap": 1}
    return Policy(campaigns=(Campaign(**told | changed),))


def _barter(**changed: Any) -> Policy:  # noqa: ANN401 - parts of BarterRate
    told: dict[str, Any] = {"material": CANS, "item": POWDER, "quantity": "25", "count": 1}
    return Policy(barters=(BarterRate(**told | changed),))


def _measure(**changed: Any) -> Policy:  # noqa: ANN401 - parts of Measure
    told: dict[str, Any] = {"name": "担", "scale": 1, "of": "", "factor": "1"}
    return evolve(Policy(), measures=(*Policy().measures, Measure(**told | changed)))


def _cans(quantity: str, day: Any = OPENED) -> Callable[[Book], object]:  # noqa: ANN401 - a day
    return lambda book: weigh(book, quantity, day=day, material=CANS)


def _swap(book: Book) -> object:
    return book.shop.barter(Barter(OPENED, household=ONE, material=CANS, quantity=25, item=POWDER))


STARS = _after(lambda b: give_stars(b, 3, day=D(2025, 8, 15)), lambda b: b.due())
PART = _after(lambda b: weigh(b, "2公斤"), lambda b: weigh(b, "2公斤", day=D(2025, 10, 2)))
LESS = _after(
    lambda b: b.shop.publish_rate(PublishRate(OPENED, material=PAPER, measure="公斤", quantity=1, minimum=3)),
    lambda b: weigh(b, "2公斤"),
)
TWICE = _after(lambda b: from_paper(b, 9), _limit, ask_for, lambda b: ask_for(b, day=D(2025, 8, 1)))
LATE = _after(lambda b: give_stars(b, 1, day=D(2027, 2, 1)), lambda b: give_stars(b, 1), lambda b: b.due())

CASES: Final[dict[str, Case]] = {
    "village.name": Case(
        with_rules(village={"name": "甲村"}),
        with_rules(village={"name": "乙村"}),
        lambda policy, _: (a_book(policy).policy().village.name, a_book(policy).head().leaf),
    ),
    "village.zone": Case(Policy(), with_rules(village={"zone": "-11:00"}), lambda policy, _: a_book(policy).today),
    "village.opens": Case(
        Policy(),
        with_rules(village={"opens": "2025-01-01"}),
        _imported(weigh_in=["2025-07-02,0001,张一,纸板,5,公斤,,"]),
    ),
    "reward.unit": Case(Policy(), with_rules(reward={"unit": "分"}), _units),
    "reward.kind": Case(Policy(), with_rules(reward={"kind": "points"}), _after(ask_for)),
    "reward.scale": Case(Policy(), with_rules(reward={"scale": 1}), _units),
    "reward.value": Case(Policy(), with_rules(reward={"value": "0.5"}), _owed),
    "money.unit": Case(Policy(), with_rules(money={"unit": "角"}), _units),
    "money.scale": Case(Policy(), with_rules(money={"scale": 0}), _units),
    "measures.name": Case(_measure(), _measure(name="挑"), _weighing("担", "1担")),
    "measures.scale": Case(_measure(), _measure(scale=0), _weighing("担", "1.5担")),
    "measures.of": Case(_measure(of="公斤"), _measure(of="个"), _weighing("公斤", "1担")),
    "measures.factor": Case(
        _measure(of="公斤", factor="50"), _measure(of="公斤", factor="40"), _weighing("公斤", "1担")
    ),
    "expiry.rule": Case(Policy(), with_rules(expiry={"rule": "month-end"}), STARS),
    "expiry.after": Case(Policy(), with_rules(expiry={"after": 0}), STARS),
    "remainders.keep": Case(Policy(), with_rules(remainders={"keep": "quarter"}), PART),
    "weigh_in.below_minimum": Case(Policy(), with_rules(weigh_in={"below_minimum": "take"}), LESS),
    "weigh_in.outside_campaign": Case(
        Policy(),
        with_rules(weigh_in={"outside_campaign": "take"}),
        _after(_capped, lambda b: weigh(b, "35个", day=D(2025, 8, 1), material="农药包装")),
    ),
    "weigh_in.over_cap": Case(Policy(), with_rules(weigh_in={"over_cap": "remainder"}), _after(_capped)),
    "redeem.refusal_order": Case(
        Policy(),
        with_rules(redeem={"refusal_order": ("out_of_stock", "insufficient", "limit_reached")}),
        _after(lambda b: ask_for(b, count=99)),
    ),
    "redeem.limit_period": Case(Policy(), with_rules(redeem={"limit_period": "year"}), TWICE),
    "redeem.past_use_by": Case(
        Policy(),
        with_rules(redeem={"past_use_by": "refuse"}),
        _after(
            lambda b: put_on_shelf(b, "酱油", 2, price=0, use_by=D(2025, 8, 1)),
            lambda b: ask_for(b, "酱油", day=D(2025, 8, 2)),
        ),
    ),
    "reverse.after_expiry": Case(Policy(), with_rules(reverse={"after_expiry": "forfeit"}), _after(_expired_refund)),
    "reverse.grace_days": Case(
        with_rules(reverse={"after_expiry": "grace"}),
        with_rules(reverse={"after_expiry": "grace", "grace_days": 5}),
        _after(_expired_refund),
    ),
    "reverse.returned_vouchers": Case(
        Policy(),
        with_rules(reverse={"returned_vouchers": "reissued"}),
        _after(
            lambda b: from_paper(b, 9),
            five_vouchers,
            lambda b: undo(b, ask_for(b, VOUCHER)),
            lambda b: ask_for(b, VOUCHER),
        ),
    ),
    "debt.repay_percent": Case(Policy(), with_rules(debt={"repay_percent": 50}), _after(_debt)),
    "backdating.days": Case(Policy(), with_rules(backdating={"days": 31}), LATE),
    "backdating.minimum_life": Case(Policy(), with_rules(backdating={"minimum_life": 60}), LATE),
    "imports.order": Case(
        Policy(),
        with_rules(imports={"order": (*(kind for kind in ACTS if kind != "weigh_in"), "weigh_in")}),
        _imported(
            weigh_in=["2025-07-02,0002,李二,纸板,5,公斤,,"],
            redeem=["2025-07-02,0002,李二,洗衣粉,1,,,"],
        ),
    ),
    "imports.actor": Case(
        Policy(),
        with_rules(imports={"actor": "operator"}),
        _imported(weigh_in=["2025-07-02,0001,张一,纸板,5,公斤,王艳,"]),
    ),
    "rulebook.told": Case(
        with_rules(village={"opens": "2025-07-01"}),
        with_rules(village={"opens": "2025-07-01"}, rulebook={"told": '{"judges": 5}'}),
        _told_of_rules,
    ),
    "campaigns.name": Case(_campaign(), _campaign(name="别的"), _after(_cans("60"))),
    "campaigns.material": Case(_campaign(), _campaign(material=PAPER), _after(_cans("60"))),
    "campaigns.first": Case(_campaign(), _campaign(first="2025-07-02"), _after(_cans("60"))),
    "campaigns.last": Case(_campaign(), _campaign(last="2025-08-31"), _after(_cans("60", D(2025, 8, 31)))),
    "campaigns.cap": Case(_campaign(), _campaign(cap=2), _after(_cans("60"))),
    "barters.material": Case(_barter(), _barter(material=PAPER), _after(_swap)),
    "barters.item": Case(_barter(), _barter(item=VOUCHER), _after(_swap)),
    "barters.quantity": Case(_barter(), _barter(quantity="30个"), _after(_swap)),
    "barters.count": Case(_barter(), _barter(count=2), _after(_swap)),
}
"""Key → two policies and what tells their books apart. A new key of `Policy` fails without its case."""


def _keys() -> list[str]:
    """Every key of a policy, as `attrs` knows them."""
    parts = {"measures": Measure, "campaigns": Campaign, "barters": BarterRate}
    found = []
    for section in fields(Policy):
        part = parts.get(section.name, type(section.default))
        assert has(part), section.name
        found += [f"{section.name}.{key.name}" for key in fields(part)]
    return found


def test_every_key_has_its_case() -> None:
    """In the order of the policy itself."""
    assert list(CASES) == _keys()


@pytest.mark.parametrize("key", list(CASES))
def test_two_values_of_a_key_give_two_books(key: str, tmp_path: Path) -> None:
    """The same acts; what is compared does not contain the policy itself."""
    case = CASES[key]
    section, _, name = key.partition(".")
    differing = _differing(case.one, case.other)
    one, other = case.probe(case.one, tmp_path), case.probe(case.other, tmp_path)

    assert differing == [f"{section}.{name}"]
    assert one != other
    assert case.probe(case.one, tmp_path / "again") == one


def _differing(one: Policy, other: Policy) -> list[str]:
    """The keys in which two policies differ."""
    found = set()
    for section in fields(Policy):
        parts = [getattr(policy, section.name) for policy in (one, other)]
        pairs = zip(*parts, strict=True) if isinstance(parts[0], tuple) else [parts]
        for a, b in pairs:
            found |= {
                f"{section.name}.{key.name}" for key in fields(type(a)) if getattr(a, key.name) != getattr(b, key.name)
            }
    return sorted(found)
