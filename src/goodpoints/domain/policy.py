"""A village's policy: its rules as data, valid from a day on.

`docs/reference/policy.md` describes the file; every default here is the template's.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Final, Self

from attrs import Attribute, asdict, field, fields, frozen

from goodpoints.domain.amounts import MAX_SCALE, Quantity, number_from_zero, quantity_of, steps
from goodpoints.domain.days import anniversary, day_of, iso, period_after, period_of
from goodpoints.domain.lots import NEVER
from goodpoints.domain.recurring import recurring
from goodpoints.errors import MistakenInput

ACTS: Final = (
    "household", "opening", "rate", "campaign", "price", "rule", "honour",
    "delivery", "claim", "panel", "open_notice", "objection", "review", "reverse_claim", "reverse",
    "weigh_in", "barter", "redeem", "hand_over", "sell", "count",
)  # fmt: skip
"""What an import may hold, in the order in which a day's rows are taken unless the policy says otherwise.

Credits are no register: they come before a day's rows, as whatever else falls due.
"""

REASONS: Final = ("vetoed", "insufficient", "out_of_stock", "limit_reached")
UNLIMITED: Final = -1
_OFFSET: Final = re.compile(r"Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9]", re.ASCII)


def _one_of(*words: str) -> Callable[[Any, Attribute[str], str], None]:
    def check(_section: Any, attribute: Attribute[str], value: str) -> None:
        if value not in words:
            raise MistakenInput("policy_value", key=attribute.name, got=str(value), allowed=", ".join(words))

    return check


def _between(low: int, high: int) -> Callable[[Any, Attribute[int], int], None]:
    def check(_section: Any, attribute: Attribute[int], value: int) -> None:
        if type(value) is not int or not low <= value <= high:
            raise MistakenInput("policy_value", key=attribute.name, got=str(value), allowed=f"{low} … {high}")

    return check


def _ordering(words: tuple[str, ...]) -> Callable[[Any, Attribute[tuple[str, ...]], tuple[str, ...]], None]:
    def check(_section: Any, attribute: Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
        if sorted(value) != sorted(words):
            raise MistakenInput("policy_value", key=attribute.name, got=", ".join(value), allowed=", ".join(words))

    return check


def _completed(words: tuple[str, ...], order: Iterable[str]) -> tuple[str, ...]:
    """Words that an older order does not know yet get their default place, behind those before them."""
    told = list(order)
    for at, word in enumerate(words):
        if word not in told:
            before = [told.index(other) for other in words[:at] if other in told]
            told.insert(max(before, default=-1) + 1, word)
    return tuple(told)


def _all_reasons(order: Iterable[str]) -> tuple[str, ...]:
    return _completed(REASONS, order)


def _all_acts(order: Iterable[str]) -> tuple[str, ...]:
    return _completed(ACTS, order)


def _said(_section: Any, attribute: Attribute[str], value: str) -> None:
    if not value.strip():
        raise MistakenInput("policy_value", key=attribute.name, got=value, allowed="text")


def _day(day: str | dt.date) -> str:
    return iso(day_of(str(day)))


def _day_or_none(day: str | dt.date) -> str:
    return _day(day) if day else ""


def _zone(_section: Any, attribute: Attribute[str], value: str) -> None:
    # Not by strptime: that alone would make every command a third slower to start.
    if not _OFFSET.fullmatch(value):
        raise MistakenInput("policy_value", key=attribute.name, got=value, allowed="+08:00")


@frozen
class Village:
    """Whose book it is.

    Args:
        name: As it stands on notices.
        zone: A fixed offset: a PC without a time zone database knows no others.
        opens: First day of the book (ISO), where an import makes it; empty takes the earliest day of its rows.
    """

    name: str = field(default="", converter=str)
    zone: str = field(default="+08:00", validator=_zone)
    opens: str = field(default="", converter=_day_or_none)


def _worth(_section: Any, attribute: Attribute[str], value: str) -> None:
    try:
        number_from_zero(value)
    except MistakenInput as error:
        raise MistakenInput("policy_value", key=attribute.name, got=value, allowed="0 …") from error


@frozen
class Reward:
    """What good deeds and recyclables earn.

    Args:
        value: What one of it is worth in money, for the report of what the village owes; "0" where it was not decided.
    """

    unit: str = field(default="星", validator=_said)
    kind: str = field(default="stars", validator=_one_of("stars", "points", "coins"))
    scale: int = field(default=0, validator=_between(0, MAX_SCALE))
    value: str = field(default="0", converter=str, validator=_worth)


@frozen
class Money:
    """The unit of what recyclables are sold for."""

    unit: str = field(default="元", validator=_said)
    scale: int = field(default=2, validator=_between(0, MAX_SCALE))


@frozen
class Measure:
    """A measure of materials: one of its own with a scale, or a `factor` of another ("斤" is 1/2 of "公斤")."""

    name: str = field(validator=_said)
    scale: int = field(default=0, validator=_between(0, MAX_SCALE))
    of: str = ""
    factor: str = "1"

    def __attrs_post_init__(self) -> None:
        try:
            positive = Fraction(self.factor) > 0
        except (ValueError, ZeroDivisionError) as error:
            raise MistakenInput("policy_value", key="factor", got=self.factor, allowed="1/2") from error
        if not positive:
            raise MistakenInput("policy_value", key="factor", got=self.factor, allowed="1/2")


@frozen
class Expiry:
    """When what is earned on a day dies: at the end of the period `after` periods later, or `after` years on."""

    rule: str = field(
        default="year-end",
        validator=_one_of("never", "month-end", "quarter-end", "year-end", "anniversary"),
    )
    after: int = field(default=1, validator=_between(0, 100))

    def lot(self, day: dt.date) -> str:
        """The lot of what is earned on `day`: its last day, or `~`."""
        if self.rule == "never":
            return NEVER
        if self.rule == "anniversary":
            return iso(anniversary(day, self.after))
        return _end_of(self.rule.removesuffix("-end"), self.after, day)


@lru_cache(maxsize=4096)
def _end_of(period: str, after: int, day: dt.date) -> str:
    return iso(period_after(day, period, after))


@frozen
class Remainders:
    """What becomes of quantities that do not make a whole step: kept, or gone with the period, or never kept."""

    keep: str = field(default="forever", validator=_one_of("forever", "year", "quarter", "month", "never"))

    def lot(self, day: dt.date) -> str:
        """The lot in which a remainder of `day` lies."""
        return NEVER if self.keep in {"forever", "never"} else iso(period_of(day, self.keep)[1])


@frozen
class WeighingRules:
    """What a weigh-in does below the minimum lot, outside a campaign, and over a campaign's cap."""

    below_minimum: str = field(default="refuse", validator=_one_of("refuse", "take"))
    outside_campaign: str = field(default="refuse", validator=_one_of("refuse", "take"))
    over_cap: str = field(default="lost", validator=_one_of("lost", "remainder", "refuse"))


@frozen
class RedeemingRules:
    """Order in which reasons of a refusal are named, the period of the limits, goods past their use-by day."""

    refusal_order: tuple[str, ...] = field(default=REASONS, converter=_all_reasons, validator=_ordering(REASONS))
    limit_period: str = field(default="month", validator=_one_of("day", "week", "month", "quarter", "year"))
    past_use_by: str = field(default="give", validator=_one_of("give", "refuse"))


@frozen
class ReversingRules:
    """What a reversal gives back when the lot's last day has passed, and what becomes of returned vouchers."""

    after_expiry: str = field(default="original", validator=_one_of("original", "grace", "forfeit"))
    grace_days: int = field(default=30, validator=_between(0, 3650))
    returned_vouchers: str = field(default="kept", validator=_one_of("kept", "reissued"))


@frozen
class DebtRules:
    """Which share of a credit pays a debt first."""

    repay_percent: int = field(default=100, validator=_between(1, 100))


@frozen
class BackdatingRules:
    """How many days late an act may be written down, and how long what it earns lives at least."""

    days: int = field(default=UNLIMITED, validator=_between(UNLIMITED, 36500))
    minimum_life: int = field(default=0, validator=_between(0, 3650))


@frozen
class ImportRules:
    """The order of a day's rows by kind, and whether the row's officer or the operator counts as actor."""

    order: tuple[str, ...] = field(default=ACTS, converter=_all_acts, validator=_ordering(ACTS))
    actor: str = field(default="row", validator=_one_of("row", "operator"))


@frozen
class Campaign:
    """A material is taken between two days, with a cap of stars per household; 0 is no cap."""

    name: str = field(validator=_said)
    material: str = field(validator=_said)
    first: str = field(converter=_day)
    last: str = field(converter=_day)
    cap: int = field(default=0, validator=_between(0, 10**9))


@frozen
class BarterRate:
    """`quantity` of a material is exchanged for `count` of an item, without stars."""

    material: str = field(validator=_said)
    item: str = field(validator=_said)
    quantity: str = field(default="1", converter=str)
    count: int = field(default=1, validator=_between(1, 10**6))

    def __attrs_post_init__(self) -> None:
        quantity_of(self.quantity)


@frozen
class RulebookRemarks:
    """What a village's sheet of rules leaves to its remarks: how long a notice hangs, which months a doubling looks at.

    Args:
        told: The tables of the policy's section as JSON text; a number with a point is `{"decimal": "2.5"}`.
    """

    told: str = "{}"

    @classmethod
    def of(cls, tables: Mapping[str, Any]) -> Self:
        """The section that holds these tables, as a TOML file says them."""
        return cls(json.dumps(tables, ensure_ascii=False, sort_keys=True, default=_as_json))

    @property
    def tables(self) -> dict[str, Any]:
        """The tables again; days are ISO texts."""
        found: dict[str, Any] = json.loads(self.told, object_hook=_from_json)
        return found


def _as_json(value: Any) -> Any:
    return {"decimal": str(value)} if isinstance(value, Decimal) else str(value)


def _from_json(table: dict[str, Any]) -> Any:
    return Decimal(table["decimal"]) if set(table) == {"decimal"} else table


_KG: Final = Measure("公斤", 3)
_MEASURES: Final = (_KG, Measure("斤", 3, "公斤", "1/2"), Measure("个"), Measure("杯"))


def _measures(parts: Iterable[Measure]) -> tuple[Measure, ...]:
    return tuple(parts)


def _campaigns(parts: Iterable[Campaign]) -> tuple[Campaign, ...]:
    return tuple(parts)


def _barters(parts: Iterable[BarterRate]) -> tuple[BarterRate, ...]:
    return tuple(parts)


@frozen(slots=False)
class Policy:
    """Everything a village has decided, valid from a day on.

    Raises:
        MistakenInput: `policy_value` with the key, what was got and what is allowed.
    """

    village: Village = Village()
    reward: Reward = Reward()
    money: Money = Money()
    measures: tuple[Measure, ...] = field(default=_MEASURES, converter=_measures)
    expiry: Expiry = Expiry()
    remainders: Remainders = Remainders()
    weigh_in: WeighingRules = WeighingRules()
    redeem: RedeemingRules = RedeemingRules()
    reverse: ReversingRules = ReversingRules()
    debt: DebtRules = DebtRules()
    backdating: BackdatingRules = BackdatingRules()
    imports: ImportRules = ImportRules()
    rulebook: RulebookRemarks = RulebookRemarks()
    campaigns: tuple[Campaign, ...] = field(default=(), converter=_campaigns)
    barters: tuple[BarterRate, ...] = field(default=(), converter=_barters)

    @cached_property
    def _measure(self) -> dict[str, Measure]:
        return {measure.name: measure for measure in self.measures}

    def base_of(self, name: str) -> Measure:
        """The measure of its own that `name` is, or is a factor of.

        Raises:
            MistakenInput: `unknown_measure`.
        """
        found = self._measure.get(name)
        base = self._measure.get(found.of) if found and found.of else found
        if base is None or base.of:
            raise MistakenInput("unknown_measure", measure=name)
        return base

    def in_steps(self, quantity: Quantity, measure: str) -> int:
        """The quantity as whole steps of `measure`.

        Raises:
            MistakenInput: `unknown_measure`, `wrong_measure`, `too_fine`.
        """
        return self._steps((quantity, measure))

    @cached_property
    def _steps(self) -> Callable[[tuple[Quantity, str]], int]:
        return recurring(4096)(self._in_steps)

    def _in_steps(self, asked: tuple[Quantity, str]) -> int:
        quantity, measure = asked
        said = self._measure.get(quantity.measure or measure)
        if said is None:
            raise MistakenInput("unknown_measure", measure=quantity.measure)
        base = self.base_of(said.name)
        if base.name != measure:
            raise MistakenInput("wrong_measure", measure=said.name, expected=measure)
        return steps(quantity.number, base.scale, Fraction(said.factor))

    def reward_lot(self, day: dt.date, through: str) -> str:
        """The lot of what is earned on `day`; written down later, it still lives the policy's minimum from `through`."""
        lot = self.expiry.lot(day)
        if not through or through <= iso(day):
            return lot
        return max(lot, self.least_lot(through))

    def least_lot(self, through: str) -> str:
        """The earliest last day of what is written down late, on `through` (ISO); empty where any will do."""
        if not self.backdating.minimum_life:
            return ""
        return iso(day_of(through) + dt.timedelta(days=self.backdating.minimum_life))

    def as_facts(self) -> dict[str, Any]:
        """The policy as plain data for the journal."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Policy:
        """The policy that `as_facts` wrote down."""
        built = {name: _SECTIONS[name](**facts[name]) for name in _SECTIONS if name in facts}
        for name, part in _LISTS.items():
            built[name] = tuple(part(**told) for told in facts.get(name, ()))
        return cls(**built)


_LISTS: Final[dict[str, type]] = {"measures": Measure, "campaigns": Campaign, "barters": BarterRate}
_SECTIONS: Final[dict[str, type]] = {
    part.name: type(part.default) for part in fields(Policy) if part.name not in _LISTS
}


def scaled(number: str | Decimal, scale: int) -> int:
    """A number as people write it, as whole steps; zero is allowed.

    Raises:
        MistakenInput: `bad_number`, `too_fine`, `bad_quantity` where it is below zero.
    """
    return steps(number_from_zero(number), scale)
