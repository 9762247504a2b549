"""A server is a journey away: how many an act takes, and that what it brings along is never older than its lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, Final

import pytest

from goodpoints import Book, ChangePolicy, Policy, Redeem, RefusedByRule, WeighIn
from goodpoints.domain.days import LAST_DAY
from goodpoints.domain.register.people import RegisterHousehold
from goodpoints.domain.register.roles import GrantRole
from goodpoints.errors import MistakenInput, NotPermitted
from goodpoints.ports import Batch, Question, Store, TallyRow
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.services.habits import TURNS
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.factory import picture
from goodpoints.testing.rows import BOOK, EMPTY, balance, entries, entry
from goodpoints.testing.village import BOOK as VILLAGE
from goodpoints.testing.village import (
    BOTTLES,
    CARDBOARD,
    OPENED,
    POLICY,
    POWDER,
    TODAY,
    book_on,
    first_days,
    village,
)
from tests.builders import D
from tests.servers import SCHEMA, as_owner, emptied, needs_postgres, somebody_waits
from tests.storage.places import other_program, postgres_factory

pytestmark = needs_postgres

TOMORROW: Final = D(2026, 3, 3)
WEIGHED: Final = WeighIn(TODAY, household="0001", material=CARDBOARD, quantity="50公斤")
BOTTLED: Final = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=50)
JOURNEYS: Final = ("begin", "rows", "run", "_send_held_and", "_send_alone")
UNANALYSED: Final = "SET plan_cache_mode = force_generic_plan"


@pytest.fixture
def journeys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went to the server and waited for its answer, in order."""
    from goodpoints.storage.postgres.session import Session

    taken: list[str] = []

    def noting(name: str, go: Callable[..., Any]) -> Callable[..., Any]:
        def gone(*told: object) -> Any:  # noqa: ANN401 - whatever the journey brings
            taken.append(name)
            return go(*told)

        return gone

    for name in JOURNEYS:
        monkeypatch.setattr(Session, name, noting(name, getattr(Session, name)))
    return taken


@pytest.fixture
def book() -> Iterator[Book]:
    """A village with an open shop whose households have something."""
    opened = village(postgres_factory()())
    first_days(opened)
    yield opened
    opened.close()


def _weigh(book: Book, day: D = TODAY, material: str = CARDBOARD) -> None:
    book.post(WeighIn(day, household="0001", material=material, quantity="50公斤" if material == CARDBOARD else 50))


def test_a_run_of_acts_fetches_a_household_with_all_that_those_before_it_needed(
    book: Book, journeys: list[str]
) -> None:
    """One journey for a household, its cardboard and its bottles, and none for the bottles when they come."""
    with book.batch() as batch:
        for material in (CARDBOARD, BOTTLES):
            _weigh(batch, material=material)
        journeys.clear()
        for quantity, material in (("50公斤", CARDBOARD), (50, BOTTLES)):
            batch.post(WeighIn(TODAY, household="0002", material=material, quantity=quantity))
        taken = list(journeys)

    assert taken == ["rows"]


def _weigh_all(book: Book, journeys: list[str]) -> int:
    """How many journeys it takes until each of a hundred households, and one before them, has brought cardboard."""
    households = [f"{number:04d}" for number in range(101, 201)]
    with book.batch() as batch:
        for household in households:
            batch.post(RegisterHousehold(OPENED, household=household))
    with book.batch() as batch:
        _weigh(batch)
        journeys.clear()
        for household in households:
            batch.post(WeighIn(TODAY, household=household, material=CARDBOARD, quantity="50公斤"))
        return len(journeys)


def test_a_long_run_of_acts_fetches_all_households_at_once(book: Book, journeys: list[str]) -> None:
    """After so many that were fetched one by one, in two journeys: who they are, and what they have."""
    assert _weigh_all(book, journeys) == min(TURNS) - 1 + 2


def test_a_village_that_is_too_large_for_that_is_fetched_one_by_one(
    book: Book, journeys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it is looked at how large it is, in vain."""
    monkeypatch.setattr("goodpoints.services.habits.EACH", 0.5)

    assert _weigh_all(book, journeys) == 100 + 1


@pytest.mark.usefixtures("one_machine")
def test_a_weigh_in_of_what_is_known_takes_one_journey(book: Book, journeys: list[str]) -> None:
    """Lock, rows and commit in one statement, with a key of its own as without."""
    _weigh(book)
    _weigh(book, material=BOTTLES)
    journeys.clear()
    _weigh(book)
    book.post(BOTTLED, key="slip")

    assert journeys == ["_send_alone"] * 2


@pytest.mark.usefixtures("one_machine")
def test_a_weigh_in_of_what_is_new_takes_two(book: Book, journeys: list[str]) -> None:
    """All questions; then lock, rows and commit."""
    _weigh(book)
    journeys.clear()
    _weigh(book, material=BOTTLES)

    assert journeys == ["rows", "_send_alone"]


def test_what_falls_due_is_looked_for_behind_the_lock(book: Book, journeys: list[str]) -> None:
    """On a new day: the lock with all questions; everything it writes, and the commit."""
    book.register.household(RegisterHousehold(OPENED, household="0009"))
    journeys.clear()
    _weigh(book)

    assert journeys == ["begin", "_send_held_and"]


@pytest.mark.usefixtures("one_machine")
def test_where_the_question_finds_another_writer_nothing_is_decided_in_vain(book: Book, journeys: list[str]) -> None:
    """Its answers are of a later book, or of an earlier one where whoever answers is behind."""
    _weigh(book)
    with closing(other_program()) as other:
        _weigh(other)
    journeys.clear()
    _weigh(book, material=BOTTLES)
    taken = list(journeys)

    assert (taken, book.verify().ok) == (["rows", "begin", "_send_held_and"], True)


@pytest.mark.usefixtures("one_machine")
def test_a_key_that_was_seen_is_found_behind_the_lock(book: Book, journeys: list[str]) -> None:
    """It is taken for new; the store refuses it, and then the private texts are compared as well."""
    for _ in range(2):
        _weigh(book, material=BOTTLES)
    first = book.post(BOTTLED, key="slip")
    journeys.clear()
    again = book.post(BOTTLED, key="slip")

    assert (first.replayed, again.replayed, again.entry) == (False, True, first.entry)
    assert journeys == ["_send_alone", "begin", "rows", "_send_held_and"]


@pytest.mark.usefixtures("one_machine")
def test_a_redemption_asks_what_the_household_has_had_with_all_else(book: Book, journeys: list[str]) -> None:
    """What it had of its limit is remembered too: the next one is one journey."""
    _weigh(book)
    journeys.clear()
    for _ in range(2):
        book.post(Redeem(TODAY, household="0001", item=POWDER))

    assert journeys == ["rows", "_send_alone", "_send_alone"]


def test_a_period_that_no_book_reaches_is_no_other_mistake(book: Book) -> None:
    """The week of a last day that can be written ends after it: the act is refused for its day, as in any store."""
    rules = POLICY.as_facts()
    weekly = Policy.from_facts(rules | {"redeem": rules["redeem"] | {"limit_period": "week"}})
    book.change_policy(ChangePolicy(TODAY, policy=weekly))
    _weigh(book)

    with pytest.raises(MistakenInput) as caught:
        book.post(Redeem(LAST_DAY, household="0001", item=POWDER))

    assert caught.value.code == "future_day"


def test_behind_the_lock_it_is_asked_with_all_else_as_well(book: Book, journeys: list[str]) -> None:
    """As soon as the rules are known that say over what days a limit counts."""
    _weigh(book)
    with closing(other_program()) as other:
        _weigh(other)
        other.post(Redeem(TODAY, household="0001", item=POWDER))
        _weigh(book)
        journeys.clear()
        other.post(Redeem(TODAY, household="0002", item=POWDER))

    assert journeys[-2:] == ["begin", "_send_held_and"]


@pytest.mark.usefixtures("one_machine")
def test_after_another_writer_the_book_is_looked_at_again(book: Book, journeys: list[str]) -> None:
    """What was decided on the book as it was is not written; behind the lock it is decided anew.

    The next act takes the lock first, and if nobody has come between again, it goes on as before.
    """
    _weigh(book)
    _weigh(book)
    with closing(other_program()) as other:
        _weigh(other)
    journeys.clear()
    receipts = [book.post(WEIGHED) for _ in range(3)]
    taken, locked = list(journeys), ["begin", "_send_held_and"]

    assert [receipt.seq for receipt in receipts] == list(range(book.head().size - 2, book.head().size + 1))
    assert taken == ["_send_alone", *locked, *locked, "_send_alone"]


def test_two_programs_that_write_in_turn_look_first(book: Book, journeys: list[str]) -> None:
    """Once each has found that the other one writes as well, no act is decided in vain."""
    with closing(other_program()) as other:
        for _ in range(3):
            _weigh(book)
            _weigh(other)
        journeys.clear()
        for _ in range(3):
            _weigh(book)
            _weigh(other)

    assert journeys == ["begin", "_send_held_and"] * 6


def test_where_statements_are_isolated_otherwise_every_act_takes_the_lock(journeys: list[str]) -> None:
    """A statement alone would not see what was committed while it waited for the lock."""
    from goodpoints.storage.postgres import PostgresStore

    village(postgres_factory()()).close()
    told = "options=-c%20default_transaction_isolation%3Dserializable"
    book = book_on(PostgresStore(f"{emptied(keep=True)}&{told}"), ids=CountedIds(500))
    for _ in range(3):
        _weigh(book)
    book.close()

    assert journeys[-2:] == ["begin", "_send_held_and"]


def _other_rules() -> Policy:
    return Policy.from_facts(POLICY.as_facts() | {"debt": {"repay_percent": 50}})


def _live(one: Book, other: Book) -> list[str]:
    """Two programs write in turn, each guessing from what it knew itself: rules change, the book closes, days pass."""
    refused = []
    _weigh(one)
    other.change_policy(ChangePolicy(TODAY, policy=_other_rules()))
    _weigh(one)
    _weigh(other, TOMORROW)
    one.post(Redeem(TOMORROW, household="0001", item=POWDER))
    for role in ("clerk", "grid_worker"):
        other.post(GrantRole(TOMORROW, party="clerk", role=role))
    for book in (one, one.as_("p0009"), other):
        try:
            _weigh(book, TOMORROW, BOTTLES)
        except NotPermitted as error:
            refused.append(error.code)
    one.post(GrantRole(TOMORROW, party="p0009", role="grid_worker"))
    _weigh(one.as_("p0009"), TOMORROW, BOTTLES)
    _weigh(other, TODAY)
    return refused


def test_a_wrong_guess_changes_nothing() -> None:
    """What two programs make of a book is, to the last row, what one that guesses nothing makes of it."""
    clock = FixedClock.at(TOMORROW)
    told: list[tuple[list[str], dict[str, Any]]] = []
    for store, second in ((MemoryStore(), None), (postgres_factory()(), postgres_factory(keep=True)())):
        ids = CountedIds()
        one = village(store, clock=clock, ids=ids)
        first_days(one)
        refused = _live(one, book_on(second or store, clock=clock, ids=ids))
        told.append((refused, picture(store, VILLAGE)))
        assert one.verify().ok
        _closed(store, second)

    assert told[0] == told[1]
    assert told[0][0] == ["not_permitted"]


def _closed(*stores: Store | None) -> None:
    for store in stores:
        if store is not None:
            store.close()


def test_what_it_brings_along_is_what_was_committed_before_the_lock_was_had() -> None:
    """Who had to wait sees what the one before has written, not what was there when it began to wait."""
    from goodpoints.storage.postgres import PostgresStore

    first = PostgresStore(emptied())
    first.create(BOOK, EMPTY)
    later = PostgresStore(emptied(keep=True))

    def ask() -> dict[str, Any]:
        with later.write_asking(BOOK, [Question("seen", (["key-1"],))]) as tx:
            [(_question, told)] = tx.answers
            return dict(told)

    with ThreadPoolExecutor(1) as pool:
        with first.write(BOOK) as tx:
            tx.append(entries(1))
            waiting = pool.submit(ask)
            assert somebody_waits()
        told = waiting.result()
    _closed(first, later)

    assert told == {"key-1": entry(1)}


@pytest.fixture
def unseen() -> Iterator[str]:
    """A schema whose tables were never written, and so never looked at by the server's own housekeeping."""
    from goodpoints.storage.postgres import PostgresStore

    schema = f"{SCHEMA}_unseen"
    PostgresStore(emptied(keep=True).replace(f"schema={SCHEMA}", f"schema={schema}")).close()
    yield schema
    with as_owner(emptied(keep=True)) as conn:
        conn.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.mark.parametrize("name", ["seen", "get", "lots", "tally", "seen_many", "get_many", "lots_many"])
def test_what_an_act_asks_never_reads_the_whole_book(unseen: str, name: str) -> None:
    """Before the server has any statistics, and with a plan that it made once for all: each key is looked up."""
    from goodpoints.storage.postgres.statements import statements

    first, *rest = statements(unseen)[name].split("%b")
    types = ["text[]" if part.startswith("::text[]") else "text" for part in rest]
    text = first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))
    values = ", ".join("'{a}'" if kind == "text[]" else "'a'" for kind in types)
    with as_owner(emptied(keep=True)) as conn:
        conn.execute(UNANALYSED)
        conn.execute(f"PREPARE asked ({', '.join(types)}) AS {text}")
        plan = "\n".join(line for (line,) in conn.execute(f"EXPLAIN EXECUTE asked ({values})").fetchall())

    assert "Index Scan" in plan
    assert [scan for scan in ("Seq Scan", "Hash", "Merge") if scan in plan] == []


def test_a_count_of_any_size_travels_as_one_type() -> None:
    """Also where the first of a list is small and another is large."""
    from goodpoints.storage.postgres import PostgresStore

    store = PostgresStore(emptied())
    store.create(BOOK, EMPTY)
    amounts = [1, *[2] * 20, 6_000_000, 2**52]
    for _ in range(8):
        with store.write(BOOK) as tx:
            rows = [TallyRow("points", f"{n:04d}", "2026-03-01", amount) for n, amount in enumerate(amounts)]
            tx.append(Batch(EMPTY, tallies=rows, balances=[balance(f"household/{n:04d}") for n in range(20)]))
    with store.read(BOOK) as reader:
        told = [reader.tally("points", f"{n:04d}", "2026-03-01", "2026-03-01") for n in range(len(amounts))]
    store.close()

    assert told == [8 * amount for amount in amounts]


@pytest.mark.usefixtures("one_machine")
def test_what_is_prepared_stays_prepared_over_questions_and_acts(book: Book) -> None:
    """A question between two acts costs them nothing; the server has their statements still."""
    told = "SELECT count(*)::bigint FROM pg_prepared_statements WHERE statement LIKE 'WITH%'"
    for _ in range(3):
        _weigh(book)
    before = _asked(book, told)
    book.balances()
    _weigh(book)

    assert before == _asked(book, told) > 0


def test_what_is_prepared_stays_prepared_over_a_refusal(book: Book) -> None:
    """An act that is refused behind the lock is rolled back, and the next one finds every statement as it was."""
    told = "SELECT count(*)::bigint FROM pg_prepared_statements"
    for _ in range(2):
        _weigh(book)
        with pytest.raises(RefusedByRule):
            book.post(Redeem(TODAY, household="0001", item=POWDER, count=1000))
    before = _asked(book, told)
    with pytest.raises(RefusedByRule):
        book.post(Redeem(TODAY, household="0001", item=POWDER, count=1000))
    _weigh(book)

    assert before == _asked(book, told) > 0


@pytest.mark.usefixtures("one_machine")
def test_a_server_that_was_made_to_forget_is_told_again(book: Book, journeys: list[str]) -> None:
    """Somebody has discarded what was prepared on the connection, as hosts and poolers do; the act notices nothing."""
    _weigh(book)
    session = book.store._line.take()  # type: ignore[attr-defined]  # noqa: SLF001 - the very connection is meant
    session.conn.pgconn.exec_(b"DEALLOCATE ALL")  # unheard by the driver
    del journeys[:]
    _weigh(book)

    assert journeys == ["_send_alone"]


def _asked(book: Book, sql: str) -> int:
    session = book.store._line.take()  # type: ignore[attr-defined]  # noqa: SLF001 - the very connection is asked
    return int(session.rows(sql)[0][0])
