"""Issue quotas: how many points a period may see."""

from __future__ import annotations

import datetime as dt
from typing import Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option

_QUOTAS: Final = ("quota", "first", "last", "points", "issued", "percent", "state", "resolution")
_WAITING: Final = ("claim", "household", "points")


@command("quota_set")
@argument("quota", metavar="CODE")
@argument("points", metavar="POINTS")
@option("--from", "first", type=DAY, required=True)
@option("--to", "last", type=DAY, required=True)
@option("--resolution", required=True, metavar="NUMBER")
def quota_set(desk: Desk, quota: str, points: str, *, first: dt.date, last: dt.date, resolution: str) -> None:
    """Allow so many points for a period, by a resolution."""
    from goodpoints.domain.bank.quota import SetQuota

    with desk.acting() as acts:
        order = SetQuota(acts.day, quota=quota, first=first, last=last, points=points, resolution=resolution)
        acts.took(acts.book.budget.set_quota(order, key=acts.key()))


@command("quota_show")
def quota_show(desk: Desk) -> None:
    """Every quota and what is used of it: codes for programs, words for people."""
    with desk.reading() as book:
        told = [line._asdict() for line in book.budget.quotas()]
    if not desk.for_programs:
        told = [line | {"state": desk.words.word("quota", line["state"])} for line in told]
    desk.show(told, _QUOTAS)


@command("quota_waiting")
def quota_waiting(desk: Desk) -> None:
    """Credits that are withheld until there is room or a resolution."""
    with desk.reading() as book:
        desk.show([line._asdict() for line in book.budget.withheld()], _WAITING)


@command("quota_release")
@argument("claim", metavar="CLAIM")
@option("--resolution", default="", metavar="NUMBER")
def quota_release(desk: Desk, claim: str, resolution: str) -> None:
    """Let a withheld credit be posted: by a resolution, or since there is room again."""
    from goodpoints.domain.bank.quota import ReleaseClaim

    with desk.acting() as acts:
        order = ReleaseClaim(acts.day, claim=claim, resolution=resolution)
        acts.took(acts.book.budget.release_claim(order, key=acts.key()))
        acts.book.due(acts.day)
