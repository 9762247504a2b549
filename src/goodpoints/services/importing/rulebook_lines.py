"""From the lines of a sheet of rules to a rulebook's tables, as `rulebook_file` reads them.

A sheet's columns hold what most rules need. What stands only in a remark (slices of a donation, how long a veto lasts,
which months a doubling looks at) is given beside the sheet, by the rule's code; without it such a line is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from goodpoints.domain.rows import BadRow, Row, Value
from goodpoints.errors import MistakenInput
from goodpoints.services.rulebook_file import Survey, survey_of

Table = dict[str, Any]
_BETWEEN: Final = re.compile(r"[;；,，、\n]+")
_STEP: Final = re.compile(r"(?P<at>.+?)\s*(?:→|->|=>|—>|＝|=|：|:)\s*(?P<points>\d+(?:\.\d+)?)\s*分?")
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)?)\s*[^\d\s万千百亿以不至—-]{0,4}(?:及?以上|起)?")
_VETO: Final = "veto"
_COLUMNS: Final = {
    "points": "points", "least": "least", "most": "most", "measure": "measure", "thresholds": "steps", "levels": "steps",
    "at": "steps", "caps": "cap", "period": "cap_period", "code": "code", "title": "title", "category": "category",
    "repeat": "repeat", "veto": "scoring", "scoring": "scoring", "kind": "scoring",
}  # fmt: skip
"""Key of a rulebook's table → the column that says it."""


class BadLines(MistakenInput):
    """Lines of a sheet that make no rules. Facts: count; the lines themselves are in `rows`, until it is pickled."""

    rows: tuple[BadRow, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[BadRow]) -> BadLines:
        """The error of these lines."""
        error = cls("bad_rows", count=len(rows))
        error.rows = tuple(rows)
        return error


def surveyed(lines: Sequence[Row], head: Table, beside: Mapping[str, Any]) -> Survey:
    """What the lines say under a head, completed by what is told beside the sheet.

    Args:
        lines: Rows of the register `rule`.
        head: Village, version, first day, unit and scale.
        beside: Further keys of a rulebook file; under `rules` tables by code, each for all versions or for its `versions`.

    Raises:
        BadLines: Every line that needs more than it holds.
    """
    more = _beside(beside, str(head["version"]))
    rules, wrong = [], list[BadRow]()
    for line in lines:
        try:
            rules.append(_table(line.values, more.get(str(line.values["code"]), {})))
        except MistakenInput as mistake:
            wrong.append(_bad(line, str(mistake.facts["field"]), mistake))
    if wrong:
        raise BadLines.of(wrong)
    others = {name: told for name, told in beside.items() if name != "rules"}
    return survey_of(others | head | {"rules": rules})


def told_by_line(lines: Sequence[Row], survey: Survey) -> Iterator[BadRow]:
    """The problems of a survey at the lines they are about; those of the whole rulebook at the first."""
    for problem in survey.problems:
        path = str(problem["path"])
        match = re.match(r"rules\[(\d+)\]", path)
        line = lines[int(match[1]) - 1] if match else lines[0]
        keys = [key for key in re.split(r"[.\[\]\d]+", path) if key in _COLUMNS]
        mistake = MistakenInput(str(problem["code"]), **{k: v for k, v in problem.items() if k != "code"})
        yield _bad(line, _COLUMNS[keys[-1]] if keys and match else "", mistake)


def _bad(line: Row, column: str, mistake: MistakenInput) -> BadRow:
    place = line.place.__class__(line.place.file, line.place.sheet, line.place.row, column or None)
    facts = {name: told for name, told in mistake.facts.items() if isinstance(told, str | int) and name != "field"}
    return BadRow(place, mistake.code, facts)


def _beside(beside: Mapping[str, Any], version: str) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for told in beside.get("rules", ()):
        table = dict(told)
        if version in table.pop("versions", [version]):
            code = str(table.pop("code", ""))
            found[code] = found.get(code, {}) | table
    return found


def _table(values: Mapping[str, Value], more: Table) -> Table:
    table: Table = {"code": str(values["code"]), "title": str(values["title"] or "")}
    table |= {name: str(values[said]) for name, said in (("category", "category"), ("text", "remark")) if values[said]}
    kind = str(values["scoring"] or "")
    table |= _SCORED[kind](values) if "scoring" not in more and kind in _SCORED else _named_only(kind, more)
    table |= _caps(values)
    if values["repeat"] and "repeat" not in more:
        raise MistakenInput("rule_needs_more", field="repeat", rule=table["code"], key="repeat")
    if table.get("sign") == _VETO and _VETO not in more:
        raise MistakenInput("rule_needs_more", field="scoring", rule=table["code"], key=_VETO)
    return table | {name: told for name, told in more.items() if name != "repeat" or values["repeat"] != 0}


def _named_only(kind: str, more: Table) -> Table:
    """A rule whose arithmetic is told beside the sheet.

    Raises:
        MistakenInput: `rule_needs_more`, `unknown_scoring`.
    """
    if "scoring" in more:
        return {"sign": "minus"} if kind == "minus" else {}
    if kind == "slices":
        raise MistakenInput("rule_needs_more", field="scoring", rule=kind, key="scoring")
    raise MistakenInput("unknown_scoring", field="scoring", got=kind[:20])


def _points(values: Mapping[str, Value], column: str = "points") -> Decimal:
    said = values.get(column)
    if said is None:
        raise MistakenInput("bad_number", field=column, got="", given="")
    return abs(Decimal(str(said)))


def _fixed(values: Mapping[str, Value]) -> Table:
    if isinstance(values["points"], Decimal) and values["points"] < 0:
        return _minus(values)
    return {"scoring": {"kind": "fixed", "points": _points(values)}}


def _per_quantity(values: Mapping[str, Value]) -> Table:
    return {"scoring": {"kind": "per_quantity", "points": _points(values), "measure": _measure(values)}}


def _range(values: Mapping[str, Value]) -> Table:
    return {"scoring": {"kind": "range", "least": _points(values, "least"), "most": _points(values, "most")}}


def _thresholds(kind: str) -> Callable[[Mapping[str, Value]], Table]:
    def scored(values: Mapping[str, Value]) -> Table:
        told = [{"at": _number(at), "points": points} for at, points in _steps(values)]
        return {"scoring": {"kind": kind, "measure": _measure(values), "thresholds": told}}

    return scored


def _levels(values: Mapping[str, Value]) -> Table:
    told = [{"level": level.strip(), "points": points} for level, points in _steps(values)]
    return {"scoring": {"kind": "levels", "levels": told}}


def _minus(values: Mapping[str, Value]) -> Table:
    """A deduction: fixed points, or a range that the panel fills."""
    told = _range(values) if values["points"] is None and values["most"] is not None else None
    return {"sign": "minus"} | (told or {"scoring": {"kind": "fixed", "points": _points(values)}})


def _vetoed(_values: Mapping[str, Value]) -> Table:
    return {"sign": _VETO, "scoring": {"kind": "fixed", "points": 0}}


def _measure(values: Mapping[str, Value]) -> str:
    return str(values["measure"] or "次")


def _steps(values: Mapping[str, Value]) -> list[tuple[str, Decimal]]:
    """The pairs of "10→2;20→5".

    Raises:
        MistakenInput: `bad_steps`.
    """
    parts = [part.strip() for part in _BETWEEN.split(str(values["steps"] or "")) if part.strip()]
    found = [_STEP.fullmatch(part) for part in parts]
    if not parts or None in found:
        raise MistakenInput("bad_steps", field="steps", got=str(values["steps"] or "")[:40])
    return [(match["at"], Decimal(match["points"])) for match in found if match]


def _number(said: str) -> Decimal:
    match = _NUMBER.fullmatch(said.strip())
    if match is None:
        raise MistakenInput("bad_steps", field="steps", got=said[:40])
    return Decimal(match[1])


def _caps(values: Mapping[str, Value]) -> Table:
    """A cap in points, one in times, or both, in the same period."""
    period = str(values["cap_period"] or "")
    caps = [
        {key: told if key == "points" else int(told), "period": period}
        for key, column in (("points", "cap"), ("times", "cap_times"))
        if isinstance(told := values.get(column), Decimal | int) and told
    ]
    if caps and not period:
        raise MistakenInput("rule_needs_more", field="cap_period", rule=str(values["code"]), key="period")
    return {"caps": caps} if caps else {}


_SCORED: Final[dict[str, Callable[[Mapping[str, Value]], Table]]] = {
    "fixed": _fixed,
    "per_quantity": _per_quantity,
    "range": _range,
    "brackets": _thresholds("brackets"),
    "tiers": _thresholds("tiers"),
    "levels": _levels,
    "minus": _minus,
    "veto": _vetoed,
}
"""Way of scoring → what makes its table of a line."""
