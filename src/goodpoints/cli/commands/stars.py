"""Star households."""

from __future__ import annotations

import datetime as dt
from typing import Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option

_STARS: Final = ("household", "grade", "stars", "barred", "first", "last")
_RECOUNT: Final = ("rule", "then", "now")


@command("star_assess")
@argument("who", metavar="[WHO]", required=False)
@option("--from", "first", type=DAY, required=True)
@option("--to", "last", type=DAY, required=True)
def star_assess(desk: Desk, *, who: str | None, first: dt.date, last: dt.date) -> None:
    """Work out the stars of a household, or of every household, over a window of deeds."""
    from goodpoints.domain.bank.stars import AssessStars

    with desk.acting() as acts:
        everybody = [balance.household for balance in acts.book.balances()] if who is None else [acts.household(who)]
        for household in everybody:
            order = AssessStars(acts.day, household=household, first=first, last=last)
            acts.took(acts.book.standing.assess_stars(order, key=acts.key()))


@command("star_withdraw")
@argument("who", metavar="WHO")
@argument("star", metavar="STAR")
@option("-m", "--reason", default="", metavar="TEXT")
def star_withdraw(desk: Desk, *, who: str, star: str, reason: str) -> None:
    """Take a star from a household after a breach; it cannot be won again for the rulebook's time."""
    from goodpoints.domain.bank.stars import WithdrawStar

    with desk.acting() as acts:
        order = WithdrawStar(acts.day, household=acts.household(who), star=star, reason=reason)
        acts.took(acts.book.standing.withdraw_star(order, key=acts.key()))


@command("star_show")
@option("--grade", metavar="GRADE")
def star_show(desk: Desk, grade: str | None) -> None:
    """The last assessment of every household; of one grade where it is named."""
    with desk.reading() as book:
        found = book.standing.star_households(grade)
    desk.show([line._asdict() | {"stars": list(line.stars), "barred": list(line.barred)} for line in found], _STARS)


@command("star_recount")
@argument("who", metavar="WHO")
def star_recount(desk: Desk, who: str) -> None:
    """What a household's stars were made of, and what it would come to now."""
    from goodpoints.cli.acts import household_named

    with desk.reading() as book:
        desk.show([one._asdict() for one in book.standing.recount(household_named(book, who))], _RECOUNT)
