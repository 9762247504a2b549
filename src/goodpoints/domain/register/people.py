"""Households and persons: numbers in the journal, names and birth dates beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from goodpoints.domain.accounts import debt_account, household_account
from goodpoints.domain.days import iso
from goodpoints.domain.entries import Detail, Draft, Entry, Thing, ThingKey
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.orders import HOUSEHOLD, PERSON, BaseOrder, named_or_empty, private, shaped
from goodpoints.domain.policy import Policy
from goodpoints.domain.reader import BookReader, Needs
from goodpoints.domain.register.standing import ACTIVE, WITHDRAWN, active_household
from goodpoints.errors import RefusedByRule


class AlreadyRegistered(RefusedByRule):
    """The number is taken."""


class HouseholdInUse(RefusedByRule):
    """The household still has or owes something; its registration cannot be reversed."""


@frozen(kw_only=True)
class RegisterHousehold(BaseOrder):
    """A household opens its account.

    Args:
        household: Four to twelve digits, "0103".
        group: Village group or grid; empty where there is none.
    """

    household: str = field(validator=shaped(HOUSEHOLD))
    group: str = field(default="", validator=named_or_empty)

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The household itself."""
        return Needs(things=[("household", self.household)])


@frozen(kw_only=True)
class RegisterPerson(BaseOrder):
    """A person belongs to a household from a day on.

    Args:
        person: Household number, hyphen, running number: "0103-2".
        is_head: Whether the household is found by this person's name.
        name: Private, as all texts below.
        birth_date: As written; the journal never holds it.
    """

    person: str = field(validator=shaped(PERSON))
    household: str = field(validator=shaped(HOUSEHOLD))
    is_head: bool = False
    name: str = private()
    sex: str = private()
    birth_date: str = private()
    relation: str = private()
    lives_alone: str = private()
    disabled: str = private()
    low_income: str = private()
    id_number: str = private()
    remark: str = private()

    def needs(self, policy: Policy) -> Needs:  # noqa: ARG002 - what is read does not depend on the policy
        """The person and the household."""
        return Needs(things=[("person", self.person), ("household", self.household)])


_PRIVATE: Final = (
    "name", "sex", "birth_date", "relation", "lives_alone", "disabled", "low_income", "id_number", "remark",
)  # fmt: skip


def register_household(book: BookReader, order: RegisterHousehold) -> Draft:
    """Open a household's account.

    Raises:
        RefusedByRule: `AlreadyRegistered`.
    """
    known = book.thing("household", order.household)
    if known is not None and known.status == ACTIVE:
        raise AlreadyRegistered("already_registered", household=order.household)
    facts = {"household": order.household, "group": order.group}
    return Draft("household", iso(order.day), facts)


def register_person(book: BookReader, order: RegisterPerson) -> Draft:
    """Put a person on a household's list; names and dates become private details.

    Raises:
        NotFound: `unknown_household`.
        RefusedByRule: `AlreadyRegistered`.
    """
    active_household(book, order.household)
    known = book.thing("person", order.person)
    if known is not None and known.status == ACTIVE:
        raise AlreadyRegistered("already_registered", person=order.person)
    facts = {"person": order.person, "household": order.household, "head": order.is_head}
    told = ((name, getattr(order, name)) for name in _PRIVATE)
    details = tuple(Detail(f"person/{order.person}", name, text) for name, text in told if text)
    return Draft("person", iso(order.day), facts, details=details)


def _household(entry: Entry) -> Iterable[ThingKey]:
    return [("household", entry.facts["household"])]


def _open_household(entry: Entry, _things: Things) -> Iterable[Thing]:
    facts = entry.facts
    state = {"since": entry.day, "group": facts["group"]}
    return [Thing("household", facts["household"], state, status=ACTIVE, holder=facts["group"], day=entry.day)]


def _person(entry: Entry) -> Iterable[ThingKey]:
    return [("person", entry.facts["person"])]


def _list_person(entry: Entry, _things: Things) -> Iterable[Thing]:
    facts = entry.facts
    state = {"since": entry.day, "head": facts["head"], "household": facts["household"]}
    return [Thing("person", facts["person"], state, status=ACTIVE, holder=facts["household"], day=entry.day)]


def _withdraw(_entry: Entry, things: Things) -> Iterable[Thing]:
    return [thing._replace(status=WITHDRAWN) for thing in things.values() if thing is not None]


def _not_in_use(book: BookReader, entry: Entry) -> None:
    """A household that has or owes anything stays registered.

    Raises:
        RefusedByRule: `HouseholdInUse`.
    """
    household = entry.facts["household"]
    units = [unit.code for unit in book.things("unit") if unit.state["kind"] in {"reward", "credit"}]
    accounts = household_account(household), debt_account(household)
    if any(book.lots(account, unit) for account in accounts for unit in units):
        raise HouseholdInUse("household_in_use", household=household)


HOUSEHOLD_KIND: Final = Kind(
    "household",
    touches=_household,
    reduce=_open_household,
    undo=_withdraw,
    before_reversal=_not_in_use,
    reversible=True,
)
PERSON_KIND: Final = Kind("person", touches=_person, reduce=_list_person, undo=_withdraw, reversible=True)
