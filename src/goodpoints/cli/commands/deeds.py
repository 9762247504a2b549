"""Good deeds at the desk: claimed, checked, judged, shown, objected to, reviewed. What they earn, the book posts itself."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from goodpoints.cli.acts import Acts
from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY, Said, plain
from goodpoints.cli.kit import argument, command, option
from goodpoints.errors import MistakenInput

if TYPE_CHECKING:
    from goodpoints.domain.bank.panel import Judge

_WAYS: Final = ["self", "other", "helped", "leader", "grid_worker"]
_JUDGE: Final = re.compile(r"(?P<name>[^()=]+)(?:\((?P<household>[0-9]+)\))?(?:=(?P<mark>[0-9.]+))?")
_WIDTH: Final = 4
_FILE: Final = click.Path(dir_okay=False, path_type=Path)


@command("claim")
@argument("who", metavar="WHO")
@argument("rule_code", metavar="RULE")
@argument("quantity", metavar="[QTY]", default="")
@option("--claim", "number", metavar="CLAIM", default="")
@option("--deed-day", type=DAY)
@option("--doer", metavar="PERSON", default="")
@option("--by", metavar="NAME")
@option("--way", type=Said("way", _WAYS))
@option("--witness", metavar="NAME")
@option("--level", metavar="LEVEL", default="")
@option("--members", type=int, default=0, metavar="N")
@option("--evidence", type=_FILE, multiple=True, metavar="FILE")
@option("-m", "--remark", default="", metavar="TEXT")
def claim(
    desk: Desk,
    *,
    who: str,
    rule_code: str,
    quantity: str,
    number: str,
    deed_day: dt.date | None,
    by: str | None,
    way: str | None,
    witness: str | None,
    evidence: tuple[Path, ...],
    **told: Any,  # noqa: ANN401 - doer, level, members, remark as click parsed them
) -> None:
    """Write down that a good deed is claimed; where its rule asks for neither panel nor notice, it is credited too."""
    from goodpoints.domain.bank.claim import Claim

    with desk.acting() as acts:
        code = number or acts.book.deeds.next_number("claim", f"{acts.day.year}-")
        order = Claim(
            acts.day,
            claim=code,
            deed_day=deed_day or acts.day,
            household=acts.household(who),
            rule=plain(rule_code),
            quantity=plain(quantity),
            claimed_by=acts.party(by),
            way=way or "",
            witness=acts.party(witness),
            evidence=_kept(acts, evidence, tried=desk.settings.dry_run),
            **told,
        )
        acts.took(acts.book.deeds.claim(order, key=acts.key()))
        for receipt in acts.book.deeds.posted_at_once(code, acts.day):
            acts.took(receipt)
    desk.say("claim.numbered", claim=code)


def _kept(acts: Acts, files: tuple[Path, ...], *, tried: bool) -> list[str]:
    """The digests of files of evidence, which are copied beside the book unless this is only tried."""
    from goodpoints.storage.evidence import digest_of

    return [digest_of(path) if tried else acts.book.evidence.keep(path) for path in files]


@command("precheck")
@argument("claims", metavar="CLAIM…", nargs=-1, required=True)
@option("--failed", is_flag=True)
@option("--by", metavar="NAME")
@option("-m", "--reason", default="", metavar="TEXT")
def precheck(desk: Desk, claims: tuple[str, ...], *, failed: bool, by: str | None, reason: str) -> None:
    """Pass claims on to the panel, or reject them."""
    from goodpoints.domain.bank.precheck import Precheck

    with desk.acting() as acts:
        for code in claims:
            order = Precheck(acts.day, claim=code, passed=not failed, checker=acts.party(by), reason=reason)
            acts.took(acts.book.deeds.precheck(order, key=acts.key()))


@command("panel")
@argument("claims", metavar="CLAIM…", nargs=-1, required=True)
@option("--judge", "judges", multiple=True, required=True, metavar="NAME(HOUSEHOLD)[=MARK]")
@option("--points", metavar="POINTS")
@option("--rejected", is_flag=True)
@option("-m", "--reason", default="", metavar="TEXT")
def panel(
    desk: Desk, claims: tuple[str, ...], *, judges: tuple[str, ...], points: str | None, rejected: bool, reason: str
) -> None:
    """Write down what a panel decided about claims."""
    from goodpoints.domain.bank.panel import APPROVE, REJECT, Panel

    with desk.acting() as acts:
        sat = judges_of(acts, judges)
        decision = REJECT if rejected else APPROVE
        for code in claims:
            order = Panel(acts.day, claim=code, judges=sat, decision=decision, points=points, reason=reason)
            receipt = acts.book.deeds.panel(order, key=acts.key())
            acts.took(receipt)
            if receipt.entry.facts.get("conflict"):
                desk.say("panel.conflict", claim=code)


def judges_of(acts: Acts, said: tuple[str, ...]) -> list[Judge]:
    """Judges as they are typed: a name, the own household in brackets, and a mark: 田树林(0124)=6.

    Raises:
        MistakenInput: `bad_judge`.
    """
    from goodpoints.domain.bank.panel import Judge

    judges = []
    for one in said:
        found = _JUDGE.fullmatch(plain(one))
        if found is None:
            raise MistakenInput("bad_judge", example="田树林(0124)=6")
        household = (found["household"] or "").zfill(_WIDTH) if found["household"] else ""
        judges.append(Judge(acts.party(found["name"].strip()), household, found["mark"]))
    return judges


@command("notice_open")
@argument("claims", metavar="CLAIM…", nargs=-1, required=True)
@option("--notice", "number", metavar="NOTICE", default="")
@option("--until", "last", type=DAY)
@option("--days", type=click.IntRange(1, 365), metavar="N")
@option("--board", "boards", multiple=True, metavar="PLACE")
@option("--corrects", default="", metavar="NOTICE")
@option("-m", "--remark", default="", metavar="TEXT")
def notice_open(
    desk: Desk,
    claims: tuple[str, ...],
    *,
    number: str,
    last: dt.date | None,
    days: int | None,
    boards: tuple[str, ...],
    corrects: str,
    remark: str,
) -> None:
    """Show claims to the village; what cannot be shown is told and left out."""
    from goodpoints.domain.bank.notice import OpenNotice

    with desk.acting() as acts:
        code = number or acts.book.deeds.next_number("notice", "GS")
        long = days or acts.book.rules.rulebook(day=acts.day).notice_days
        ends = last or acts.day + dt.timedelta(days=long - 1)
        order = OpenNotice(
            acts.day, notice=code, last=ends, claims=claims, places=boards, corrects=corrects, remark=remark
        )
        receipt = acts.book.deeds.open_notice(order, key=acts.key())
        acts.took(receipt)
    desk.say("notice.numbered", notice=code, last=ends)
    for claim_code, why in receipt.entry.facts.get("left_out", ()):
        desk.say("notice.left_out", claim=claim_code, status=desk.words.word("claim_status", why))


@command("notice_withdraw")
@argument("notice", metavar="NOTICE")
@option("-m", "--reason", default="", metavar="TEXT")
def notice_withdraw(desk: Desk, notice: str, reason: str) -> None:
    """Take a wrong notice down; its claims must be shown again."""
    from goodpoints.domain.bank.notice import WithdrawNotice

    with desk.acting() as acts:
        order = WithdrawNotice(acts.day, notice=notice, reason=reason)
        acts.took(acts.book.deeds.withdraw_notice(order, key=acts.key()))


@command("object")
@argument("claim", metavar="CLAIM")
@option("--objection", "number", metavar="OBJECTION", default="")
@option("--by", metavar="NAME")
@option("-m", "--reason", default="", metavar="TEXT")
def object_(desk: Desk, claim: str, *, number: str, by: str | None, reason: str) -> None:
    """Object to a claim that is shown; nothing is posted for it until that is decided."""
    from goodpoints.domain.bank.objection import Object

    with desk.acting() as acts:
        code = number or acts.book.deeds.next_number("objection", "YY")
        order = Object(acts.day, claim=claim, objection=code, by=acts.party(by), reason=reason)
        acts.took(acts.book.deeds.object_to(order, key=acts.key()))
    desk.say("objection.numbered", objection=code)


@command("review")
@argument("claim", metavar="CLAIM")
@option("--upheld/--dismissed", default=None, required=True)
@option("--objection", metavar="OBJECTION", default="")
@option("--reviewer", "reviewers", multiple=True, metavar="NAME")
@option("-m", "--reason", default="", metavar="TEXT")
def review(desk: Desk, claim: str, *, upheld: bool, objection: str, reviewers: tuple[str, ...], reason: str) -> None:
    """Decide an objection: upheld ends the claim, dismissed lets it go on."""
    from goodpoints.domain.bank.objection import Review

    with desk.acting() as acts:
        by = [acts.party(name) for name in reviewers]
        order = Review(acts.day, claim=claim, upheld=upheld, objection=objection, reviewers=by, reason=reason)
        acts.took(acts.book.deeds.review(order, key=acts.key()))


@command("kin")
@argument("household", metavar="HOUSEHOLD")
@argument("other", metavar="HOUSEHOLD")
@option("--ends", is_flag=True)
@option("-m", "--relation", default="", metavar="TEXT")
def kin(desk: Desk, *, household: str, other: str, ends: bool, relation: str) -> None:
    """Two households are close kin and do not judge each other's claims, or are so no longer."""
    from goodpoints.domain.bank.kin import DeclareKin

    with desk.acting() as acts:
        told = {"household": acts.household(household), "other": acts.household(other)}
        order = DeclareKin(acts.day, **told, ends=ends, relation=relation)
        acts.took(acts.book.deeds.declare_kin(order, key=acts.key()))


@command("repair")
@argument("who", metavar="WHO")
@argument("claim", metavar="CLAIM")
@option("--judge", "judges", multiple=True, required=True, metavar="NAME(HOUSEHOLD)[=MARK]")
@option("-m", "--reason", default="", metavar="TEXT")
def repair(desk: Desk, *, who: str, claim: str, judges: tuple[str, ...], reason: str) -> None:
    """A panel finds that a household has made good what its veto stood for."""
    from goodpoints.domain.bank.repair import Repair

    with desk.acting() as acts:
        told = {"household": acts.household(who), "claim": claim, "reason": reason}
        order = Repair(acts.day, judges=judges_of(acts, judges), **told)
        acts.took(acts.book.deeds.repair(order, key=acts.key()))


@command("write_off")
@argument("who", metavar="WHO")
@argument("debt", metavar="[POINTS]", required=False)
@option("--first", "first_by", required=True, metavar="NAME")
@option("--second", "second_by", required=True, metavar="NAME")
@option("-m", "--reason", default="", metavar="TEXT")
def write_off(desk: Desk, *, who: str, debt: str | None, first_by: str, second_by: str, reason: str) -> None:
    """Two people let a household off a debt, or a part of it."""
    from goodpoints.domain.bank.write_off import WriteOff

    with desk.acting() as acts:
        two = {"first": acts.party(first_by), "second": acts.party(second_by)}
        order = WriteOff(acts.day, household=acts.household(who), amount=debt, reason=reason, **two)
        acts.took(acts.book.deeds.write_off(order, key=acts.key()))
