"""Every statement of the posting path and of questions, once per schema: the driver keeps them prepared by their text."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final, NamedTuple


class Table(NamedTuple):
    """How the rows of a table are written.

    Attributes:
        rows: Their name in a batch.
        columns: Without the book's.
        types: Of these columns, as the server calls them.
        taken: What happens where the key is there: nothing for rows that are written once.
    """

    rows: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    taken: str = ""


def _table(rows: str, told: str, taken: str = "") -> Table:
    pairs = [part.rpartition(" ") for part in told.split(", ")]
    return Table(rows, tuple(name for name, _, _ in pairs), tuple(kind for _, _, kind in pairs), taken)


WRITTEN: Final = {
    "entry": _table("entries", "seq int8, kind text, day text, key text, leaf bytea, body text"),
    "posting": _table("postings", "account text, seq int8, n int8, unit text, lot text, amount int8"),
    "detail": _table("details", "seq int8, n int8, subject text, field text, salt bytea, text text"),
    "root": _table("roots", "n int8, root bytea"),
    # Absolute amounts, so that the CHECK looks at the balance there will be and not at a difference.
    "balance": _table(
        "balances",
        "account text, unit text, lot text, amount int8, sign int8",
        "(book, account, unit, lot) DO UPDATE SET amount = excluded.amount",
    ),
    "turnover": _table(
        "turnovers",
        "account text, unit text, month text, kind text, came int8, went int8",
        "(book, account, unit, month, kind) DO UPDATE SET came = t.came + excluded.came, went = t.went + excluded.went",
    ),
    "tally": _table(
        "tallies",
        "name text, subject text, day text, amount int8",
        "(book, name, subject, day) DO UPDATE SET amount = t.amount + excluded.amount",
    ),
    "thing": _table(
        "things",
        "kind text, code text, status text, holder text, day text, state text",
        "(book, kind, code) DO UPDATE SET status = excluded.status, holder = excluded.holder,"
        " day = excluded.day, state = excluded.state",
    ),
}
"""Table → how it is written; first what is written once."""

MANY: Final = 9
"""Rows of one table from which on they are written as arrays. Each smaller number is a prepared statement of its own."""

ONCE: Final = ("entry", "posting", "detail", "root")
ADDED: Final = ("turnover", "tally")

KEYS: Final = {
    "entry": ("seq",),
    "posting": ("account", "seq", "n"),
    "balance": ("account", "unit", "lot"),
    "turnover": ("account", "unit", "month", "kind"),
    "tally": ("name", "subject", "day"),
    "thing": ("kind", "code"),
    "detail": ("seq", "n"),
    "root": ("n",),
}
"""Table → its key within a book."""

SAYS_SOMETHING: Final = {
    "balance": "amount <> 0",
    "turnover": "(came <> 0 OR went <> 0)",
    "tally": "amount <> 0",
}

_HEAD: Final = "size, leaf, edge, through, recorded_at, reducers"
_ENTRY: Final = "SELECT seq, kind, day, key, leaf, body FROM {schema}.entry WHERE book = %b"
_BALANCE: Final = "SELECT account, unit, lot, amount, sign FROM {schema}.balance WHERE book = %b"
_DETAIL: Final = "SELECT seq, n, subject, field, salt, text FROM {schema}.detail WHERE book = %b"

_PATIENTLY: Final = "FROM (SELECT set_config('lock_timeout', %b, true)) AS w WHERE t.book = %k"

_AS_LEFT: Final = "t.turn = %b AND t.leaf = %b RETURNING t.book"
OR_NOTHING: Final = "SELECT 1 / count(*) FROM w0"
"""The last part of what `at_once` joins, whose first one gives the book's row: it has that one done before all others,
and where it gives none, the division by zero brings the whole to nothing."""

_AS_ROWS: Final = " RETURNING NULL::int8"
"""Where nothing is wanted of the rows, a distributed server copies them to the machine of the book, and a key that is there
already becomes an internal error without a number of its own (Citus 13)."""

_TEXTS: Final = {
    # An UPDATE, not SELECT … FOR UPDATE: only an update is certain to see the last committed row while a
    # distributed server moves a book from one machine to another.
    "lock": "UPDATE {schema}.book SET turn = turn + 1 WHERE book = %b RETURNING {head}, turn",
    # The same, and how long it waits, for this transaction only: one statement less. It is said before the row is locked.
    "lock_within": "UPDATE {schema}.book AS t SET turn = t.turn + 1 {patiently} RETURNING {head}, turn",
    "turn": "SELECT turn FROM {schema}.book WHERE book = %b",
    "head": "SELECT {head} FROM {schema}.book WHERE book = %b",
    "move_head": "UPDATE {schema}.book SET size = %b, leaf = %b, edge = %b, through = %b, recorded_at = %b,"
    " reducers = %b WHERE book = %k",
    # For whoever knows the book as it was left, by its last turn and leaf; joined with OR_NOTHING.
    "lock_onto": "UPDATE {schema}.book AS t SET turn = t.turn + 1 {patiently} AND {as_left}",
    "move_head_onto": "UPDATE {schema}.book AS t SET turn = t.turn + 1, size = %b, leaf = %b, edge = %b, through = %b,"
    " recorded_at = %b, reducers = %b {patiently} AND {as_left}",
    "books": "SELECT book FROM {schema}.book WHERE size > 0 ORDER BY book",
    "create": "INSERT INTO {schema}.book (book, {head}, turn) VALUES (%b, %b, %b, %b, %b, %b, %b, 0)"
    " ON CONFLICT (book) DO NOTHING",
    "discard": "DELETE FROM {schema}.book WHERE book = %b AND size = 0",
    "seen": f"{_ENTRY} AND key = %b",
    "seen_many": f"{_ENTRY} AND key = ANY(%b::text[])",
    "get": "SELECT kind, code, status, holder, day, state FROM {schema}.thing WHERE book = %b AND kind = %b AND code = %b",
    "lots": "SELECT account, unit, lot, amount, sign FROM {schema}.balance"
    " WHERE book = %b AND account = %b AND unit = %b AND amount <> 0",
    # One look into the index for each pair. A plain join reads the whole book while the server has no statistics of it,
    # and a prepared statement keeps doing so; OFFSET 0 keeps the planner from turning this into one.
    "get_many": "SELECT t.kind, t.code, t.status, t.holder, t.day, t.state"
    " FROM unnest(%b::text[], %b::text[]) AS w (kind, code) CROSS JOIN LATERAL ("
    "SELECT * FROM {schema}.thing WHERE book = %b AND kind = w.kind AND code = w.code OFFSET 0) AS t",
    "lots_many": "SELECT t.account, t.unit, t.lot, t.amount, t.sign"
    " FROM unnest(%b::text[], %b::text[]) AS w (account, unit) CROSS JOIN LATERAL ("
    "SELECT * FROM {schema}.balance WHERE book = %b AND account = w.account AND unit = w.unit OFFSET 0) AS t"
    " WHERE t.amount <> 0",
    "list": "SELECT kind, code, status, holder, day, state FROM {schema}.thing WHERE book = %b AND kind = %b",
    "tally_of_all": "SELECT coalesce(sum(amount), 0)::bigint FROM {schema}.tally"
    " WHERE book = %b AND name = %b AND day BETWEEN %b AND %b",
    "tally": "SELECT coalesce(sum(amount), 0)::bigint AS amount FROM {schema}.tally"
    " WHERE book = %b AND name = %b AND subject = %b AND day BETWEEN %b AND %b",
    "entries": f"{_ENTRY} AND seq BETWEEN %b AND %b ORDER BY seq LIMIT %b",
    "entries_of": f"{_ENTRY} AND day BETWEEN %b AND %b AND seq > %b",
    "details": f"{_DETAIL} AND subject >= %b AND subject < %b",
    "details_at": f"{_DETAIL} AND seq = %b ORDER BY n",
    "statement": "SELECT p.account, p.seq, p.n, p.unit, p.lot, p.amount, e.kind, e.day, e.body"
    " FROM {schema}.posting p JOIN {schema}.entry e ON e.book = p.book AND e.seq = p.seq"
    " WHERE p.book = %b AND p.account = %b AND p.seq < %b ORDER BY p.seq DESC, p.n DESC LIMIT %b",
    "balances": f"{_BALANCE} AND account >= %b AND account < %b AND amount <> 0",
    "turnovers": "SELECT account, unit, month, kind, came, went FROM {schema}.turnover"
    " WHERE book = %b AND account >= %b AND account < %b AND month BETWEEN %b AND %b ORDER BY account, unit, month, kind",
    "ended_lots": f"{_BALANCE} AND amount > 0 AND account >= 'household/' AND account < 'household0'"
    " AND lot >= '0' AND lot < ':' AND lot < %b ORDER BY lot, account, unit",
    "next_end": "SELECT lot FROM {schema}.balance WHERE book = %b AND amount > 0"
    " AND account >= 'household/' AND account < 'household0' AND lot >= '0' AND lot < ':' ORDER BY lot LIMIT 1",
    "next_day": "SELECT day FROM {schema}.thing WHERE book = %b AND kind = %b AND status = %b AND day > ''"
    " ORDER BY day LIMIT 1",
    "erase": "UPDATE {schema}.detail SET salt = NULL, text = NULL WHERE book = %b AND subject = %b AND text IS NOT NULL",
}


@cache
def statements(schema: str) -> dict[str, str]:
    """Name → statement, for a schema."""
    parts = {"head": _HEAD, "patiently": _PATIENTLY, "as_left": _AS_LEFT}
    return {name: sql.format(schema=schema, **parts) for name, sql in _TEXTS.items()}


@lru_cache(maxsize=1024)
def inserts_of(schema: str, counts: tuple[int, ...], *, joined: bool) -> tuple[str, ...]:
    """What writes so many rows to each table of `WRITTEN` in its order, left out where there are none.

    Each value of a few rows is a parameter of its own, of `MANY` or more each column is one, an array; the book is one for all.

    Args:
        schema: Where the tables lie.
        counts: Of rows; more than `MANY` are no other statement.
        joined: They will be one statement, on one machine.
    """
    counted = zip(WRITTEN, counts, strict=True)
    return tuple(_insert(schema, table, count, joined=joined) for table, count in counted if count)


@lru_cache(maxsize=256)
def at_once(first: tuple[str, ...], last: str) -> str:
    """Statements whose answers nobody waits for, as one. They write to different tables, so none needs to see another."""
    named = ", ".join(f"w{n} AS ({sql})" for n, sql in enumerate(first))
    return f"WITH {named} {last}" if first else last


@cache
def page(schema: str, table: str, *, zeros: bool, first: bool) -> str:
    """One page of all rows of a table, by key: the first, or the one behind a key."""
    key = ", ".join(KEYS[table])
    said = SAYS_SOMETHING.get(table, "")
    only = f" AND {said}" if said and not zeros else ""
    behind = "" if first else f" AND ({key}) > ({', '.join(['%b'] * len(KEYS[table]))})"
    columns = ", ".join(WRITTEN[table].columns)
    return f"SELECT {columns} FROM {schema}.{table} WHERE book = %b{only}{behind} ORDER BY {key} LIMIT %b"  # noqa: S608 - names of our own tables


@cache
def _insert(schema: str, table: str, count: int, *, joined: bool) -> str:
    written = WRITTEN[table]
    rows = _arrays(written) if count >= MANY else _single_values(written, count)
    sql = f"INSERT INTO {schema}.{table} AS t (book, {', '.join(written.columns)}) {rows}"
    if written.taken:
        return f"{sql} ON CONFLICT {written.taken}"
    return sql if joined else f"{sql}{_AS_ROWS}"


def _single_values(written: Table, count: int) -> str:
    row = f"(%k, {', '.join(['%b'] * len(written.columns))})"
    return f"VALUES {', '.join([row] * count)}"


def _arrays(written: Table) -> str:
    arrays = ", ".join(f"%b::{kind}[]" for kind in written.types)
    columns = ", ".join(written.columns)
    return f"SELECT %k::text, {columns} FROM unnest({arrays}) AS w ({columns})"  # noqa: S608 - names of our own tables
