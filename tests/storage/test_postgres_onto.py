"""An act in one journey decides on what its book remembers: what comes between, and what is told and written then."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any, Final

import pytest

from goodpoints import Book, Redeem, RefusedByRule, StorageError, WeighIn
from goodpoints.domain.journal.reverse import AlreadyReversed, Reverse
from goodpoints.errors import GoodpointsError, NotFound
from goodpoints.ports import Batch, Store
from goodpoints.services.clock import CountedIds, RandomIds
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.factory import picture
from goodpoints.testing.rows import thing
from goodpoints.testing.village import BOOK as VILLAGE
from goodpoints.testing.village import BOTTLES, CARDBOARD, POWDER, TODAY, TOWEL, VOUCHER, book_on, first_days, village
from tests.faults.wire import Wire
from tests.servers import SCHEMA, as_owner, emptied, needs_own_server, needs_postgres, own_server, terminate_all
from tests.storage.places import BUSY_MS, other_program, postgres_factory

pytestmark = needs_postgres

ORDER: Final = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)


@pytest.fixture
def book() -> Iterator[Book]:
    """A village whose next weighing of bottles goes in one journey."""
    opened = village(postgres_factory()(), ids=RandomIds())
    first_days(opened)
    for _ in range(2):
        opened.post(ORDER)
    yield opened
    opened.close()


def _asked(sql: str) -> Any:  # noqa: ANN401 - whatever the server answers
    with as_owner(emptied(keep=True)) as conn:
        [(told,)] = conn.execute(sql.format(SCHEMA)).fetchall()
        return told


# -- connections -----------------------------------------------------------------------------------------------


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Between a client and the server."""
    village(postgres_factory()()).close()
    drawn = Wire(own_server().folder)
    yield drawn
    drawn.close()


@pytest.fixture
def remote(wire: Wire) -> Iterator[Book]:
    """A book at the end of the wire, whose next weighing goes in one journey."""
    from goodpoints.storage.postgres import PostgresStore

    url = wire.url(emptied(keep=True))
    opened = book_on(PostgresStore(url, lock_ms=BUSY_MS), ids=RandomIds())
    for _ in range(2):
        opened.post(ORDER)
    yield opened
    opened.close()


@needs_own_server
@pytest.mark.parametrize("key", ["slip", None])
@pytest.mark.parametrize("done", [True, False])
def test_one_that_is_cut_settles_by_itself(wire: Wire, remote: Book, *, done: bool, key: str | None) -> None:
    """Whether the server had written it is looked up behind the lock, by its key; the caller hears of nothing."""
    size = remote.head().size

    wire.cut_at_commit(done=done, marked=b"weigh_in")
    receipt = remote.post(ORDER, key=key)
    again = remote.post(ORDER, key=receipt.entry.key)

    assert (receipt.seq, receipt.replayed, again.replayed) == (size + 1, False, True)
    assert (again.entry, remote.head().size, remote.verify().ok) == (receipt.entry, size + 1, True)


@needs_own_server
def test_one_that_cannot_be_settled_is_of_unknown_outcome(wire: Wire, remote: Book) -> None:
    """It was written, its answer was lost, and another writer holds the book for long: nobody may hear that it was not."""
    size = remote.head().size
    other = postgres_factory(keep=True)()
    waiting = other.write(VILLAGE)
    wire.cut_at_commit(done=True, marked=b"weigh_in", then=waiting.__enter__)

    with pytest.raises(StorageError) as caught:
        remote.post(ORDER, key="slip")
    waiting.__exit__(None, None, None)
    again = remote.post(ORDER, key="slip")
    other.close()

    assert caught.value == StorageError("outcome_unknown", again=1)
    assert (again.replayed, remote.head().size) == (True, size + 1)


@needs_own_server
@pytest.mark.parametrize("done", [True, False])
def test_one_that_settled_is_logged_once(
    wire: Wire, remote: Book, caplog: pytest.LogCaptureFixture, *, done: bool
) -> None:
    """Whether its entry was written the first time or the second."""
    wire.cut_at_commit(done=done, marked=b"weigh_in")
    with caplog.at_level(logging.INFO, "goodpoints.acts"):
        receipt = remote.post(ORDER)

    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == [receipt.seq]


def test_a_connection_lost_before_one_is_not_even_noticed(book: Book) -> None:
    """It goes behind the lock of another connection."""
    terminate_all()
    weighed = book.post(ORDER)

    assert (book.head().size, weighed.replayed) == (weighed.seq, False)


def test_who_waits_too_long_for_another_writer_is_told_once(book: Book) -> None:
    """It does not wait a second time."""
    other = postgres_factory(keep=True)()
    with other.write(VILLAGE):
        began = time.monotonic()
        with pytest.raises(StorageError) as caught:
            book.post(ORDER)
        waited = time.monotonic() - began
    book.post(ORDER)
    other.close()

    assert caught.value == StorageError("store_busy", again=1)
    assert waited * 1000 >= BUSY_MS * 0.9


# -- other writers ---------------------------------------------------------------------------------------------


def test_a_refusal_counts_only_behind_the_lock(book: Book) -> None:
    """What seemed too little is enough by now: another writer has credited it meanwhile."""
    for item, count in ((POWDER, 2), (VOUCHER, 4), (TOWEL, 1)):
        book.post(Redeem(TODAY, household="0002", item=item, count=count))
    left = book.balance_of("0002").available
    other = other_program()
    other.post(WeighIn(TODAY, household="0002", material=BOTTLES, quantity=100))
    other.close()

    receipt = book.post(Redeem(TODAY, household="0002", item=TOWEL, count=left + 1))

    assert (receipt.entry.kind, book.verify().ok) == ("redeem", True)


def test_what_was_drawn_for_one_that_came_to_nothing_is_drawn_again() -> None:
    """Keys and salts are those of a store that knows no journeys, also after a key that was taken for new, and a refusal."""
    pictures = []
    for store in (MemoryStore(), postgres_factory()()):
        book = village(store)
        first_days(book)
        seq = book.post(ORDER).seq
        book.reverse(Reverse(TODAY, seq=seq, reason="记错户"))
        for _ in range(2):
            book.post(ORDER)
            with pytest.raises(AlreadyReversed):
                book.reverse(Reverse(TODAY, seq=seq, reason="重复"))
            book.post(ORDER)
            with pytest.raises(RefusedByRule):
                book.post(Redeem(TODAY, household="0001", item=TOWEL, count=1000))
            book.post(WeighIn(TODAY, household="0001", material=CARDBOARD, quantity="5公斤", remark="雨天"))
        pictures.append(picture(store, VILLAGE))
        store.close()

    assert pictures[0] == pictures[1]


def test_only_entries_that_are_there_are_logged(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    """Not the one that came to nothing because another writer was first."""
    other = other_program()
    other.post(ORDER)
    other.close()
    with caplog.at_level(logging.INFO, "goodpoints.acts"):
        seqs = [book.post(ORDER).seq, book.post(ORDER).seq]

    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == seqs


@pytest.mark.usefixtures("one_machine")
def test_what_is_written_is_acknowledged_whatever_a_log_makes_of_it(book: Book) -> None:
    """A handler that fails comes too late to undo anything."""

    class Failing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            raise OSError(record.name)

    log, handler = logging.getLogger("goodpoints.acts"), Failing()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        receipt = book.post(ORDER)
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)

    assert receipt.seq == book.head().size


class _Telling(RandomIds):
    """Ids that tell a count and take none."""

    @property
    def count(self) -> int:
        return 7


def test_ids_whose_count_is_only_told_do_as_well(book: Book) -> None:
    """Nothing is drawn again; nothing fails."""
    book.ids = _Telling()
    with closing(other_program()) as other:
        other.post(ORDER)

    assert book.post(ORDER).seq == book.head().size


@pytest.mark.usefixtures("one_machine")
def test_a_transaction_inside_one_is_refused(book: Book) -> None:
    """Also before anything went to the server; nothing of either is written."""
    before = picture(book.store, VILLAGE)

    with pytest.raises(StorageError) as caught:
        _write_inside(book.store)

    assert caught.value.code == "store_failed"
    assert picture(book.store, VILLAGE) == before


def _write_inside(store: Store) -> None:
    with store.write(VILLAGE) as tx:
        left = tx.head(), tx.left_mark  # type: ignore[attr-defined]  # PostgreSQL's has one
    with store.write_onto(VILLAGE, *left) as outer:  # type: ignore[attr-defined]  # see above
        outer.append(Batch(outer.head(), things=[thing("outer")]))
        with store.write(VILLAGE) as inner:
            inner.append(Batch(inner.head(), things=[thing("inner")]))


def test_a_host_transaction_marks_nothing(book: Book) -> None:
    """It may be taken back, and its turn given to another; so nothing is remembered of it."""
    import psycopg

    from goodpoints.storage.postgres import PostgresStore
    from goodpoints.storage.postgres.address import address_of

    with psycopg.connect(address_of(emptied(keep=True)).conninfo) as conn:
        hosted = book_on(PostgresStore.around(conn, schema=SCHEMA), ids=RandomIds())
        hosted.post(ORDER)
        with hosted.store.write(VILLAGE) as tx:
            marks = [getattr(tx, name) for name in ("found_mark", "left_mark")]
        conn.rollback()

    assert (marks, book.verify().ok) == ([None, None], True)


def test_an_error_that_a_host_passed_over_undoes_the_act(book: Book) -> None:
    """Half of it would be there otherwise."""
    import psycopg

    from goodpoints.storage.postgres import PostgresStore
    from goodpoints.storage.postgres.address import address_of

    before = picture(book.store, VILLAGE)
    with psycopg.connect(address_of(emptied(keep=True)).conninfo) as conn:
        store = PostgresStore.around(conn, schema=SCHEMA)
        with pytest.raises(StorageError):
            _pass_over(store)

    assert picture(book.store, VILLAGE) == before


def _pass_over(store: Store) -> None:
    with store.write(VILLAGE) as tx:
        tx.append(Batch(tx.head(), things=[thing("\ud800")]))
        with suppress(GoodpointsError):
            tx.next_end()
        tx.append(Batch(tx.head(), things=[thing("second")]))


def _by_another_program(_altered: Book) -> None:
    with closing(other_program()) as other:
        other.rebuild()


def _by_the_same_book(altered: Book) -> None:
    altered.rebuild()


def _by_another_book_on_the_store(altered: Book) -> None:
    book_on(altered.store).rebuild()


def _before_an_empty_batch(altered: Book) -> None:
    _by_another_program(altered)
    with altered.batch():
        pass


@pytest.mark.parametrize(
    "mend", [_by_another_program, _by_the_same_book, _by_another_book_on_the_store, _before_an_empty_batch]
)
def test_what_was_mended_is_read_again(book: Book, mend: Callable[[Book], None]) -> None:
    """A balance altered by hand is written by nobody once the book was derived anew, although the head is the same."""
    with as_owner(emptied(keep=True)) as conn:
        conn.execute(f"UPDATE {SCHEMA}.balance SET amount = 9000 WHERE account = 'household/0001' AND unit = '星'")
    altered = other_program()
    altered.post(ORDER)
    mend(altered)
    altered.post(ORDER)
    report = altered.verify()
    altered.close()

    assert (book.head().size, report.findings) == (report.entries, ())


def test_a_host_that_wrote_is_another_writer(book: Book) -> None:
    """Also one in whose transaction a unit of work was done, over a connection of its own."""
    import psycopg

    from goodpoints.storage.postgres.address import address_of

    before = _asked("SELECT turn FROM {}.book")
    with psycopg.connect(address_of(emptied(keep=True)).conninfo) as conn, book.unit_of_work(conn) as inside:
        inside.post(ORDER)
    after = _asked("SELECT turn FROM {}.book")
    book.post(ORDER)

    assert (after - before, book.verify().ok) == (1, True)


def test_a_book_that_is_gone_is_not_written(book: Book) -> None:
    """Nothing is acknowledged, and no row is left that belongs to no book."""
    emptied()

    with pytest.raises(NotFound) as caught:
        book.post(ORDER)

    assert caught.value == NotFound("unknown_book", book=VILLAGE)
    assert _asked("SELECT count(*) FROM {}.entry") == 0


def test_tables_of_the_version_before_are_brought_up_to_date() -> None:
    """Books that lie in them are written on, and have had no turn yet."""
    from goodpoints.storage.postgres import PostgresStore
    from goodpoints.storage.postgres.schema import MIGRATIONS

    village(postgres_factory()()).close()
    url = emptied(keep=True)
    with as_owner(url) as conn:
        conn.execute(f"ALTER TABLE {SCHEMA}.book DROP COLUMN turn")
        conn.execute(f"DELETE FROM {SCHEMA}.migration WHERE version = {MIGRATIONS[-1].version}")
    book = book_on(PostgresStore(url), ids=CountedIds(500))
    for _ in range(3):
        book.post(ORDER)
    report, faults = book.verify(), book.store.self_check()
    book.close()

    assert (report.findings, faults) == ((), [])
