"""The ports: what goodpoints asks of a store, a clock and a source of ids. `docs/howto/adapter.md` explains them.

A store keeps plain rows. It knows no rule, no seal and no domain object; the reducers in `domain.replay`
decide what the rows say. Every row below belongs to one book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:  # whoever only asks has no rows to import
    from goodpoints.domain.rows import Row


class Head(NamedTuple):
    """The book's own row.

    Attributes:
        size: Number of entries.
        leaf: Leaf of the last entry, 32 bytes; `seal.origin(book)` while there is none.
        edge: Merkle edge, 32 bytes per full subtree, largest first, joined.
        through: Last day run (ISO), empty while no units have moved.
        recorded_at: Instant of the last entry, empty while there is none.
        reducers: Version of the reducers that made the derived rows.
    """

    size: int
    leaf: bytes
    edge: bytes
    through: str
    recorded_at: str
    reducers: int


class EntryRow(NamedTuple):
    """One entry: `body` is sealed, everything else is derived from it."""

    seq: int
    kind: str
    day: str
    key: str
    leaf: bytes
    body: str


class PostingRow(NamedTuple):
    """One side of a transfer; `amount` is added to the account."""

    account: str
    seq: int
    n: int
    unit: str
    lot: str
    amount: int


BalanceKey: TypeAlias = tuple[str, str, str]
"""(account, unit, lot)."""


class BalanceRow(NamedTuple):
    """What an account holds of a lot; `sign` is 1, -1 or 0 and `amount * sign >= 0` always holds."""

    account: str
    unit: str
    lot: str
    amount: int
    sign: int


class TurnoverRow(NamedTuple):
    """What came into and went out of an account in a month (`2026-03`) by one kind of entry; both are deltas.

    Remainders (`owed:…`) have none.
    """

    account: str
    unit: str
    month: str
    kind: str
    came: int
    went: int


class TallyRow(NamedTuple):
    """`amount` is added to the count `name` of `subject` on `day`."""

    name: str
    subject: str
    day: str
    amount: int


class ThingRow(NamedTuple):
    """The present state of a thing; `state` is canonical JSON. It replaces what was there under (kind, code)."""

    kind: str
    code: str
    status: str
    holder: str
    day: str
    state: str


class DetailRow(NamedTuple):
    """A private text beside entry `seq`; `n` is its place in the entry's `private` list.

    `salt` and `text` are None once the detail is erased.
    """

    seq: int
    n: int
    of: str
    field: str
    salt: bytes | None
    text: str | None


class RootRow(NamedTuple):
    """The Merkle root of the `n`-th 256 leaves, counted from 0."""

    n: int
    root: bytes


class StatementRow(NamedTuple):
    """A posting with its entry's kind, day and body."""

    posting: PostingRow
    kind: str
    day: str
    body: str


class Batch(NamedTuple):
    """Everything a run of entries changes. Applied whole, in this order, inside the transaction.

    Attributes:
        balances: Absolute: insert what is new, replace what is there.
        turnovers: Deltas: add to what is there.
        tallies: Deltas: add to what is there.
        things: Absolute.
    """

    head: Head
    entries: Sequence[EntryRow] = ()
    postings: Sequence[PostingRow] = ()
    balances: Sequence[BalanceRow] = ()
    turnovers: Sequence[TurnoverRow] = ()
    tallies: Sequence[TallyRow] = ()
    things: Sequence[ThingRow] = ()
    details: Sequence[DetailRow] = ()
    roots: Sequence[RootRow] = ()


class MergedBatch(Batch):
    """A batch in which no key stands twice in a table: whoever cannot write one twice at one go need not look for it."""

    __slots__ = ()


class Question(NamedTuple):
    """What will be asked of a transaction: the name of a reader's verb, and what it is given."""

    verb: str
    given: tuple[Any, ...] = ()


class StoreReader(Protocol):
    """One consistent view of one book.

    Where every question is a journey it may have a method `answer(questions)`: pairs of a question and what its verb gives.
    """

    def head(self) -> Head:
        """The book's row."""

    def seen(self, keys: Sequence[str]) -> dict[str, EntryRow]:
        """The entries that bear these keys; unknown keys are left out."""

    def get(self, keys: Sequence[tuple[str, str]]) -> Sequence[ThingRow]:
        """The things with these (kind, code); unknown ones are left out."""

    def list(self, kind: str, *, status: str | None, holder: str | None, due_upto: str | None) -> Sequence[ThingRow]:
        """Things of a kind in the order of their codes; each filter counts where it is not None.

        `due_upto` keeps those whose day is not empty and not later.
        """

    def lots(self, pairs: Sequence[tuple[str, str]]) -> Sequence[BalanceRow]:
        """The balances other than zero of these (account, unit)."""

    def tally(self, name: str, subject: str | None, first: str, last: str) -> int:
        """The sum of a count over days, both included; over all subjects where None."""

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        """Entries `first` … `last` by number, both included, streamed."""

    def entries_of(self, kind: str | None, first: str, last: str) -> Iterator[EntryRow]:
        """Entries of a kind (all where None) with days `first` … `last`, by number."""

    def details(self, of: str, field: str | None) -> Sequence[DetailRow]:
        """Details whose `of` begins with the text, by entry and place; of one field where it is not None."""

    def details_at(self, seq: int) -> Sequence[DetailRow]:
        """The details beside one entry, by place."""

    def statement(self, account: str, before: int | None, count: int) -> Sequence[StatementRow]:
        """The newest postings of an account, at most `count`, of entries numbered below `before`; newest first."""

    def balances(self, account: str, unit: str | None) -> Sequence[BalanceRow]:
        """Balances other than zero of all accounts whose path begins with the text, by account, unit, lot."""

    def turnovers(self, account: str, first: str, last: str) -> Sequence[TurnoverRow]:
        """Turnovers of accounts whose path begins with the text, months both included, in key order."""

    def ended_lots(self, before: str) -> Sequence[BalanceRow]:
        """Balances above zero in `household/…` accounts whose lot is a day earlier than `before`, by lot."""

    def next_end(self) -> str | None:
        """The earliest day-lot above zero in a `household/…` account; None where there is none."""

    def next_day(self, kind: str, status: str) -> str | None:
        """The earliest day, other than the empty one, of things of this kind and status; None where there is none."""

    def dump(self, table: str, *, zeros: bool = False) -> Iterator[tuple[object, ...]]:
        """All rows of one kind (`entry`, `posting`, `balance` …, named as in `Batch`), in key order, for `verify`.

        Balances, turnovers and tallies of zero are left out; with `zeros`, those that the store keeps are there too.

        Raises:
            LedgerIntegrityError: `damaged` where a row cannot be read, from the iterator.
        """


class StoreTx(StoreReader, Protocol):
    """The book's only writer, until the context ends.

    It may have attributes `found_mark` and `left_mark`: what marks the book's rows as they were before this transaction
    and, at its end, as it leaves them. Where head and mark are found that another transaction left, nobody has written the
    book since, also nobody who mended derived rows; then what that transaction knew need not be read again.

    It may have an attribute `answers`: pairs of a question and what its verb would give, where the store was asked on
    the way (`Store.write`).
    """

    def append(self, batch: Batch) -> None:
        """Write a batch; at the latest when something is asked or the transaction ends, which then raises what is wrong with it.

        Raises:
            StorageError: Nothing of the transaction remains.
            LedgerIntegrityError: A balance would leave its sign, a key or number is taken.
        """

    def erase(self, of: str) -> int:
        """Forget salt and text of every detail about this subject; how many there were."""

    def replace_derived(self, batches: Iterable[Batch]) -> None:
        """Throw away all derived rows of the book and write these instead; entries and details stay."""


class Store(Protocol):
    """Where books lie. Made by `open_store(url)`; bound to the thread that made it."""

    url: str

    def books(self) -> list[str]:
        """The codes of all books that have entries, sorted."""

    def create(self, book: str, head: Head) -> None:
        """Make an empty book; one that is there stays as it is."""

    def discard(self, book: str) -> None:
        """Forget a book without entries, and the store itself where this made it and no book is left in it."""

    def write(self, book: str) -> AbstractContextManager[StoreTx]:
        """The book's only write transaction: committed at the end, rolled back whole on any exception.

        A store to which every question is a journey may have a method `write_asking(book, questions)` as well: the same
        transaction, that brings the answers with it. The verbs are `seen`, `get`, `lots`, `list` of a kind without
        filters, `tally` of one subject, `next_end` and `next_day`.

        It may have a method `write_onto(book, head, mark, questions)` too: a transaction for whoever knows the book as the
        one that left this head and mark, with answers to the questions where there are any; None where the store must look
        first. At its end, or when something is asked after something was written, an error is raised where the book is
        another one by now, or gone: then nothing of it remains. What is asked before anything was written, the questions
        included, may be newer than head and mark, in which case that error comes.

        Raises:
            NotFound: `unknown_book`.
            StorageError: `store_busy`, `store_full`, `store_read_only` …
        """

    def read(self, book: str) -> AbstractContextManager[StoreReader]:
        """One consistent view, which never waits for writers.

        Raises:
            NotFound: `unknown_book`.
        """

    def self_check(self) -> list[str]:
        """What the store finds wrong with itself beneath the rows: damaged pages, indexes, a changed schema.

        Every fault in a line of the store's own words, for whoever repairs it; empty where it cannot know.
        """

    def copy_to(self, path: str) -> None:
        """Write everything the store holds, as of one moment, into a new file; writers go on meanwhile.

        Raises:
            StorageError: `no_backup` where this kind of store has no file form, `store_full` …
        """

    def close(self) -> None:
        """Let go of everything; a closed store cannot be used again."""


class StagedRow(NamedTuple):
    """A row of a register, waiting to be posted. Rows are posted in the order of the first five parts.

    Attributes:
        first: 0 for registers of what is valid, 1 for acts.
        rank: Place of its kind in the policy's order of the day.
        sheet: Running number of its sheet in the import, from 1.
        file: Running number of its file.
        key: The row's idempotency key.
    """

    first: int
    day: str
    rank: int
    sheet: int
    row_number: int
    file: int
    key: str
    row: Row


class RowStage(Protocol):
    """Where rows wait until they can be posted in order, without filling the memory."""

    def add(self, rows: Iterable[StagedRow]) -> int:
        """Put all rows of an import in; how many there were.

        Rows that bear the same key within a file get it numbered, from the second on: `key`, `key.1`, `key.2` …
        """

    def keys(self, sheet: int) -> Iterator[tuple[str, int]]:
        """Key and row number of every row of a sheet, by row."""

    def earliest(self) -> str:
        """The earliest day (ISO) of any row, empty where none has one."""

    def rows(self) -> Iterator[StagedRow]:
        """All rows, sorted; what has the same place comes in the order in which it was put in. Once."""

    def close(self) -> None:
        """Forget everything."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> dt.datetime:
        """The instant, aware, any zone."""


class Ids(Protocol):
    """Where chance comes from; a fixed port gives equal heads.

    It may have an attribute `count`: how many it has given. Where it is set back it gives the same ones again.
    """

    def salt(self) -> bytes:
        """32 unguessable bytes for one detail."""

    def key(self) -> str:
        """An idempotency key for an act that was given none: one that no act of the book bears."""
