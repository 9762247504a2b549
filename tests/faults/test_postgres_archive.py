"""A server that is brought back from a base backup and its archived WAL, as the county's guide has it backed up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goodpoints import Book, WeighIn
from goodpoints.services.receipt import Receipt
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, TODAY
from tests.faults.clerks import book_of
from tests.servers import Server, needs_own_server

pytestmark = needs_own_server

SLIPS = ("first", "second")


@pytest.fixture
def backup(server: Server) -> Iterator[Server]:
    """Its base backup."""
    made = server.base_backup()
    yield made
    made.remove()


def test_all_that_was_archived_comes_back(server: Server, backup: Server) -> None:
    """To the last act, row by row, though the backup was made before it."""
    with book_of(server.url(), BOOK) as book:
        _weighed(book, SLIPS[0])
        printed = _printed(book)
        expected = picture(book.store, BOOK)
    server.archived()
    server.stop()
    backup.restore(server)

    with book_of(backup.url(), BOOK) as book:
        assert (picture(book.store, BOOK), findings(book.store)) == (expected, ())
        assert book.verify([printed]).ok
        assert _weighed(book, SLIPS[0]).replayed


def test_a_book_brought_back_to_a_moment_is_as_it_was_then(server: Server, backup: Server) -> None:
    """What came later is missing, which the head that was printed says; the slips bring it back, each once."""
    with book_of(server.url(), BOOK) as book:
        _weighed(book, SLIPS[0])
        kept, moment = _printed(book), _now(server)
        lost = _weighed(book, SLIPS[1]).seq
        printed = _printed(book)
    server.archived()
    server.stop()
    backup.restore(server, until=moment)

    with book_of(backup.url(), BOOK) as book:
        assert (_printed(book), findings(book.store)) == (kept, ())
        assert [one.code for one in book.verify([printed]).findings] == ["anchor_beyond"]
        again = [_weighed(book, slip) for slip in SLIPS]
    assert [(one.seq, one.replayed) for one in again] == [(kept[0], True), (lost, False)]


def _weighed(book: Book, slip: str) -> Receipt:
    return book.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10), key=slip)


def _printed(book: Book) -> tuple[int, str]:
    """The head, as a notice has it."""
    head = book.head()
    return head.size, head.leaf.hex()


def _now(server: Server) -> str:
    """The server's clock."""
    with server.superuser() as conn:
        [moment] = conn.execute("SELECT clock_timestamp()::text").fetchone()
    return str(moment)
