"""Roles: who may do what, as entries of the book.

A book without role entries lets everybody do everything; the first one closes it. From then on an actor needs a role
that allows the act. What a role allows may be changed by entries, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import PARTY, BaseOrder, about_entry, as_tuple, chosen, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

ROLE: Final = "role"
PERMISSION: Final = "permission"
CLOSED: Final[ThingKey] = ("roles", "book")
"""The thing that is there from the first role entry on."""

JUDGE: Final = "judge"
KEEPER: Final = "keeper"
SUPERVISOR: Final = "supervisor"
REVIEWER: Final = "reviewer"
GRANTING: Final = "role"
"""The act of granting and revoking."""

_ANYBODY: Final = ("party",)
"""Giving a name its code is part of every act."""

_VILLAGER: Final = ("claim", "objection")
_AT_THE_DOOR: Final = (*_VILLAGER, "precheck", "weigh_in", "barter")
_AT_THE_SHELF: Final = ("weigh_in", "redeem", "barter", "delivery", "hand_over", "sell")
_AT_THE_DESK: Final = (
    "household", "person", "kin", "import", "reverse_batch", "opening", "rate", "campaign", "price", "rulebook", "rerating", "policy",
    "claim", "precheck", "panel", "notice", "withdraw_notice", "objection", "review", "reverse", "repair",
    "delivery", "hand_over", "sell", GRANTING, PERMISSION,
)  # fmt: skip

DUTIES: Final[dict[str, tuple[str, ...]]] = {
    "villager": _VILLAGER,
    "claimant": ("claim",),
    "group_leader": _AT_THE_DOOR,
    "grid_worker": _AT_THE_DOOR,
    JUDGE: (*_VILLAGER, "panel"),
    "clerk": _AT_THE_DESK,
    KEEPER: _AT_THE_SHELF,
    SUPERVISOR: ("count", "objection", "review", "write_off", "rerating"),
    REVIEWER: ("review", "reverse", "repair", "write_off", "rerating", GRANTING, PERMISSION),
}
"""Role → kinds of entries that it may write, until the village says otherwise. Source: `practice.md` 1.1 of the design."""


APART: Final = ((KEEPER, SUPERVISOR),)
"""Roles that nobody holds together. Source: `practice.md` 1.1 of the design: keeper and supervisor by rule."""


class NobodyLeft(RefusedByRule):
    """Afterwards nobody could grant a role any more, and the book would stay as it is for ever. Facts: party, role."""


class RoleHeld(RefusedByRule):
    """The party holds this role already. Facts: party, role."""


class RolesApart(RefusedByRule):
    """One person cannot hold both: who hands goods out does not watch over them. Facts: party, role."""


@frozen(kw_only=True)
class GrantRole(BaseOrder):
    """A party holds a role from `day` on.

    Args:
        party: The code that stands as actor in entries, "p0001".
        role: One of `DUTIES`.
        reason: Private.
    """

    party: str = field(validator=shaped(PARTY))
    role: str = field(validator=chosen(*DUTIES))
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """Whether the book is closed, and what the party holds."""
        return Needs(things=[CLOSED, (ROLE, self.party)])


@frozen(kw_only=True)
class RevokeRole(BaseOrder):
    """A party holds a role no longer."""

    party: str = field(validator=shaped(PARTY))
    role: str = field(validator=chosen(*DUTIES))
    reason: str = private()


@frozen(kw_only=True)
class AllowActs(BaseOrder):
    """A role may do these acts, and no others, from now on.

    Args:
        acts: Kinds of entries.
    """

    role: str = field(validator=chosen(*DUTIES))
    acts: tuple[str, ...] = field(converter=as_tuple)


def grant_role(book: BookReader, order: GrantRole) -> Draft:
    """Give a party a role; the first one closes the book, and must be one that can grant others.

    Raises:
        RefusedByRule: `RoleHeld`, `RolesApart`, `NobodyLeft`.
    """
    if order.role in roles_of(book, order.party):
        raise RoleHeld("role_held", party=order.party, role=order.role)
    if book.thing(*CLOSED) is None and GRANTING not in acts_of(book, order.role):
        raise NobodyLeft("nobody_left", party=order.party, role=order.role)
    for pair in APART:
        if order.role in pair and set(pair) & set(roles_of(book, order.party)):
            raise RolesApart("roles_apart", party=order.party, role=order.role)
    facts = {"party": order.party, "role": order.role, "granted": True}
    return Draft("role", iso(order.day), facts, details=about_entry(order, "reason"))


def revoke_role(book: BookReader, order: RevokeRole) -> Draft:
    """Take a role from a party.

    Raises:
        NotFound: `no_such_role` where the party does not hold it.
        RefusedByRule: `NobodyLeft`.
    """
    if order.role not in roles_of(book, order.party):
        raise NotFound("no_such_role", party=order.party, role=order.role)
    if not _granters(book, without=(order.party, order.role)):
        raise NobodyLeft("nobody_left", party=order.party, role=order.role)
    facts = {"party": order.party, "role": order.role, "granted": False}
    return Draft("role", iso(order.day), facts, details=about_entry(order, "reason"))


def allow_acts(book: BookReader, order: AllowActs) -> Draft:
    """Change what a role may do.

    Raises:
        MistakenInput: `bad_choice` for what is no act.
        RefusedByRule: `NobodyLeft` where nobody could grant roles any more.
    """
    known = {act for acts in DUTIES.values() for act in acts}
    for act in order.acts:
        if act not in known:
            raise MistakenInput("bad_choice", field="acts", got=act[:40], allowed=", ".join(sorted(known)))
    if GRANTING not in order.acts and not _granters(book, deprived=order.role):
        raise NobodyLeft("nobody_left", party="", role=order.role)
    return Draft("permission", iso(order.day), {"role": order.role, "acts": sorted(set(order.acts))})


def roles_of(book: BookReader, party: str) -> list[str]:
    """The roles that a party holds, in the order in which they were granted."""
    found = book.thing(ROLE, party)
    return [] if found is None else [role for role, _since in found.state["held"]]


def acts_of(book: BookReader, role: str) -> tuple[str, ...]:
    """What a role may do: as the village has said, else by default."""
    said = book.thing(PERMISSION, role)
    return DUTIES[role] if said is None else tuple(said.state["acts"])


def is_closed(book: BookReader) -> bool:
    """Whether only those may act who hold a role that allows it."""
    return book.thing(*CLOSED) is not None


def may(book: BookReader, party: str, act: str) -> bool:
    """Whether a party may write entries of a kind; in a book without role entries everybody may."""
    if not is_closed(book):
        return True
    held = roles_of(book, party)
    return bool(held) and (act in _ANYBODY or any(act in acts_of(book, role) for role in held))


def _granters(book: BookReader, *, without: tuple[str, str] = ("", ""), deprived: str = "") -> list[str]:
    """Who could grant roles, if one party lost one role, or one role lost the right to."""
    granting = {role for role in DUTIES if role != deprived and GRANTING in acts_of(book, role)}
    held = [(one.code, role) for one in book.things(ROLE) for role, _since in one.state["held"]]
    return [party for party, role in held if role in granting and (party, role) != without]


def _touches(entry: Entry) -> Iterable[ThingKey]:
    return [CLOSED, (ROLE, entry.facts["party"])]


def _changed(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, known = entry.facts, things[ROLE, entry.facts["party"]]
    held = [one for one in (known.state["held"] if known else ()) if one[0] != facts["role"]]
    if facts["granted"]:
        held = [*held, [facts["role"], entry.day]]
    since = known.day if known else entry.day
    yield Thing(ROLE, facts["party"], {"held": held}, status="active" if held else "none", day=since)
    if things[CLOSED] is None:
        yield Thing(*CLOSED, {"entry": entry.seq}, status="closed", day=entry.day)


def _touches_permission(entry: Entry) -> Iterable[ThingKey]:
    return [(PERMISSION, entry.facts["role"])]


def _allowed(entry: Entry, _things: Things) -> Iterable[Thing]:
    state = {"acts": entry.facts["acts"], "entry": entry.seq}
    return [Thing(PERMISSION, entry.facts["role"], state, status="said", day=entry.day)]


ROLE_KIND: Final = Kind("role", touches=_touches, reduce=_changed)
PERMISSION_KIND: Final = Kind("permission", touches=_touches_permission, reduce=_allowed)
