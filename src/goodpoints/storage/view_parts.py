"""What the views of every SQL store say alike: which rows they show, and their columns one after another."""

from __future__ import annotations

from collections.abc import Callable

from goodpoints.domain.views import BOOK, Column, View


def rows_of(view: View) -> str:
    """The condition on the view's table, `t`, with a blank before it; empty where every row is shown."""
    if view.kind:
        return f" WHERE t.kind = '{view.kind}'"
    return " WHERE t.amount <> 0" if view.table == "balance" else ""


def columns_of(view: View, language: int, shown: Callable[[Column, int], list[str]]) -> str:
    """What is selected: the book, then the view's columns, each as `shown` writes it; an amount is two."""
    return ", ".join(part for column in (BOOK, *view.columns) for part in shown(column, language))
