"""What the database itself is asked: keys, rights, order, nothing that ties one book to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import goodpoints
from goodpoints.domain.views import VIEWS
from goodpoints.errors import LedgerIntegrityError, NotFound, StorageError
from goodpoints.testing import StoreFactory
from goodpoints.testing.village import BOOK, first_days, village
from tests.servers import SCHEMA, as_owner, emptied, needs_own_server, needs_postgres, own_server
from tests.storage.places import postgres_factory

pytestmark = needs_postgres

_SOURCE = Path(goodpoints.__file__).parent / "storage" / "postgres"
_BETWEEN = "goodpoints_test_made"


@pytest.fixture
def conn() -> Iterator[Any]:
    """The database, as whoever owns the books sees it, with a village in it."""
    book = village(postgres_factory()())
    first_days(book)
    book.close()
    with as_owner(emptied(keep=True)) as opened:
        yield opened


def _asked(conn: Any, sql: str) -> list[Any]:  # noqa: ANN401 - psycopg is imported where it is used
    return [row[0] if len(row) == 1 else row for row in conn.execute(sql).fetchall()]


_OURS = f"n.nspname = '{SCHEMA}'"
_CLASS = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"


def test_every_key_and_index_begins_with_the_book(conn: Any) -> None:  # noqa: ANN401 - see above
    """So every table can be distributed by book, and nothing is unique across books but the book itself."""
    found = _asked(
        conn,
        "SELECT x.relname::text, a.attname::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = x.relnamespace"
        f" JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE {_OURS}",
    )  # fmt: skip

    assert len(found) >= 10
    assert [name for name, column in found if column != "book"] == []


def test_nothing_acts_by_itself_and_nothing_reaches_across_books(conn: Any) -> None:  # noqa: ANN401 - see above
    """No trigger, rule, function, sequence, default from one, foreign key or exclusion."""
    asked = {
        "triggers": f"SELECT t.tgname FROM pg_trigger t JOIN {_CLASS} ON c.oid = t.tgrelid"
        f" WHERE {_OURS} AND NOT t.tgisinternal",
        "rules": f"SELECT r.rulename FROM pg_rewrite r JOIN {_CLASS} ON c.oid = r.ev_class"
        f" WHERE {_OURS} AND c.relkind <> 'v'",
        "functions": f"SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS}",
        "sequences": f"SELECT c.relname FROM {_CLASS} WHERE {_OURS} AND c.relkind = 'S'",
        "defaults": f"SELECT d.oid FROM pg_attrdef d JOIN {_CLASS} ON c.oid = d.adrelid WHERE {_OURS}",
        "constraints": "SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace"
        f" WHERE {_OURS} AND k.contype IN ('f', 'x', 't')",
    }

    found = {what: _asked(conn, sql) for what, sql in asked.items()}

    assert found == {what: [] for what in asked}


def test_every_text_is_compared_by_code_point(conn: Any) -> None:  # noqa: ANN401 - see above
    """Whatever the database's own language: its order would differ from that of the other stores."""
    found = _asked(
        conn,
        f"SELECT c.relname::text || '.' || a.attname FROM pg_attribute a JOIN {_CLASS} ON c.oid = a.attrelid"
        " JOIN pg_collation o ON o.oid = a.attcollation"
        f" WHERE {_OURS} AND c.relkind = 'r' AND c.relname <> 'migration' AND o.collname <> 'C' AND a.attnum > 0"
        # A host's own tables may stand beside ours: all of ours have the book's code.
        " AND EXISTS (SELECT 1 FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'book')",
    )

    assert found == []


def test_the_source_locks_in_one_way_only() -> None:
    """The book's row is updated; no row is selected for update, and no advisory lock is taken."""
    text = "\n".join(re.sub(r"#.*", "", path.read_text("utf-8")) for path in _SOURCE.glob("*.py")).lower()

    assert re.findall(r"for (no key )?update\b[^;]*where|for share|advisory|nextval|serial\b", text) == []
    assert "returning" in text


def test_the_journal_cannot_be_changed_even_by_its_owner(conn: Any) -> None:  # noqa: ANN401 - see above
    """Append-only is a right that nobody has: no update, no delete, no truncate; a private text may be erased."""
    import psycopg

    if conn.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,):
        pytest.skip("GOODPOINTS_POSTGRES names a superuser, who may do everything")
    refused = []
    for sql in (
        "UPDATE {}.entry SET day = '2026-01-01'", "DELETE FROM {}.entry", "TRUNCATE {}.entry",
        "UPDATE {}.detail SET subject = ''", "DELETE FROM {}.detail", "TRUNCATE {}.detail",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
            conn.execute(sql.format(SCHEMA))
        refused.append(sql)
    erased = conn.execute(f"UPDATE {SCHEMA}.detail SET salt = NULL, text = NULL").rowcount

    assert (len(refused), erased >= 0) == (6, True)


def test_racing_processes_make_the_tables_once() -> None:
    """Whoever comes first makes them; the others wait or find them made."""
    from goodpoints.storage.postgres import PostgresStore

    url = emptied().replace(f"schema={SCHEMA}", f"schema={_BETWEEN}")
    with as_owner(url) as conn:
        conn.execute(f"DROP SCHEMA IF EXISTS {_BETWEEN} CASCADE")
    try:
        with ThreadPoolExecutor(8) as pool:
            stores = list(pool.map(lambda _: PostgresStore(url), range(8)))
        books = [store.books() for store in stores]
        with as_owner(url) as conn:
            versions = _asked(conn, f"SELECT version FROM {_BETWEEN}.migration ORDER BY version")
        for store in stores:
            store.close()
    finally:
        with as_owner(url) as conn:
            conn.execute(f"DROP SCHEMA IF EXISTS {_BETWEEN} CASCADE")

    assert (books, versions) == ([[]] * 8, [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE {}.migration SET checksum = '0' WHERE version = 1", "migration_changed"),
        ("INSERT INTO {}.migration VALUES (99, '0')", "newer_format"),
    ],
)
def test_tables_of_another_making_are_not_opened(conn: Any, change: str, code: str) -> None:  # noqa: ANN401 - see above
    """An edited migration and a newer program's tables are told apart from damage."""
    url = emptied(keep=True)
    before = _asked(conn, f"SELECT version, checksum FROM {SCHEMA}.migration")
    conn.execute(change.format(SCHEMA))
    conn.commit()
    try:
        with pytest.raises((LedgerIntegrityError, StorageError)) as caught:
            goodpoints.open_book(url, book=BOOK)
    finally:
        conn.execute(f"DELETE FROM {SCHEMA}.migration")
        for version, checksum in before:
            conn.execute(f"INSERT INTO {SCHEMA}.migration VALUES ({version}, '{checksum}')")
        conn.commit()

    assert caught.value.code == code


def test_a_place_without_books_is_not_made_by_opening() -> None:
    """Whoever mistypes the schema is told so, and leaves no tables behind."""
    url = emptied().replace(f"schema={SCHEMA}", "schema=goodpoints_test_elsewhere")

    with pytest.raises(NotFound) as caught:
        goodpoints.open_book(url, book=BOOK)

    assert caught.value == NotFound("no_schema", schema="goodpoints_test_elsewhere")


def test_the_store_notices_what_is_not_as_it_made_it(conn: Any) -> None:  # noqa: ANN401 - see above
    """Rows without a book, a missing view: in a line each."""
    store = postgres_factory_kept()()
    assert store.self_check() == []
    conn.execute(f"DROP VIEW {SCHEMA}.households")
    conn.execute(f"DELETE FROM {SCHEMA}.book")
    conn.commit()

    told = store.self_check()

    conn.execute(f"DELETE FROM {SCHEMA}.migration WHERE version = 0")
    conn.commit()
    postgres_factory_kept()().close()
    store.close()
    assert "schema: households" in told
    assert f"entry: rows of an unknown book {BOOK}" in told


def postgres_factory_kept() -> StoreFactory:
    """The schema of the tests, with what is in it."""
    return postgres_factory(keep=True)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.english)
def test_people_see_what_they_see_in_sqlite(conn: Any, tmp_path: Path, view: Any) -> None:  # noqa: ANN401 - see above
    """Every view, in both languages, has the same columns and, as text, the same rows."""
    import sqlite3

    from goodpoints.storage.sqlite import SqliteStore

    book = village(SqliteStore(tmp_path / "book.db"))
    first_days(book)
    book.close()
    file = sqlite3.connect(tmp_path / "book.db")
    for name in view.names:
        expected = file.execute(f'SELECT * FROM "{name}"')
        actual = conn.execute(f'SELECT * FROM {SCHEMA}."{name}"')

        assert [told[0] for told in actual.description] == [told[0] for told in expected.description]
        assert sorted(map(_plain, actual.fetchall())) == sorted(map(_plain, expected.fetchall()))
    file.close()


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    """Values out of JSON are text in PostgreSQL: true for SQLite's 1."""
    words = {"true": "1", "false": "0", "None": ""}
    return tuple(words.get(str(value), str(value)) for value in row)


@needs_own_server
def test_a_database_in_another_encoding_is_refused() -> None:
    """It could not hold every name, or would order them by other codes."""
    server = own_server()
    with server.superuser() as conn:
        if not conn.execute("SELECT 1 FROM pg_database WHERE datname = 'latin'").fetchone():
            conn.execute(
                "CREATE DATABASE latin OWNER keeper TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc"
            )

    with pytest.raises(StorageError) as caught:
        goodpoints.open_book(server.url().replace("/county?", "/latin?"), book=BOOK)

    assert caught.value == StorageError("database_encoding", again=0, encoding="LATIN1")


@needs_own_server
@pytest.mark.usefixtures("conn")
@pytest.mark.parametrize("only_read", [True, False])
def test_roles_have_the_rights_of_their_work(*, only_read: bool) -> None:
    """A reader verifies and reports and cannot write; a writer writes and cannot change what is written."""
    import psycopg

    from goodpoints import StorageError, WeighIn, open_book
    from goodpoints.book.database import grant
    from goodpoints.testing.village import BOTTLES, TODAY
    from tests.faults.books import CLOCK

    role = "township" if only_read else "shop"
    own_server().add_role(role)
    grant(emptied(keep=True), role, only_read=only_read)
    url = own_server().url(role)
    order = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)

    with open_book(url, book=BOOK, clock=CLOCK) as book:
        sound, balance = book.verify().ok, book.balance_of("0001").available
        report = book.report_village(TODAY, TODAY)
        if only_read:
            with pytest.raises(StorageError) as caught:
                book.shop.weigh_in(order)
            assert caught.value == StorageError("not_granted", again=0)
        else:
            book.shop.weigh_in(order)
    with psycopg.connect(url.partition("&schema")[0]) as other:
        for sql in (
            "UPDATE {}.entry SET day = ''",
            "DELETE FROM {}.entry",
            "DELETE FROM {}.detail",
            "DROP TABLE {}.root",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), other.transaction():
                other.execute(sql.format(SCHEMA))

    assert (sound, balance > 0, bool(report)) == (True, True, True)


def _bare(role: str, *granted: str) -> str:
    """The address for a role of that name, which may do nothing but what is granted here."""
    own_server().add_role(role)
    with own_server().superuser() as conn:
        for right in granted:
            conn.execute(f"GRANT {right} TO {role}")
    return own_server().url(role)


_USAGE = f"USAGE ON SCHEMA {SCHEMA}"


@needs_own_server
@pytest.mark.usefixtures("conn")
@pytest.mark.parametrize("granted", [(), (_USAGE,), (_USAGE, f"SELECT ON {SCHEMA}.migration")])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_role_without_rights_is_told_so(granted: tuple[str, ...], *, read_only: bool) -> None:
    """Whoever forgot to grant is not sent to look for a disk that is read-only."""
    from goodpoints import StorageError, open_book

    url = _bare(f"stranger_{len(granted)}_{read_only}".lower(), *granted)
    with pytest.raises(StorageError) as caught:
        open_book(url, book=BOOK, read_only=read_only)

    assert caught.value == StorageError("not_granted", again=0)


@needs_own_server
@pytest.mark.usefixtures("conn")
def test_a_role_that_may_not_see_everything_does_not_call_a_book_damaged() -> None:
    """A county may keep private texts from its auditors; then somebody else must verify."""
    from goodpoints import StorageError, open_book
    from tests.faults.books import CLOCK

    url = _bare("auditor", _USAGE, f"SELECT ON ALL TABLES IN SCHEMA {SCHEMA}")
    with own_server().superuser() as conn:
        conn.execute(f"REVOKE SELECT ON {SCHEMA}.detail FROM auditor")
    with open_book(url, book=BOOK, clock=CLOCK) as book:
        with pytest.raises(StorageError) as caught:
            book.verify()
        balance = book.balance_of("0001").available

    assert (caught.value.code, balance > 0) == ("not_granted", True)
