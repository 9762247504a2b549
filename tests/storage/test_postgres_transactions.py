"""Connections that break, callers that err, hosts that own the transaction: what is told, and what is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from goodpoints import Book, LedgerIntegrityError, MistakenInput, NotFound, StorageError, WeighIn
from goodpoints.ports import Batch
from goodpoints.services.clock import RandomIds
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing.rows import BOOK, EMPTY, balance, detail, entries, head, thing
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


@pytest.mark.usefixtures("one_machine")
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


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.create("another", EMPTY),
        lambda store: store.discard(VILLAGE),
        lambda store: store.grant("keeper", only_read=True),
        lambda store: store.distribute(),
    ],
)
def test_a_store_opened_to_read_changes_nothing(change: Callable[[PostgresStore], None]) -> None:
    """Nor what lies around a book."""
    from goodpoints.storage.postgres import PostgresStore

    reading = PostgresStore(emptied(keep=True), read_only=True)
    with pytest.raises(StorageError, match="store_read_only"):
        change(reading)
    reading.close()


@pytest.mark.usefixtures("book")
def test_a_store_opened_to_read_makes_no_tables() -> None:
    """Nor where there are none yet."""
    from goodpoints.storage.postgres import PostgresStore

    elsewhere = emptied(keep=True).replace(f"schema={SCHEMA}", "schema=elsewhere")
    with pytest.raises(StorageError, match="store_read_only"):
        PostgresStore(elsewhere, read_only=True)
    with pytest.raises(NotFound, match="no_schema"):
        PostgresStore(elsewhere, must_exist=True)


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
