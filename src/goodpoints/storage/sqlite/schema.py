"""The tables of a book in SQLite, as numbered migrations that are never edited."""

from __future__ import annotations

from typing import Final, NamedTuple

APPLICATION_ID: Final = 0x676F6F64
"""`good`: what `file` and every SQLite tool show; tells a book from any other database."""

_TABLES: Final = """
CREATE TABLE book (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL CHECK (size >= 0),
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    edge BLOB NOT NULL CHECK (length(edge) % 32 = 0),
    through TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    reducers INTEGER NOT NULL
) STRICT;
CREATE TABLE entry (
    book INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    key TEXT NOT NULL,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    body TEXT NOT NULL,
    UNIQUE (book, seq),
    UNIQUE (book, key)
) STRICT;
CREATE INDEX entry_by_day ON entry (book, day);
CREATE TABLE posting (
    book INTEGER NOT NULL,
    account TEXT NOT NULL,
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    unit TEXT NOT NULL,
    lot TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (book, account, seq, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE balance (
    book INTEGER NOT NULL,
    account TEXT NOT NULL,
    unit TEXT NOT NULL,
    lot TEXT NOT NULL,
    amount INTEGER NOT NULL,
    sign INTEGER NOT NULL CHECK (sign IN (-1, 0, 1)),
    PRIMARY KEY (book, account, unit, lot),
    CHECK (amount * sign >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX balance_by_end ON balance (book, lot)
    WHERE amount > 0 AND account >= 'household/' AND account < 'household0' AND lot >= '0' AND lot < ':';
CREATE TABLE turnover (
    book INTEGER NOT NULL,
    account TEXT NOT NULL,
    unit TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    came INTEGER NOT NULL CHECK (came >= 0),
    went INTEGER NOT NULL CHECK (went >= 0),
    PRIMARY KEY (book, account, unit, month, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally (
    book INTEGER NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (book, name, subject, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE thing (
    book INTEGER NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    holder TEXT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (book, kind, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX thing_by_holder ON thing (book, kind, holder);
CREATE INDEX thing_by_status ON thing (book, kind, status, day);
CREATE TABLE detail (
    book INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    salt BLOB CHECK (length(salt) = 32),
    text TEXT,
    PRIMARY KEY (book, seq, n),
    CHECK ((salt IS NULL) = (text IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX detail_by_subject ON detail (book, subject);
CREATE TABLE root (
    book INTEGER NOT NULL,
    n INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (book, n)
) STRICT, WITHOUT ROWID;
"""

_SEAT_BELT: Final = """
CREATE TRIGGER entry_kept_from_update BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'append-only: an entry is never changed; write a reversal'); END;
CREATE TRIGGER entry_kept_from_delete BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'append-only: an entry is never deleted; write a reversal'); END;
CREATE TRIGGER detail_kept_from_delete BEFORE DELETE ON detail
BEGIN SELECT RAISE(ABORT, 'append-only: a detail is erased in place, its row stays'); END;
"""


class Migration(NamedTuple):
    """One step of the schema; its SQL is never edited once released.

    Attributes:
        checksum: Hex SHA-256 of the SQL, kept beside the version: a book made by an edited migration is found out.
            It is written down here, since whoever only reads a book needs no hash library.
    """

    version: int
    sql: str
    checksum: str


MIGRATIONS: Final = (
    Migration(1, _TABLES, "862b96c3db389359e95be163669b576d79e0ed9344f34d337d839abc7e17e08a"),
    Migration(2, _SEAT_BELT, "e8e1f9f083776d9239638c89e0190a95395803516911d469632c21a2c70836f3"),
)

LEDGER: Final = """
CREATE TABLE IF NOT EXISTS migration (
    version INTEGER PRIMARY KEY,
    checksum TEXT NOT NULL
) STRICT;
"""
