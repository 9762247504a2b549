"""Connections that break, callers that err, hosts that own the transaction: what is told, and what is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from goodpoints import Book, LedgerIntegrityError, MistakenInput, NotFound, StorageError, WeighIn
from goodpoints.ports import Batch
from goodpoints.services.clock import RandomIds
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing.rows import BOOK, balance, detail, entries, head, thing
from goodpoints.testing.village import BOOK as VILLAGE
from goodpoints.testing.village import BOTTLES, TODAY, book_on, village
from tests.faults.wire import Wire
from tests.servers import SCHEMA, as_owner, emptied, needs_own_server, needs_postgres, own_server, terminate_all
from tests.storage.places import postgres_factory

if TYPE_CHECKING:
    from goodpoints.storage.postgres import PostgresStore

pytestmark = needs_postgres

ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)
MANY = 50


@pytest.fixture
def book() -> Iterator[Book]:
    """A village."""
    opened = village(postgres_factory()(), ids=RandomIds())
    yield opened
    opened.close()


def _weigh_and_be_cut_off(book: Book, *, asks: bool) -> None:
    with book.batch() as acts:
        acts.shop.weigh_in(ORDER, key="slip")
        terminate_all()
        if asks:
            acts.balances()


def _go_on_after_a_failure(store: PostgresStore) -> None:
    with store.write(BOOK) as tx:
        tx.append(entries(1))
        tx.append(Batch(head(1), balances=[balance("household/0001", amount=-1)]))
        with pytest.raises(LedgerIntegrityError):
            tx.next_end()


def test_a_connection_lost_between_acts_is_not_even_noticed(book: Book) -> None:
    """The next act, and the next question, find another one."""
    terminate_all()
    weighed = book.shop.weigh_in(ORDER, key="slip")
    terminate_all()

    assert book.head().size == weighed.entry.seq


@pytest.mark.parametrize(("asks", "code"), [(True, "store_unreachable"), (False, "outcome_unknown")])
def test_a_connection_lost_in_an_act_leaves_nothing(book: Book, code: str, *, asks: bool) -> None:
    """The caller is told that trying again may help, and it does; only what was sent with the commit leaves a doubt."""
    size = book.head().size

    with pytest.raises(StorageError) as caught:
        _weigh_and_be_cut_off(book, asks=asks)
    again = book.shop.weigh_in(ORDER, key="slip")

    assert (caught.value.code, caught.value.facts) == (code, {"again": 1})
    assert (again.replayed, book.head().size) == (False, size + 1)


@needs_own_server
@pytest.mark.parametrize("done", [True, False])
def test_a_connection_cut_at_the_commit_leaves_the_outcome_to_the_key(*, done: bool) -> None:
    """Nobody knows whether it was written; the same key again tells, and writes once."""
    from goodpoints.storage.postgres import PostgresStore

    village(postgres_factory()()).close()
    wire = Wire(own_server().folder)
    store = PostgresStore(wire.url(emptied(keep=True)))
    book = book_on(store, ids=RandomIds())
    size = book.head().size

    wire.cut_at_commit(done=done)
    with pytest.raises(StorageError) as caught:
        book.shop.weigh_in(ORDER, key="slip")
    again = book.shop.weigh_in(ORDER, key="slip")

    assert caught.value == StorageError("outcome_unknown", again=1)
    assert (again.replayed, book.head().size) == (done, size + 1)
    book.close()
    wire.close()


def test_a_caller_who_goes_on_after_a_failure_is_not_told_that_it_is_written(store: PostgresStore) -> None:
    """The server would answer such a commit by undoing, without a word of failure."""
    with pytest.raises(StorageError) as caught:
        _go_on_after_a_failure(store)

    assert caught.value.code == "store_failed"
    assert store.books() == []


def test_a_transaction_inside_a_transaction_of_the_same_store_is_refused(book: Book) -> None:
    """It would end the other one; nothing of the outer one is lost."""
    size = book.head().size
    with book.batch() as acts:
        acts.shop.weigh_in(ORDER, key="slip")
        with pytest.raises(StorageError) as caught:
            book.head()

    assert caught.value.code == "store_failed"
    assert book.head().size == size + 1


@pytest.mark.parametrize("count", [1, MANY])
def test_a_text_with_nul_is_refused_before_it_reaches_the_server(store: PostgresStore, count: int) -> None:
    """Written singly, as arrays or as a stream; the transaction can go on without it."""
    texts = [f"0{n}" for n in range(count - 1)]
    for batch in (
        Batch(head(0), details=[detail(1, n, text=text) for n, text in enumerate([*texts, "a\0"])]),
        Batch(head(0), things=[thing(code) for code in [*texts, "a\0"]]),
    ):
        with store.write(BOOK) as tx:
            with pytest.raises(MistakenInput) as caught:
                tx.append(batch)
            tx.append(entries(1, first=tx.head().size + 1))

        assert caught.value.code == "text_not_storable"


@pytest.mark.parametrize("text", ["a\0", "\ud800"], ids=["nul", "half a character"])
def test_a_text_that_cannot_be_stored_is_refused_to_an_act_of_one_journey_too(store: PostgresStore, text: str) -> None:
    """By the server, or on the way to it; nothing of the act is written, and the next one is."""
    with store.write(BOOK) as tx:
        tx.append(entries(1))
    assert tx.left_mark is not None
    with pytest.raises(MistakenInput) as caught, store.write_onto(BOOK, head(1), tx.left_mark) as onto:  # type: ignore[union-attr]  # it has
        onto.append(entries(1, first=2)._replace(things=[thing(text)]))

    assert caught.value.code == "text_not_storable"
    with store.write(BOOK) as tx:
        assert tx.head() == head(1)
        tx.append(entries(1, first=2))


@pytest.mark.usefixtures("book")
def test_a_store_opened_to_read_writes_nothing() -> None:
    """Whatever the role might do."""
    from goodpoints.storage.postgres import PostgresStore

    reading = book_on(PostgresStore(emptied(keep=True), must_exist=True, read_only=True))
    with pytest.raises(StorageError) as caught:
        reading.shop.weigh_in(ORDER)
    reading.close()

    assert caught.value == StorageError("store_read_only", again=0)


def test_a_password_is_never_shown() -> None:
    """The url that a store tells holds none, wherever it stood."""
    told = address_of(
        "postgresql://clerk:secret@server/county?sslpassword=secret&book=qingshui&schema=books&sslmode=require"
    )

    assert told.shown == "postgresql://clerk@server/county?sslmode=require"
    assert told.schema == "books"
    assert "secret" in told.conninfo
    assert "book" not in told.conninfo.partition("?")[2]


@pytest.mark.parametrize("value", ["-c%20statement_timeout%3D5s", "a+b", "%2B%26%3D", ""])
def test_what_is_meant_for_the_server_goes_on_as_it_was_written(value: str) -> None:
    """A blank stays one, a plus is a plus."""
    told = address_of(f"postgresql://server/county?options={value}&book=qingshui&application_name={value}")

    assert told.conninfo == told.shown == f"postgresql://server/county?options={value}&application_name={value}"


def test_a_schema_is_a_plain_name() -> None:
    """What stands in statements cannot bring statements of its own."""
    with pytest.raises(MistakenInput) as caught:
        address_of("postgresql:///county?schema=a%22%3B drop")

    assert caught.value.code == "bad_schema"


def test_a_pool_without_a_free_connection_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, and trying again may help."""
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore

    monkeypatch.setattr("goodpoints.storage.postgres.lines.PATIENCE", 0.0)
    village(postgres_factory()()).close()
    url = emptied(keep=True)
    with ConnectionPool(address_of(url).conninfo, min_size=1, max_size=1, timeout=0.5, open=True) as pool:
        book = book_on(PostgresStore(url, pool=pool), ids=RandomIds())
        size = [book.shop.weigh_in(ORDER).seq for _ in range(2)][-1]
        began = time.monotonic()
        with pool.connection(), pytest.raises(StorageError) as caught:
            book.shop.weigh_in(ORDER)
        waited = time.monotonic() - began
        again = book.shop.weigh_in(ORDER)

    assert (caught.value.code, caught.value.facts) == ("store_busy", {"again": 1})
    assert (again.seq, waited < 2 * pool.timeout) == (size + 1, True)


def test_threads_of_a_host_share_a_pool() -> None:
    """A connection for each transaction; the pool stays open when a store is closed."""
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore

    village(postgres_factory()()).close()
    url = emptied(keep=True)

    def weigh(n: int) -> int:
        book = book_on(PostgresStore(url, pool=pool), ids=RandomIds())
        seq = book.shop.weigh_in(ORDER, key=f"slip-{n}").seq
        book.close()
        return seq

    with ConnectionPool(address_of(url).conninfo, min_size=2, max_size=3, open=True) as pool:
        with ThreadPoolExecutor(6) as threads:
            numbers = list(threads.map(weigh, range(24)))
        open_still = pool.get_stats()["pool_size"]

    assert sorted(numbers) == list(range(min(numbers), min(numbers) + 24))
    assert 2 <= open_still <= 3


@pytest.fixture
def shared() -> Iterator[Any]:
    """A host's pool of one connection to a village."""
    from psycopg_pool import ConnectionPool

    village(postgres_factory()()).close()
    with ConnectionPool(address_of(emptied(keep=True)).conninfo, min_size=1, max_size=1, open=True) as opened:
        yield opened


def _pooled(pool: Any) -> Book:  # noqa: ANN401 - a pool of any connections
    from goodpoints.storage.postgres import PostgresStore

    return book_on(PostgresStore(emptied(keep=True), pool=pool), ids=RandomIds())


def test_stores_that_share_a_pool_find_prepared_what_another_one_had_prepared(shared: Any) -> None:  # noqa: ANN401 - a pool of any connections
    """One after the other on one connection: the server is told each statement once."""
    with _pooled(shared) as first:
        for _ in range(3):
            first.shop.weigh_in(ORDER)
    told = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'goodpoints%'"
    with shared.connection() as conn:
        before = conn.execute(told).fetchone()
    with _pooled(shared) as second:
        for _ in range(3):
            second.shop.weigh_in(ORDER)
    with shared.connection() as conn:
        assert conn.execute(told).fetchone() == before > (0,)


def _write_and_fail(pool: Any) -> None:  # noqa: ANN401 - a pool of any connections
    with pool.connection() as conn:
        conn.execute("CREATE TABLE hosts (told text)")
        raise KeyError


def test_a_host_finds_its_connections_as_it_gave_them(shared: Any) -> None:  # noqa: ANN401 - a pool of any connections
    """What it writes on one after an act is still one transaction, that it can undo."""
    with _pooled(shared) as book:
        book.shop.weigh_in(ORDER)
    with suppress(KeyError):
        _write_and_fail(shared)

    with shared.connection() as conn:
        assert conn.execute("SELECT to_regclass('hosts')").fetchone() == (None,)
        assert not conn.autocommit


def test_a_pool_of_one_connection_is_enough_to_verify(shared: Any) -> None:  # noqa: ANN401 - a pool of any connections
    """The server is asked about its own health in the transaction that reads the book."""
    with _pooled(shared) as book:
        assert book.verify().ok


@pytest.mark.parametrize("encoding", ["GB18030", "EUC_CN"])
def test_a_host_may_speak_another_encoding_on_its_connections(shared: Any, encoding: str) -> None:  # noqa: ANN401 - a pool of any connections
    """And change it between two acts: what is written and what is found again is the same."""
    from goodpoints.storage.postgres import PostgresStore

    store = PostgresStore(emptied(keep=True), pool=shared)
    told: list[int] = []
    found: list[int] = []
    for spoken in ("UTF8", encoding, "UTF8"):
        with shared.connection() as conn:
            conn.execute(f"SET client_encoding TO {spoken}")
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
        with pool.connection() as conn:
            assert conn.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


def test_what_is_done_beside_a_transaction_is_none_of_its(shared: Any) -> None:  # noqa: ANN401 - a pool of any connections
    """Another book made meanwhile is there, though the transaction comes to nothing."""
    from goodpoints.storage.postgres import PostgresStore

    shared.resize(1, 2)
    store = PostgresStore(emptied(keep=True), pool=shared)
    with suppress(KeyError), store.write(VILLAGE) as tx:
        store.create("second", tx.head()._replace(size=1))
        raise KeyError

    assert "second" in store.books()


@pytest.mark.parametrize("at", ["_session_of", "begin_late"])
def test_whoever_does_not_want_to_wait_leaves_the_pool_its_place(
    shared: Any,  # noqa: ANN401 - a pool of any connections
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


class TestAround:
    """A book in the transaction of a host."""

    @pytest.fixture
    def conn(self) -> Iterator[Any]:
        """The host's connection, with a table of the host's own."""
        village(postgres_factory()()).close()
        with as_owner(emptied(keep=True)) as opened:
            opened.execute("CREATE TEMPORARY TABLE orders (number int PRIMARY KEY)")
            opened.commit()
            yield opened

    @staticmethod
    def _book(conn: Any) -> Book:  # noqa: ANN401 - psycopg is imported where it is used
        from goodpoints.storage.postgres import PostgresStore

        return book_on(PostgresStore.around(conn, schema=SCHEMA), ids=RandomIds())

    def test_an_act_lasts_with_the_hosts_commit(self, conn: Any) -> None:  # noqa: ANN401 - see above
        """Not before, and together with the host's own rows."""
        book = self._book(conn)
        size = book.head().size
        conn.execute("INSERT INTO orders VALUES (1)")
        book.shop.weigh_in(ORDER, key="slip")
        with as_owner(emptied(keep=True)) as other:
            before = other.execute(f"SELECT size FROM {SCHEMA}.book").fetchone()
        conn.commit()
        after = conn.execute(f"SELECT size, (SELECT count(*) FROM orders) FROM {SCHEMA}.book").fetchone()

        assert (before, after) == ((size,), (size + 1, 1))

    def test_an_act_goes_with_the_hosts_rollback(self, conn: Any) -> None:  # noqa: ANN401 - see above
        """Nothing is committed behind the host's back."""
        book = self._book(conn)
        size = book.head().size
        book.shop.weigh_in(ORDER, key="slip")
        conn.rollback()

        assert book.head().size == size

    def test_a_failure_leaves_the_hosts_work(self, conn: Any) -> None:  # noqa: ANN401 - see above
        """The savepoint undoes the act, the host's transaction goes on."""
        book = self._book(conn)
        conn.execute("INSERT INTO orders VALUES (1)")
        with pytest.raises(LedgerIntegrityError), book.store.write(VILLAGE) as tx:
            tx.append(Batch(tx.head(), balances=[balance("household/0001", amount=-1)]))
        with pytest.raises(NotFound), book.store.write("elsewhere"):
            pass
        conn.commit()

        assert conn.execute("SELECT count(*) FROM orders").fetchone() == (1,)

    def test_a_host_without_a_transaction_is_refused(self, conn: Any) -> None:  # noqa: ANN401 - see above
        """In autocommit mode each statement would last by itself."""
        conn.autocommit = True
        book = self._book(conn)

        with pytest.raises(StorageError) as caught:
            book.shop.weigh_in(ORDER)

        assert caught.value == StorageError("host_transaction", again=0)


def test_a_beginning_that_breaks_off_is_told_as_what_it_is(store: PostgresStore) -> None:
    """A lost connection, and not the answer to BEGIN, which came while it broke."""
    from goodpoints.storage.postgres.session import WRITING

    for _ in range(20):
        session = store._line.take()  # noqa: SLF001 - the very connection
        with pytest.raises(StorageError) as caught:
            session.begin(WRITING, ("SELECT pg_terminate_backend(pg_backend_pid())", ()), ("SELECT 1", ()))
        session.roll_back()

        assert caught.value.code == "store_unreachable"
