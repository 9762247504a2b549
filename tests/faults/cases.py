"""For each stored column: one row, another value, and what `verify` must say."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One value changed behind the library's back.

    Attributes:
        where: Picks one row.
        value: SQL of the new value.
        found: What is told: code, table and column of each finding, or the code of the error at opening.
    """

    where: str
    value: str
    found: frozenset[str]


def _found(*told: str) -> frozenset[str]:
    return frozenset(told)


_ENTRY = "seq = 20"
_POSTING = "account = 'household/0001' AND unit = '星' AND seq = 18"
_BALANCE = "account = 'household/0001' AND unit = '星'"
_EMPTY = "account = 'given/0001'"
_TURNOVER = "account = 'depot' AND month = '2025-08'"
_TALLY = "name = 'limit/洗衣粉' AND subject = '0002'"
_THING = "kind = 'household' AND code = '0002'"
_DETAIL = "seq = 4"


def _moved(table: str) -> frozenset[str]:
    """A row whose key is another one is missing here and too much there."""
    return _found(f"missing_row {table}", f"extra_row {table}")


def _differs(table: str, column: str) -> frozenset[str]:
    return _found(f"column_differs {table} {column}")


CASES: dict[tuple[str, str], Case] = {
    ("migration", "version"): Case("version = 1", "99", _found("newer_format")),
    ("migration", "checksum"): Case("version = 1", "'0'", _found("migration_changed")),
    ("book", "id"): Case("id = 1", "2", _found("store_fault", "column_differs book size", "column_differs book leaf")),
    ("book", "code"): Case("id = 1", "'qianshan'", _found("chain_broken")),
    ("book", "size"): Case("id = 1", "size + 1", _differs("book", "size")),
    ("book", "leaf"): Case("id = 1", "zeroblob(32)", _differs("book", "leaf")),
    ("book", "edge"): Case("id = 1", "zeroblob(32)", _differs("book", "edge")),
    ("book", "through"): Case("id = 1", "'2025-01-01'", _differs("book", "through")),
    ("book", "recorded_at"): Case("id = 1", "'2020-01-01T00:00:00.000Z'", _differs("book", "recorded_at")),
    ("book", "reducers"): Case("id = 1", "0", _differs("book", "reducers")),
    ("entry", "book"): Case(_ENTRY, "9", _found("missing_entries", "store_fault", "extra_row posting")),
    ("entry", "seq"): Case(_ENTRY, "999", _found("missing_entries", "column_differs entry seq")),
    ("entry", "kind"): Case(_ENTRY, "'redeem'", _differs("entry", "kind")),
    ("entry", "day"): Case(_ENTRY, "'2025-07-09'", _differs("entry", "day")),
    ("entry", "key"): Case(_ENTRY, "'other'", _differs("entry", "key")),
    ("entry", "leaf"): Case(_ENTRY, "zeroblob(32)", _found("chain_broken")),
    ("entry", "body"): Case(_ENTRY, "replace(body, '0003', '0002')", _found("chain_broken")),
    ("posting", "book"): Case(_POSTING, "9", _found("missing_row posting", "store_fault")),
    ("posting", "account"): Case(_POSTING, "'stock/shop'", _moved("posting")),
    ("posting", "seq"): Case(_POSTING, "9999", _moved("posting")),
    ("posting", "n"): Case(_POSTING, "99", _moved("posting")),
    ("posting", "unit"): Case(_POSTING, "'币'", _differs("posting", "unit")),
    ("posting", "lot"): Case(_POSTING, "'~'", _differs("posting", "lot")),
    ("posting", "amount"): Case(_POSTING, "amount + 1", _differs("posting", "amount")),
    ("balance", "book"): Case(_BALANCE, "9", _found("missing_row balance", "store_fault")),
    ("balance", "account"): Case(_BALANCE, "'household/0009'", _moved("balance")),
    ("balance", "unit"): Case(_BALANCE, "'币'", _moved("balance")),
    ("balance", "lot"): Case(_BALANCE, "'2099-12-31'", _moved("balance")),
    ("balance", "amount"): Case(_BALANCE, "amount + 1", _differs("balance", "amount")),
    ("balance", "sign"): Case(_BALANCE, "0", _differs("balance", "sign")),
    ("turnover", "book"): Case(_TURNOVER, "9", _found("missing_row turnover", "store_fault")),
    ("turnover", "account"): Case(_TURNOVER, "'redeemed'", _moved("turnover")),
    ("turnover", "unit"): Case(_TURNOVER, "'塑料瓶'", _moved("turnover")),
    ("turnover", "month"): Case(_TURNOVER, "'2025-12'", _moved("turnover")),
    ("turnover", "kind"): Case(_TURNOVER, "'barter'", _moved("turnover")),
    ("turnover", "came"): Case(_TURNOVER, "came + 1", _differs("turnover", "came")),
    ("turnover", "went"): Case(_TURNOVER, "went + 1", _differs("turnover", "went")),
    ("tally", "book"): Case(_TALLY, "9", _found("missing_row tally", "store_fault")),
    ("tally", "name"): Case(_TALLY, "'limit/毛巾'", _moved("tally")),
    ("tally", "subject"): Case(_TALLY, "'0003'", _moved("tally")),
    ("tally", "day"): Case(_TALLY, "'2025-01-01'", _moved("tally")),
    ("tally", "amount"): Case(_TALLY, "amount + 1", _differs("tally", "amount")),
    ("thing", "book"): Case(_THING, "9", _found("missing_row thing", "store_fault")),
    ("thing", "kind"): Case(_THING, "'person'", _moved("thing")),
    ("thing", "code"): Case(_THING, "'0007'", _moved("thing")),
    ("thing", "status"): Case(_THING, "'withdrawn'", _differs("thing", "status")),
    ("thing", "holder"): Case(_THING, "'二组'", _differs("thing", "holder")),
    ("thing", "day"): Case(_THING, "'2025-07-02'", _differs("thing", "day")),
    ("thing", "state"): Case(_THING, "replace(state, '一组', '二组')", _differs("thing", "state")),
    ("detail", "book"): Case(_DETAIL, "9", _found("missing_row detail", "store_fault")),
    ("detail", "seq"): Case(_DETAIL, "5", _moved("detail")),
    ("detail", "n"): Case(_DETAIL, "7", _moved("detail")),
    ("detail", "subject"): Case(_DETAIL, "'person/0003-1'", _differs("detail", "of")),
    ("detail", "field"): Case(_DETAIL, "'sex'", _differs("detail", "field")),
    ("detail", "salt"): Case(_DETAIL, "zeroblob(32)", _found("text_differs detail")),
    ("detail", "text"): Case(_DETAIL, "'李四'", _found("text_differs detail")),
    ("root", "book"): Case("n = 0", "9", _found("missing_row root", "store_fault")),
    ("root", "n"): Case("n = 0", "1", _moved("root")),
    ("root", "root"): Case("n = 0", "zeroblob(32)", _differs("root", "root")),
}
"""Table and column → the case. A new column without one fails the test."""

EMPTY_ROWS: dict[str, Case] = {
    "account": Case(_EMPTY, "'given/0003'", _found("extra_row balance")),
    "sign": Case(_EMPTY, "-1", _differs("balance", "sign")),
}
"""A balance of nothing is kept as a row too, and its columns count as any other's."""
