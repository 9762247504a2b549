"""The one place where acts become entries: overlay, keys, seal, reducers, flush.

Everything a batch has changed is read back from the overlay; rows go to the store in chunks. It is the only
stateful file of the house, written once for all stores.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from goodpoints.domain.days import iso
from goodpoints.domain.entries import Commitment, Detail, Draft, Entry, Thing, ThingKey, own_code
from goodpoints.domain.kinds import touches_nothing
from goodpoints.domain.orders import private_texts, request_of
from goodpoints.domain.programmes import ACTS, DECISIONS, KINDS
from goodpoints.domain.reader import Order
from goodpoints.domain.register.standing import ACTIVE
from goodpoints.domain.replay import check_transfers, reduced, tallies_of, through_after, touched
from goodpoints.domain.seal import digest_of_detail, entry_of, leaves_after, sealed_body
from goodpoints.domain.ways import NO_END, Moved
from goodpoints.domain.whole import Rows, maker
from goodpoints.errors import GoodpointsError, IdempotencyConflict, LedgerIntegrityError, StorageError
from goodpoints.ports import Clock, DetailRow, EntryRow, Head, Ids, Question, StoreTx
from goodpoints.services.admission import admit
from goodpoints.services.changes import Changes, next_roots, tree_of
from goodpoints.services.due import Waiting, post_due
from goodpoints.services.habits import Habits
from goodpoints.services.holdings import Holdings
from goodpoints.services.memory import Kept, Memory
from goodpoints.services.permission import permit
from goodpoints.services.rebuild import up_to_date
from goodpoints.services.receipt import Receipt
from goodpoints.services.tallies import Asked, Tallies
from goodpoints.services.view import BookView

AT_ONCE: Final = 2000
"""Entries in one flush: enough that statements are prepared once, few enough that memory stays flat."""

_TO_THE_MS: Final = len("2026-01-01T00:00:00.000")
_row, _entry, _head, _receipt = maker(EntryRow), maker(Entry), maker(Head), maker(Receipt)
_log = logging.getLogger("goodpoints.acts")


class Stamp(NamedTuple):
    """What an entry bears besides the decision: key, actor, digest of the request, place in an import."""

    key: str
    actor: str
    request: str
    source: list[int | str] | None


_stamp: Final = maker(Stamp)


class BookTx(BookView):
    """A book inside its only write transaction.

    Args:
        store: The store's transaction; whoever opened it commits or rolls back.
        clock: For `recorded_at` and for what lies in the future.
        ids: For salts.
        beside: Private texts that go beside every entry asked for: who sits at the computer.
        memory: What the transaction before it knew; None reads everything anew.
    """

    def __init__(self, store: StoreTx, clock: Clock, ids: Ids, memory: Memory | None = None) -> None:
        super().__init__(store)
        # Only a store that knows of every other writer can say that nothing derived was mended or altered by hand.
        kept = memory.take(self._head, getattr(store, "found_mark", None)) if memory else None
        if kept is not None:
            self._things, self._lots, self._policies, self._terms = kept.things, kept.lots, kept.policies, kept.terms
        found = self._head
        self._head = up_to_date(store, found)
        self._tx = store
        self._clock = clock
        self._ids = ids
        self._through = self._head.through
        self._holdings = Holdings(self._lots, self._fetch_lots)
        self._tallies = Tallies({} if kept is None else kept.sums)
        self._changes = Changes()
        self._bodies: dict[str, str] = {}
        self._known: dict[str, EntryRow | None] = {}
        self._ahead: Order | None = None
        self._habits = Habits()
        self._permitted: set[tuple[str, type]] = set()
        self._instant = ""
        self._next_end: str | None = None
        self._end_known = False
        self.waiting = Waiting(store, (None, False) if kept is None else kept.claims_due)
        self.beside: tuple[Detail, ...] = ()
        self.is_over = False
        self._is_amid = False
        self._logs = _log.isEnabledFor(logging.INFO)
        self._unlogged: list[Entry] | None = None
        answers = getattr(store, "answers", ())
        if answers and self._head is found:  # what older reducers had derived was answered before it was derived anew
            self._learn(answers)

    def _learn(self, answers: Iterable[tuple[Question, Any]]) -> None:
        """Take in what the store brought with it; see `foresight`."""
        for (verb, given), told in answers:
            if verb == "seen":
                self._known = dict.fromkeys(given[0]) | told
            elif verb == "list":
                self._take_policies(told)
            elif verb == "get":
                self._take_things(given[0], told)
            elif verb == "lots":
                self._take_lots(given[0], told)
            elif verb == "next_end":
                self._next_end, self._end_known = told, True
            elif verb == "tally":
                self._tallies.learn(given, told)
            else:
                self.waiting.know(told)

    def post(self, key: str | None, order: Order, actor: str, *, source: list[int | str] | None = None) -> Receipt:
        """Decide an order and write its entry; a key seen before gives the first result; None makes a new key.

        Raises:
            IdempotencyConflict: The key was used for another request.
            MistakenInput: `future_day`, `before_opening`, or whatever the decision finds.
            RefusedByRule: With every reason; nothing of this act is kept.
        """
        request = request_of(order)
        # A key made just now was never given to anybody; the store would refuse to write it twice.
        seen = None if key is None else self.seen(key)
        if seen is not None:
            return self._replayed(seen, order, request)
        if source is None:  # an import's rows are written under the right to import
            self._permit(order, actor)
        draft = self.decide(order)
        if self.beside:
            draft = draft._replace(details=(*draft.details, *self.beside))
        return _receipt((self._write(draft, _stamp((key or self._new_key(), actor, request, source))), False))

    def _permit(self, order: Order, actor: str) -> None:
        """See `permission.permit`; who was permitted an act is permitted it until a thing changes, roles among them."""
        asked = actor, type(order)
        if asked not in self._permitted:
            permit(self, order, actor)
            self._permitted.add(asked)

    def decide(self, order: Order) -> Draft:
        """What the order would become, after everything due before its day."""
        if self._head.size or self._changes.entries:
            self.come_to(order)
            self._ahead = order
        return DECISIONS[type(order)](self, order)

    def come_to(self, order: Order) -> None:
        """Let everything fall due before an order's day.

        Raises:
            MistakenInput: `future_day`, `before_opening`.
            RefusedByRule: `BackdatedTooFar`.
        """
        # The last day run is neither to come nor before the opening, and has been run.
        if iso(order.day) != self._through:
            admit(self, order, self._clock)
            if not KINDS[ACTS[type(order)]].announces:
                self.due(iso(order.day))

    def record(
        self, draft: Draft, key: str, actor: str, *, request: str = "", source: list[int | str] | None = None
    ) -> Receipt:
        """Write a draft the book makes itself (an expiry, a refused row); a known key gives the first result."""
        seen = self.seen(key)
        if seen is not None:
            return Receipt(entry_of(seen.body), replayed=True)
        return Receipt(self._write(draft, Stamp(key, actor, request, source)))

    def due(self, day: str) -> list[Receipt]:
        """Post everything that falls due before the acts of `day`, each thing once; nothing where nothing is due."""
        return post_due(self, day)

    def suppose_new(self, key: str) -> None:
        """Do not ask whether a key was seen: the store will refuse to write it twice."""
        self._known[key] = None

    def log_later(self) -> None:
        """Log no entry before `log_now`: they may come to nothing, and be other ones then."""
        self._unlogged = [] if self._logs else None

    def log_now(self) -> None:
        """Log what was written meanwhile; it is written, whatever a log makes of it."""
        unlogged, self._unlogged = self._unlogged, None
        if unlogged:
            with suppress(Exception):
                for entry in unlogged:
                    log_entry(entry)

    def expect(self, keys: Sequence[str]) -> None:
        """Ask the store at once which of these keys it knows; for imports."""
        self._known = dict.fromkeys(keys) | dict(self._store.seen(keys))

    def flush(self) -> None:
        """Hand what has gathered to the store; the transaction stays open.

        Raises:
            StorageError: `act_broken_off` where an act was broken off halfway, and the caller went on; nothing more is written.
        """
        self._check_whole()
        self._flush()

    def _flush(self) -> None:
        told = self._changes.entries
        if told:
            leaves = leaves_after(self._head.leaf, self._bodies.values())
            roots, tree = next_roots(tree_of(self._head), leaves)
            size, edge, recorded_at = told[-1][0], b"".join(tree.edge), self._changes.recorded_at
            head = _head((size, leaves[-1], edge, self._through, recorded_at, self._head.reducers))
            parts = [
                (*begun, leaf, body) for begun, leaf, body in zip(told, leaves, self._bodies.values(), strict=True)
            ]
            rows = Rows(_row, parts)
            self._tx.append(self._changes.batch(head, self._holdings.amounts_of, entries=rows, roots=roots))
            # Only now: what was broken off here must not be taken for written, if the caller goes on.
            self._head, self._changes, self._bodies = head, Changes(), {}

    def known(self) -> Kept:
        """Everything this transaction knows, for the next one; flush before."""
        mark = getattr(self._tx, "left_mark", None)
        known = self._things, self._lots, self._policies, self._terms, self._tallies.sums
        return Kept(self._head, *known, self.waiting.kept(), mark)

    @property
    def next_seq(self) -> int:
        """The number the next entry will bear."""
        return self._head.size + len(self._changes.entries) + 1

    @property
    def through(self) -> str:
        """The last day run."""
        return self._through

    @property
    def store(self) -> StoreTx:
        """The store's transaction; flush before reading from it."""
        return self._tx

    # -- reading own writes --------------------------------------------------------------------------------

    def _fetch_things(self, keys: Sequence[ThingKey]) -> None:
        self._fetch_ahead()
        super()._fetch_things([key for key in keys if key not in self._things])

    def _fetch_lots(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._fetch_ahead()
        super()._fetch_lots([pair for pair in pairs if pair not in self._lots])

    def _fetch_ahead(self) -> None:
        """As soon as an act misses something, fetch all it will surely read at once."""
        order, self._ahead = self._ahead, None
        if order is not None:
            needs = order.needs(self.policy(order.day))
            self.fetch(needs._replace(lots=self._habits.likely(needs.lots)))
            if needs.lots and self._is_known(getattr(order, "household", "")) and self._habits.miss():
                self._fetch_all_households()

    def _is_known(self, household: str) -> bool:
        known = self._things.get(("household", household))
        return known is not None and known.status == ACTIVE

    def _fetch_all_households(self) -> None:
        """Where every question is a journey, after many of them: who there is, and what they have of what was asked for so far."""
        if not hasattr(self._store, "answer"):
            return
        listed = self._store.list("household", status=ACTIVE, holder=None, due_upto=None)
        others = [row for row in listed if (row.kind, row.code) not in self._things]
        lots = self._habits.of_all([row.code for row in others])
        if lots:
            self._take_things([], others)
            self._fetch_lots(lots)

    def things(self, kind: str, *, holder: str | None = None, status: str | None = None) -> list[Thing]:
        """All things of a kind, the batch's own included."""
        self.flush()
        return super().things(kind, holder=holder, status=status)

    def tally(self, name: str, subject: str, first: dt.date, last: dt.date) -> int:
        """The sum of a count over days, the batch's own included."""
        return self._tallies.over((name, subject, iso(first), iso(last)), self._count)

    def _count(self, asked: Asked) -> int:
        return self._store.tally(*asked) + self._changes.tally(*asked)

    def entry(self, seq: int) -> Entry | None:
        """The entry with this number, the batch's own included."""
        self.flush()
        return super().entry(seq)

    def find(self, of: str, field: str) -> Sequence[DetailRow]:
        """Private texts about subjects beginning with `of`, the batch's own included."""
        self.flush()
        return self._store.details(of, field)

    # -- keys ----------------------------------------------------------------------------------------------

    def seen(self, key: str) -> EntryRow | None:
        """The entry that bears the key, the batch's own included; None where it is free."""
        if key in self._bodies:
            self.flush()
        elif key in self._known:
            return self._known[key]
        return self._store.seen([key]).get(key)

    def _new_key(self) -> str:
        key = self._ids.key()
        if key in self._bodies:
            raise LedgerIntegrityError("taken")
        return key

    def _replayed(self, seen: EntryRow, order: Order, request: str) -> Receipt:
        first = entry_of(seen.body)
        # A refused row keeps no private texts, so there is nothing to compare them with.
        same = first.request == request and (first.kind == "refused" or self._same_texts(first.seq, order))
        if not same:
            raise IdempotencyConflict("idempotency_conflict", key=first.key, entry=first.seq)
        return Receipt(first, replayed=True)

    def _same_texts(self, seq: int, order: Order) -> bool:
        """Whether the private texts asked for are those kept; erased ones cannot be compared and do not differ."""
        asked = private_texts(order)
        if not asked:
            return True
        self.flush()
        kept = {row.field: row.text for row in self._store.details_at(seq)}
        return all(kept.get(name, "") in {text, None} for name, text in asked.items())

    # -- time ----------------------------------------------------------------------------------------------

    def earliest_end(self) -> str | None:
        """No household's lot ends before this day; None where none ends."""
        if not self._end_known:
            self.flush()
            self._next_end, self._end_known = self._store.next_end(), True
        return self._next_end

    def forget_ends(self) -> None:
        """Ask for the earliest end anew: what ended has been written off."""
        self._end_known = False

    # -- writing -------------------------------------------------------------------------------------------

    def _write(self, draft: Draft, stamp: Stamp) -> Entry:
        moved = check_transfers(draft.kind, draft.transfers)
        self._check_whole()
        self._is_amid = True
        try:
            entry, details, body, things = self._sealed(draft, moved, stamp)
        except GoodpointsError:
            self._is_amid = False  # refused, and without a trace
            raise
        self._keep(entry, moved, details, body)
        self._note_ends(moved)
        self._through = through_after(self._through, entry)
        if things:
            self._change(things)
        self._is_amid = False
        if len(self._bodies) >= AT_ONCE:
            self.flush()
        if self._unlogged is not None:
            self._unlogged.append(entry)
        elif self._logs:
            log_entry(entry)
        return entry

    def _check_whole(self) -> None:
        if self._is_amid:
            raise StorageError("act_broken_off", again=1)

    def _sealed(
        self, draft: Draft, moved: list[Moved], stamp: Stamp
    ) -> tuple[Entry, list[DetailRow], str, list[Thing]]:
        """The entry that a draft becomes, with what goes beside it, its body and what it makes of things; units are moved."""
        self._holdings.move(moved)
        try:
            entry, details = self._entry(draft, stamp)
            return entry, details, sealed_body(entry, moved), self._reduced(entry)
        except BaseException:
            # What cannot be sealed, or does not follow from the journal, leaves no trace.
            self._holdings.move_back(moved)
            raise

    def _note_ends(self, moved: Iterable[Moved]) -> None:
        """Keep the earliest last day of any household's lot."""
        if not self._end_known:
            return
        first = self._next_end or NO_END
        for way, _amount in moved:
            if way.ends < first and self._holdings.amount_of(way.target, way.unit, way.lot) > 0:
                self._next_end = first = way.ends

    def _entry(self, draft: Draft, stamp: Stamp) -> tuple[Entry, list[DetailRow]]:
        """The entry that a draft becomes, and what goes beside it; nothing is kept yet."""
        key, actor, request, source = stamp
        seq = self.next_seq
        kind, day, facts, transfers, refers_to, texts = draft
        details = self._details(seq, draft) if texts else []
        private = _commitments(details) if texts else ()
        if source is not None:
            facts = facts | {"origin": source}
        entry = _entry(
            (seq, kind, day, key, actor, self._instant or self._now(), request, refers_to, facts, transfers, private)
        )
        return entry, details

    def _keep(self, entry: Entry, moved: list[Moved], details: list[DetailRow], body: str) -> None:
        self._bodies[entry.key] = body
        self._changes.take(entry, moved)
        self._changes.details += details
        self._known.pop(entry.key, None)
        tallies = tallies_of(entry)
        if tallies:
            self._changes.add_tallies(tallies)
            self._tallies.add(tallies)

    def _now(self) -> str:
        """When this transaction writes: one instant for all it writes, never before the last entry's."""
        now = self._clock.now()
        told = (now if now.tzinfo is dt.UTC else now.astimezone(dt.UTC)).isoformat(timespec="milliseconds")
        self._instant = max(f"{told[:_TO_THE_MS]}Z", self._head.recorded_at)
        return self._instant

    def _details(self, seq: int, draft: Draft) -> list[DetailRow]:
        rows = []
        for n, (of, field, text) in enumerate(draft.details):
            about = f"entry/{own_code(seq)}" if of == "entry" else of
            rows.append(DetailRow(seq, n, about, field, self._ids.salt(), text))
        return rows

    def _reduced(self, entry: Entry) -> list[Thing]:
        """The things as they are after an entry; nothing is kept yet.

        Raises:
            LedgerIntegrityError: `unproven_step`, `not_reducible`: no decision of this house stands behind it.
        """
        kind = KINDS[entry.kind]
        if kind.touches is touches_nothing:
            return []
        try:
            keys = touched(entry)
            if kind.makes:
                self._things.setdefault((kind.makes, own_code(entry.seq)))
            missing = [key for key in keys if key not in self._things]
            if missing:
                self._fetch_things(missing)
            return reduced(entry, {key: self._things[key] for key in keys}) if keys else []
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise LedgerIntegrityError("not_reducible", entry=entry.seq) from error

    def _change(self, things: Sequence[Thing]) -> None:
        self._permitted.clear()
        for thing in things:
            self._things[thing.key] = self._changes.things[thing.key] = thing
            self._terms.pop(thing.key, None)
            self.waiting.note(thing)
        if any(thing.kind == "policy" for thing in things):
            # Only after the last thing: what is left over without an entry would never be written.
            self._flush()
            self._policies = None
            self._terms.clear()


def log_entry(entry: Entry) -> None:
    """Tell the log of an entry, without anything private."""
    _log.info("entry %d %s day=%s actor=%s", entry.seq, entry.kind, entry.day, entry.actor)


def _commitments(details: Sequence[DetailRow]) -> tuple[Commitment, ...]:
    return tuple([Commitment(digest_of_detail(d.salt or b"", d.text or ""), d.field, d.of) for d in details])
