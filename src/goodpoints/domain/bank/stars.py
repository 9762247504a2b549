"""Star households: dated assessments over a window, with what they were made of; stars withdrawn and barred.

An assessment keeps its inputs, so that everybody can work it out again; the reducer does, and refuses another result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.bank.proof import insist, thing_before
from goodpoints.domain.bank.rulebook.adopt import rulebook_in, rulebook_of, rulebook_on, versions
from goodpoints.domain.bank.rulebook.stars import Input, StarHousehold
from goodpoints.domain.days import iso, months_later
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import HOUSEHOLD, BaseOrder, a_day, about_entry, named, private, shaped
from goodpoints.domain.reader import BookReader
from goodpoints.domain.register.standing import active_household
from goodpoints.domain.vetoes import VETO, closed_until
from goodpoints.errors import MistakenInput, NotFound, RefusedByRule

STARS: Final = "star_household"


class NoStars(RefusedByRule):
    """The rulebook of that day has no stars. Facts: version."""


class StarNotHeld(RefusedByRule):
    """The household has no such star now. Facts: household, star."""


@frozen(kw_only=True)
class AssessStars(BaseOrder):
    """A household's stars are worked out over a window of deeds.

    Args:
        first, last: The days of the deeds that count, both included.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    first: dt.date = field(validator=a_day)
    last: dt.date = field(validator=a_day)


@frozen(kw_only=True)
class WithdrawStar(BaseOrder):
    """A breach costs a household a star, which it cannot win again for the rulebook's time.

    Args:
        star: Its code.
        reason: Private.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    star: str = field(validator=named)
    reason: str = private()


def assess_stars(book: BookReader, order: AssessStars) -> Draft:
    """Work out a household's stars under the rulebook of the window's last day.

    Raises:
        NotFound: `unknown_household`, `no_rulebook`.
        MistakenInput: `bad_period`.
        RefusedByRule: `NoStars`.
    """
    if order.last < order.first:
        raise MistakenInput("bad_period", first=iso(order.first), last=iso(order.last))
    active_household(book, order.household)
    rulebook = rulebook_on(book, order.last)
    system = _system(rulebook.star_household, rulebook.version)
    inputs = inputs_of(book, order.household, order.first, order.last)
    barred = _barred(book, order.household, iso(order.day))
    vetoed = closed_until(book.thing(VETO, order.household), iso(order.day), honour=True) is not None
    stars = [] if vetoed else system.won(inputs, barred)
    facts: dict[str, Any] = {"household": order.household, "first": iso(order.first), "last": iso(order.last)}
    facts |= {"version": rulebook.version, "inputs": [list(one) for one in inputs], "barred": barred}
    facts |= {"vetoed": vetoed, "stars": stars, "grade": system.grade(len(stars))}
    return Draft("stars", iso(order.day), facts)


def inputs_of(book: BookReader, household: str, first: dt.date, last: dt.date) -> list[Input]:
    """What a household did under each rule of any version, by the days of its deeds; rules without any left out."""
    rules = {rule.code: rule for _day, version in versions(book) for rule in rulebook_of(book, version).rules}
    sums = ((rule, book.tally(f"points/{code}", household, first, last)) for code, rule in sorted(rules.items()))
    return [Input(rule.code, rule.category, rule.sign, points) for rule, points in sums if points]


def withdraw_star(book: BookReader, order: WithdrawStar) -> Draft:
    """Take a star from a household.

    Raises:
        NotFound: `unknown_household`.
        RefusedByRule: `StarNotHeld`.
    """
    active_household(book, order.household)
    held = book.thing(STARS, order.household)
    if held is None or order.star not in held.state["stars"]:
        raise StarNotHeld("star_not_held", household=order.household, star=order.star)
    system = _system(rulebook_of(book, held.state["version"]).star_household, held.state["version"])
    until = months_later(order.day, system.bar_months)
    facts = {"household": order.household, "star": order.star, "until": iso(until)}
    facts["grade"] = system.grade(len(held.state["stars"]) - 1)
    return Draft("withdraw_star", iso(order.day), facts, details=about_entry(order, "reason"))


def known_stars(book: BookReader, household: str) -> Thing:
    """What the last assessment of a household left.

    Raises:
        NotFound: `not_assessed`.
    """
    found = book.thing(STARS, household)
    if found is None:
        raise NotFound("not_assessed", household=household)
    return found


def _system(found: StarHousehold | None, version: str) -> StarHousehold:
    if found is None:
        raise NoStars("no_stars", version=version)
    return found


def _barred(book: BookReader, household: str, day: str) -> list[str]:
    held = book.thing(STARS, household)
    return [] if held is None else [star for star, until in held.state["barred"] if until > day]


def _touches_assessment(entry: Entry) -> Iterable[ThingKey]:
    household = entry.facts["household"]
    return [(STARS, household), ("rulebook", entry.facts["version"]), (VETO, household)]


def _assessed(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, before = entry.facts, things[STARS, entry.facts["household"]]
    rulebook = rulebook_in(thing_before(things, ("rulebook", facts["version"]), entry))
    insist(rulebook.star_household is not None, entry, "no_stars")
    system = _system(rulebook.star_household, rulebook.version)
    inputs = [Input(*told) for told in facts["inputs"]]
    barred = [star for star, until in (before.state["barred"] if before else ()) if until > entry.day]
    vetoed = closed_until(things[VETO, facts["household"]], entry.day, honour=True) is not None
    insist((facts["barred"], facts["vetoed"]) == (barred, vetoed), entry, "wrong_bars")
    insist(facts["stars"] == ([] if facts["vetoed"] else system.won(inputs, facts["barred"])), entry, "wrong_stars")
    insist(facts["grade"] == system.grade(len(facts["stars"])), entry, "wrong_grade")
    kept = {name: facts[name] for name in ("first", "last", "version", "inputs", "stars", "grade")}
    state = kept | {"barred": before.state["barred"] if before else [], "entry": entry.seq}
    yield Thing(STARS, facts["household"], state, status=facts["grade"], holder=facts["household"], day=entry.day)


def _touches_withdrawal(entry: Entry) -> Iterable[ThingKey]:
    return [(STARS, entry.facts["household"])]


def _withdrawn(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    held = thing_before(things, (STARS, facts["household"]), entry)
    insist(facts["star"] in held.state["stars"], entry, "not_held")
    stars = [star for star in held.state["stars"] if star != facts["star"]]
    state = {**held.state, "stars": stars, "grade": facts["grade"], "before": held.state["grade"]}
    if "before" in held.state:  # what the withdrawals before this one took it from
        state["earlier"] = [*held.state.get("earlier", ()), held.state["before"]]
    yield held._replace(
        state=state | {"barred": [*held.state["barred"], [facts["star"], facts["until"]]]}, status=facts["grade"]
    )


def _given_back(entry: Entry, things: Things) -> Iterable[Thing]:
    """As if it had never been withdrawn; an assessment made since then stands."""
    facts = entry.facts
    held = thing_before(things, (STARS, facts["household"]), entry)
    barred = [told for told in held.state["barred"] if told != [facts["star"], facts["until"]]]
    state = {**held.state, "barred": barred}
    if held.state["entry"] < entry.seq and facts["star"] not in held.state["stars"]:
        state |= {"stars": [*held.state["stars"], facts["star"]], "grade": held.state.get("before", "")}
        state = _without_last(state, list(held.state.get("earlier", ())))
    yield held._replace(state=state, status=state["grade"])


def _without_last(state: dict[str, Any], earlier: list[str]) -> dict[str, Any]:
    """The grades before each withdrawal that still stands: `before` the last one, those `earlier`."""
    kept = {name: told for name, told in state.items() if name not in {"before", "earlier"}}
    if earlier:
        kept["before"] = earlier[-1]
    return kept | {"earlier": earlier[:-1]} if earlier[1:] else kept


STARS_KIND: Final = Kind("stars", touches=_touches_assessment, reduce=_assessed)
WITHDRAW_STAR_KIND: Final = Kind(
    "withdraw_star", touches=_touches_withdrawal, reduce=_withdrawn, undo=_given_back, reversible=True
)
