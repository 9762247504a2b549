"""Between here and the server stands a pooler, that gives out its connections transaction by transaction."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from goodpoints import Book, StorageError, WeighIn, unit_of_work
from goodpoints.errors import MistakenInput
from goodpoints.services.clock import RandomIds
from goodpoints.storage.memory import MemoryStore
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, TODAY, book_on, first_days, village
from tests.poolers import CONNECTIONS, Pooler, needs_pooler
from tests.servers import SCHEMA, emptied, needs_own_server, own_server

ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)


if TYPE_CHECKING:
    import psycopg


@pytest.fixture
def pooler() -> Iterator[Pooler]:
    """Before the server of the tests, without a book on it."""
    emptied()
    made = Pooler(own_server())
    yield made
    made.remove()


def _book(url: str, *, read_only: bool = False) -> Book:
    from goodpoints.storage.postgres import PostgresStore

    return book_on(PostgresStore(url, read_only=read_only), ids=RandomIds())


@needs_own_server
@needs_pooler
@pytest.mark.parametrize("told", [(), ("prepared=no",)])
def test_the_same_acts_give_the_same_rows_through_a_pooler(pooler: Pooler, told: tuple[str, ...]) -> None:
    """Nothing need be said: a connection shows that it does not lead to the server itself."""
    from goodpoints.storage.postgres import PostgresStore

    stored = []
    for store in (MemoryStore(), PostgresStore(pooler.url(*told))):
        book = village(store)
        first_days(book)
        stored.append(picture(store, BOOK))
        assert findings(store) == ()
        book.close()

    assert stored[0] == stored[1]


@needs_own_server
@needs_pooler
def test_more_clerks_than_connections_write_one_book(pooler: Pooler) -> None:
    """Each act has a connection for itself; none is lost, and none is there twice."""
    from goodpoints.storage.postgres import PostgresStore

    book = village(PostgresStore(pooler.url()))
    size, clerks, acts = book.head().size, 3 * CONNECTIONS, 10

    def write(clerk: int) -> None:
        own = _book(pooler.url())
        for act in range(acts):
            own.shop.weigh_in(ORDER, key=f"{clerk}-{act}")
        own.close()

    with ThreadPoolExecutor(clerks) as pool:
        list(pool.map(write, range(clerks)))
    assert (book.head().size, findings(book.store)) == (size + clerks * acts, ())
    book.close()


@needs_own_server
@needs_pooler
def test_what_is_written_in_one_schema_is_not_found_in_another(pooler: Pooler) -> None:
    """Statements that differ in nothing else bear the same names in every client, were they prepared."""
    from goodpoints.storage.postgres import PostgresStore

    places = [pooler.url(schema=schema) for schema in (SCHEMA, "training")]
    books = [village(PostgresStore(place)) for place in places]
    sizes, acts = [book.head().size for book in books], 40

    def write(place: str) -> None:
        for _ in range(acts):
            own = _book(place)
            own.shop.weigh_in(ORDER)
            own.close()

    with ThreadPoolExecutor(len(places)) as pool:
        list(pool.map(write, places))
    assert [book.head().size - size for book, size in zip(books, sizes, strict=True)] == [acts, acts]
    for book in books:
        book.close()
    with own_server().superuser() as conn:
        conn.execute("DROP SCHEMA training CASCADE")


@needs_own_server
@needs_pooler
def test_a_pool_of_the_hosts_may_stand_before_a_pooler(pooler: Pooler) -> None:
    """As its own connections are, with nothing said of them; the statements of the host are its own business."""
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore

    url = pooler.url()
    with ConnectionPool(address_of(url).conninfo, min_size=4, open=True) as pool:
        book = village(PostgresStore(url, pool=pool))
        first_days(book)
        assert findings(book.store) == ()


@needs_own_server
@needs_pooler
def test_the_transaction_of_a_host_may_go_through_a_pooler(pooler: Pooler) -> None:
    """One after the other, each on another connection of the server; what others have prepared there is not run."""
    import psycopg

    from goodpoints.storage.postgres import PostgresStore

    size = _size_of(village(PostgresStore(pooler.url())))
    with ThreadPoolExecutor(2 * CONNECTIONS) as pool:
        list(pool.map(lambda _: _hosted(psycopg.connect(address_of(pooler.url()).conninfo)), range(4 * CONNECTIONS)))

    assert _size_of(_book(pooler.url())) == size + 4 * CONNECTIONS


def _hosted(conn: psycopg.Connection[Any]) -> None:
    with conn, unit_of_work(conn, schema=SCHEMA) as acts:
        acts.shop.weigh_in(ORDER)


def _size_of(book: Book) -> int:
    size, found = book.head().size, findings(book.store)
    book.close()
    assert found == ()
    return size


@needs_own_server
@needs_pooler
def test_who_only_reads_leaves_nothing_on_a_connection_that_others_have_next(pooler: Pooler) -> None:
    """The next to have it writes as before."""
    from goodpoints.storage.postgres import PostgresStore

    book = village(PostgresStore(pooler.url()))
    readers = [_book(pooler.url(), read_only=True) for _ in range(CONNECTIONS)]
    for reader in readers:
        assert reader.head() == book.head()
        with pytest.raises(StorageError, match="store_read_only"):
            reader.shop.weigh_in(ORDER)
    with ThreadPoolExecutor(2 * CONNECTIONS) as pool:
        written = list(pool.map(lambda _: _written(pooler), range(2 * CONNECTIONS)))

    assert len(set(written)) == 2 * CONNECTIONS
    for one in (book, *readers):
        one.close()


def _written(pooler: Pooler) -> int:
    book = _book(pooler.url())
    written = book.shop.weigh_in(ORDER).seq
    book.close()
    return written


@pytest.mark.parametrize(
    ("told", "prepares"),
    [("", None), ("&prepared=no", False), ("&prepared=yes", True), ("&prep%61red=n%6F", False)],
)
def test_an_address_says_whether_anything_is_prepared(told: str, *, prepares: bool | None) -> None:
    """It is ours to know, not the server's; where it says nothing, the connection shows it."""
    address = address_of(f"postgresql://pooler/county?sslmode=require{told}")

    assert (address.prepares, address.shown) == (prepares, "postgresql://pooler/county?sslmode=require")


def test_an_address_says_it_clearly_or_not_at_all() -> None:
    """Whoever writes something else has meant something by it."""
    with pytest.raises(MistakenInput, match="bad_prepared"):
        address_of("postgresql://server/county?prepared=perhaps")
