"""Examples of a whole book on a store: what a village relies on, whatever the books lie in."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator

import pytest
from attrs import evolve

from goodpoints.book import Book
from goodpoints.domain.journal.reverse import Reverse
from goodpoints.domain.market.redeem import Redeem
from goodpoints.domain.market.weigh_in import WeighIn
from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
from goodpoints.domain.seal import next_leaf, origin
from goodpoints.domain.steps import MAX_AMOUNT
from goodpoints.errors import GoodpointsError, IdempotencyConflict, MistakenInput, RefusedByRule
from goodpoints.ports import Store
from goodpoints.services.clock import CountedIds, FixedClock
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing.factory import StoreFactory, picture
from goodpoints.testing.village import BOOK, BOTTLES, OPENED, POWDER, TODAY, book_on, village

BROUGHT = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=45, remark="雨天")
TOO_DEAR = Redeem(TODAY, household="0002", item=POWDER)


def chain_holds(store: Store) -> bool:
    """Whether every leaf follows from its predecessor and its body, and the head is the last one."""
    leaf = origin(BOOK)
    with store.read(BOOK) as reader:
        for seq, row in enumerate(reader.entries(1, MAX_AMOUNT), 1):
            leaf = next_leaf(leaf, row.body)
            if (row.seq, row.leaf) != (seq, leaf):
                return False
        head = reader.head()
    return head.leaf == leaf


def _refused_together(book: Book) -> None:
    with book.batch() as acts:
        acts.shop.weigh_in(BROUGHT)
        acts.register.household(RegisterHousehold(TODAY, household="0004"))
        acts.shop.redeem(TOO_DEAR)


class BookExamples:
    """Idempotency, refusals, batches, bounds, text, erasure, reopening."""

    @pytest.fixture
    def book(self, store_factory: StoreFactory) -> Iterator[Book]:
        """The small village on the store under test."""
        book = village(store_factory())
        yield book
        book.close()

    def test_the_same_key_and_request_give_the_first_result(self, book: Book) -> None:
        """Asked again under the same key, nothing is written and the first entry is the answer."""
        first = book.shop.weigh_in(BROUGHT, key="slip-1")
        before = picture(book.store, BOOK)

        again = book.shop.weigh_in(evolve(BROUGHT), key="slip-1")

        assert (again.entry, again.replayed, first.replayed) == (first.entry, True, False)
        assert picture(book.store, BOOK) == before

    @pytest.mark.parametrize("other", [evolve(BROUGHT, quantity=46), evolve(BROUGHT, remark="晴天"), TOO_DEAR])
    def test_the_same_key_with_another_request_is_a_conflict(self, book: Book, other: WeighIn | Redeem) -> None:
        """A key stands for one request, private texts included; the conflict names the entry."""
        first = book.shop.weigh_in(BROUGHT, key="slip-1")
        before = picture(book.store, BOOK)

        with pytest.raises(IdempotencyConflict) as caught:
            book.post(other, key="slip-1")

        assert caught.value.facts == {"key": "slip-1", "entry": first.seq}
        assert picture(book.store, BOOK) == before

    def test_a_refusal_leaves_the_store_as_it_was(self, book: Book, store_factory: StoreFactory) -> None:
        """A refused act changes no row, no byte of any file, and leaves its key free."""
        before, bytes_before = picture(book.store, BOOK), dict(store_factory.files())

        with pytest.raises(RefusedByRule) as caught:
            book.shop.redeem(TOO_DEAR, key="slip-2")

        assert caught.value.code == "insufficient_stars"
        assert picture(book.store, BOOK) == before
        assert dict(store_factory.files()) == bytes_before
        assert not book.shop.weigh_in(BROUGHT, key="slip-2").replayed

    def test_a_preview_leaves_the_store_as_it_was(self, book: Book, store_factory: StoreFactory) -> None:
        """A preview is the same decision, and writes nothing."""
        before, bytes_before = picture(book.store, BOOK), dict(store_factory.files())

        draft = book.preview(BROUGHT)

        assert picture(book.store, BOOK) == before
        assert dict(store_factory.files()) == bytes_before
        assert book.shop.weigh_in(BROUGHT).entry.transfers == draft.transfers

    def test_numbers_have_no_gaps(self, book: Book) -> None:
        """Refusals, repetitions and failed batches use up no number."""
        for key in ("slip-1", "slip-1", "slip-2"):
            book.shop.weigh_in(BROUGHT, key=key)
        with pytest.raises(RefusedByRule):
            book.shop.redeem(TOO_DEAR)
        with pytest.raises(RefusedByRule):
            _refused_together(book)
        last = book.shop.weigh_in(BROUGHT)

        rows = picture(book.store, BOOK)["entry"]

        assert [row.seq for row in rows] == list(range(1, last.seq + 1))
        assert chain_holds(book.store)

    def test_a_failed_batch_leaves_nothing(self, book: Book) -> None:
        """An exception in the middle of a batch rolls all of its acts back."""
        before = picture(book.store, BOOK)

        with pytest.raises(RefusedByRule):
            _refused_together(book)

        assert picture(book.store, BOOK) == before

    def test_what_is_posted_after_a_batch_is_written_at_once(self, book: Book) -> None:
        """Through whatever copy of the book it goes that was made inside; nothing is acknowledged and lost."""
        size = book.head().size
        with book.batch() as batch:
            other = batch.as_("keeper")
            other.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10))
        seqs = [
            one.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=10)).seq
            for one in (other, batch)
        ]

        assert (seqs, book.head().size) == ([size + 2, size + 3], size + 3)

    def test_a_batch_sees_its_own_acts(self, book: Book) -> None:
        """Stars of a batch's own weigh-in can be spent in it, and its questions know of them."""
        with book.batch() as acts:
            acts.shop.weigh_in(BROUGHT)
            acts.shop.redeem(Redeem(TODAY, household="0001", item=POWDER))
            inside = acts.balance_of("0001").available

        assert (inside, book.balance_of("0001").available) == (1, 1)

    def test_a_reversal_is_written_once(self, book: Book) -> None:
        """Asked twice to reverse an entry, the book answers with the first reversal."""
        brought = book.shop.weigh_in(BROUGHT)

        reversals = [book.reverse(Reverse(TODAY, seq=brought.seq, reason="记错户")) for _ in range(2)]

        assert [receipt.replayed for receipt in reversals] == [False, True]
        assert reversals[0].entry == reversals[1].entry
        assert book.balance_of("0001").available == 0

    def test_amounts_reach_their_bound_and_no_further(self, book: Book) -> None:
        """2^53−1 pieces are taken and kept exactly; one more is mistaken input and leaves no trace."""
        book.shop.weigh_in(evolve(BROUGHT, quantity=MAX_AMOUNT))
        before = picture(book.store, BOOK)

        with pytest.raises(MistakenInput) as caught:
            book.shop.weigh_in(evolve(BROUGHT, quantity=MAX_AMOUNT + 1))

        assert caught.value.code == "bad_quantity"
        assert picture(book.store, BOOK) == before
        assert {line.material: line.in_store for line in book.materials()}[BOTTLES] == MAX_AMOUNT

    def test_names_are_kept_in_one_normal_form(self, book: Book) -> None:
        """However a name was typed, it is kept in NFC and found; a code in another form is refused."""
        name = "古丽·Zoë 𠮷"
        typed = unicodedata.normalize("NFD", name)
        book.register.person(RegisterPerson(TODAY, person="0001-1", household="0001", name=f" {typed} "))

        with pytest.raises(MistakenInput):
            RegisterHousehold(TODAY, household="0009", group=typed)

        assert [found.name for found in book.find("Zoë")] == [name]
        assert book.register.party_named(typed, TODAY) == book.register.party_named(name, TODAY)

    @pytest.mark.parametrize("ask", ["balance_of", "statement_of"])
    def test_half_of_a_surrogate_pair_is_a_mistake_in_questions_too(self, book: Book, ask: str) -> None:
        """It is no text: no store can hold it, and none has it."""
        with pytest.raises(GoodpointsError):
            getattr(book, ask)("\ud800")

    def test_an_erased_person_leaves_a_valid_chain(self, book: Book) -> None:
        """Names can be forgotten: the entry stays sealed, the text is gone."""
        receipt = book.register.person(RegisterPerson(TODAY, person="0001-1", household="0001", name="王艳", sex="女"))
        before = book.head()

        with book.store.write(BOOK) as tx:
            erased = tx.erase("person/0001-1")

        assert (erased, book.details_of(receipt.seq), book.find("王艳")) == (2, {}, [])
        assert book.head() == before
        assert chain_holds(book.store)

    def test_what_ended_expires_once(self, store_factory: StoreFactory) -> None:
        """After the last day of a lot, the next act first writes it off, and `due` finds nothing more."""
        clock = FixedClock.at(TODAY)
        book = village(store_factory(), clock=clock)
        book.shop.weigh_in(BROUGHT)
        clock.instant = FixedClock.at(dt.date(2028, 1, 1)).instant

        posted = [[receipt.entry.kind for receipt in book.due()] for _ in range(2)]

        assert posted == [["expire"], []]
        assert book.balance_of("0001").available == 0
        book.close()

    def test_a_reopened_book_goes_on_where_it_was(self, store_factory: StoreFactory) -> None:
        """Closed and opened again, a book has the same rows and gives the next number."""
        store_factory.must_last()
        book = village(store_factory())
        last = book.shop.weigh_in(BROUGHT, key="slip-1")
        before = picture(book.store, BOOK)
        book.close()

        store = store_factory()
        again = book_on(store, ids=CountedIds(1000))

        assert store.books() == [BOOK]
        assert picture(store, BOOK) == before
        assert again.shop.weigh_in(BROUGHT, key="slip-1").replayed
        assert again.shop.weigh_in(BROUGHT).seq == last.seq + 1
        again.close()

    def test_the_same_acts_give_the_same_head_as_in_memory(self, book: Book) -> None:
        """With equal clock and ids, every row and the head are those of the store in memory."""
        other = village(MemoryStore())
        for one in (book, other):
            one.shop.weigh_in(BROUGHT)
            one.shop.redeem(Redeem(TODAY, household="0001", item=POWDER))
            one.reverse(Reverse(TODAY, seq=one.head().size))
            one.register.person(RegisterPerson(OPENED, person="0002-1", household="0002", name="李伟"))

        assert picture(book.store, BOOK) == picture(other.store, BOOK)
