"""Another system that follows a book: here a count of weighings by month, in a database of its own.

    python follow.py BOOK OWN.db

Run it as often as you like, and stop it whenever you like. What it made of the entries, and the number of the last one it
has taken in, are written in one transaction: so every entry counts exactly once. The leaf that is kept beside the number
tells when the book is not the one it was, because it was restored from a backup and written on.
"""

import sqlite3
import sys
from contextlib import closing

from goodpoints import Book, ImportConflict, open_book

PAGE = 500
TABLES = (
    "CREATE TABLE IF NOT EXISTS cursor (book TEXT PRIMARY KEY, seq INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS weighings (month TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT",
)


def main(url: str, own: str) -> int:
    """Take in everything that is new; 4 where the book is not the one it was."""
    with open_book(url) as book, closing(sqlite3.connect(own, isolation_level=None)) as conn:
        for table in TABLES:
            conn.execute(table)
        try:
            taken = sum(iter(lambda: take_page(book, conn), 0))
        except ImportConflict as conflict:
            print(f"not the book it was: {conflict}")
            return conflict.exit_status
        print(f"{taken} new entries", *conn.execute("SELECT month, count FROM weighings ORDER BY month"), sep="\n")
    return 0


def take_page(book: Book, conn: sqlite3.Connection) -> int:
    """Take in the next entries; how many there were."""
    conn.execute("BEGIN IMMEDIATE")  # two followers at once take turns
    try:
        found = conn.execute("SELECT seq, leaf FROM cursor WHERE book = ?", (book.code,)).fetchone()
        seq, leaf = found or (0, None)
        page = book.entries_since(seq, count=PAGE, leaf=leaf)
        for one in page:
            take(conn, one.entry.kind, one.entry.day[:7])
        if page:
            conn.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?)", (book.code, page[-1].seq, page[-1].leaf))
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise
    return len(page)


def take(conn: sqlite3.Connection, kind: str, month: str) -> None:
    """What this system makes of an entry."""
    if kind == "weigh_in":
        counted = "INSERT INTO weighings VALUES (?, 1) ON CONFLICT (month) DO UPDATE SET count = count + 1"
        conn.execute(counted, (month,))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
