"""Opening a book, and what the paper booklets say on that day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option
from goodpoints.cli.settings import user_folder
from goodpoints.errors import MistakenInput

DEFAULT_BOOK: Final = "village"
_PATH: Final = click.Path(path_type=Path)


@command("init")
@option("--policy", type=_PATH, metavar="FILE")
@option("--template", type=_PATH, metavar="FILE")
def init(desk: Desk, policy: Path | None, template: Path | None) -> None:
    """Write a policy to fill in, or open a book with one."""
    if template is not None:
        _write_template(desk, template)
    elif policy is not None:
        _open(desk, policy)
    else:
        raise MistakenInput("init_needs", options="--template, --policy")


@command("opening")
@argument("who", metavar="WHO")
@argument("amount", metavar="STARS")
@option("--earned", type=DAY)
def opening(desk: Desk, who: str, amount: str, earned: dt.date | None) -> None:
    """Credit what a paper booklet says."""
    from goodpoints.domain.market.counter import TakeOver

    with desk.acting() as acts:
        order = TakeOver(acts.day, household=acts.household(who), amount=amount, earned=earned or acts.day)
        acts.took(acts.book.shop.take_over(order, key=acts.key()))


def _write_template(desk: Desk, path: Path) -> None:
    from goodpoints.services.policy_file import policy_template

    if path.exists():
        raise MistakenInput("file_there", file=path.name)
    if not desk.settings.dry_run:
        path.write_text(policy_template(), encoding="utf-8", newline="")
    desk.say("template_written", file=path)


def _open(desk: Desk, path: Path) -> None:
    from goodpoints.book import create_book
    from goodpoints.book.stores import shown
    from goodpoints.cli.commands.rules import policy_in
    from goodpoints.services.clock import SystemClock, today_in

    policy, settings = policy_in(path), desk.settings
    clock = desk.clock() or SystemClock()
    day, code, url = (
        settings.at or today_in(policy.village.zone, clock),
        settings.code() or DEFAULT_BOOK,
        settings.url(),
    )
    if not settings.dry_run:
        if url.startswith(str(user_folder())):
            user_folder().mkdir(parents=True, exist_ok=True)
        create_book(url, book=code, policy=policy, day=day, clock=clock).close()
    desk.put(desk.words.text("opened.tried" if settings.dry_run else "opened", book=code, day=day, url=shown(url)))
