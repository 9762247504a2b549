"""Many rows are on their way to the server while the caller goes on: what it does meanwhile, and what is told later."""

from __future__ import annotations

import contextlib
from _thread import interrupt_main
from collections.abc import Callable
from threading import Timer
from typing import TYPE_CHECKING, Final

import pytest

from goodpoints import LedgerIntegrityError, MistakenInput, NotFound, StorageError
from goodpoints.ports import Batch
from goodpoints.testing.rows import BOOK, EMPTY, detail, entries, entry, head, posting
from tests.servers import SCHEMA, as_owner, emptied, needs_own_server, needs_postgres, somebody_waits, terminate_all

if TYPE_CHECKING:
    from psycopg import Connection

    from goodpoints.ports import StoreTx
    from goodpoints.storage.postgres import PostgresStore

pytestmark = needs_postgres

MANY: Final = 600
HOLD_UP: Final = f"LOCK TABLE {SCHEMA}.posting IN SHARE ROW EXCLUSIVE MODE"


def _many(first: int = 1, *, keys: str = "") -> Batch:
    """Entries, each with a posting; all with the same key where one is given."""
    rows = range(first, first + MANY)
    return Batch(
        head(first + MANY - 1),
        entries=[entry(seq, key=keys) for seq in rows],
        postings=[posting(seq) for seq in rows],
    )


def _size(store: PostgresStore) -> int:
    with store.read(BOOK) as reader:
        assert len(list(reader.entries(1, 10 * MANY))) == reader.head().size
        return reader.head().size


def _post(store: PostgresStore, *batches: Batch, asks: bool = False) -> None:
    with store.write(BOOK) as tx:
        for batch in batches:
            tx.append(batch)
        if asks:
            tx.next_end()


def _code_at_the_end(store: PostgresStore, post: Callable[[StoreTx], None]) -> str:
    """How the transaction fails that somebody goes on with."""
    with pytest.raises(StorageError) as caught, store.write(BOOK) as tx:
        post(tx)
    return caught.value.code


def _post_and_be_cut_off(store: PostgresStore) -> None:
    with store.write(BOOK) as tx:
        tx.append(_many())
        terminate_all()


def _wait_in_vain(store: PostgresStore) -> None:
    """Somebody whose batch is held up, and who has given up, does not want to wait for its end either."""
    with as_owner(emptied(keep=True)) as other, store.write(BOOK) as tx:
        other.execute(HOLD_UP)
        tx.append(_many(MANY + 1))
        assert somebody_waits()
        Timer(0.1, interrupt_main).start()
        raise KeyError


def _post_and_give_up(store: PostgresStore) -> None:
    with store.write(BOOK) as tx:
        tx.append(_many())
        raise KeyError


@needs_own_server
def test_the_caller_goes_on_while_the_server_is_held_up(store: PostgresStore) -> None:
    """Rows are taken though the server cannot write them yet; before the commit they are written."""
    _post(store, _many())  # so that the statement is prepared: that cannot be done while the server is held up
    with store.write(BOOK) as tx:
        with as_owner(emptied(keep=True)) as other:
            other.execute(HOLD_UP)
            tx.append(_many(MANY + 1))
            assert somebody_waits()
        tx.append(_many(2 * MANY + 1))

    assert _size(store) == 3 * MANY


@needs_own_server
def test_the_next_rows_are_packed_while_the_server_is_held_up(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are ready when it is; only then does the caller wait for it."""
    from goodpoints.storage.postgres.columns import DUMPERS, Texts

    held_up, was_held_up = list[bool](), list[bool]()
    dump = DUMPERS[Texts].dump

    def noting(self: object, column: object) -> object:
        was_held_up.append(bool(held_up))
        return dump(self, column)  # type: ignore[arg-type]  # as the driver calls it

    def let_go(other: Connection) -> None:
        held_up.clear()
        other.rollback()

    monkeypatch.setattr(DUMPERS[Texts], "dump", noting)
    _post(store, _many())
    with store.write(BOOK) as tx, as_owner(emptied(keep=True)) as other:
        other.execute(HOLD_UP)
        held_up.append(True)
        tx.append(_many(MANY + 1))
        assert somebody_waits()
        was_held_up.clear()
        lets_go = Timer(0.5, let_go, [other])
        lets_go.start()
        tx.append(_many(2 * MANY + 1))
        lets_go.join()

    assert was_held_up
    assert all(was_held_up)
    assert _size(store) == 3 * MANY


def test_what_is_under_way_is_seen_by_the_next_question(store: PostgresStore) -> None:
    """A transaction reads what it has written."""
    with store.write(BOOK) as tx:
        tx.append(_many())
        tx.append(entries(1, first=MANY + 1))

        assert [row.seq for row in tx.entries(MANY, MANY + 2)] == [MANY, MANY + 1]


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(
    "behind",
    [[], [_many(MANY + 1)], [_many(MANY + 1), _many(2 * MANY + 1)], [entries(1, first=MANY + 1)]],
    ids=["alone", "many", "ever more", "few"],
)
def test_what_is_wrong_with_it_is_told_later_and_undoes_all(
    store: PostgresStore, behind: list[Batch], *, asks: bool
) -> None:
    """By the next question, by what is sent next, or by the commit; the store can go on."""
    with pytest.raises(LedgerIntegrityError) as caught:
        _post(store, _many(keys="the same"), *behind, asks=asks)

    assert caught.value.code == "taken"
    assert _size(store) == 0
    _post(store, _many())
    assert _size(store) == MANY


def test_a_caller_who_goes_on_after_such_a_failure_is_not_told_that_it_is_written(store: PostgresStore) -> None:
    """What came behind the failure was never tried."""

    def post(tx: StoreTx) -> None:
        tx.append(_many(keys="the same"))
        with contextlib.suppress(LedgerIntegrityError):
            tx.next_end()

    assert _code_at_the_end(store, post) == "store_failed"
    assert _size(store) == 0


@pytest.mark.parametrize("more", [1, 2, 3])
def test_nor_is_one_who_goes_on_sending(store: PostgresStore, more: int) -> None:
    """It is told once what was wrong, sooner or later, and afterwards that nothing can be written any more."""
    told: list[str] = []

    def send(tx: StoreTx, batch: Batch) -> None:
        try:
            tx.append(batch)
        except (LedgerIntegrityError, StorageError) as error:
            told.append(error.code)

    def post() -> None:
        with store.write(BOOK) as tx:
            tx.append(_many(keys="the same"))
            for n in range(1, 1 + more):
                send(tx, _many(n * MANY + 1))

    with pytest.raises((LedgerIntegrityError, StorageError)) as caught:
        post()
    told.append(caught.value.code)

    assert told == ["taken"] + ["store_failed"] * (len(told) - 1)
    assert _size(store) == 0
    _post(store, _many())
    assert _size(store) == MANY


def test_a_caller_who_gives_up_meanwhile_leaves_nothing(store: PostgresStore) -> None:
    """The server is waited for, and undoes it."""
    with pytest.raises(KeyError):
        _post_and_give_up(store)

    assert _size(store) == 0
    _post(store, _many())
    assert _size(store) == MANY


@needs_own_server
@pytest.mark.parametrize("pooled", [True, False])
def test_whoever_does_not_wait_for_the_end_leaves_no_transaction_open(*, pooled: bool) -> None:
    """The connection is closed, the pool has its place again, and the next act finds another one."""
    from psycopg_pool import ConnectionPool

    from goodpoints.storage.postgres import PostgresStore
    from goodpoints.storage.postgres.address import address_of

    url = emptied()
    with ConnectionPool(address_of(url).conninfo, min_size=0, max_size=1, open=True, timeout=5) as pool:
        store = PostgresStore(url, pool=pool if pooled else None)
        store.create(BOOK, EMPTY)
        _post(store, _many())
        with pytest.raises(KeyboardInterrupt):
            _wait_in_vain(store)
        _post(store, _many(MANY + 1))

        assert _size(store) == 2 * MANY
        store.close()


def test_what_could_not_be_sent_is_not_committed(store: PostgresStore) -> None:
    """Half of a surrogate pair is no text; whoever goes on after it is told that nothing was written."""
    bad = _many()._replace(details=[detail(1, text="\ud800")])

    def post(tx: StoreTx) -> None:
        with pytest.raises(MistakenInput):
            tx.append(bad)

    assert _code_at_the_end(store, post) == "store_failed"
    assert _size(store) == 0


def test_whatever_else_the_store_does_waits_for_it(store: PostgresStore) -> None:
    """It is told of the failure, and the connection is its own."""

    def post() -> None:
        with store.write(BOOK) as tx:
            tx.append(_many(keys="the same"))
            store.grant("nobody at all", only_read=True)

    with pytest.raises(LedgerIntegrityError) as caught:
        post()

    assert caught.value.code == "taken"
    assert store.books() == []


def test_a_connection_lost_meanwhile_leaves_nothing_and_no_doubt(store: PostgresStore) -> None:
    """The commit was never sent, so it is told to try again, and that works."""
    with pytest.raises(StorageError) as caught:
        _post_and_be_cut_off(store)

    assert (caught.value.code, caught.value.facts) == ("store_unreachable", {"again": 1})
    assert _size(store) == 0
    _post(store, _many())
    assert _size(store) == MANY


def test_a_hosts_connection_is_the_hosts_between_two_batches(store: PostgresStore) -> None:
    """It may do there what cannot be done while something is under way."""
    with as_owner(emptied(keep=True)) as conn:
        with store.around(conn, schema=SCHEMA).write(BOOK) as tx:
            tx.append(_many())
            with conn.cursor().copy("COPY (SELECT 1) TO STDOUT") as copying:
                assert list(copying) == [b"1\n"]
            tx.append(_many(MANY + 1))
        conn.commit()

    assert _size(store) == 2 * MANY


@pytest.mark.parametrize("count", [5, MANY])
def test_what_a_host_has_written_is_there_though_it_asked_for_a_book_that_is_not(
    store: PostgresStore, count: int
) -> None:
    """The question is undone, and nothing else."""
    with as_owner(emptied(keep=True)) as conn:
        hosted = store.around(conn, schema=SCHEMA)
        with hosted.write(BOOK) as tx:
            tx.append(entries(count))
            with pytest.raises(NotFound):
                hosted.read("nowhere").__enter__()
        conn.commit()

    assert _size(store) == count


@pytest.mark.parametrize("every", [1, 2])
def test_erased_texts_travel_among_many_rows(store: PostgresStore, every: int) -> None:
    """A column without a single value is a column, too."""
    rows = [detail(1, n) for n in range(MANY)]
    rows = [row._replace(salt=None, text=None) if row.n % every == 0 else row for row in rows]
    _post(store, Batch(head(1), entries=[entry(1)], details=rows))

    with store.read(BOOK) as reader:
        assert list(reader.details_at(1)) == rows
