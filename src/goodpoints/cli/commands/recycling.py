"""Recyclables: taken in, handed over, sold."""

from __future__ import annotations

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import LOAD, Load
from goodpoints.cli.kit import argument, command, option


@command("weigh_in")
@argument("who", metavar="WHO")
@argument("loads", metavar="MATERIAL=QTY…", nargs=-1, required=True, type=LOAD)
@option("--officer", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def weigh_in(desk: Desk, who: str, *, loads: tuple[Load, ...], officer: str | None, remark: str) -> None:
    """Take recyclables in and credit their stars."""
    from goodpoints.domain.market.weigh_in import WeighIn

    with desk.acting() as acts:
        told = {"household": acts.household(who), "officer": acts.party(officer), "remark": remark}
        for load in loads:
            order = WeighIn(acts.day, material=load.material, quantity=load.quantity, **told)
            acts.took(acts.book.shop.weigh_in(order, key=acts.key()))


@command("hand_over")
@argument("who", metavar="WHO")
@argument("loads", metavar="MATERIAL=QTY…", nargs=-1, required=True, type=LOAD)
@option("--officer", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def hand_over(desk: Desk, who: str, *, loads: tuple[Load, ...], officer: str | None, remark: str) -> None:
    """Give recyclables to a household in need."""
    from goodpoints.domain.market.counter import HandOver

    with desk.acting() as acts:
        told = {"household": acts.household(who), "officer": acts.party(officer), "remark": remark}
        for load in loads:
            order = HandOver(acts.day, material=load.material, quantity=load.quantity, **told)
            acts.took(acts.book.shop.hand_over(order, key=acts.key()))


@command("sell")
@argument("load", metavar="MATERIAL=QTY", type=LOAD)
@argument("amount", metavar="MONEY")
@option("--unit-price", default="0", metavar="MONEY")
@option("--buyer", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def sell(desk: Desk, *, load: Load, amount: str, unit_price: str, buyer: str | None, remark: str) -> None:
    """Sell recyclables."""
    from goodpoints.domain.market.counter import Sell

    with desk.acting() as acts:
        order = Sell(
            acts.day,
            material=load.material,
            quantity=load.quantity,
            amount=amount,
            unit_price=unit_price,
            party=acts.party(buyer),
            remark=remark,
        )
        acts.took(acts.book.shop.sell(order, key=acts.key()))
