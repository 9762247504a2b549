"""Columns that many registers have, each by one short call."""

from __future__ import annotations

from goodpoints.sheets import synonyms as said
from goodpoints.sheets.columns import Column, Type


def key(name: str, kind: Type, headers: tuple[str, ...], *, zero: bool = False, measured: bool = False) -> Column:
    """A column that the register cannot be without and that decides."""
    return Column(name, kind, headers, required=True, deciding=True, zero=zero, measured=measured)


def decides(name: str, kind: Type, headers: tuple[str, ...], *, zero: bool = False, measured: bool = False) -> Column:
    """A column that a sheet may lack, and that decides where it is there."""
    return Column(name, kind, headers, deciding=True, zero=zero, measured=measured)


def measured(headers: tuple[str, ...] = said.WEIGHED) -> Column:
    """What was weighed or counted, perhaps with its unit glued to it."""
    return key("quantity", "quantity", headers, measured=True)


def day(*headers: str) -> Column:
    """The day of the act."""
    return key("day", "day", (*headers, *said.DAY))


def household(headers: tuple[str, ...] = said.HOUSEHOLD) -> Column:
    """The household's number."""
    return key("household", "household", headers)


def name(*headers: str) -> Column:
    """The name beside a number: a cross-check, which never decides."""
    return Column("name", "name", (*headers, *said.NAME), private=True)


def unit(*, required: bool = False) -> Column:
    """The measure of a quantity."""
    return Column("unit", "measure", said.UNIT, required=required, deciding=True)


def officer(*headers: str) -> Column:
    """Who stood at the counter or kept the list."""
    return Column("officer", "name", (*headers, *said.OFFICER), private=True)


def remark() -> Column:
    """Free text."""
    return Column("remark", "text", said.REMARK, private=True)


def reason(*headers: str) -> Column:
    """Free text that says why."""
    return Column("reason", "text", (*headers, *said.REASON), private=True)
