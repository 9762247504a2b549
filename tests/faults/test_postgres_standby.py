"""Backups and standbys of a server: what is read there, what is refused, what verifies afterwards."""

from __future__ import annotations

import pytest

from goodpoints import StorageError, WeighIn
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, TODAY
from tests.faults.clerks import book_of
from tests.servers import Server, needs_own_server

pytestmark = needs_own_server

ORDER = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)


def test_a_standby_is_read_and_takes_over(server: Server) -> None:
    """It verifies and reports, refuses to write, and once promoted it goes on where the other one stopped."""
    standby = server.standby()
    try:
        with book_of(server.url(), BOOK) as book:
            head = book.shop.weigh_in(ORDER, key="slip").seq
        standby.caught_up_with(server)
        with book_of(standby.url(), BOOK) as book:
            seen = book.head().size, book.verify().ok, book.balance_of("0001").available
            with pytest.raises(StorageError) as caught:
                book.shop.weigh_in(ORDER, key="other")
        server.stop()
        standby.promote()
        with book_of(standby.url(), BOOK) as book:
            again = book.shop.weigh_in(ORDER, key="slip")
            written = book.shop.weigh_in(ORDER, key="next")
    finally:
        standby.remove()

    assert seen == (head, True, seen[2])
    assert caught.value == StorageError("store_read_only", again=0)
    assert (again.replayed, written.seq) == (True, head + 1)


def test_a_program_that_goes_on_after_a_failover_looks_at_the_book(server: Server) -> None:
    """Its last act is lost with the old server, and another clerk has written in its place: both books would be as long."""
    standby = server.standby()
    try:
        url = f"{server.url()}&target_session_attrs=read-write".replace(
            str(server.folder), f"{server.folder},{standby.folder}"
        )
        first, second = book_of(url, BOOK), book_of(url, BOOK)
        for _ in range(2):
            first.post(ORDER)
        standby.caught_up_with(server)
        standby.stop("fast")
        lost = first.post(ORDER)
        server.stop()
        standby.start()
        standby.promote()
        instead = second.post(ORDER, key="instead")
        asked = first.balance_of("0001").household
        written = first.post(ORDER)
        report = second.verify()
        for book in (first, second):
            book.close()
    finally:
        standby.remove()

    assert (lost.seq, instead.seq, written.seq) == (lost.seq, lost.seq, lost.seq + 1)
    assert (asked, report.findings) == ("0001", ())


def test_a_dump_is_restored_to_a_book_that_verifies(server: Server) -> None:
    """Every row is back, the seal holds, and the journal still cannot be changed."""
    import psycopg

    with book_of(server.url(), BOOK) as book:
        expected = picture(book.store, BOOK)
    server.dump_and_restore("restored")
    url = server.url().replace("/county?", "/restored?")

    with book_of(url, BOOK) as book:
        assert picture(book.store, BOOK) == expected
        assert findings(book.store) == ()
        with psycopg.connect(url.partition("&schema")[0]) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("DELETE FROM goodpoints_test.entry")
