"""What the village decides: rates, prices, campaigns, its policy."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option
from goodpoints.errors import MistakenInput

if TYPE_CHECKING:
    from goodpoints.domain.policy import Policy


@command("rate")
@argument("material", metavar="MATERIAL")
@argument("quantity", metavar="QTY")
@option("--reward", default="1", metavar="STARS")
@option("--minimum", default="0", metavar="QTY")
@option("--cap", default=0, metavar="STARS")
def rate(desk: Desk, *, material: str, quantity: str, reward: str, minimum: str, cap: int) -> None:
    """So much of a material makes so many stars, from a day on."""
    from goodpoints.domain.amounts import quantity_of
    from goodpoints.domain.market.rates import PublishRate

    each = quantity_of(quantity)
    with desk.acting() as acts:
        order = PublishRate(
            acts.day,
            material=material,
            measure=each.measure,
            quantity=each.number,
            reward=reward,
            minimum=_in_measure(minimum, each.measure),
            cap=cap,
        )
        acts.took(acts.book.shop.publish_rate(order, key=acts.key()))


@command("price")
@argument("item", metavar="ITEM")
@argument("price", metavar="STARS")
@option("--limit", default=0, metavar="N")
@option("--use-by", type=DAY)
@option("--supplier", metavar="NAME")
def price(desk: Desk, *, item: str, price: str, limit: int, use_by: dt.date | None, supplier: str | None) -> None:
    """An item costs so much, from a day on."""
    from goodpoints.domain.market.catalog import PublishPrice

    with desk.acting() as acts:
        order = PublishPrice(
            acts.day, item=item, price=price, limit=limit, use_by=use_by, supplier=acts.party(supplier)
        )
        acts.took(acts.book.shop.publish_price(order, key=acts.key()))


@command("campaign")
@argument("campaign", metavar="CAMPAIGN")
@argument("material", metavar="MATERIAL")
@argument("first", metavar="FIRST", type=DAY)
@argument("last", metavar="LAST", type=DAY)
@option("--cap", default=0, metavar="STARS")
def campaign(desk: Desk, *, campaign: str, material: str, first: dt.date, last: dt.date, cap: int) -> None:
    """A material is taken between two days, with a cap per household."""
    from goodpoints.domain.market.rates import OpenCampaign

    with desk.acting() as acts:
        order = OpenCampaign(first, name=campaign, material=material, last=last, cap=cap)
        acts.took(acts.book.shop.open_campaign(order, key=acts.key()))


@command("policy_change")
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
def policy_change(desk: Desk, file: Path) -> None:
    """Make a policy valid from a day on."""
    from goodpoints.domain.journal.opening import ChangePolicy

    policy = policy_in(file)
    with desk.acting() as acts:
        acts.took(acts.book.change_policy(ChangePolicy(acts.day, policy=policy), key=acts.key()))


@command("policy_show")
def policy_show(desk: Desk) -> None:
    """The policy valid today, or on the day that `--at` names."""
    with desk.reading() as book:
        facts = book.policy(desk.settings.at).as_facts()
    desk.show([{"key": key, "value": value} for key, value in _flat(facts)], ["key", "value"])


@command("policy_check")
@argument("file", metavar="FILE", type=click.Path(path_type=Path))
def policy_check(desk: Desk, file: Path) -> None:
    """Read a policy file and tell every mistake in it."""
    policy_in(file)
    desk.say("policy_fine", file=file.name)


def policy_in(path: Path) -> Policy:
    """The policy that a file says.

    Raises:
        MistakenInput: `no_such_file`, `not_text`, and what `read_policy` finds.
    """
    from goodpoints.services.policy_file import read_policy

    try:
        return read_policy(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MistakenInput("not_text", file=path.name) from error


def _in_measure(text: str, measure: str) -> Decimal:
    """A second quantity of the same material, said in the same measure or without one."""
    from goodpoints.domain.amounts import quantity_of

    if text == "0":
        return Decimal(0)
    said = quantity_of(text, measure)
    if said.measure != measure:
        raise MistakenInput("wrong_measure", measure=said.measure, expected=measure)
    return said.number


def _flat(facts: object, path: str = "") -> list[tuple[str, str | int]]:
    """Every key of nested facts with its value: expiry.rule, measures[1].name."""
    if isinstance(facts, dict):
        return [line for key, value in facts.items() for line in _flat(value, f"{path}.{key}".lstrip("."))]
    if isinstance(facts, list | tuple) and any(isinstance(part, dict) for part in facts):
        return [line for n, part in enumerate(facts, 1) for line in _flat(part, f"{path}[{n}]")]
    if isinstance(facts, list | tuple):
        return [(path, ", ".join(map(str, facts)))]
    return [(path, facts if isinstance(facts, int) else str(facts))]
