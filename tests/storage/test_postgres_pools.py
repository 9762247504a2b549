"""A host lends the connections of its pool: what is written through them, and how the host finds them again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from attrs import evolve

from goodpoints import Book, NotFound, StorageError, WeighIn
from goodpoints.services.clock import RandomIds
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing.village import BOOK as VILLAGE
from goodpoints.testing.village import BOTTLES, TODAY, book_on, village
from tests.servers import emptied, needs_postgres, spreads_books
from tests.storage.places import postgres_factory

if TYPE_CHECKING:
    import psycopg
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore

    Pool: TypeAlias = ConnectionPool[psycopg.Connection[Any]]

pytestmark = needs_postgres

ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)


@pytest.fixture
def shared() -> Iterator[Pool]:
    """A host's pool of one connection to a village."""
    from psycopg_pool import ConnectionPool

    village(postgres_factory()()).close()
    with ConnectionPool(address_of(emptied(keep=True)).conninfo, min_size=1, max_size=1, open=True) as opened:
        yield opened


def _store_on(pool: Pool) -> PostgresStore:
    from goodpoints.storage.postgres import PostgresStore

    return PostgresStore(emptied(keep=True), pool=pool)


def _pooled(pool: Pool) -> Book:
    return book_on(_store_on(pool), ids=RandomIds())


def test_a_pool_without_a_free_connection_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, and trying again may help."""
    from psycopg_pool import ConnectionPool

    monkeypatch.setattr("goodpoints.storage.postgres.lines.PATIENCE", 0.0)
    village(postgres_factory()()).close()
    url = emptied(keep=True)
    with ConnectionPool(address_of(url).conninfo, min_size=1, max_size=1, timeout=0.5, open=True) as pool:
        book = _pooled(pool)
        size = [book.shop.weigh_in(ORDER).seq for _ in range(2)][-1]
        began = time.monotonic()
        with pool.connection(), pytest.raises(StorageError) as caught:
            book.shop.weigh_in(ORDER)
        waited = time.monotonic() - began
        again = book.shop.weigh_in(ORDER)

    assert (caught.value.code, caught.value.facts) == ("store_busy", {"again": 1})
    assert (again.seq, waited < 2 * pool.timeout) == (size + 1, True)


def test_a_host_may_want_other_rows_of_its_connections() -> None:
    """Of its own statements; ours come as they always do, also where the tables are made."""
    from psycopg.rows import dict_row
    from psycopg_pool import ConnectionPool

    settings = {"row_factory": dict_row}
    with ConnectionPool(address_of(emptied()).conninfo, min_size=1, kwargs=settings, open=True) as pool:
        store = _store_on(pool)
        with pytest.raises(NotFound, match="unknown_role"):
            store.grant("nobody", only_read=True)
        book = village(store)
        written = book.shop.weigh_in(ORDER).seq
        with pool.connection() as conn:
            [row] = conn.execute("SELECT 1 AS one").fetchall()
            assert list(row) == ["one"]  # the names of a dictionary's values

        assert (written, book.verify().findings) == (book.head().size, ())


def test_a_store_opened_to_read_writes_nothing_through_a_pool(shared: Pool) -> None:
    """Whatever its connections may; the next store on them writes."""
    from goodpoints.storage.postgres import PostgresStore

    reading = book_on(PostgresStore(emptied(keep=True), pool=shared, read_only=True))
    assert reading.head() == _pooled(shared).head()
    with pytest.raises(StorageError, match="store_read_only"):
        reading.shop.weigh_in(ORDER)

    assert _pooled(shared).shop.weigh_in(ORDER).seq == reading.head().size


def test_threads_of_a_host_share_a_pool() -> None:
    """A connection for each transaction; the pool stays open when a store is closed."""
    from psycopg_pool import ConnectionPool

    village(postgres_factory()()).close()
    url = emptied(keep=True)

    def weigh(n: int) -> int:
        book = _pooled(pool)
        seq = book.shop.weigh_in(ORDER, key=f"slip-{n}").seq
        book.close()
        return seq

    with ConnectionPool(address_of(url).conninfo, min_size=2, max_size=3, open=True) as pool:
        with ThreadPoolExecutor(6) as threads:
            numbers = list(threads.map(weigh, range(24)))
        open_still = pool.get_stats()["pool_size"]

    assert sorted(numbers) == list(range(min(numbers), min(numbers) + 24))
    assert 2 <= open_still <= 3


def _prepared(pool: Pool) -> int:
    """How many statements the server has prepared on the pool's connection."""
    with pool.connection() as conn:
        [(count,)] = conn.execute("SELECT count(*) FROM pg_prepared_statements").fetchall()
    return int(count)


def test_stores_that_share_a_pool_find_prepared_what_another_one_had_prepared(shared: Pool) -> None:
    """One after the other on one connection: the server is told each statement once."""
    counts = []
    for _ in range(2):
        with _pooled(shared) as book:
            for _ in range(3):
                book.shop.weigh_in(ORDER)
        counts.append(_prepared(shared))

    assert counts[0] == counts[1] > 0


def _write_and_fail(pool: Pool) -> None:
    with pool.connection() as conn:
        conn.execute("CREATE TABLE hosts (told text)")
        raise KeyError


def test_a_host_finds_its_connections_as_it_gave_them(shared: Pool) -> None:
    """What it writes on one after an act is still one transaction, that it can undo."""
    with _pooled(shared) as book:
        book.shop.weigh_in(ORDER)
    with suppress(KeyError):
        _write_and_fail(shared)

    with shared.connection() as conn:
        assert conn.execute("SELECT to_regclass('hosts')").fetchone() == (None,)
        assert not conn.autocommit


def test_a_pool_of_one_connection_is_enough_to_verify(shared: Pool) -> None:
    """The server is asked about its own health in the transaction that reads the book."""
    with _pooled(shared) as book:
        assert book.verify().ok


@pytest.mark.parametrize("encoding", ["GB18030", "EUC_CN"])
def test_a_host_may_speak_another_encoding_on_its_connections(shared: Pool, encoding: str) -> None:
    """And change it between two acts: what is written and what is found again is the same."""
    store = _store_on(shared)
    told: list[int] = []
    found: list[int] = []
    for spoken in ("UTF8", encoding, "UTF8"):
        with shared.connection() as conn:
            conn.execute(f"SET client_encoding TO {spoken}")
            if spreads_books():  # Citus 13 takes what the machine of a book answers in binary for text in this encoding
                conn.execute("SET citus.enable_binary_protocol TO off")
        book = book_on(store, ids=RandomIds())  # that remembers nothing, and asks what the one before it asked
        found.append(book.post(ORDER, key="晴天").seq)
        told += [book.post(evolve(ORDER, remark="雨天")).seq for _ in range(2)]

    book = book_on(store)
    assert [book.details_of(seq) for seq in told] == [{"remark": "雨天"}] * 6
    assert len(set(found)) == 1
    assert book.verify().ok


def test_a_host_that_wants_nothing_prepared_finds_nothing_prepared() -> None:
    """As one behind a pooler must, that hands sessions over."""
    from psycopg_pool import ConnectionPool

    village(postgres_factory()()).close()
    settings = {"prepare_threshold": None}
    with ConnectionPool(address_of(emptied(keep=True)).conninfo, min_size=1, max_size=1, kwargs=settings) as pool:
        with _pooled(pool) as book:
            size = [book.shop.weigh_in(ORDER).seq for _ in range(3)][-1]
            assert book.head().size == size
        assert _prepared(pool) == 0


def test_what_is_done_beside_a_transaction_is_none_of_its(shared: Pool) -> None:
    """Another book made meanwhile is there, though the transaction comes to nothing."""
    shared.resize(1, 2)
    store = _store_on(shared)
    with suppress(KeyError), store.write(VILLAGE) as tx:
        store.create("second", tx.head()._replace(size=1))
        raise KeyError

    assert "second" in store.books()


@pytest.mark.usefixtures("one_machine")
@pytest.mark.parametrize("at", ["_session_of", "begin_late"])
def test_whoever_does_not_want_to_wait_leaves_the_pool_its_place(
    shared: Pool,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    """Ctrl-C while a connection is being made ours, and as the act begins on it: it is the host's again, as it was."""
    from goodpoints.storage.postgres.lines import PoolLine
    from goodpoints.storage.postgres.session import Session

    def interrupted(*_told: object) -> None:
        raise KeyboardInterrupt

    with _pooled(shared) as book:
        book.shop.weigh_in(ORDER)
        book.shop.weigh_in(ORDER)
        with monkeypatch.context() as patched:
            patched.setattr(PoolLine if hasattr(PoolLine, at) else Session, at, interrupted)
            with pytest.raises(KeyboardInterrupt):
                book.shop.weigh_in(ORDER)
        with shared.connection(timeout=1) as conn:
            assert not conn.autocommit
        book.shop.weigh_in(ORDER)
