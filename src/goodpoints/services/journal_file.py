"""A journal as a file: a header, then a line for each entry with its body as it is stored (`docs/howto/moving.md`).

Private details go into a file of their own. Nothing else is needed: all other rows are derived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final, NamedTuple

from goodpoints.domain.journal.opening import BOOK
from goodpoints.domain.seal import entry_of, line_writer, origin
from goodpoints.errors import LedgerIntegrityError, MistakenInput, NotFound, StorageError
from goodpoints.ports import DetailRow, EntryRow, StoreReader

JOURNAL: Final = "goodpoints-journal"
DETAILS: Final = "goodpoints-details"
VERSION: Final = 1

_BODY, _LEAF, _END = b'{"body":', b',"leaf":"', b'"}'
_TAIL: Final = len(_LEAF) + 64 + len(_END)
"""Bytes behind the body: 64 hex digits and what stands around them."""

_LONGEST: Final = 1 << 24
"""Bytes of a line: far beyond any entry, so that a file that is no journal cannot fill the memory."""

_BOOK: Final = re.compile(BOOK)
_line: Final = line_writer(sort_keys=True)


class Header(NamedTuple):
    """The first line of a journal, and of its details.

    Attributes:
        book: Code of the book.
        after: Number of the last entry before those in the file; 0 where it begins with the first one.
        leaf: Leaf of that entry, `seal.origin(book)` for 0.
        size: Number of the last entry in it: as many as the book had when the file was written.
        head: Leaf of that one.
    """

    book: str
    after: int
    leaf: bytes
    size: int
    head: bytes


class Line(NamedTuple):
    """A line behind the header, not checked yet.

    Attributes:
        number: Its number in the file, from 1.
        seq: The number an entry has at this place.
        row: None where the line is no line of a journal.
    """

    number: int
    seq: int
    row: EntryRow | None


# -- writing -----------------------------------------------------------------------------------------------


def header_of(reader: StoreReader, book: str, since: int) -> Header:
    """The header of a file with the entries after number `since`.

    Raises:
        NotFound: `unknown_entry` where the book does not reach so far.
    """
    head = reader.head()
    return Header(book, since, leaf_at(reader, book, since), head.size, head.leaf)


def leaf_at(reader: StoreReader, book: str, seq: int) -> bytes:
    """The leaf of an entry; for 0 the one on which the first entry hangs.

    Raises:
        NotFound: `unknown_entry`.
    """
    if not seq:
        return origin(book)
    for row in reader.entries(seq, seq):
        return row.leaf
    raise NotFound("unknown_entry", entry=seq)


def write_journal(reader: StoreReader, header: Header, into: IO[bytes]) -> None:
    """Write header and entries, in flat memory."""
    into.write(_header_line(JOURNAL, header))
    for row in reader.entries(header.after + 1, header.size):
        into.write(b"".join((_BODY, row.body.encode(), _LEAF, row.leaf.hex().encode(), _END, b"\n")))


def write_details(reader: StoreReader, header: Header, into: IO[bytes]) -> None:
    """Write header and private details, erased ones with `null` for salt and text."""
    into.write(_header_line(DETAILS, header))
    for told in reader.dump("detail"):
        seq, n, of, field, salt, text = DetailRow(*told)  # type: ignore[arg-type]  # rows of its table
        if seq > header.after:
            hex_salt = None if salt is None else salt.hex()
            line = {"entry": seq, "place": n, "of": of, "field": field, "salt": hex_salt, "text": text}
            into.write(f"{_line(line)}\n".encode())


def _header_line(format_: str, header: Header) -> bytes:
    told = header._asdict() | {"leaf": header.leaf.hex(), "head": header.head.hex()}
    return f"{_line({'format': format_, 'v': VERSION} | told)}\n".encode()


# -- reading -----------------------------------------------------------------------------------------------


def read_header(file: IO[bytes], format_: str = JOURNAL) -> Header:
    """The header of a file, which is then read from its second line on.

    Raises:
        MistakenInput: `not_a_journal`.
        StorageError: `newer_format`.
    """
    told = _object(file.readline(_LONGEST))
    if told is None or told.get("format") != format_ or type(told.get("v")) is not int:
        raise MistakenInput("not_a_journal", expected=format_)
    if told["v"] > VERSION:
        raise StorageError("newer_format", again=0, format=told["v"], known=VERSION)
    book, after, size = told.get("book"), _count(told.get("after")), _count(told.get("size"))
    leaf, head = _leaf(told.get("leaf")), _leaf(told.get("head"))
    if not isinstance(book, str) or not _BOOK.fullmatch(book) or leaf is None or head is None or not 0 <= after <= size:
        raise MistakenInput("not_a_journal", expected=format_)
    return Header(book, after, leaf, size, head)


def read_lines(file: IO[bytes], after: int) -> Iterator[Line]:
    """The lines behind a journal's header, one by one.

    Raises:
        LedgerIntegrityError: `newer_entry`, with the place.
    """
    for place, line in enumerate(_lines(file)):
        number, seq = place + 2, after + place + 1
        try:
            row = _entry_row(line)
        except LedgerIntegrityError as newer:
            raise newer.rebuilt(newer.code, {**newer.facts, "line": number, "entry": seq}) from newer
        yield Line(number, seq, row)


def read_details(file: IO[bytes]) -> Iterator[tuple[int, DetailRow | None]]:
    """Number and row of the lines behind a header; None where a line is no line of details."""
    for place, line in enumerate(_lines(file)):
        yield place + 2, _detail_row(line)


def _lines(file: IO[bytes]) -> Iterable[bytes]:
    return iter(lambda: file.readline(_LONGEST), b"")


def _entry_row(line: bytes) -> EntryRow | None:
    line = line.rstrip(b"\r\n")
    leaf = _leaf(line[-_TAIL + len(_LEAF) : -len(_END)].decode("ascii", "replace"))
    framed = line.startswith(_BODY) and line[-_TAIL : -_TAIL + len(_LEAF)] == _LEAF and line.endswith(_END)
    if not framed or leaf is None:
        return None
    try:
        body = line[len(_BODY) : -_TAIL].decode()
        entry = entry_of(body)
    except LedgerIntegrityError as error:
        if error.code == "newer_entry":
            raise
        return None
    except (UnicodeDecodeError, RecursionError):
        return None
    return EntryRow(entry.seq, entry.kind, entry.day, entry.key, leaf, body)


def _detail_row(line: bytes) -> DetailRow | None:
    told = _object(line)
    if told is None or told.keys() != {"entry", "place", "of", "field", "salt", "text"}:
        return None
    salt, text = told["salt"], told["text"]
    places = type(told["entry"]) is int and type(told["place"]) is int
    texts = isinstance(told["of"], str) and isinstance(told["field"], str) and isinstance(text, str | None)
    known_salt = _leaf(salt)
    if not (places and texts) or (salt is None) != (text is None) or (known_salt is None) != (salt is None):
        return None
    return DetailRow(told["entry"], told["place"], told["of"], told["field"], known_salt, text)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _leaf(digits: object) -> bytes | None:
    """32 bytes in lower-case hex digits; None for anything else."""
    try:
        found = bytes.fromhex(digits) if isinstance(digits, str) else b""
    except ValueError:
        return None
    return found if len(found) == 32 and found.hex() == digits else None  # noqa: PLR2004 - a SHA-256, or a salt


def _count(value: object) -> int:
    """A number from 0 up; -1 for anything else."""
    return value if type(value) is int and value >= 0 else -1
