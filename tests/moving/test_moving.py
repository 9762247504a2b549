"""A book is moved by its journal: same head, verified as it is read, resumable, and nothing wrong gets in."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from goodpoints import GoodpointsError, WeighIn
from goodpoints.book import Book
from goodpoints.ports import Store
from goodpoints.services import moving
from goodpoints.services.journal_file import read_header
from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import picture
from goodpoints.testing.twins import findings
from goodpoints.testing.village import BOOK, BOTTLES, TODAY, book_on
from tests.moving.journals import Written, a_village, places, take_in, written
from tests.servers import needs_postgres

ROUTES = [
    pytest.param(place, marks=needs_postgres if place == "postgres" else [])
    for place in ("memory", "sqlite", "postgres")
]


@pytest.fixture(scope="module")
def book() -> Book:
    """A book to be moved."""
    return a_village()


@pytest.fixture(scope="module")
def told(book: Book) -> Written:
    """Its journal."""
    return written(book)


def _fault(act: Callable[[], object]) -> tuple[int, str, dict[str, object]]:
    with pytest.raises(GoodpointsError) as caught:
        act()
    problems: Any = caught.value.facts.pop("problems", [])
    codes = [problem["code"] for problem in problems]
    return caught.value.exit_status, caught.value.code, dict(caught.value.facts) | ({"why": codes} if codes else {})


# -- the way there and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ROUTES)
def test_a_moved_book_is_the_same_to_the_last_row(place: str, book: Book, told: Written, tmp_path: Path) -> None:
    """Head, entries, details and everything derived; and the store it went to writes the same journal again."""
    store = places(tmp_path)[place]()
    moved = take_in(store, told)
    there = book_on(store)

    assert (moved.taken, moved.known, moved.leaf) == (book.head().size, 0, book.head().leaf)
    assert picture(store, BOOK) == picture(book.store, BOOK)
    assert (written(there), findings(store)) == (told, ())
    store.close()


@pytest.mark.parametrize("place", ROUTES)
def test_moving_twice_adds_nothing(place: str, told: Written, tmp_path: Path) -> None:
    """What the book has already is compared and passed over."""
    store = places(tmp_path)[place]()
    first, again = take_in(store, told), take_in(store, told)

    assert (again.taken, again.known, again[3:]) == (0, first.taken, first[3:])
    store.close()


@pytest.mark.parametrize("place", ROUTES)
def test_a_moved_book_goes_on_where_it_stands(place: str, told: Written, tmp_path: Path) -> None:
    """It is a book like any other: the next act follows the last entry, in both."""
    store, original = places(tmp_path)[place](), a_village()
    take_in(store, told)
    order = WeighIn(TODAY, household="0001", material=BOTTLES, quantity=30)
    seqs = [one.shop.weigh_in(order, key="later").seq for one in (original, book_on(store))]

    assert seqs[0] == seqs[1]
    assert findings(store) == ()
    store.close()


@pytest.mark.parametrize("stop", [1, 2, 7, 12])
def test_an_interrupted_move_goes_on(stop: int, book: Book, told: Written) -> None:
    """A file that was cut off is told as such; what is in the book is a true beginning, and the rest follows."""
    store = MemoryStore()
    fault = _fault(lambda: take_in(store, told.upto(stop)))
    half = findings(store) if store.books() else ()
    moved = take_in(store, told)

    assert fault[:2] == (5, "journal_ends")
    assert (half, moved.known, moved.taken) == ((), stop - 1, book.head().size - stop + 1)
    assert picture(store, BOOK) == picture(book.store, BOOK)


def test_what_came_since_is_moved_alone(told: Written) -> None:
    """A copy is kept up to date with the entries after its last one."""
    original, store = a_village(), MemoryStore()
    take_in(store, told)
    size = original.head().size
    original.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=30, remark="雨天"))
    moved = take_in(store, written(original, since=size))

    assert (moved.taken, moved.known) == (1, 0)
    assert picture(store, BOOK) == picture(original.store, BOOK)


def test_without_its_details_a_book_is_whole_and_names_nobody(book: Book, told: Written) -> None:
    """They count as erased; the head is the same, and nobody's name is in the journal."""
    store = MemoryStore()
    moved = take_in(store, told, details=False)

    assert (moved.leaf, findings(store), book_on(store).find("王")) == (book.head().leaf, (), [])
    assert "王艳" not in told.journal.decode()


def test_details_that_were_erased_stay_erased(told: Written) -> None:
    """Who was forgotten where the book lies now is not brought back by an old file."""
    store = MemoryStore()
    take_in(store, told)
    with store.write(BOOK) as tx:
        tx.erase("party/p0001")
    take_in(store, told)

    assert [row.text for row in picture(store, BOOK)["detail"]] == [None, None]


def test_a_trial_checks_everything_and_writes_nothing(told: Written) -> None:
    """With the same refusals."""
    store = MemoryStore()
    tried = take_in(store, told, dry_run=True)
    fault = _fault(lambda: take_in(store, told.changed(9, '"day":"2026', '"day":"2025'), dry_run=True))

    assert (tried.taken, store.books()) == (len(told.lines) - 1, [])
    assert fault == (5, "bad_journal_line", {"line": 9, "entry": 8, "why": ["chain_broken"]})


# -- what is refused ---------------------------------------------------------------------------------------


def test_a_changed_line_is_refused_at_its_place(told: Written) -> None:
    """What came before it, chunk by chunk, is in the book and sound; the rest comes from a better file."""
    store = MemoryStore()
    fault = _fault(lambda: take_in(store, told.changed(9, '"day":"2026', '"day":"2025')))

    assert fault == (5, "bad_journal_line", {"line": 9, "entry": 8, "kept": 5, "why": ["chain_broken"]})
    assert (picture(store, BOOK)["head"].size, findings(store)) == (5, ())
    assert take_in(store, told).known == 5


def test_a_changed_line_is_found_in_what_the_book_has_already(told: Written) -> None:
    """Nothing is passed over unread."""
    store = MemoryStore()
    take_in(store, told)

    assert _fault(lambda: take_in(store, told.changed(3, '"day":"2026', '"day":"2025'))) == (
        5, "bad_journal_line", {"line": 3, "entry": 2, "why": ["chain_broken"]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda lines: [*lines[:4], *lines[5:]], (5, "bad_journal_line", {"line": 5, "entry": 4, "why": ["missing_entries"]})),
        (lambda lines: [*lines[:5], *lines[4:]], (5, "bad_journal_line", {"line": 6, "entry": 5, "why": ["repeated_entry"]})),
        (lambda lines: [*lines[:3], b"\xff{}\n", *lines[4:]], (5, "bad_journal_line", {"line": 4, "entry": 3, "why": ["bad_body"]})),
        (lambda lines: [*lines[:3], b'{"body":[],"leaf":"00"}\n', *lines[4:]], (5, "bad_journal_line", {"line": 4, "entry": 3, "why": ["bad_body"]})),
        (lambda lines: lines[1:], (2, "not_a_journal", {"expected": "goodpoints-journal"})),
        (lambda _lines: [], (2, "not_a_journal", {"expected": "goodpoints-journal"})),
        (lambda lines: [lines[0].replace(b'"v":1', b'"v":2'), *lines[1:]], (6, "newer_format", {"again": 0, "format": 2, "known": 1})),
        (lambda lines: [lines[0].replace(b'"size":', b'"size":1'), *lines[1:]], None),
    ],
    ids=["a line lost", "a line twice", "no text", "another object", "no header", "nothing", "newer", "header changed"],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused_at_its_place(
    told: Written, change: Callable[[list[bytes]], list[bytes]], fault: tuple[object, ...] | None
) -> None:
    """Line and entry are named, and no book is left behind where nothing could be taken."""
    store = MemoryStore()
    found = _fault(lambda: take_in(store, told._replace(journal=b"".join(change(told.lines))), details=False))

    assert found == (fault or (5, "journal_ends", found[2]))
    assert store.books() == ([] if fault else [BOOK])


def test_a_gap_is_refused(book: Book) -> None:
    """The file goes on from an entry that the book here does not have."""
    store = MemoryStore()

    assert _fault(lambda: take_in(store, written(book, since=7))) == (
        4, "journal_gap", {"line": 2, "entry": 8, "last": 0},
    )  # fmt: skip


def test_a_fork_is_refused_at_the_first_entry_that_differs(told: Written) -> None:
    """Both sides were written to; whoever is right, nothing is mixed."""
    store = MemoryStore()
    take_in(store, told)
    here, there = book_on(store), a_village()
    here.shop.weigh_in(WeighIn(TODAY, household="0001", material=BOTTLES, quantity=30), key="here")
    there.shop.weigh_in(WeighIn(TODAY, household="0002", material=BOTTLES, quantity=30))
    there.shop.weigh_in(WeighIn(TODAY, household="0002", material=BOTTLES, quantity=40))
    seq, before = there.head().size - 1, picture(store, BOOK)
    faults = [_fault(lambda since=since: take_in(store, written(there, since=since))) for since in (0, seq)]  # type: ignore[misc]  # a default

    assert faults == [
        (4, "journal_fork", {"line": seq + 1, "entry": seq}),
        (4, "journal_fork", {"line": 1, "entry": seq}),
    ]
    assert picture(store, BOOK) == before


def test_an_entry_of_another_book_is_refused(told: Written) -> None:
    """Its leaf does not hang on the entry before it."""
    other = told.lines[1].replace(BOOK.encode(), b"zhulin")
    foreign = told._replace(journal=b"".join([told.lines[0], other, *told.lines[2:]]))

    assert _fault(lambda: take_in(MemoryStore(), foreign))[2] == {"line": 2, "entry": 1, "why": ["chain_broken"]}


def test_a_lawless_entry_is_refused_although_its_chain_holds(book: Book) -> None:
    """Whoever seals anew what no book allows gets no further: the laws are those of `verify`."""
    store = MemoryStore()
    forged = _resealed(written(book), 12, lambda body: body["transfers"].append(["expired", "fund", "星", "-", 5]))

    status, code, facts = _fault(lambda: take_in(store, forged))
    assert (status, code, facts["line"], facts["why"]) == (5, "bad_journal_line", 12, ["forbidden_source"])


def _resealed(told: Written, line: int, change: Callable[[dict[str, Any]], object]) -> Written:
    """A body changed, and every leaf from there on made anew."""
    from goodpoints.domain.seal import line_writer, next_leaf

    canonical = line_writer(sort_keys=True)  # whatever a forger writes
    header = read_header(io.BytesIO(told.journal))
    bodies = [json.loads(one)["body"] for one in told.lines[1:]]
    change(bodies[line - 2])
    lines, leaf = [told.lines[0]], header.leaf
    for body in bodies:
        leaf = next_leaf(leaf, canonical(body))
        lines.append(f'{{"body":{canonical(body)},"leaf":"{leaf.hex()}"}}\n'.encode())
    return told._replace(journal=b"".join(lines))


_TEXTS = ("actor", "day", "key", "kind", "recorded_at", "request")
_NO_TEXTS: list[Any] = [None, [], {"a": 1}, 5, True]
_NO_NUMBERS: list[Any] = [None, [], {"a": 1}, "5", 5.5]
_WRONG = [*product(_TEXTS, _NO_TEXTS), *product(("seq", "refers_to"), _NO_NUMBERS)]


@pytest.mark.parametrize(("field", "wrong"), _WRONG)
def test_a_body_that_holds_what_no_entry_holds_is_refused_at_its_place(told: Written, field: str, wrong: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """Sealed anew, so that only its fields give it away: a list for a day, a number for a key."""
    forged = _resealed(told, 12, lambda body: body.__setitem__(field, wrong))

    status, code, facts = _fault(lambda: take_in(MemoryStore(), forged, details=False))

    assert (status, code, facts["line"]) == (5, "bad_journal_line", 12)


@pytest.mark.parametrize("place", ["memory", "sqlite"])
@pytest.mark.parametrize("wrong", [None, 5, True, ["0001"], {"a": 1}], ids=repr)
@pytest.mark.parametrize("of", [("transfers", 0, 0), ("transfers", 0, 2), ("transfers", 0, 3), ("private", 0, "field")])
def test_what_moves_and_what_is_private_are_named_by_texts(
    place: str,
    told: Written,
    tmp_path: Path,
    of: tuple[str, int, Any],
    wrong: Any,  # noqa: ANN401 - whatever JSON holds
) -> None:
    """In every store alike."""
    store, (part, n, at) = places(tmp_path)[place](), of
    line = next(n for n, text in enumerate(told.lines[1:], 2) if json.loads(text)["body"][part])
    forged = _resealed(told, line, lambda body: body[part][n].__setitem__(at, wrong))

    status, code, facts = _fault(lambda: take_in(store, forged, details=False))
    store.close()

    assert (status, code, facts["line"]) == (5, "bad_journal_line", line)


@pytest.mark.parametrize("place", ["memory", "sqlite"])
@pytest.mark.parametrize(
    ("kind", "fact", "wrong"),
    [
        *product(["household"], ["household", "group"], [5, True]),
        *product(["delivery"], ["item"], [-1, False]),
        *product(["party"], ["party"], [-1]),
        *product(["weigh_in"], ["household"], [5]),
    ],
)
def test_facts_that_lead_to_no_row_are_refused(
    place: str,
    told: Written,
    tmp_path: Path,
    kind: str,
    fact: str,
    wrong: Any,  # noqa: ANN401 - whatever JSON holds
) -> None:
    """A number for a household would be kept as a text by one store and not by another."""
    store, bodies = places(tmp_path)[place](), [json.loads(text)["body"] for text in told.lines[1:]]
    line = max(n for n, body in enumerate(bodies, 2) if body["kind"] == kind)
    forged = _resealed(told, line, lambda body: body["facts"].__setitem__(fact, wrong))

    status, code, facts = _fault(lambda: take_in(store, forged, details=False))
    store.close()

    assert (status, code, facts["line"]) == (5, "bad_journal_line", line)


def test_a_newer_entry_is_told_with_its_place_and_what_is_in_the_book(told: Written) -> None:
    """The program must be newer; what came before stays, as with every other error."""
    forged = _resealed(told, 12, lambda body: body.update(v=2))

    assert _fault(lambda: take_in(MemoryStore(), forged, details=False)) == (
        5, "newer_entry", {"format": "2", "line": 12, "entry": 11, "kept": 10},
    )  # fmt: skip


@pytest.mark.parametrize("code", ["", "\ud800", "a\x00b", "../qingshui", "QINGSHUI", "x" * 65])
def test_a_header_that_names_no_book_makes_none(told: Written, code: str) -> None:
    """A code that no book can bear never reaches a store."""
    header = json.dumps(json.loads(told.lines[0]) | {"book": code}).encode() + b"\n"
    foreign = told._replace(journal=b"".join([header, *told.lines[1:]]))

    assert _fault(lambda: take_in(MemoryStore(), foreign, details=False))[:2] == (2, "not_a_journal")


def test_a_trial_never_says_that_something_was_kept(told: Written) -> None:
    """It was rolled back, however far it came."""
    fault = _fault(lambda: take_in(MemoryStore(), told.upto(9), dry_run=True))

    assert fault == (5, "journal_ends", {"line": 9, "entry": 8, "last": len(told.lines) - 1})


def test_a_book_that_lacks_its_own_last_entry_is_damaged(told: Written, tmp_path: Path) -> None:
    """Nothing can be compared with what is not there."""
    store = places(tmp_path)["sqlite"]()
    take_in(store, told)
    with closing(sqlite3.connect(tmp_path / "moved.db")) as conn:
        for (trigger,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {trigger}")
        conn.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)")
        conn.commit()
    fault = _fault(lambda: take_in(store, told))
    store.close()

    assert fault[:2] == (5, "damaged")


@pytest.mark.parametrize(
    ("change", "line", "why"),
    [
        (lambda lines: [lines[0], lines[1].replace("王".encode(), "李".encode()), *lines[2:]], 2, "text_differs"),
        (lambda lines: [lines[0], lines[1].replace(b'"name"', b'"sex"'), *lines[2:]], 2, "column_differs"),
        (lambda lines: [lines[0], *lines[2:]], 2, "missing_row"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, "bad_detail"),
        (lambda lines: [lines[0], b"{}\n", *lines[2:]], 2, "bad_detail"),
        (lambda lines: [*lines, lines[-1].replace(b'"entry":', b'"entry":9')], 4, "extra_row"),
    ],
    ids=["another text", "another field", "one lost", "one twice", "no detail", "one too many"],
)
def test_details_that_do_not_fit_are_refused_at_their_place(
    told: Written, change: Callable[[list[bytes]], list[bytes]], line: int, why: str
) -> None:
    """They must be those that the entries commit to, all of them and no others."""
    store = MemoryStore()
    status, code, facts = _fault(lambda: take_in(store, told.of_details(change)))

    assert (status, code, facts["line"], facts["why"]) == (5, "bad_detail_line", line, [why])
    assert findings(store) == () if store.books() else True


def test_details_of_another_export_are_refused(book: Book, told: Written) -> None:
    """Both files are written at once, and say the same in their first lines."""
    mixed = told._replace(details=written(book, since=3).details)

    assert _fault(lambda: take_in(MemoryStore(), mixed)) == (4, "other_details", {"book": BOOK})


def test_a_store_that_fails_in_the_middle_keeps_what_was_whole(
    told: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chunk that was cut off leaves nothing, and the next run goes on."""
    store: Store = places(tmp_path)["sqlite"]()
    whole, calls = moving.Move._append, iter(range(9))  # noqa: SLF001 - a fault put in on purpose

    def fails(*args: object) -> object:
        done = whole(*args)  # type: ignore[arg-type]  # whatever it takes
        if next(calls) == 1:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(moving.Move, "_append", fails)
    with pytest.raises(KeyboardInterrupt):
        take_in(store, told)
    monkeypatch.undo()

    assert (picture(store, BOOK)["head"].size, findings(store)) == (5, ())
    assert take_in(store, told).known == 5
    store.close()
