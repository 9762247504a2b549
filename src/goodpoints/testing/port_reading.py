"""Examples of reading at the port: every verb, every filter, every order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from goodpoints.ports import BalanceRow, Batch, Store, StoreReader, TallyRow, TurnoverRow
from goodpoints.testing.port_writing import PortExamples, write
from goodpoints.testing.rows import BOOK, balance, detail, entries, entry, head, posting, thing

MANY = 1200
"""More keys than one statement of most databases takes."""


class PortReading(PortExamples):
    """`head` to `dump`, in a transaction of their own and inside the writer's."""

    def test_a_writer_reads_what_it_has_written(self, store: Store) -> None:
        """Inside a transaction every verb sees the batches appended so far."""
        with store.write(BOOK) as tx:
            tx.append(entries(2))
            tx.append(Batch(head(2), things=[thing("0001")], balances=[balance("household/0001")], details=[detail(1)]))

            assert tx.head() == head(2)
            assert [row.seq for row in tx.entries(1, 9)] == [1, 2]
            assert tx.seen(["key-2"]) == {"key-2": entry(2)}
            assert list(tx.list("claim", status="open", holder=None, due_upto=None)) == [thing("0001")]
            assert list(tx.lots([("household/0001", "星")])) == [balance("household/0001")]
            assert list(tx.details("person/", None)) == [detail(1)]

    def test_a_writer_may_append_while_it_reads_entries(self, store: Store) -> None:
        """Entries that are being streamed and a batch that is being written do not disturb each other."""
        write(store, entries(3))

        with store.write(BOOK) as tx:
            for row in tx.entries(1, 3):
                tx.append(Batch(head(3), things=[thing(f"{row.seq:04d}")]))

            assert [row.code for row in tx.list("claim", status=None, holder=None, due_upto=None)] == [
                "0001",
                "0002",
                "0003",
            ]

    def test_known_keys_are_found_among_many(self, store: Store) -> None:
        """`seen` answers any number of keys; unknown ones are left out."""
        write(store, entries(MANY))

        with store.read(BOOK) as reader:
            actual = reader.seen([f"key-{n}" for n in range(2 * MANY)])
            nothing = reader.seen([])

        assert actual == {f"key-{n}": entry(n) for n in range(1, MANY + 1)}
        assert nothing == {}

    def test_things_are_found_among_many(self, store: Store) -> None:
        """`get` answers any number of (kind, code); unknown ones are left out, kinds are kept apart."""
        rows = [thing(f"{n:05d}") for n in range(MANY)]
        write(store, Batch(head(0), things=[*rows, thing("00001", kind="item")]))

        with store.read(BOOK) as reader:
            actual = reader.get([("claim", f"{n:05d}") for n in range(2 * MANY)])
            nothing = reader.get([])

        assert sorted(actual) == rows
        assert list(nothing) == []

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({}, ["a", "b", "c", "d"]),
            ({"status": "open"}, ["a", "b", "d"]),
            ({"holder": "0001"}, ["a", "c"]),
            ({"holder": ""}, ["d"]),
            ({"due_upto": "2026-03-02"}, ["b", "c"]),
            ({"status": "open", "holder": "0002", "due_upto": "2026-03-02"}, ["b"]),
            ({"status": "lost"}, []),
        ],
    )
    def test_things_are_listed_by_each_filter(self, store: Store, filters: dict[str, str], expected: list[str]) -> None:
        """`list` sorts by code; each filter counts where it is not None, and an empty day is never due."""
        rows = [
            thing("d"),
            thing("c", status="done", holder="0001", day="2026-03-01"),
            thing("b", holder="0002", day="2026-03-02"),
            thing("a", holder="0001", day="2026-03-03"),
            thing("a", kind="item", holder="0001"),
        ]
        write(store, Batch(head(0), things=rows))
        asked: dict[str, str | None] = {"status": None, "holder": None, "due_upto": None}

        with store.read(BOOK) as reader:
            actual = reader.list("claim", **(asked | filters))

        assert [row.code for row in actual] == expected

    def test_lots_are_those_of_the_pairs_asked_for(self, store: Store) -> None:
        """`lots` answers any number of (account, unit), without the empty ones."""
        kept = [balance(f"household/{n:05d}") for n in range(MANY)]
        rows = [balance("household/00001", lot="2028-12-31", amount=0), balance("household/00001", "owed:纸板", "~")]
        write(store, Batch(head(0), balances=[*kept, *rows]))

        with store.read(BOOK) as reader:
            actual = reader.lots([(f"household/{n:05d}", "星") for n in range(2 * MANY)])
            nothing = reader.lots([])

        assert sorted(actual) == kept
        assert list(nothing) == []

    @pytest.mark.parametrize(
        ("subject", "days", "expected"),
        [
            ("0001", ("2026-03-01", "2026-03-31"), 7),
            ("0001", ("2026-03-02", "2026-03-31"), 6),
            ("0001", ("2026-03-01", "2026-03-01"), 1),
            ("0001", ("2026-02-01", "2026-02-28"), 0),
            ("0009", ("2026-01-01", "2026-12-31"), 0),
            (None, ("2026-03-01", "2026-03-31"), 15),
        ],
    )
    def test_a_tally_is_the_sum_of_its_days(
        self, store: Store, subject: str | None, days: tuple[str, str], expected: int
    ) -> None:
        """`tally` sums a count over days, both included, of one subject or of all."""
        counted = [
            ("0001", "2026-03-01", 1),
            ("0001", "2026-03-31", 6),
            ("0002", "2026-03-02", 8),
            ("0001", "2026-04-01", 32),
        ]
        rows = [TallyRow("limit/洗衣粉", *told) for told in counted]
        write(store, Batch(head(0), tallies=[*rows, TallyRow("limit/毛巾", "0001", "2026-03-01", 64)]))

        with store.read(BOOK) as reader:
            assert reader.tally("limit/洗衣粉", subject, *days) == expected

    @pytest.mark.parametrize(
        ("first", "last", "expected"), [(1, 9, [1, 2, 3, 4]), (2, 3, [2, 3]), (5, 9, []), (3, 2, [])]
    )
    def test_entries_come_by_number(self, store: Store, first: int, last: int, expected: list[int]) -> None:
        """`entries` streams a range of numbers, both included."""
        write(store, entries(4))

        with store.read(BOOK) as reader:
            assert [row.seq for row in reader.entries(first, last)] == expected

    @pytest.mark.parametrize(
        ("kind", "days", "expected"),
        [
            (None, ("2026-03-01", "2026-03-02"), [1, 2, 4]),
            ("redeem", ("2026-03-01", "2026-03-31"), [2, 3]),
            ("redeem", ("2026-03-03", "2026-03-03"), [3]),
            ("count", ("2026-01-01", "2026-12-31"), []),
        ],
    )
    def test_entries_come_by_kind_and_day(
        self, store: Store, kind: str | None, days: tuple[str, str], expected: list[int]
    ) -> None:
        """`entries_of` goes by number, not by day: what was written late comes late."""
        acts = [
            ("weigh_in", "2026-03-01"),
            ("redeem", "2026-03-02"),
            ("redeem", "2026-03-03"),
            ("weigh_in", "2026-03-01"),
        ]
        rows = [entry(seq, kind, day) for seq, (kind, day) in enumerate(acts, 1)]
        write(store, Batch(head(4), entries=rows))

        with store.read(BOOK) as reader:
            assert [row.seq for row in reader.entries_of(kind, *days)] == expected

    def test_details_are_found_by_the_beginning_of_their_subject(self, store: Store) -> None:
        """`details` finds subjects by prefix and field, `details_at` those beside one entry, in their places."""
        first, second = detail(2, 1, of="person/0001-2", text="李𠮷"), detail(1, 0)
        third, fourth = detail(2, 0, field="sex", text="女"), detail(3, of="party/p0001")
        write(store, entries(3)._replace(details=[first, second, third, fourth]))

        with store.read(BOOK) as reader:
            assert list(reader.details("person/", None)) == [second, third, first]
            assert list(reader.details("person/", "name")) == [second, first]
            assert list(reader.details("person/0001-2", "name")) == [first]
            assert list(reader.details("", None)) == [second, third, first, fourth]
            assert list(reader.details_at(2)) == [third, first]
            assert list(reader.details_at(9)) == []

    @pytest.mark.parametrize(
        ("before", "count", "expected"),
        [
            (None, 2, [(4, 0), (3, 1)]),
            (None, 99, [(4, 0), (3, 1), (3, 0), (1, 0)]),
            (4, 2, [(3, 1), (3, 0)]),
            (3, 2, [(1, 0)]),
            (1, 2, []),
        ],
    )
    def test_a_statement_is_read_page_by_page(
        self, store: Store, before: int | None, count: int, expected: list[tuple[int, int]]
    ) -> None:
        """`statement` gives the newest first, below a number, of exactly one account."""
        mine = [posting(1), posting(3), posting(3, 1, amount=-2), posting(4)]
        others = [posting(2, account="household/00011"), posting(2, 1, account="household")]
        write(store, entries(4)._replace(postings=[*mine, *others]))

        with store.read(BOOK) as reader:
            lines = reader.statement("household/0001", before, count)

        assert [(line.posting.seq, line.posting.n) for line in lines] == expected
        assert [line[1:] for line in lines] == [
            (e.kind, e.day, e.body) for e in map(entry, [seq for seq, _ in expected])
        ]

    def test_balances_are_found_by_the_beginning_of_their_account(self, store: Store) -> None:
        """`balances` finds accounts by prefix, of one unit or all, by account, unit, lot, without the empty ones."""
        rows = [
            balance("household/0001", "owed:纸板", "~"),
            balance("household/0001", "星", "2026-12-31"),
            balance("household/0001", "星", "2027-12-31"),
            balance("household/0002", "星", "~"),
        ]
        others = [balance("held/0001"), balance("householder"), balance("household/0003", amount=0)]
        write(store, Batch(head(0), balances=[*reversed(rows), *others]))

        with store.read(BOOK) as reader:
            assert list(reader.balances("household/", None)) == rows
            assert list(reader.balances("household/", "星")) == rows[1:]
            assert list(reader.balances("household/0001", None)) == rows[:3]
            assert list(reader.balances("depot", None)) == []

    def test_turnovers_are_found_by_account_and_month(self, store: Store) -> None:
        """`turnovers` finds accounts by prefix and months, both included, by account, unit, month, kind."""
        rows = [
            TurnoverRow("household/0001", "星", "2026-01", "weigh_in", 1, 0),
            TurnoverRow("household/0001", "星", "2026-02", "redeem", 0, 1),
            TurnoverRow("household/0002", "星", "2026-02", "weigh_in", 2, 0),
            TurnoverRow("household/0002", "星", "2026-03", "weigh_in", 4, 0),
        ]
        write(
            store,
            Batch(head(0), turnovers=[*reversed(rows), TurnoverRow("depot", "纸板", "2026-02", "weigh_in", 8, 0)]),
        )

        with store.read(BOOK) as reader:
            assert list(reader.turnovers("household/", "2026-01", "2026-02")) == rows[:3]
            assert list(reader.turnovers("household/0002", "0000", "9999")) == rows[2:]
            assert list(reader.turnovers("household/", "2026-04", "2026-05")) == []

    def test_lots_that_ended_are_those_of_households_before_a_day(self, store: Store) -> None:
        """`ended_lots` and `next_end` read dated lots of `household/…` only: no `~`, no `-`, nothing empty."""
        ended = [
            balance("household/0002", lot="2026-06-30"),
            balance("household/0001", lot="2026-12-31"),
            balance("household/0002", lot="2026-12-31"),
        ]
        others = [
            balance("household/0001", lot="2027-12-31"),
            balance("household/0001", lot="~"),
            balance("household/0001", lot="-"),
            balance("household/0003", lot="2025-12-31", amount=0),
            balance("given/0001", "洗衣粉", "2025-08-28/000123"),
            balance("householder", lot="2025-12-31"),
        ]
        write(store, Batch(head(0), balances=[*others, *reversed(ended)]))

        with store.read(BOOK) as reader:
            assert list(reader.ended_lots("2027-01-01")) == ended
            assert list(reader.ended_lots("2026-12-31")) == ended[:1]
            assert list(reader.ended_lots("2026-06-30")) == []
            assert reader.next_end() == "2026-06-30"

    def test_without_dated_lots_nothing_ends(self, store: Store) -> None:
        """`next_end` is None where no household has a dated lot above zero."""
        write(
            store,
            Batch(head(0), balances=[balance("household/0001", lot="~"), BalanceRow("debt/0001", "星", "-", -5, -1)]),
        )

        with store.read(BOOK) as reader:
            assert reader.next_end() is None

    def test_the_next_day_is_the_earliest_of_a_kind_and_status(self, store: Store) -> None:
        """`next_day` looks at things of one kind and status, and passes over those without a day."""
        things = [
            thing("c1", status="in_notice", day="2026-03-02"),
            thing("c2", status="in_notice", day="2026-02-28"),
            thing("c3", status="in_notice"),
            thing("c4", status="objected", day="2026-01-01"),
            thing("n1", status="in_notice", day="2025-12-31")._replace(kind="notice"),
        ]
        write(store, Batch(head(0), things=things))

        with store.read(BOOK) as reader:
            assert reader.next_day("claim", "in_notice") == "2026-02-28"
            assert reader.next_day("claim", "objected") == "2026-01-01"
            assert reader.next_day("claim", "upheld") is None

    @pytest.mark.parametrize(
        "read",
        [lambda of: of.entries(1, 3), lambda of: of.entries_of(None, "0", "9"), lambda of: of.dump("entry")],
        ids=["entries", "entries_of", "dump"],
    )
    def test_what_is_read_by_half_is_dropped_in_silence(
        self, store: Store, read: Callable[[StoreReader], Iterator[object]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever breaks off may keep what it read from until the store is closed: an error on its way keeps it."""
        write(store, entries(3))
        told: list[object] = []
        monkeypatch.setattr(sys, "unraisablehook", told.append)

        with store.read(BOOK) as reader:
            rows = read(reader)
            first = next(rows)
        store.close()
        del rows

        assert first == entry(1)
        assert told == []

    def test_text_comes_back_and_sorts_by_code_point(self, store: Store) -> None:
        """Chinese, rare characters beyond 16 bits and quotes are kept to the byte and sort as Python sorts them."""
        codes = ["A", "B", "a", "it's", "é", "一组", "王艳", "\uffe5", "𠮷野家", '"%_\\']
        write(store, Batch(head(0), things=[thing(code, holder=code) for code in codes]))

        with store.read(BOOK) as reader:
            listed = reader.list("claim", status=None, holder=None, due_upto=None)
            found = [
                row.code for code in codes for row in reader.list("claim", status=None, holder=code, due_upto=None)
            ]

        assert [row.code for row in listed] == sorted(codes)
        assert found == codes

    def test_a_prefix_is_no_pattern(self, store: Store) -> None:
        """`%`, `_` and `*` in an account or a subject stand for themselves."""
        write(store, Batch(head(0), balances=[balance("household/0001")], details=[detail(1)]))

        with store.read(BOOK) as reader:
            assert [self._found(reader, mark) for mark in ("house%", "h_usehold/", "household/*")] == [[], [], []]

    @staticmethod
    def _found(reader: StoreReader, prefix: str) -> list[object]:
        return [*reader.balances(prefix, None), *reader.turnovers(prefix, "0", "9"), *reader.details(prefix, None)]
