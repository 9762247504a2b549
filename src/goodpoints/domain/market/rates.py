"""Materials: what is weighed, and how much of it makes how many stars, by date; campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from attrs import field, frozen

from goodpoints.domain.amounts import Quantity, number_above_zero, number_from_zero
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import BaseOrder, a_day, named, whole
from goodpoints.domain.policy import Policy, scaled
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.remainders import owed
from goodpoints.domain.units import Unit, UnitTaken, check_unit
from goodpoints.errors import MistakenInput, NotFound

_NO_CAP: Final = 0


@frozen(kw_only=True)
class PublishRate(BaseOrder):
    """`quantity` of a material makes `reward` stars, from `day` on.

    Args:
        measure: A measure of the policy: "公斤", "个".
        quantity: In that measure, above zero.
        reward: Stars, points or coins in the reward unit's scale, above zero.
        minimum: Smallest quantity taken at once; zero takes everything.
        cap: Most stars a household gets per campaign, 0 for no cap; a capped material is one of campaigns.
    """

    material: str = field(validator=named)
    measure: str = field(validator=named)
    quantity: Decimal = field(converter=number_above_zero)
    reward: Decimal = field(default=Decimal(1), converter=number_above_zero)
    minimum: Decimal = field(default=Decimal(0), converter=number_from_zero)
    cap: int = field(default=_NO_CAP, validator=whole(0, 10**9))

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The material and its unit."""
        return Needs(things=[("material", self.material), ("unit", self.material)])


@frozen(kw_only=True)
class OpenCampaign(BaseOrder):
    """A material is taken from `day` to `last`, with a cap per household.

    Args:
        name: Unique in the book.
        cap: Most stars a household gets in it, 0 for no cap.
    """

    name: str = field(validator=named)
    material: str = field(validator=named)
    last: dt.date = field(validator=a_day)
    cap: int = field(default=_NO_CAP, validator=whole(0, 10**9))


@frozen
class Rate:
    """A rate as decisions use it: `per` steps of the material make one step of the reward."""

    day: str
    seq: int
    per: int
    minimum: int
    cap: int


def publish_rate(book: BookReader, order: PublishRate) -> Draft:
    """Publish a rate; weighings of earlier days keep the rate of their own day.

    Raises:
        MistakenInput: `uneven_rate` where one step of the reward is not a whole number of steps of the
            material; facts name the nearest quantities that are. `unknown_measure`.
        RefusedByRule: `UnitTaken`.
    """
    policy = book.policy(order.day)
    base = policy.base_of(order.measure)
    quantity = policy.in_steps(Quantity(order.quantity, order.measure), base.name)
    reward = scaled(order.reward, policy.reward.scale)
    if quantity % reward:
        _refuse_uneven(order.material, quantity, reward, base.scale)
    minimum = policy.in_steps(Quantity(order.minimum, order.measure), base.name) if order.minimum else 0
    check_unit(book, Unit(order.material, "material", base.scale, base.name))
    facts = {"material": order.material, "measure": base.name, "scale": base.scale}
    facts |= {"per": quantity // reward, "minimum": minimum, "cap": order.cap * 10**policy.reward.scale}
    return Draft("rate", iso(order.day), facts)


def _refuse_uneven(material: str, quantity: int, reward: int, scale: int) -> None:
    below = quantity // reward * reward
    told = {"quantity": quantity, "below": below, "above": below + reward, "scale": scale}
    raise MistakenInput("uneven_rate", material=material, reward=reward, **told)


def open_campaign(book: BookReader, order: OpenCampaign) -> Draft:
    """Announce a campaign.

    Raises:
        NotFound: `unknown_material`.
        MistakenInput: `bad_period` where it ends before it begins.
        RefusedByRule: `UnitTaken` where the name is taken.
    """
    known_material(book, order.material)
    if order.last < order.day:
        raise MistakenInput("bad_period", first=iso(order.day), last=iso(order.last))
    known = book.thing("campaign", order.name)
    if known is not None and known.status == "active":
        raise UnitTaken("campaign_taken", campaign=order.name)
    cap = order.cap * 10 ** book.policy(order.day).reward.scale
    facts = {"campaign": order.name, "material": order.material, "last": iso(order.last), "cap": cap}
    return Draft("campaign", iso(order.day), facts)


def known_material(book: BookReader, material: str) -> Thing:
    """The material, where a rate was published for it.

    Raises:
        NotFound: `unknown_material`.
    """
    found = book.thing("material", material)
    if found is None or "measure" not in found.state:
        raise NotFound("unknown_material", material=material)
    return found


def rate_of(material: Thing, day: str) -> Rate:
    """The rate valid on `day`.

    Raises:
        NotFound: `no_rate` where none is valid yet.
    """
    for told in reversed(material.state["rates"]):
        if told[0] <= day:
            return Rate(*told)
    raise NotFound("no_rate", material=material.code, day=day)


def campaign_of(material: Thing, day: str) -> tuple[str, int, str, str] | None:
    """Name, cap, first and last day of the campaign for the material that holds `day`; None outside of any."""
    for name, first, last, cap in material.state.get("campaigns", ()):
        if first <= day <= last:
            return name, cap, first, last
    return None


def _rate_things(entry: Entry) -> Iterable[ThingKey]:
    material = entry.facts["material"]
    return [("material", material), ("unit", material), ("unit", owed(material))]


def _add_rate(entry: Entry, things: Things) -> Iterable[Thing]:
    facts, material = entry.facts, entry.facts["material"]
    told = [entry.day, entry.seq, facts["per"], facts["minimum"], facts["cap"]]
    before = _material_in(things, material)
    state = dict(before.state) | {"rates": sorted([*before.state.get("rates", ()), told])}
    state |= {"measure": facts["measure"], "scale": facts["scale"]}
    unit = {"kind": "material", "scale": facts["scale"], "measure": facts["measure"]}
    return [
        before._replace(state=state, status="active"),
        Thing("unit", material, unit),
        Thing("unit", owed(material), unit | {"kind": "credit"}),
    ]


def _drop_rate(entry: Entry, things: Things) -> Iterable[Thing]:
    before = _material_in(things, entry.facts["material"])
    rates = [rate for rate in before.state["rates"] if rate[1] != entry.seq]
    return [before._replace(state=dict(before.state) | {"rates": rates})]


def _material_in(things: Things, material: str) -> Thing:
    return things.get(("material", material)) or Thing("material", material)


def _campaign_things(entry: Entry) -> Iterable[ThingKey]:
    return [("material", entry.facts["material"]), ("campaign", entry.facts["campaign"])]


def _add_campaign(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    before = _material_in(things, facts["material"])
    told = [facts["campaign"], entry.day, facts["last"], facts["cap"]]
    campaigns = [*before.state.get("campaigns", ()), told]
    state: dict[str, Any] = {"first": entry.day, "last": facts["last"], "cap": facts["cap"]}
    return [
        before._replace(state=dict(before.state) | {"campaigns": campaigns}),
        Thing("campaign", facts["campaign"], state, status="active", holder=facts["material"], day=entry.day),
    ]


def _drop_campaign(entry: Entry, things: Things) -> Iterable[Thing]:
    facts = entry.facts
    before = _material_in(things, facts["material"])
    kept = [told for told in before.state["campaigns"] if told[0] != facts["campaign"]]
    campaign = things["campaign", facts["campaign"]]
    changed = [before._replace(state=dict(before.state) | {"campaigns": kept})]
    return changed if campaign is None else [*changed, campaign._replace(status="withdrawn")]


RATE_KIND: Final = Kind(
    "rate", touches=_rate_things, reduce=_add_rate, undo=_drop_rate, reversible=True, announces=True
)
CAMPAIGN_KIND: Final = Kind(
    "campaign", touches=_campaign_things, reduce=_add_campaign, undo=_drop_campaign, reversible=True, announces=True
)
