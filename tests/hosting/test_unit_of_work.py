"""A book acts in its host's own transaction: together with the host's rows, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from goodpoints import GoodpointsError, NotFound, Redeem, RefusedByRule, StorageError, WeighIn, unit_of_work
from goodpoints.book import Book
from goodpoints.book.opening import empty_head
from goodpoints.domain.journal.opening import OpenBook
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, OPENED, POLICY, POWDER, TODAY, book_on
from tests.hosting.hosts import KINDS, Host, host_of
from tests.servers import needs_postgres

CLOCK = FixedClock.at(TODAY)
ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=30)


@pytest.fixture(params=KINDS)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    """An application with a book."""
    return host_of(request.param, tmp_path)


def _visit(conn: Any) -> None:  # noqa: ANN401 - a connection of either driver
    conn.execute("INSERT INTO visit VALUES ('0001')")


def _both(acts: Book) -> None:
    """An act that is taken, and one that is refused."""
    acts.shop.weigh_in(ORDER)
    acts.shop.redeem(Redeem(TODAY, household="0002", item=POWDER))


def _sound(host: Host) -> bool:
    store = host.store()
    found = findings(store)
    store.close()
    return found == ()


def test_both_are_there_after_the_hosts_commit(host: Host) -> None:
    """And neither before it: others see nothing of an open transaction."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        _visit(conn)
        with unit_of_work(conn, actor="app.u17", clock=CLOCK, **host.told) as acts:
            receipt = acts.shop.weigh_in(ORDER, key="visit-1")
            balance = acts.balance_of("0001").available
        seen = host.size(BOOK), host.visits()
        conn.execute("COMMIT")

    assert (receipt.seq, receipt.entry.actor, balance) == (before + 1, "app.u17", 3)
    assert (seen, host.size(BOOK), host.visits()) == ((before, 0), before + 1, 1)
    assert _sound(host)


def test_nothing_is_there_after_the_hosts_rollback(host: Host) -> None:
    """The book's act is gone with it, and what comes next takes its number."""
    with host.connection() as conn:
        numbers, balance = [], 0
        for end in ("ROLLBACK", "COMMIT"):
            conn.execute(host.begin)
            _visit(conn)
            with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
                numbers.append(acts.shop.weigh_in(ORDER, key="visit-1").seq)
                balance = acts.balance_of("0001").available
            conn.execute(end)

    assert (numbers[0], balance, host.visits()) == (numbers[1], 3, 1)
    assert _sound(host)


def test_a_refusal_leaves_the_hosts_own_work(host: Host) -> None:
    """What the village's rule refuses undoes the block alone; the host goes on and commits."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        _visit(conn)
        with pytest.raises(RefusedByRule), unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            _both(acts)
        _visit(conn)
        conn.execute("COMMIT")

    assert (host.size(BOOK), host.visits()) == (before, 2)


def test_a_refusal_caught_inside_leaves_the_other_acts(host: Host) -> None:
    """A decision writes nothing until it has been made."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            acts.shop.weigh_in(ORDER)
            with pytest.raises(RefusedByRule):
                acts.shop.redeem(Redeem(TODAY, household="0002", item=POWDER))
        conn.execute("COMMIT")

    assert host.size(BOOK) == before + 1


def test_the_same_key_is_written_once(host: Host) -> None:
    """Whether the host's first answer was lost on its way or not."""
    with host.connection() as conn:
        receipts = []
        for _ in range(2):
            conn.execute(host.begin)
            with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
                receipts.append(acts.shop.weigh_in(ORDER, key="visit-1"))
            conn.execute("COMMIT")

    assert [(one.seq, one.replayed) for one in receipts] == [(receipts[0].seq, False), (receipts[0].seq, True)]


def test_several_units_of_one_transaction_follow_one_another(host: Host) -> None:
    """Each sees what the one before it wrote, and a savepoint of the host takes back what came after it."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        numbers = []
        for n in range(3):
            if n == 2:
                conn.execute("SAVEPOINT theirs")
            with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
                numbers.append(acts.shop.weigh_in(ORDER, key=f"visit-{n}").seq)
        conn.execute("ROLLBACK TO SAVEPOINT theirs")
        with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            numbers.append(acts.shop.weigh_in(ORDER, key="visit-9").seq)
        conn.execute("COMMIT")

    assert numbers == [before + 1, before + 2, before + 3, before + 3]
    assert _sound(host)


def test_an_open_book_joins_with_its_actor_and_clock(host: Host) -> None:
    """`book.unit_of_work` is the same for a book that is open anyway."""
    store = host.store()
    book = book_on(store).as_("app.u3")
    with host.connection() as conn:
        conn.execute(host.begin)
        with book.unit_of_work(conn) as acts:
            receipt = acts.shop.weigh_in(ORDER, key="visit-1")
        conn.execute("COMMIT")

    assert (receipt.entry.actor, book.entry(receipt.seq)) == ("app.u3", receipt.entry)
    book.close()


def test_without_a_transaction_it_is_refused(host: Host) -> None:
    """A commit of ours would end what the host had in mind."""
    with host.connection() as conn, pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK, **host.told):
        pass

    assert caught.value.code == "host_transaction"


def test_a_second_book_in_one_transaction_is_refused(host: Host) -> None:
    """One transaction writes one book; the first one's acts stay, and the next transaction may write the other."""
    _second_book(host)
    before = host.size(BOOK), host.size("zhulin")
    with host.connection() as conn:
        conn.execute(host.begin)
        with unit_of_work(conn, book=BOOK, clock=CLOCK, **host.told) as acts:
            acts.shop.weigh_in(ORDER)
        with pytest.raises(StorageError) as caught, unit_of_work(conn, book="zhulin", clock=CLOCK, **host.told):
            pass
        conn.execute("COMMIT")
        conn.execute(host.begin)
        with unit_of_work(conn, book="zhulin", clock=CLOCK, **host.told) as acts:
            acts.register.party_named("王艳", TODAY)
        conn.execute("COMMIT")

    assert caught.value == StorageError("book_beside", again=0, book=BOOK)
    assert (host.size(BOOK), host.size("zhulin")) == (before[0] + 1, before[1] + 1)


def test_a_book_whose_acts_were_rolled_back_is_not_in_the_way(host: Host) -> None:
    """Neither by the block's own end nor by the host's savepoint."""
    _second_book(host)
    with host.connection() as conn:
        conn.execute(host.begin)
        with pytest.raises(RefusedByRule), unit_of_work(conn, book=BOOK, clock=CLOCK, **host.told) as acts:
            _both(acts)
        with unit_of_work(conn, book="zhulin", clock=CLOCK, **host.told) as acts:
            receipt = acts.register.party_named("王艳", TODAY)
        conn.execute("COMMIT")

    assert (receipt, host.size("zhulin")) == ("p0001", 2)


def _second_book(host: Host) -> None:
    store = host.store()
    store.create("zhulin", empty_head("zhulin"))
    book = Book(store, "zhulin", actor="clerk", clock=CLOCK, ids=CountedIds())
    book.post(OpenBook(OPENED, book="zhulin", policy=POLICY), key="open")
    store.close()


def test_which_of_several_books_must_be_said(host: Host) -> None:
    """As where a book is opened."""
    _second_book(host)
    with host.connection() as conn:
        conn.execute(host.begin)
        with pytest.raises(NotFound) as caught, unit_of_work(conn, clock=CLOCK, **host.told):
            pass
        conn.execute("ROLLBACK")

    assert caught.value.code == "several_books"


def test_a_unit_inside_a_unit_is_refused(host: Host) -> None:
    """Both would give their entries the same numbers."""
    with host.connection() as conn:
        conn.execute(host.begin)
        with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            acts.shop.weigh_in(ORDER)
            with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK, **host.told):
                pass
        conn.execute("COMMIT")

    assert (caught.value.code, _sound(host)) == ("unit_open", True)


@pytest.mark.parametrize("ends", ["ROLLBACK", "COMMIT"])
def test_a_host_that_ends_its_transaction_inside_the_block_writes_nothing_more(host: Host, ends: str) -> None:
    """What comes then would be committed by itself, statement by statement, although the block ends with an error."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            _two_acts(acts, lambda: conn.execute(ends))

    assert (caught.value, host.size(BOOK)) == (StorageError("host_transaction", again=0), before)


def test_a_host_that_undoes_a_part_of_the_block_leaves_no_gap_in_the_journal(host: Host) -> None:
    """The book remembers what it wrote; once that is gone, it goes no further, and the host's own work stays."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        _visit(conn)
        with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            _two_acts(acts, lambda: _undone(acts, conn))
        conn.execute("COMMIT")

    assert caught.value == StorageError("host_transaction", again=0)
    assert (host.size(BOOK), host.visits(), _sound(host)) == (before, 1, True)


@needs_postgres
def test_a_schema_without_books_leaves_the_hosts_own_work(tmp_path: Path) -> None:
    """The question for its books fails in a savepoint of its own."""
    host = host_of("postgres", tmp_path)
    with host.connection() as conn:
        conn.execute(host.begin)
        _visit(conn)
        with pytest.raises(GoodpointsError), unit_of_work(conn, clock=CLOCK, schema="elsewhere"):
            pass
        conn.execute("COMMIT")

    assert host.visits() == 1


def _two_acts(acts: Book, between: Callable[[], object]) -> None:
    acts.shop.weigh_in(ORDER)
    between()
    acts.shop.weigh_in(ORDER)


def _undone(acts: Book, conn: Any) -> None:  # noqa: ANN401 - a connection of either driver
    """An act that was written, since somebody asked for a balance, and that the host takes back."""
    conn.execute("SAVEPOINT theirs")
    acts.shop.weigh_in(ORDER)
    acts.balance_of("0001")
    conn.execute("ROLLBACK TO SAVEPOINT theirs")


def test_a_savepoint_of_the_host_inside_the_block_may_be_kept(host: Host) -> None:
    """Around an act that went well it changes nothing."""
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.execute(host.begin)
        with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
            conn.execute("SAVEPOINT theirs")
            acts.shop.weigh_in(ORDER)
            acts.balance_of("0001")
            conn.execute("RELEASE SAVEPOINT theirs")
            acts.shop.weigh_in(ORDER)
        conn.execute("COMMIT")

    assert (host.size(BOOK), _sound(host)) == (before + 2, True)


def test_what_is_no_connection_of_a_driver_is_refused() -> None:
    """A session of another library has one inside."""
    with pytest.raises(StorageError) as caught, unit_of_work(object()):
        pass

    assert caught.value == StorageError("foreign_connection", again=0, what="object")


# -- SQLite ------------------------------------------------------------------------------------------------


@pytest.fixture
def app(tmp_path: Path) -> Host:
    """An application on SQLite."""
    return host_of("sqlite", tmp_path)


@pytest.mark.parametrize("first", ["", "SELECT * FROM visit"])
def test_a_transaction_that_may_not_write_yet_is_refused(app: Host, first: str) -> None:
    """One that begins by reading can find, when it writes, that another was faster; the host's work stays."""
    with app.connection() as conn:
        conn.execute("BEGIN")
        if first:
            conn.execute(first).fetchall()
        with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK):
            pass
        _visit(conn)
        with unit_of_work(conn, clock=CLOCK) as acts:
            acts.shop.weigh_in(ORDER)
        conn.execute("COMMIT")

    assert (caught.value, app.visits()) == (StorageError("no_write_lock", again=0), 1)


def test_another_writers_lock_is_not_taken_for_the_hosts(app: Host) -> None:
    """A reader beside a writer is told that it does not hold the lock."""
    with app.connection() as writer, app.connection() as conn:
        writer.execute("BEGIN IMMEDIATE")
        conn.execute("BEGIN")
        conn.execute("SELECT * FROM visit").fetchall()
        with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK):
            pass

    assert caught.value.code == "no_write_lock"


@pytest.mark.parametrize(
    "rows", [sqlite3.Row, lambda cursor, row: {c[0]: v for c, v in zip(cursor.description, row, strict=True)}]
)
def test_the_hosts_own_rows_are_as_it_wants_them(app: Host, rows: Any) -> None:  # noqa: ANN401 - a row factory
    """Its row factory is left alone, and does not get in our way; so does the way Python begins transactions."""
    with app.connection() as conn:
        conn.row_factory, conn.isolation_level = rows, ""
        conn.execute("BEGIN IMMEDIATE")
        with unit_of_work(conn, clock=CLOCK) as acts:
            acts.shop.weigh_in(ORDER)
            inside = conn.execute("SELECT count(*) AS n FROM visit").fetchone()["n"]
        conn.commit()

    assert (inside, _sound(app)) == (0, True)


def test_the_hosts_own_errors_stay_its_own(app: Host) -> None:
    """A row that the host's table refuses is no fault of the book; the block's acts are undone."""
    before = app.size(BOOK)
    with app.connection() as conn:
        conn.execute("CREATE TABLE once (who text UNIQUE)")
        conn.execute("BEGIN IMMEDIATE")
        conn.execute("INSERT INTO once VALUES ('0001')")
        with pytest.raises(sqlite3.IntegrityError), unit_of_work(conn, clock=CLOCK) as acts:
            _two_acts(acts, lambda: conn.execute("INSERT INTO once VALUES ('0001')"))
        _visit(conn)
        conn.execute("COMMIT")

    assert (app.size(BOOK), app.visits()) == (before, 1)


def test_texts_that_come_as_bytes_are_refused(app: Host) -> None:
    """The setting belongs to the host and cannot be changed for us alone."""
    with app.connection() as conn:
        conn.text_factory = bytes
        conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError) as caught, unit_of_work(conn, clock=CLOCK):
            pass

    assert caught.value == StorageError("foreign_connection", again=0, what="text_factory")


def test_a_file_without_books_is_told(tmp_path: Path) -> None:
    """The book comes first: `create_book` makes its tables, the host adds its own."""
    with closing(sqlite3.connect(tmp_path / "app.db", isolation_level=None)) as conn:
        conn.execute("CREATE TABLE visit (who text)")
        conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="not_a_book"), unit_of_work(conn):
            pass

        assert conn.in_transaction


# -- PostgreSQL --------------------------------------------------------------------------------------------


@needs_postgres
def test_a_driver_that_begins_by_itself_is_joined(tmp_path: Path) -> None:
    """Psycopg begins a transaction with the first statement unless it is told otherwise; ours may be the first."""
    host = host_of("postgres", tmp_path)
    before = host.size(BOOK)
    with host.connection() as conn:
        conn.autocommit = False
        for end in (conn.rollback, conn.commit):
            with unit_of_work(conn, clock=CLOCK, **host.told) as acts:
                acts.shop.weigh_in(ORDER)
            end()

    assert (host.size(BOOK), _sound(host)) == (before + 1, True)


@needs_postgres
def test_two_hosts_at_two_books_do_not_wait_for_one_another(tmp_path: Path) -> None:
    """Only the book is locked, until the host's transaction ends."""
    host = host_of("postgres", tmp_path)
    _second_book(host)
    with host.connection() as one, host.connection() as other:
        for conn, book in ((one, BOOK), (other, "zhulin")):
            conn.execute(host.begin)
            with unit_of_work(conn, book=book, clock=CLOCK, **host.told) as acts:
                acts.register.party_named("王艳", TODAY)
        other.execute("COMMIT")
        one.execute("COMMIT")

    assert (host.size("zhulin"), _sound(host)) == (2, True)
