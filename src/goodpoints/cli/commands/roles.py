"""Who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import plain
from goodpoints.cli.kit import argument, command, option
from goodpoints.errors import MistakenInput
from goodpoints.i18n import LANGUAGES, Translator

if TYPE_CHECKING:
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.domain.register.roles import GrantRole, RevokeRole

_HELD: Final = ("party", "name", "role", "held_since", "acts")


def _who_and_what(act: Callable[..., None]) -> Callable[..., None]:
    """Whose role, which one, and why."""
    told = option("-m", "--reason", default="", metavar="TEXT")(act)
    return argument("name", metavar="NAME")(argument("village_role", metavar="ROLE")(told))


@command("role_grant")
@_who_and_what
def role_grant(desk: Desk, **said: str) -> None:
    """Give somebody a role; the first one closes the book to everybody without."""
    from goodpoints.domain.register.roles import GrantRole

    _post(desk, GrantRole, **said)


@command("role_revoke")
@_who_and_what
def role_revoke(desk: Desk, **said: str) -> None:
    """Take a role from somebody."""
    from goodpoints.domain.register.roles import RevokeRole

    _post(desk, RevokeRole, **said)


def _post(desk: Desk, kind: type[GrantRole | RevokeRole], *, name: str, village_role: str, reason: str) -> None:
    with desk.acting() as acts:
        order = kind(acts.day, party=acts.party(_somebody(name)), role=_role(village_role), reason=reason)
        acts.took(acts.book.post(order, key=acts.key()))


@command("role_allow")
@argument("village_role", metavar="ROLE")
@argument("acts", metavar="ACT…", nargs=-1, required=True)
def role_allow(desk: Desk, village_role: str, acts: tuple[str, ...]) -> None:
    """Change what a role may do: these acts and no others."""
    from goodpoints.domain.register.roles import AllowActs

    with desk.acting() as desk_acts:
        order = AllowActs(desk_acts.day, role=_role(village_role), acts=acts)
        desk_acts.took(desk_acts.book.post(order, key=desk_acts.key()))


@command("role_list")
def role_list(desk: Desk) -> None:
    """Who holds which role, since when, and what it allows."""
    with desk.reading() as book:
        held = book.roles()
        names = {code.removeprefix("party/"): name for name, code in book.find_details("party/", "name").items()}
    lines: list[Line] = []
    for one in held:
        told: dict[str, Cell] = {"party": one.party, "name": names.get(one.party, ""), "held_since": one.since}
        told["role"] = one.role if desk.for_programs else desk.words.word("role", one.role)
        told["acts"] = [act if desk.for_programs else desk.words.word("kind", act) for act in one.acts]
        lines.append(told)
    desk.show(lines, _HELD)


def _somebody(name: str) -> str:
    """A name that was typed; an empty one is nobody's."""
    if not plain(name):
        raise MistakenInput("malformed_name", field="holder", got="")
    return name


def _role(said: str) -> str:
    """A role's code, also where it was said in Chinese or English."""
    from goodpoints.domain.register.roles import DUTIES

    wanted = plain(said)
    words = [Translator(lang) for lang in LANGUAGES]
    meant = [role for role in DUTIES if wanted in {one.word("role", role) for one in words}]
    return meant[0] if meant else wanted
