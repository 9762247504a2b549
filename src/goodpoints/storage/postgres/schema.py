"""The tables of a book in PostgreSQL, as numbered migrations that are never edited.

The book's code comes first in every key and index, and nothing reaches from one book to another: no sequence, no
trigger, no constraint across books. So the tables can be distributed by book over several servers as they stand.
Every text is compared by code point (`COLLATE "C"`), as Python and SQLite do, whatever the database's own language.
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

JOURNAL: Final = ("entry", "detail")
"""What is written once; an erased detail keeps its row."""

DERIVED: Final = ("posting", "balance", "turnover", "tally", "thing", "root")
TABLES: Final = ("book", *JOURNAL, *DERIVED)

_TABLES: Final = """
CREATE TABLE {schema}.book (
    book text COLLATE "C" PRIMARY KEY,
    size bigint NOT NULL CHECK (size >= 0),
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    edge bytea NOT NULL CHECK (octet_length(edge) % 32 = 0),
    through text COLLATE "C" NOT NULL,
    recorded_at text COLLATE "C" NOT NULL,
    reducers bigint NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE {schema}.entry (
    book text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    kind text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    body text COLLATE "C" NOT NULL,
    PRIMARY KEY (book, seq),
    UNIQUE (book, key)
);
CREATE INDEX entry_by_day ON {schema}.entry (book, day);
CREATE TABLE {schema}.posting (
    book text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    n bigint NOT NULL,
    unit text COLLATE "C" NOT NULL,
    lot text COLLATE "C" NOT NULL,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (book, account, seq, n)
);
CREATE TABLE {schema}.balance (
    book text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    lot text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    sign bigint NOT NULL CHECK (sign IN (-1, 0, 1)),
    PRIMARY KEY (book, account, unit, lot),
    CHECK (amount * sign >= 0)
) WITH (fillfactor = 70);
CREATE INDEX balance_by_end ON {schema}.balance (book, lot)
    WHERE account >= 'household/' AND account < 'household0' AND lot >= '0' AND lot < ':';
CREATE TABLE {schema}.turnover (
    book text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    came bigint NOT NULL CHECK (came >= 0),
    went bigint NOT NULL CHECK (went >= 0),
    PRIMARY KEY (book, account, unit, month, kind)
) WITH (fillfactor = 70);
CREATE TABLE {schema}.tally (
    book text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    amount bigint NOT NULL,
    PRIMARY KEY (book, name, subject, day)
) WITH (fillfactor = 90);
CREATE TABLE {schema}.thing (
    book text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    PRIMARY KEY (book, kind, code)
) WITH (fillfactor = 80);
CREATE INDEX thing_by_holder ON {schema}.thing (book, kind, holder);
CREATE INDEX thing_by_status ON {schema}.thing (book, kind, status, day);
CREATE TABLE {schema}.detail (
    book text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    n bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    field text COLLATE "C" NOT NULL,
    salt bytea CHECK (octet_length(salt) = 32),
    text text COLLATE "C",
    PRIMARY KEY (book, seq, n),
    CHECK ((salt IS NULL) = (text IS NULL))
);
CREATE INDEX detail_by_subject ON {schema}.detail (book, subject);
CREATE TABLE {schema}.root (
    book text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (book, n)
);
"""

_APPEND_ONLY: Final = """
REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.entry, {schema}.detail FROM CURRENT_USER;
GRANT UPDATE (salt, text) ON {schema}.detail TO CURRENT_USER;
"""
"""Whoever owns the tables takes the right to change the journal away from itself; only a superuser has it still."""


_TURNS: Final = """
ALTER TABLE {schema}.book ADD COLUMN turn bigint NOT NULL DEFAULT 0;
ALTER TABLE {schema}.book ALTER COLUMN turn DROP DEFAULT;
"""
"""How many transactions have had the book to write in, whether or not they moved its head."""


class Migration(NamedTuple):
    """One step of the schema; its SQL is never edited once released."""

    version: int
    sql: str

    @property
    def checksum(self) -> str:
        """Hex SHA-256 of the SQL, kept beside the version: an edited migration is found out."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def statements(self, schema: str) -> list[str]:
        """The single statements, for a schema."""
        return [sql.strip() for sql in self.sql.format(schema=schema).split(";") if sql.strip()]


MIGRATIONS: Final = (Migration(1, _TABLES), Migration(2, _APPEND_ONLY), Migration(3, _TURNS))
NEWEST: Final = MIGRATIONS[-1].version

LEDGER: Final = "CREATE TABLE {schema}.migration (version bigint NOT NULL, checksum text NOT NULL)"
"""Which steps are done; without a key, since whoever writes it holds the table's lock. Version 0 tells of the views."""
