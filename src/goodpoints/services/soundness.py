"""A run of the journal, checked for one answer: whether nothing is wrong. What is wrong `verify` then finds at leisure.

Every doubt counts as a fault, so the answer "sound" is as good as an empty report of the thorough way, at a third
of its time. That no key was used twice is left to the store's own check of its unique index. A run needs nothing of
the runs before it but their last stored leaf: several processes can share a book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from json import JSONDecoder
from typing import Any, Final, NamedTuple, Protocol

from goodpoints.domain.accounts import is_pool, sign_of
from goodpoints.domain.entries import Commitment, Entry, Transfer
from goodpoints.domain.journal.mirror import mirrors
from goodpoints.domain.journal.wording import reads_as_written
from goodpoints.domain.remainders import OWED
from goodpoints.domain.replay import check_transfers, tallies_of, touched
from goodpoints.domain.seal import SUBTREE, digest_of_detail, entry_of, origin
from goodpoints.domain.steps import MAX_AMOUNT
from goodpoints.errors import GoodpointsError
from goodpoints.ports import BalanceKey, EntryRow, Head

BROKEN: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What code that trusts its input raises when a forged entry reaches it."""

_read: Final = JSONDecoder().raw_decode
"""JSON from a place in a text: the value and where it ends."""

_ROUTES: Final = 100_000
"""Ways between two accounts that are remembered; beyond it all are forgotten, so that memory stays flat."""

Turn = tuple[str, str]
"""Month and kind of entry."""

Way = tuple[str, str, str]
"""Source, target, unit."""


class Run(NamedTuple):
    """Entries `first` … `last`; `first - 1` is a whole number of subtrees.

    Attributes:
        least, most: Numbers between which everything is read: wider than the run at both ends of the journal, so that
            what lies beyond it is met.
        anchors: Number → hex digits its leaf must begin with.
    """

    first: int
    last: int
    least: int
    most: int
    anchors: dict[int, str]


class RunReader(Protocol):
    """What a run is read from; streams in the order of numbers and places."""

    def head(self) -> Head:
        """The book's row."""

    def entries(self, first: int, last: int) -> Iterator[EntryRow]:
        """One entry, or a few."""

    def bare_entries(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Columns of `EntryRow`."""

    def bare_postings(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Columns of `PostingRow`, by entry and place."""

    def bare_details(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Columns of `DetailRow`."""


class Sums(NamedTuple):
    """What a sound run comes to.

    Attributes:
        lowest: Balance → how far it sank, or rose, towards the wrong sign, from what it was before the run; times the sign.
        touching: Numbers of the entries that change things.
        roots: Of every 256 leaves.
        rest: Leaves behind the last of these.
        span: Instants of the first and the last entry.
    """

    entries: int
    erased: int
    balances: dict[BalanceKey, int]
    lowest: dict[BalanceKey, int]
    moved: dict[Turn, dict[Way, int]]
    tallies: dict[tuple[str, str, str], int]
    touching: list[int]
    roots: list[bytes]
    rest: list[bytes]
    through: str
    span: tuple[str, str]
    leaf: bytes


class Route(NamedTuple):
    """What a kind of entry may do between two accounts, and what is kept of it.

    Attributes:
        source_falls: Whether taking from the source may leave the sign of its account; `target_falls` the same for
            giving to the target.
        source_kept: Whether its postings are kept; `target_kept` the same for the target's.
    """

    source_falls: bool
    target_falls: bool
    source_kept: bool
    target_kept: bool


def _route(kind: str, source: str, target: str, unit: str) -> Route:
    """The route, where the laws of transfers allow it."""
    check_transfers(kind, [Transfer(source, target, unit, "", 1)])
    return Route(sign_of(source) > 0, sign_of(target) < 0, not is_pool(source), not is_pool(target))


class Unsound(Exception):
    """Something is wrong, or cannot be told to be right."""


def sound(reader: RunReader, book: str, run: Run) -> Sums | None:
    """The sums of a run of a book; None where anything in it is wrong."""
    try:
        before = origin(book)
        if run.first > 1:
            before = next(row.leaf for row in reader.entries(run.first - 1, run.first - 1))
        return _RunCheck(reader, run, before).sums()
    except (Unsound, StopIteration, GoodpointsError, *BROKEN):
        return None


def root_of(leaves: list[bytes]) -> bytes:
    """The Merkle root of a full subtree."""
    while len(leaves) > 1:
        leaves = [sha256(b"\x01" + leaves[n] + leaves[n + 1]).digest() for n in range(0, len(leaves), 2)]
    return leaves[0]


class _RunCheck:
    def __init__(self, reader: RunReader, run: Run, before: bytes) -> None:
        self._reader = reader
        self._run = run
        self._leaf = before
        self._postings = reader.bare_postings(run.least, run.most)
        self._details = reader.bare_details(run.least, run.most)
        self._detail = next(self._details, None)
        self._erased = 0
        self._routes: dict[tuple[str, str, str], Route] = {}
        self._balances: defaultdict[BalanceKey, int] = defaultdict(int)
        self._lowest: dict[BalanceKey, int] = {}
        self._moved: dict[Turn, dict[Way, int]] = {}
        self._tallies: dict[tuple[str, str, str], int] = {}
        self._touching: list[int] = []
        self._roots: list[bytes] = []
        self._leaves: list[bytes] = []
        self._through = self._began = self._recorded_at = ""

    def sums(self) -> Sums:
        seq = self._run.first - 1
        for seq, row in enumerate(self._reader.bare_entries(self._run.least, self._run.most), self._run.first):
            self._take(seq, *row)
        if seq != self._run.last or self._detail is not None or next(self._postings, None) is not None:
            raise Unsound
        return Sums(
            seq - self._run.first + 1, self._erased, self._balances, self._lowest, self._moved,
            self._tallies, self._touching, self._roots, self._leaves, self._through,
            (self._began, self._recorded_at), self._leaf,
        )  # fmt: skip

    def _take(self, seq: int, *row: Any) -> None:  # noqa: ANN401 - a damaged row may hold anything
        number, kind, day, key, leaf, body = row
        if number != seq or sha256(b"\x00" + self._leaf + body.encode()).digest() != leaf:
            raise Unsound
        self._leaf = leaf
        data, end = _read(body, 0)
        if end != len(body) or data["seq"] != seq or type(data["seq"]) is not int:
            raise Unsound
        if data["kind"] != kind or data["day"] != day or data["key"] != key:
            raise Unsound
        if not reads_as_written(body, data):
            raise Unsound
        entry = Entry(
            seq, kind, day, key, data["actor"], data["recorded_at"], data["request"], data["refers_to"], data["facts"],
            data["transfers"], data["private"],
        )  # fmt: skip
        self._chain(seq, leaf)
        self._laws(entry)
        self._move(entry)
        self._derive(entry)

    def _chain(self, seq: int, leaf: bytes) -> None:
        self._leaves.append(leaf)
        if len(self._leaves) == SUBTREE:
            self._roots.append(root_of(self._leaves))
            self._leaves = []
        if seq in self._run.anchors and not leaf.hex().startswith(self._run.anchors[seq]):
            raise Unsound

    def _laws(self, entry: Entry) -> None:
        if entry.recorded_at < self._recorded_at or type(entry.refers_to) is not int:
            raise Unsound
        self._began = self._began or entry.recorded_at
        self._recorded_at = entry.recorded_at
        if not 0 <= entry.refers_to < entry.seq:
            raise Unsound
        if entry.kind == "reverse":
            self._mirrors(entry)
        if entry.private or (self._detail is not None and self._detail[0] <= entry.seq):
            self._private(entry)

    def _mirrors(self, entry: Entry) -> None:
        for row in self._reader.entries(entry.refers_to, entry.refers_to):
            if mirrors(entry, entry_of(row.body)):
                return
        raise Unsound

    def _private(self, entry: Entry) -> None:
        for n, told in enumerate(entry.private):
            seq, place, of, field, salt, text = self._detail or (0, 0, "", "", None, None)
            commitment = Commitment(**told)  # type: ignore[arg-type]  # as it stands in the body
            if (seq, place, of, field) != (entry.seq, n, commitment.of, commitment.field):
                raise Unsound
            if salt is None and text is None:
                self._erased += 1
            elif digest_of_detail(salt, text) != commitment.digest:
                raise Unsound
            self._detail = next(self._details, None)
        if self._detail is not None and self._detail[0] <= entry.seq:
            raise Unsound

    def _move(self, entry: Entry) -> None:
        """Postings one by one, balances and turnover as sums. One loop: it is half of the time."""
        seq, kind, balances, postings = entry.seq, entry.kind, self._balances, self._postings
        turn = entry.day[:7], kind
        moved = self._moved.get(turn) or self._moved.setdefault(turn, defaultdict(int))
        place, falling = 0, []
        for source, target, unit, lot, amount in entry.transfers:
            if type(lot) is not str or type(amount) is not int or not 0 < amount <= MAX_AMOUNT:
                raise Unsound
            source_falls, target_falls, source_kept, target_kept = self._routes.get(
                (kind, source, target)
            ) or self._found(kind, source, target, unit)
            lost, won = (source, unit, lot), (target, unit, lot)
            balances[lost] -= amount
            balances[won] += amount
            if source_falls:
                falling.append(lost)
            if target_falls:
                falling.append(won)
            if source_kept and next(postings, None) != (source, seq, place, unit, lot, -amount):
                raise Unsound
            if target_kept and next(postings, None) != (target, seq, place + 1, unit, lot, amount):
                raise Unsound
            if not unit.startswith(OWED):
                moved[source, target, unit] += amount
            place += 2
        for key in falling:
            left = balances[key] * sign_of(key[0])
            if left < self._lowest.get(key, 0):
                self._lowest[key] = left

    def _found(self, kind: str, source: str, target: str, unit: str) -> Route:
        if len(self._routes) >= _ROUTES:
            self._routes.clear()
        found = self._routes[kind, source, target] = _route(kind, source, target, unit)
        return found

    def _derive(self, entry: Entry) -> None:
        if entry.transfers and entry.day > self._through:
            self._through = entry.day
        for name, subject, day, amount in tallies_of(entry):
            key = name, subject, day
            self._tallies[key] = self._tallies.get(key, 0) + amount
        if touched(entry):
            self._touching.append(entry.seq)
