"""The stockroom: goods in, goods counted."""

from __future__ import annotations

import datetime as dt

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY, PIECES, Pieces, ends_of, serials_of
from goodpoints.cli.kit import argument, command, option


@command("delivery")
@argument("pieces", metavar="ITEM=N", type=PIECES)
@option("--donor", metavar="NAME")
@option("--seller", metavar="NAME")
@option("--unit-value", default="0", metavar="MONEY")
@option("--use-by", type=DAY)
@option("--serials", metavar="FIRST-LAST", default="")
def delivery(
    desk: Desk,
    *,
    pieces: Pieces,
    donor: str | None,
    seller: str | None,
    unit_value: str,
    use_by: dt.date | None,
    serials: str,
) -> None:
    """Take goods in, given or bought."""
    from goodpoints.domain.market.delivery import Deliver

    first, last = ends_of(serials)
    with desk.acting() as acts:
        order = Deliver(
            acts.day,
            item=pieces.item,
            count=pieces.number,
            source="donation" if donor else "purchase",
            party=acts.party(donor or seller),
            unit_value=unit_value,
            use_by=use_by,
            first_serial=first,
            last_serial=last,
        )
        acts.took(acts.book.shop.deliver(order, key=acts.key()))


@command("count")
@argument("items", metavar="ITEM=N…", nargs=-1, required=True, type=PIECES)
@option("--serials", metavar="FIRST-LAST", default="")
@option("--keeper", metavar="NAME")
@option("--supervisor", metavar="NAME")
@option("-m", "--remark", default="", metavar="TEXT")
def count(
    desk: Desk, items: tuple[Pieces, ...], *, serials: str, keeper: str | None, supervisor: str | None, remark: str
) -> None:
    """Put the book right after a stock-take."""
    from goodpoints.domain.market.count import CountStock

    with desk.acting() as acts:
        told = {"keeper": acts.party(keeper), "supervisor": acts.party(supervisor), "remark": remark}
        for item, counted in items:
            order = CountStock(acts.day, item=item, counted=counted, serials=serials_of(serials, counted), **told)
            acts.took(acts.book.shop.count(order, key=acts.key()))
