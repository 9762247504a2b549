"""Roles: who may do what; a book closes with its first role, and never so that nobody can open it again."""

from __future__ import annotations

import datetime as dt
from typing import Final

import pytest

from goodpoints import Book, GoodpointsError, RegisterHousehold, WeighIn
from goodpoints.domain.bank.objection import Review
from goodpoints.domain.bank.panel import Panel
from goodpoints.domain.bank.precheck import Precheck
from goodpoints.domain.register.roles import DUTIES, KEEPER, AllowActs, GrantRole, RevokeRole, roles_of
from goodpoints.errors import NotPermitted
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.village import CARDBOARD, TODAY, first_days, village
from tests.bank.village import (
    CLAIMED,
    CREDITED,
    JUDGED,
    JUDGES,
    OPENED,
    REVIEWED,
    a_bank,
    claim,
    judge,
    object_to,
    outcome,
    show,
    shown,
)

CLERK: Final = "p0100"


def _closed() -> Book:
    """A book in which one clerk holds a role; it is the clerk who has it open."""
    book = a_bank().as_(CLERK)
    book.post(GrantRole(OPENED, party=CLERK, role="clerk"))
    return book


def _grant(book: Book, party: str, role: str, day: dt.date = OPENED) -> None:
    book.post(GrantRole(day, party=party, role=role))


def test_without_roles_everybody_does_everything() -> None:
    """And doctor says so."""
    book = a_bank().as_("p0777")
    shown(book)
    book.due(CREDITED)

    assert (outcome(book), "no_roles" in {advice.code for advice in book.doctor()}) == ("credited", True)


def test_the_first_role_closes_the_book() -> None:
    """Whoever holds none does nothing any more, and doctor is content."""
    book = _closed()
    stranger = book.as_("p0777")
    with pytest.raises(NotPermitted) as caught:
        claim(stranger)
    head = book.head()
    with pytest.raises(NotPermitted):
        stranger.preview(RegisterHousehold(OPENED, household="0009"))

    assert (caught.value.code, caught.value.facts) == ("not_permitted", {"actor": "p0777", "act": "claim"})
    assert (caught.value.exit_status, book.head()) == (7, head)
    assert "no_roles" not in {advice.code for advice in book.doctor()}


@pytest.mark.parametrize("role", sorted(DUTIES))
def test_a_role_allows_its_acts_and_no_others(role: str) -> None:
    """The table as it is by default: a claim, a check, a registration, a grant."""
    book = _closed()
    _grant(book, "p0200", role)
    actor = book.as_("p0200")
    done = []
    for act, order in (
        ("claim", lambda: claim(actor)),
        ("household", lambda: actor.register.household(RegisterHousehold(OPENED, household="0009"))),
        ("role", lambda: _grant(actor, "p0300", "villager")),
    ):
        try:
            order()
        except NotPermitted:
            continue
        done.append(act)

    assert done == [act for act in ("claim", "household", "role") if act in DUTIES[role]]


def test_the_village_changes_what_a_role_may_do() -> None:
    """By an entry; what it does not name is not allowed any more."""
    book = _closed()
    _grant(book, "p0200", "villager")
    book.post(AllowActs(OPENED, role="villager", acts=["household"]))
    villager = book.as_("p0200")
    villager.register.household(RegisterHousehold(OPENED, household="0009"))
    with pytest.raises(NotPermitted) as caught:
        claim(villager)

    assert caught.value.facts["act"] == "claim"


def test_a_revoked_role_allows_nothing() -> None:
    """From the entry on."""
    book = _closed()
    _grant(book, "p0200", "villager")
    claim(book.as_("p0200"))
    book.post(RevokeRole(OPENED, party="p0200", role="villager"))
    with pytest.raises(NotPermitted):
        claim(book.as_("p0200"), "2025-0002")
    with book.writing() as tx:
        held = roles_of(tx, "p0200")

    assert held == []


def test_a_batch_sees_roles_change_between_its_own_acts() -> None:
    """Who was allowed an act a moment ago, and did it, is asked again after every grant and every revocation."""
    book = village(MemoryStore())
    first_days(book)
    weighed = WeighIn(TODAY, household="0001", material=CARDBOARD, quantity="50公斤")
    with book.batch() as batch:
        clerk, stranger = batch.as_(CLERK), batch.as_("p0777")
        stranger.post(weighed)
        _grant(clerk, CLERK, "clerk", TODAY)
        with pytest.raises(NotPermitted):
            stranger.post(weighed)
        _grant(clerk, "p0777", KEEPER, TODAY)
        stranger.post(weighed)
        stranger.post(weighed)
        clerk.post(RevokeRole(TODAY, party="p0777", role=KEEPER))
        with pytest.raises(NotPermitted):
            stranger.post(weighed)

    assert book.verify().ok


def test_nobody_sits_on_a_panel_without_being_a_judge() -> None:
    """Each one who is none is named."""
    book = _closed()
    claim(book)
    _grant(book, JUDGES[0].party, "judge")
    with pytest.raises(NotPermitted) as caught:
        judge(book)
    for one in JUDGES[1:]:
        _grant(book, one.party, "judge")
    judge(book)

    assert [reason.facts["actor"] for reason in caught.value.reasons] == ["p0002", "p0003"]
    assert outcome(book) == "not_publicised"


def test_reviewers_and_checkers_need_their_roles_too() -> None:
    """Whoever is named in the act, not only whoever writes it down."""
    book = _closed()
    claim(book)
    with pytest.raises(NotPermitted) as checking:
        book.deeds.precheck(Precheck(JUDGED, claim="2025-0001", checker="p0777"))
    for one in JUDGES:
        _grant(book, one.party, "judge")
    book.deeds.panel(Panel(JUDGED, claim="2025-0001", judges=JUDGES))
    show(book)
    object_to(book)
    with pytest.raises(NotPermitted) as reviewing:
        book.deeds.review(Review(REVIEWED, claim="2025-0001", upheld=False, reviewers=["p0777"]))

    assert (checking.value.facts["act"], reviewing.value.facts["act"]) == ("precheck", "review")


def test_the_book_posts_what_is_due_by_itself() -> None:
    """Whoever asks for it: nobody credits."""
    book = a_bank().as_(CLERK)
    shown(book)
    book.post(GrantRole(OPENED, party=CLERK, role="clerk"))
    book.as_("p0777").due(CREDITED)

    assert outcome(book) == "credited"


@pytest.mark.parametrize(
    ("party", "role", "code"),
    [("p0200", "keeper", "roles_apart"), (CLERK, "clerk", "role_held")],
)
def test_some_grants_are_refused(party: str, role: str, code: str) -> None:
    """A supervisor is no keeper; a role is held once."""
    book = _closed()
    _grant(book, "p0200", "supervisor")
    with pytest.raises(GoodpointsError) as caught:
        _grant(book, party, role)

    assert caught.value.code == code


@pytest.mark.parametrize("act", ["first", "revoke", "allow"])
def test_there_is_always_somebody_who_can_grant(act: str) -> None:
    """The first role, the last one, and what it allows."""
    book = a_bank() if act == "first" else _closed()
    order = {
        "first": GrantRole(OPENED, party="p0200", role="villager"),
        "revoke": RevokeRole(OPENED, party=CLERK, role="clerk"),
        "allow": AllowActs(OPENED, role="clerk", acts=["claim"]),
    }[act]
    with pytest.raises(GoodpointsError) as caught:
        book.post(order)

    assert caught.value.code == "nobody_left"


def test_what_is_not_held_cannot_be_revoked() -> None:
    """And a role that is none cannot be given."""
    book = _closed()
    with pytest.raises(GoodpointsError) as caught:
        book.post(RevokeRole(CLAIMED, party="p0200", role="judge"))
    with pytest.raises(GoodpointsError) as choice:
        GrantRole(CLAIMED, party="p0200", role="king")

    assert (caught.value.code, choice.value.code) == ("no_such_role", "bad_choice")
