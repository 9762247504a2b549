"""Public notice: what the panel decided is shown to the village before anything is credited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from attrs import field, frozen

from goodpoints.domain.bank.claim import NUMBER
from goodpoints.domain.bank.claims import (
    APPROVED,
    CLAIM,
    CREDITED,
    WAITING,
    known_claim,
    moved_on,
    settled,
)
from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.refusals import NothingToShow, NoticeEnded, NoticeTaken, NoticeTooShort, StepFollowed
from goodpoints.domain.bank.rulebook.adopt import rulebook_in, rulebook_of
from goodpoints.domain.days import day_of, iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, a_day, about_entry, as_tuple, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule, refuse

NOTICE: Final = "notice"
OPEN: Final = "open"
WITHDRAWN: Final = "withdrawn"
CORRECTED: Final = "corrected"


@frozen(kw_only=True)
class OpenNotice(BaseOrder):
    """Claims are shown on the board from `day` on.

    Args:
        notice: Its number, unique in the book: "GS0001".
        last: Its last day, itself included.
        claims: Numbers of the claims it shows.
        places: Where it hangs: codes or short names of boards.
        corrects: Number of a notice that was wrong and that this one takes the place of; empty for none.
        remark: Private.
    """

    notice: str = field(validator=shaped(NUMBER))
    last: dt.date = field(validator=a_day)
    claims: tuple[str, ...] = field(converter=as_tuple)
    places: tuple[str, ...] = field(default=(), converter=as_tuple)
    corrects: str = field(default="", validator=shaped(NUMBER, empty=True))
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The notice and its claims."""
        keys = [(NOTICE, self.notice), *((CLAIM, claim) for claim in self.claims)]
        return Needs(things=[*keys, *([(NOTICE, self.corrects)] if self.corrects else [])])


@frozen(kw_only=True)
class WithdrawNotice(BaseOrder):
    """A notice was wrong and is taken down; what it showed was not shown."""

    notice: str = field(validator=shaped(NUMBER))
    reason: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The notice."""
        return Needs(things=[(NOTICE, self.notice)])


class _Shown(NamedTuple):
    """What a notice shows, and what of its list it leaves out, with the reason's code."""

    claims: list[Thing]
    left_out: list[list[str]]


def open_notice(book: BookReader, order: OpenNotice) -> Draft:
    """Show claims to the village.

    Claims that were refused earlier, or that no panel has decided yet, are listed as left out; the others are shown.

    Raises:
        NotFound: `unknown_claim`, `unknown_notice`.
        MistakenInput: `claim_twice`, `notice_backwards`.
        RefusedByRule: `NoticeTaken`, `NoticeTooShort`, `NothingToShow`, `NoticeEnded`.
    """
    _check(order)
    corrected = _standing_notice(book, order.corrects) if order.corrects else None
    shown = _shown(book, order)
    refuse(list(_refusals(book, order, shown.claims)))
    facts: dict[str, Any] = {"notice": order.notice, "last": iso(order.last), "places": list(order.places)}
    facts |= {"claims": [claim.code for claim in shown.claims], "corrects": order.corrects}
    facts["versions"] = sorted({claim.state["version"] for claim in shown.claims})
    if corrected is not None:
        facts["released"] = [code for code in _waiting(book, corrected) if code not in facts["claims"]]
    if shown.left_out:
        facts["left_out"] = shown.left_out
    return Draft("notice", iso(order.day), facts, details=about_entry(order, "remark"))


def _check(order: OpenNotice) -> None:
    if len(set(order.claims)) < len(order.claims):
        again = next(code for code in order.claims if order.claims.count(code) > 1)
        raise MistakenInput("claim_twice", notice=order.notice, claim=again)
    if order.last < order.day:
        raise MistakenInput("notice_backwards", notice=order.notice, first=iso(order.day), last=iso(order.last))


def _shown(book: BookReader, order: OpenNotice) -> _Shown:
    shown = _Shown([], [])
    for code in order.claims:
        claim = known_claim(book, code)
        why = _why_not(claim, order)
        if why:
            shown.left_out.append([code, why])
        else:
            shown.claims.append(claim)
    return shown


def _why_not(claim: Thing, order: OpenNotice) -> str:
    """Why a claim cannot be shown, as the code of its status or "before_panel"; empty where it can."""
    moved = claim.status in WAITING and order.corrects and claim.state.get("notice") == order.corrects
    if claim.status != APPROVED and not moved:
        return claim.status
    return "before_panel" if iso(order.day) < claim.state.get("decided_on", claim.state["declared"]) else ""


def _refusals(book: BookReader, order: OpenNotice, claims: Sequence[Thing]) -> Iterator[RefusedByRule]:
    known = book.thing(NOTICE, order.notice)
    if known is not None and known.status != WITHDRAWN:
        yield NoticeTaken("notice_taken", notice=order.notice)
    if not claims:
        yield NothingToShow("nothing_to_show", notice=order.notice, claims=len(order.claims))
    wanted = max((rulebook_of(book, claim.state["version"]).notice_days for claim in claims), default=0)
    days = (order.last - order.day).days + 1
    if days < wanted:
        yield NoticeTooShort("notice_too_short", notice=order.notice, days=days, wanted=wanted)


def withdraw_notice(book: BookReader, order: WithdrawNotice) -> Draft:
    """Take a notice down; its claims that are not credited yet must be shown again.

    Raises:
        NotFound: `unknown_notice`.
        RefusedByRule: `NoticeEnded`.
    """
    notice = _standing_notice(book, order.notice)
    facts = {"notice": notice.code, "released": _waiting(book, notice)}
    return Draft("withdraw_notice", iso(order.day), facts, details=about_entry(order, "reason"))


def _standing_notice(book: BookReader, code: str) -> Thing:
    """A notice that can still be withdrawn or corrected: some of its claims are not credited.

    Raises:
        NotFound: `unknown_notice`.
        RefusedByRule: `NoticeEnded`.
    """
    found = book.thing(NOTICE, code)
    if found is None:
        raise NotFound("unknown_notice", notice=code)
    if found.status != OPEN or not _waiting(book, found):
        raise NoticeEnded("notice_ended", notice=code, status=found.status)
    return found


def _waiting(book: BookReader, notice: Thing) -> list[str]:
    """The notice's claims that are still in it, waiting to be credited."""
    claims = (known_claim(book, code) for code in notice.state["claims"])
    return [claim.code for claim in claims if claim.status in WAITING and claim.state.get("notice") == notice.code]


def _touches(entry: Entry) -> Iterable[ThingKey]:
    facts = entry.facts
    keys = [(NOTICE, facts["notice"]), *((CLAIM, code) for code in facts["claims"])]
    keys += [("rulebook", version) for version in facts["versions"]]
    keys += [(CLAIM, code) for code in facts.get("released", ())]
    return [*keys, *([(NOTICE, facts["corrects"])] if facts["corrects"] else [])]


def _opened(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, known = entry.facts, things[NOTICE, entry.facts["notice"]]
    insist(known is None or known.status == WITHDRAWN, entry, "taken")
    days = (day_of(facts["last"]) - day_of(entry.day)).days + 1
    for version in facts["versions"]:
        rulebook = rulebook_in(thing_before(things, ("rulebook", version), entry))
        insist(days >= rulebook.notice_days, entry, "too_short")
    state = {"first": entry.day, "last": facts["last"], "claims": facts["claims"], "places": facts["places"]}
    state |= {"entry": entry.seq, "corrects": facts["corrects"]}
    yield Thing(NOTICE, facts["notice"], state, status=OPEN, day=facts["last"])
    for code in facts["claims"]:
        yield _put_up(thing_before(things, (CLAIM, code), entry), entry)
    yield from _released(entry, things)
    if facts["corrects"]:
        wrong = thing_before(things, (NOTICE, facts["corrects"]), entry)
        yield wrong._replace(status=CORRECTED, state={**wrong.state, "corrected_by": facts["notice"]})


def _put_up(claim: Thing, entry: Entry) -> Thing:
    facts = entry.facts
    moved = claim.status in WAITING and facts["corrects"] and claim.state.get("notice") == facts["corrects"]
    insist(claim.status == APPROVED or moved, entry, "not_judged")
    insist(claim.state["version"] in facts["versions"], entry, "wrong_version")
    return settled(moved_on(claim, claim.status, notice=facts["notice"], first=entry.day, last=facts["last"]))


def _released(entry: Entry, things: Things) -> Iterable[Thing]:
    """Claims that are shown no longer: approved, and waiting for another notice."""
    for code in entry.facts.get("released", ()):
        claim = thing_before(things, (CLAIM, code), entry)
        yield settled(moved_on(claim, claim.status, notice="")) if claim.status in WAITING else claim


def _taken_down(entry: Entry, things: Things) -> Iterable[Thing]:
    notice = thing_before(things, (NOTICE, entry.facts["notice"]), entry)
    yield notice._replace(status=WITHDRAWN, state={**notice.state, "withdrawn": entry.seq})
    yield from _released(entry, things)


def _undone(entry: Entry, things: Things) -> Iterable[Thing]:
    """As if it had never hung: its claims are approved again, and a notice that it corrected stays corrected."""
    notice = thing_before(things, (NOTICE, entry.facts["notice"]), entry)
    yield notice._replace(status=WITHDRAWN)
    for code in entry.facts["claims"]:
        claim = thing_before(things, (CLAIM, code), entry)
        if claim.status in WAITING and claim.state.get("notice") == notice.code:
            yield settled(moved_on(claim, claim.status, notice=""))


def _not_posted(book: BookReader, entry: Entry) -> None:
    """A notice stands once one of its claims was credited.

    Raises:
        RefusedByRule: `StepFollowed`.
    """
    for code in entry.facts["claims"]:
        claim = known_claim(book, code)
        if claim.status == CREDITED and claim.state.get("notice") == entry.facts["notice"]:
            raise StepFollowed("step_followed", claim=code, status=claim.status)


def _touches_withdrawal(entry: Entry) -> Iterable[ThingKey]:
    facts = entry.facts
    return [(NOTICE, facts["notice"]), *((CLAIM, code) for code in facts["released"])]


NOTICE_KIND: Final = Kind(
    "notice", touches=_touches, reduce=_opened, undo=_undone, before_reversal=_not_posted, reversible=True
)
WITHDRAW_NOTICE_KIND: Final = Kind("withdraw_notice", touches=_touches_withdrawal, reduce=_taken_down)
