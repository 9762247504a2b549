"""The policies in `examples/policies` behave as their comments say."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodpoints import Book, OpenCampaign, Policy, PublishPrice, PublishRate, RefusedByRule
from goodpoints.services.policy_file import policy_template, read_policy
from tests.builders import ONE, OPENED, POWDER, D, a_village, ask_for, from_paper, give_stars, put_on_shelf, undo, weigh

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "policies"


def _village(name: str) -> Book:
    return a_village(read_policy((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def test_every_example_is_tried_here() -> None:
    """A policy that is added to the examples needs its test."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))

    assert names == ["baifan", "liuhe", "quarterly-limit", "remainders-lapse", "three-years"]


def test_the_template_is_the_default_policy() -> None:
    """Every key of the file that `init` writes has the value that a key left out has."""
    assert read_policy(policy_template()) == read_policy("") == Policy()


def test_baifan_trades_cans_for_powder_and_ends_stars_with_the_next_year() -> None:
    """Stars of 2025 end with 2026; 25 cans are a bag; returned stars that have ended end at once."""
    book = _village("baifan")
    give_stars(book, 4)
    undo(book, ask_for(book, day=D(2026, 12, 31)), day=D(2027, 1, 1))
    rates = [(rate.material, rate.item, rate.quantity, rate.count) for rate in book.policy().barters]

    assert book.balance_of(ONE, as_of=D(2026, 12, 31)).available == 2
    assert book.balance_of(ONE, as_of=D(2027, 1, 1)).available == 0
    assert rates == [("易拉罐", POWDER, "25", 1)]


def test_liuhe_counts_tenths_of_points_that_never_end() -> None:
    """What its sheets leave to remarks stands in the policy, and debts are paid in full first."""
    policy = read_policy((FOLDER / "liuhe.toml").read_text(encoding="utf-8"))

    assert (policy.reward.unit, policy.reward.scale, policy.expiry.rule) == ("分", 1, "never")
    assert policy.debt.repay_percent == 100
    assert policy.rulebook.tables


def test_stars_live_three_years_to_the_day() -> None:
    """On the third anniversary they can be spent, the day after they are gone; undone, they get 30 more days."""
    book = _village("three-years")
    give_stars(book, 4, day=D(2025, 7, 5))
    lots = book.balance_of(ONE, as_of=D(2025, 7, 5)).lots
    book.clock.instant = book.clock.instant.replace(year=2029)  # type: ignore[attr-defined]  # the tests' own clock
    redemption = ask_for(book, day=D(2028, 7, 5))
    with pytest.raises(RefusedByRule):
        ask_for(book, day=D(2028, 7, 6))
    undo(book, redemption, day=D(2028, 7, 6))

    assert lots == {"2028-07-05": 4}
    assert book.balance_of(ONE, as_of=D(2028, 8, 5)).lots == {"2028-08-05": 2}


def test_remainders_lapse_each_quarter() -> None:
    """`due` posts it; the next quarter begins at nothing. Little is taken, and what goes over a cap is kept."""
    book = _village("remainders-lapse")
    book.shop.publish_rate(PublishRate(OPENED, material="纸板", measure="公斤", quantity="2.5", minimum=5))
    weigh(book, "2.4公斤", day=D(2025, 9, 30))
    kept = book.balance_of(ONE, as_of=D(2025, 9, 30)).remainders
    lapsed = [moved[2:] for receipt in book.due(D(2025, 10, 1)) for moved in receipt.entry.transfers]
    october = weigh(book, "2.4公斤", day=D(2025, 10, 1)).entry.facts["granted"]

    assert (kept, lapsed, october) == ({"纸板": 2400}, [("owed:纸板", "2025-09-30", 2400)], 0)


def test_over_a_cap_the_remainder_is_kept_for_later() -> None:
    """In the village whose remainders lapse: within the quarter it still makes stars after the campaign."""
    book = _village("remainders-lapse")
    book.shop.open_campaign(OpenCampaign(OPENED, name="清田", material="易拉罐", last=D(2025, 7, 10), cap=1))
    capped = weigh(book, "60个", material="易拉罐").entry.facts
    after = weigh(book, "15个", material="易拉罐", day=D(2025, 7, 11)).entry.facts

    assert (capped["granted"], capped["remainder"], after["granted"]) == (1, 35, 2)


def test_limits_count_per_quarter_and_are_named_first() -> None:
    """The limit, then the shelf, then the stars; goods past their day are not given; nothing older than 31 days."""
    book = _village("quarterly-limit")
    from_paper(book, 2)
    book.shop.publish_price(PublishPrice(OPENED, item=POWDER, price=2, limit=1))
    put_on_shelf(book, "酱油", 1, price=1, use_by=D(2025, 7, 31))
    ask_for(book, day=D(2025, 7, 5))
    reasons = []
    for day, item, count in ((D(2025, 9, 30), POWDER, 99), (D(2025, 8, 1), "酱油", 1), (D(2025, 10, 1), POWDER, 1)):
        with pytest.raises(RefusedByRule) as caught:
            ask_for(book, item, day=day, count=count)
        reasons.append([reason.code for reason in caught.value.reasons])
    give_stars(book, 1, day=D(2025, 10, 2))
    with pytest.raises(RefusedByRule) as caught:
        give_stars(book, 1, day=D(2025, 8, 31))
    in_time = give_stars(book, 1, day=D(2025, 9, 1)).entry.day

    assert reasons == [
        ["limit_reached", "out_of_stock", "insufficient_stars"],
        ["out_of_stock", "insufficient_stars"],
        ["insufficient_stars"],
    ]
    assert (caught.value.code, in_time) == ("backdated_too_far", "2025-09-01")
