"""From a row of the moral bank's registers to its order. Credits have none: they come from `due`, and from nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from goodpoints.domain.bank.claim import Claim
from goodpoints.domain.bank.claims import CREDITED, REFUSED, REVERSED, known_claim
from goodpoints.domain.bank.notice import OpenNotice
from goodpoints.domain.bank.objection import Object, Review
from goodpoints.domain.bank.panel import Judge, Panel
from goodpoints.domain.bank.refusals import NoEffect
from goodpoints.domain.bank.rulebook.adopt import rulebook_on
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Thing
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.market.catalog import PublishPrice
from goodpoints.domain.orders import BaseOrder
from goodpoints.domain.policy import scaled
from goodpoints.errors import MistakenInput, RefusedByRule
from goodpoints.services.importing.desk import (
    Builder,
    Desk,
    RefusedInAdvance,
    Values,
    day_in,
    number_in,
    text_in,
    whole_in,
)

_BETWEEN: Final = "、"
"""What the reader of sheets puts between the parts of a list."""


def claim(desk: Desk, values: Values) -> BaseOrder:
    """A deed that was claimed."""
    day, deed_day = day_in(values, "day"), day_in(values, "deed_day")
    household = desk.names.household(text_in(values, "household"), text_in(values, "name"))
    texts = (text_in(values, "remark"), text_in(values, "evidence"))
    return Claim(
        day,
        claim=text_in(values, "claim"),
        deed_day=deed_day,
        household=household,
        doer=desk.names.person(text_in(values, "name"), household),
        rule=text_in(values, "rule"),
        quantity=_quantity(desk, values),
        level=text_in(values, "level"),
        claimed_by=desk.party(values, "claimant", day),
        way=text_in(values, "way"),
        witness=desk.party(values, "witness", day),
        remark=" ".join(filter(None, texts)),
    )


def _quantity(desk: Desk, values: Values) -> str:
    """The quantity, whose measure is the rule's own where the sheet names one.

    Raises:
        MistakenInput: `wrong_deed_measure`.
    """
    said, quantity = text_in(values, "unit"), values.get("quantity")
    if said and quantity is not None:
        rule = rulebook_on(desk.tx, day_in(values, "deed_day")).rule(text_in(values, "rule"))
        if rule.measure and said != rule.measure:
            raise MistakenInput("wrong_deed_measure", measure=said, expected=rule.measure)
    return "" if quantity is None else str(quantity)


def panel(desk: Desk, values: Values) -> BaseOrder:
    """What a panel decided."""
    day, points = day_in(values), values.get("points")
    return Panel(
        day,
        claim=text_in(values, "claim"),
        judges=_people(desk, values, "judges"),
        decision=text_in(values, "decision") or "approve",
        points=None if points is None else Decimal(str(points)),
        reason=text_in(values, "reason") or text_in(values, "remark"),
    )


def _people(desk: Desk, values: Values, column: str) -> list[Judge]:
    """Everybody listed, with household and mark: "张三(0012)、李四(0103):5". The same few sit on many panels."""
    parts, known = list(filter(None, text_in(values, column).split(_BETWEEN))), desk.judges
    for part in parts:
        if part not in known:
            known[part] = _person(desk, part, day_in(values))
    return [known[part] for part in parts]


def _person(desk: Desk, part: str, day: dt.date) -> Judge:
    person, _, mark = part.rpartition(")")
    name, _, household = person.rpartition("(")
    # Two of one name are two judges: the household tells them apart.
    code = desk.names.party(f"{person})" if household else name, max(day, desk.opened))
    return Judge(code, household, Decimal(mark.removeprefix(":")) if mark else None)


def open_notice(_desk: Desk, values: Values) -> BaseOrder:
    """A notice, with every claim that it shows."""
    return OpenNotice(
        day_in(values),
        notice=text_in(values, "notice"),
        last=day_in(values, "last"),
        claims=tuple(filter(None, text_in(values, "claims").split(_BETWEEN))),
        places=tuple(filter(None, text_in(values, "places").split(_BETWEEN))),
        corrects=text_in(values, "corrects"),
        remark=text_in(values, "remark"),
    )


def objection(_desk: Desk, values: Values) -> BaseOrder:
    """An objection, as it was raised; what became of it is an act of its own.

    Raises:
        MistakenInput: `bad_date` where it has a result but nobody says of which day.
    """
    if text_in(values, "result") and values.get("decided") is None:
        raise MistakenInput("bad_date", field="decided", got="")
    told = {"claim": text_in(values, "claim"), "objection": _objection_number(values)}
    return Object(day_in(values), **told, reason=text_in(values, "reason"))


def _objection_number(values: Values) -> str:
    """Its own number; where the register has none, the claim's with the day on which it was raised."""
    return text_in(values, "objection") or f"{text_in(values, 'claim')}.{day_in(values):%Y%m%d}"


def review(desk: Desk, values: Values) -> BaseOrder:
    """What became of an objection.

    Raises:
        MistakenInput: `bad_date` where it was decided before it was raised; `missing_result`.
    """
    day, result = day_in(values, "decided"), text_in(values, "result")
    if day < day_in(values):
        raise MistakenInput("bad_date", field="decided", got=day.isoformat())
    if result not in {"upheld", "dismissed"}:
        raise MistakenInput("missing_result", field="result", got=result[:20])
    reviewers = [judge.party for judge in _people(desk, values, "reviewers")]
    told = {"claim": text_in(values, "claim"), "objection": _objection_number(values)}
    return Review(day, **told, upheld=result == "upheld", reviewers=reviewers, reason=text_in(values, "remark"))


def honour(desk: Desk, values: Values) -> BaseOrder:
    """An honour and its price. Without a day the first price counts from the beginning, a later one from its import on."""
    price, day = number_in(values, "price"), values.get("valid_from")
    if not isinstance(day, dt.date):
        day = _since(desk, text_in(values, "item"), price)
    return PublishPrice(day, item=text_in(values, "item"), price=price, limit=whole_in(values, "limit"), kept=False)


def _since(desk: Desk, item: str, price: Decimal) -> dt.date:
    known = desk.tx.thing("item", item)
    prices = known.state.get("prices", ()) if known is not None else ()
    asked = scaled(price, desk.tx.policy(desk.opened).reward.scale)
    same = next((told[0] for told in prices if told[2] == asked), None)
    return day_of(same) if same else desk.today if prices else desk.opened


def reverse_claim(desk: Desk, values: Values) -> list[tuple[str, BaseOrder]]:
    """What a claim was credited is taken back; a claim that was not credited yet is withdrawn.

    Raises:
        NotFound: `unknown_claim`.
        MistakenInput: `other_household` where the row names another than the claim's.
        RefusedInAdvance: `NoEffect` where the claim was refused earlier.
    """
    day, reason = day_in(values), text_in(values, "reason") or text_in(values, "remark")
    found = _as_of(desk, known_claim(desk.tx, text_in(values, "claim")), day)
    said = text_in(values, "household")
    if said and said != found.holder:
        raise MistakenInput("other_household", claim=found.code, household=said, expected=found.holder)
    seq = _entry_of(found)
    order = Reverse(day, seq=seq, reason=reason)
    if found.status in REFUSED:
        raise RefusedInAdvance(order, NoEffect("no_effect", claim=found.code, status=found.status))
    return [(f"reverse/{seq}", order)]


def _as_of(desk: Desk, claim: Thing, day: dt.date) -> Thing:
    """The claim after everything that falls due before the day: only then it is clear which entry is meant."""
    order = Reverse(day, seq=claim.state["entry"])
    try:
        desk.tx.come_to(order)
    except RefusedByRule as no:
        raise RefusedInAdvance(order, no) from no
    return known_claim(desk.tx, claim.code)


def _entry_of(found: Thing) -> int:
    """The entry that credited a claim, where it was credited; else the claim's own."""
    return int(found.state["posted"] if found.status in {CREDITED, REVERSED} else found.state["entry"])


BANK_BUILDERS: Final[dict[str, Builder]] = {
    "claim": claim,
    "panel": panel,
    "open_notice": open_notice,
    "objection": objection,
    "review": review,
    "honour": honour,
    "reverse_claim": reverse_claim,
}
"""Act → what makes an order of its row. Rulebooks have `rulebooks.py`: all lines of a sheet are one act."""
