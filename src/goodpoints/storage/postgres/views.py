"""`domain.views` as SQL views, for people who look into the database; values out of JSON are text."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Final

from goodpoints.domain.views import MONEY, OWN, REWARD, STEPS, VIEWS, Column, View
from goodpoints.storage.view_parts import columns_of, rows_of

_OF_KIND: Final = (
    "LEFT JOIN (SELECT book, min((state::json ->> 'scale')::int) AS scale FROM {schema}.thing"
    " WHERE kind = 'unit' AND state::json ->> 'kind' = '@' GROUP BY book) @ ON @.book = t.book"
)
_SCALES: Final = {
    OWN: "LEFT JOIN {schema}.thing own ON own.book = t.book AND own.kind = 'unit' AND own.code = t.unit",
    REWARD: _OF_KIND.replace("@", REWARD),
    MONEY: _OF_KIND.replace("@", MONEY),
}
"""How a row finds the scale of its amounts: joins by the book, which a distributed server can carry out in place."""

_SCALE: Final = {OWN: "(own.state::json ->> 'scale')", REWARD: "reward.scale", MONEY: "money.scale"}
_DECIMAL: Final = "trim_scale({a}::numeric * ('1e-' || coalesce({s}::int, 0))::numeric)::text"
_BODY: Final = {
    "thing": "{schema}.thing t",
    "entry": "{schema}.entry t",
    "posting": "{schema}.posting t JOIN {schema}.entry e ON e.book = t.book AND e.seq = t.seq",
    "balance": "{schema}.balance t",
}
_STEP: Final = re.compile(r"\w+|#?-?\d+")


@cache
def views(schema: str) -> dict[str, str]:
    """Name → the statement that makes the view, for both languages."""
    return {
        view.names[language]: _create(view, language).format(schema=schema) for view in VIEWS for language in (0, 1)
    }


@cache
def views_checksum(schema: str) -> str:
    """What tells these views from those of another version."""
    return hashlib.sha256("\n".join(views(schema).values()).encode()).hexdigest()


def _create(view: View, language: int) -> str:
    columns = columns_of(view, language, _shown)
    scales = dict.fromkeys(column.scale for column in view.columns if column.scale)
    joined = " ".join([_BODY[view.table], *(_SCALES[scale] for scale in scales)])
    named = f'CREATE VIEW {{schema}}."{view.names[language]}"'
    return f"{named} AS SELECT {columns} FROM {joined}{rows_of(view)}"  # noqa: S608 - names of our own tables


def _shown(column: Column, language: int) -> list[str]:
    value, name = _value(column.source), column[language]
    if not column.scale:
        return [f'{value} AS "{name}"']
    text = _DECIMAL.format(a=value, s=_SCALE[column.scale])
    return [f'{text} AS "{name}"', f'({value})::bigint AS "{name + STEPS[language]}"']


def _value(source: str) -> str:
    column, _, inside = source.partition(":")
    if column == "book":
        return "t.book"
    if column == "entry":
        return f"e.{inside}"
    # json, not jsonb: parts of an entry are shown as they were sealed.
    return f"(t.{column}::json #>> '{{{{{_path(inside)}}}}}')" if inside else f"t.{column}"


def _path(inside: str) -> str:
    """`prices[#-1][1]` as PostgreSQL counts: `prices,-1,1`."""
    return ",".join(step.removeprefix("#") for step in _STEP.findall(inside))
