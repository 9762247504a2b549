"""Between here and the server stands a pooler, that gives out its connections transaction by transaction."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from goodpoints import Book, StorageError, WeighIn
from goodpoints.errors import MistakenInput
from goodpoints.services.clock import RandomIds
from goodpoints.storage.memory import MemoryStore
from goodpoints.storage.postgres.address import address_of
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, TODAY, book_on, first_days, village
from tests.poolers import CONNECTIONS, Pooler, needs_pooler
from tests.servers import emptied, needs_own_server, own_server

UNPREPARED = "prepared=no"
ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)


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
def test_the_same_acts_give_the_same_rows_through_a_pooler(pooler: Pooler) -> None:
    """Where no statement is kept prepared, everything works as without one."""
    from goodpoints.storage.postgres import PostgresStore

    stored = []
    for store in (MemoryStore(), PostgresStore(pooler.url(UNPREPARED))):
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

    book = village(PostgresStore(pooler.url(UNPREPARED)))
    size, clerks, acts = book.head().size, 3 * CONNECTIONS, 10

    def write(clerk: int) -> None:
        own = _book(pooler.url(UNPREPARED))
        for act in range(acts):
            own.shop.weigh_in(ORDER, key=f"{clerk}-{act}")
        own.close()

    with ThreadPoolExecutor(clerks) as pool:
        list(pool.map(write, range(clerks)))
    assert (book.head().size, findings(book.store)) == (size + clerks * acts, ())
    book.close()


@needs_own_server
@needs_pooler
def test_a_pool_of_the_hosts_behind_a_pooler_says_itself_that_nothing_is_prepared(pooler: Pooler) -> None:
    """By the driver's own setting of its connections."""
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore

    url = pooler.url()
    settings = {"autocommit": True, "prepare_threshold": None}
    with ConnectionPool(address_of(url).conninfo, min_size=4, kwargs=settings, open=True) as pool:
        book = village(PostgresStore(url, pool=pool))
        first_days(book)
        assert findings(book.store) == ()


@needs_own_server
@needs_pooler
def test_who_only_reads_leaves_nothing_on_a_connection_that_others_have_next(pooler: Pooler) -> None:
    """The next to have it writes as before."""
    from goodpoints.storage.postgres import PostgresStore

    book = village(PostgresStore(pooler.url(UNPREPARED)))
    readers = [_book(pooler.url(UNPREPARED), read_only=True) for _ in range(CONNECTIONS)]
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
    book = _book(pooler.url(UNPREPARED))
    written = book.shop.weigh_in(ORDER).seq
    book.close()
    return written


def test_an_address_says_that_nothing_is_prepared() -> None:
    """It is ours to know, not the server's."""
    told = address_of(f"postgresql://pooler/county?{UNPREPARED}&sslmode=require")

    assert (told.prepares, told.shown) == (False, "postgresql://pooler/county?sslmode=require")
    assert address_of("postgresql://server/county").prepares
    with pytest.raises(MistakenInput, match="bad_prepared"):
        address_of("postgresql://server/county?prepared=perhaps")
