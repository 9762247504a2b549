"""Many villages in one database, many clerks at once."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pytest

from goodpoints.book import Book
from goodpoints.book.opening import empty_head
from goodpoints.domain.journal.opening import OpenBook
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.services.verify import verify
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.village import OPENED, POLICY, TODAY, open_shop
from tests.faults.clerks import Crew, Work
from tests.servers import emptied, needs_postgres
from tests.storage.places import postgres_factory

pytestmark = needs_postgres

CLERKS = 8
EACH = 40


def _open_villages(codes: list[str]) -> None:
    with closing(postgres_factory()()) as store:
        for code in codes:
            store.create(code, empty_head(code))
            book = Book(store, code, actor="clerk", clock=FixedClock.at(TODAY), ids=CountedIds())
            book.post(OpenBook(OPENED, book=code, policy=POLICY), key="open")
            open_shop(book)


@pytest.mark.parametrize("villages", [1, 20])
def test_eight_processes_write_without_gaps(villages: int) -> None:
    """Every act is written once in its own book; each journal is without gaps and verifies."""
    codes = [f"village-{n:02d}" for n in range(villages)]
    _open_villages(codes)
    url = emptied(keep=True)
    crew = Crew(Work(url, codes[n:] + codes[:n], f"clerk{n}", EACH) for n in range(CLERKS))

    crew.begin()
    log = crew.logs()

    written: Counter[tuple[str, str]] = Counter()
    with closing(postgres_factory(keep=True)()) as store:
        assert store.books() == codes
        for code in codes:
            with store.read(code) as reader:
                written.update((code, row.key) for row in reader.entries_of("weigh_in", "0000", "9999"))
                found = verify(reader, code, MemoryStore, anchors={}, self_check=list)
            assert found.findings == ()
    assert len(written) == CLERKS * EACH
    assert written == Counter(log.told)
