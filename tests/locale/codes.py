"""Every error code that the source raises, found in its syntax trees, so that none can lack its texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import goodpoints
from goodpoints.domain.market.refusals import INSUFFICIENT

SOURCE: Final = Path(goodpoints.__file__).parent
_ROOTS: Final = {"GoodpointsError", "CellError", "Fault", "Finding", "Mistake"}
"""Classes whose first argument is a code; subclasses are found in the source."""

_LOOKED_UP: Final = {
    *INSUFFICIENT.values(),
    *(
        "store_busy",
        "store_read_only",
        "store_unreachable",
        "store_full",
        "not_granted",
        "not_prepared",
    ),  # tables in the stores' errors.py
    *("bad_date", "bad_number"),  # a table in sheets/cells.py
    *("unknown_key", "missing_key", "policy_value"),  # plain data in services/policy_file.py
    *("missing_row", "extra_row"),  # an argument in services/compare.py
    "bug",
}
"""Codes that stand in tables instead of calls."""


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of the source."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


ELSEWHERE: Final = "**"
"""Stands for facts that are gathered before the call."""

_INSIDE: Final = {"total"}
"""Codes that never leave their room: sheets look at such a row again."""


@cache
def codes() -> dict[str, set[str]]:
    """Every code, with the names of the facts it is raised with anywhere."""
    classes = _error_classes()
    found: dict[str, set[str]] = {code: set() for code in _LOOKED_UP}
    for tree in trees().values():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if call.args and (_name(call.func) in classes or _is_finding(call.func)):
                for code in set(_texts(call.args[0])) - _INSIDE:
                    found.setdefault(code, set()).update(word.arg or ELSEWHERE for word in call.keywords)
    return found


def _error_classes() -> set[str]:
    known = set(_ROOTS)
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    for _ in bases:
        known |= {name for name, above in bases.items() if above & known}
    return known


def _is_finding(called: ast.expr) -> bool:
    """`findings.add("code", …)`."""
    return isinstance(called, ast.Attribute) and called.attr == "add" and _name(called.value).endswith("findings")


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)
