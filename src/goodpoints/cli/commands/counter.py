"""Goods over the counter: for stars, or for recyclables."""

from __future__ import annotations

from typing import Any

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import LOAD, PIECES, Load, Pieces, serials_of
from goodpoints.cli.kit import argument, command, option


@command("redeem")
@argument("who", metavar="WHO")
@argument("items", metavar="ITEM[=N]…", nargs=-1, required=True, type=PIECES)
@option("--serials", metavar="FIRST-LAST", default="")
@option("--officer", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def redeem(desk: Desk, who: str, items: tuple[Pieces, ...], *, serials: str, officer: str | None, remark: str) -> None:
    """Exchange stars for goods."""
    from goodpoints.domain.market.redeem import Redeem

    with desk.acting() as acts:
        told: dict[str, Any] = {"household": acts.household(who), "officer": acts.party(officer), "remark": remark}
        for item, count in items:
            order = Redeem(acts.day, item=item, count=count, serials=serials_of(serials, count), **told)
            acts.took(acts.book.shop.redeem(order, key=acts.key()))


@command("barter")
@argument("who", metavar="WHO")
@argument("load", metavar="MATERIAL=QTY", type=LOAD)
@argument("pieces", metavar="ITEM[=N]", type=PIECES)
@option("--officer", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def barter(desk: Desk, who: str, *, load: Load, pieces: Pieces, officer: str | None, remark: str) -> None:
    """Exchange recyclables for goods, without stars."""
    from goodpoints.domain.market.counter import Barter

    with desk.acting() as acts:
        order = Barter(
            acts.day,
            household=acts.household(who),
            material=load.material,
            quantity=load.quantity,
            item=pieces.item,
            count=pieces.number,
            officer=acts.party(officer),
            remark=remark,
        )
        acts.took(acts.book.shop.barter(order, key=acts.key()))
