"""Households and the people in them."""

from __future__ import annotations

from goodpoints.cli.acts import Acts
from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import plain
from goodpoints.cli.kit import argument, command, option


@command("household_add")
@argument("household", metavar="NUMBER")
@option("--group", default="", metavar="GROUP")
@option("--head", default="", metavar="NAME")
def household_add(desk: Desk, *, household: str, group: str, head: str) -> None:
    """Open a household's account; with `--head`, its first person too."""
    from goodpoints.domain.register.people import RegisterHousehold

    with desk.acting() as acts:
        number = acts.household(household)
        order = RegisterHousehold(acts.day, household=number, group=group)
        acts.took(acts.book.register.household(order, key=acts.key()))
        if head:
            _register(acts, f"{number}-1", head, is_head=True)


@command("person_add")
@argument("person", metavar="NUMBER-N")
@argument("name", metavar="NAME")
@option("--is-head", is_flag=True)
@option("--relation", default="", metavar="TEXT")
@option("--birth-date", default="", metavar="DATE")
@option("-m", "--remark", default="", metavar="TEXT")
def person_add(
    desk: Desk, *, person: str, name: str, is_head: bool, relation: str, birth_date: str, remark: str
) -> None:
    """Put a person on a household's list."""
    household, _dash, place = plain(person).partition("-")
    with desk.acting() as acts:
        number = f"{acts.household(household)}-{place}"
        texts = {"relation": relation, "birth_date": birth_date, "remark": remark}
        _register(acts, number, name, is_head=is_head, texts=texts)


def _register(acts: Acts, person: str, name: str, *, is_head: bool, texts: dict[str, str] | None = None) -> None:
    from goodpoints.domain.register.people import RegisterPerson

    household, said = person.partition("-")[0], texts or {}
    order = RegisterPerson(
        acts.day,
        person=person,
        household=household,
        is_head=is_head,
        name=name,
        relation=said.get("relation", ""),
        birth_date=said.get("birth_date", ""),
        remark=said.get("remark", ""),
    )
    acts.took(acts.book.register.person(order, key=acts.key()))
