"""Verify a book without goodpoints: only what comes with Python, only what docs/reference/book-format.md says.

    python verify_book.py village.db [SEQ:HEX ...]

SEQ:HEX is an anchor from a notice: the number of an entry and the first hex digits, eight or more, of its leaf.
"""

import hashlib
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

DIGITS = 8


def main(path: str, *told: str) -> int:
    """Print every fault; 0 where there is none, 5 otherwise."""
    anchors = {int(seq): digits.lower() for seq, digits in (one.replace(" ", "").split(":") for one in told)}
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    faults = [f"{digits}: too short for an anchor" for digits in anchors.values() if len(digits) < DIGITS]
    books = conn.execute("SELECT id, code, size, leaf FROM book").fetchall()
    for book in books:
        faults += [*chain(conn, book, anchors), *details(conn, book[0]), *balances(conn, book[0])]
    print(*faults, f"{sum(book[2] for book in books)} entries, {len(faults)} faults", sep="\n")
    print(
        f"compared with anchors {sorted(anchors)}" if anchors else "consistent at best: no anchor, not proven complete"
    )
    return 5 if faults else 0


def chain(conn: sqlite3.Connection, book: tuple[Any, ...], anchors: dict[int, str]) -> Iterator[str]:
    """Hash every entry onto the one before it."""
    number, code, size, head = book
    leaf, last = hashlib.sha256(b"\x00goodpoints/1\n" + code.encode()).digest(), 0
    rows = conn.execute("SELECT seq, kind, day, key, leaf, body FROM entry WHERE book = ? ORDER BY seq", (number,))
    for seq, kind, day, key, stored, body in rows:
        said, last = json.loads(body), last + 1
        if seq != last or hashlib.sha256(b"\x00" + leaf + body.encode()).digest() != stored:
            yield f"entry {seq}: the chain is broken"
        if json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")) != body:
            yield f"entry {seq}: not in canonical form"
        if [said["seq"], said["kind"], said["day"], said["key"]] != [seq, kind, day, key]:
            yield f"entry {seq}: a column says something else than the body"
        if not stored.hex().startswith(anchors.get(seq, "")):
            yield f"entry {seq}: not the one that was printed"
        leaf, last = stored, seq
    if (last, leaf) != (size, head) or any(seq > last for seq in anchors):
        yield f"{code}: the head belongs to another journal, or the end is missing"


def details(conn: sqlite3.Connection, number: int) -> Iterator[str]:
    """Compare the texts beside the entries with what these commit to; an erased text cannot be compared."""
    rows = conn.execute("SELECT seq, n, subject, field, salt, text FROM detail WHERE book = ?", (number,))
    beside = {(seq, n): rest for seq, n, *rest in rows}
    for seq, body in conn.execute("SELECT seq, body FROM entry WHERE book = ?", (number,)):
        for n, told in enumerate(json.loads(body)["private"]):
            of, field, salt, text = beside.pop((seq, n), ["", "", None, None])
            digest = hashlib.sha256(salt + text.encode()).hexdigest() if text is not None else told["digest"]
            if [of, field, digest] != [told["of"], told["field"], told["digest"]]:
                yield f"entry {seq}: detail {n} is not what the entry commits to"
    yield from (f"entry {seq}: detail {n} belongs to no entry" for seq, n in beside)


def balances(conn: sqlite3.Connection, number: int) -> Iterator[str]:
    """Compare the stored balances with what all transfers come to."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for (body,) in conn.execute("SELECT body FROM entry WHERE book = ?", (number,)):
        for source, target, unit, lot, amount in json.loads(body)["transfers"]:
            sums[source, unit, lot] -= amount
            sums[target, unit, lot] += amount
    rows = conn.execute("SELECT account, unit, lot, amount FROM balance WHERE book = ?", (number,))
    sums.subtract({(account, unit, lot): amount for account, unit, lot, amount in rows})
    yield from (f"{' '.join(key)}: {off:+d} is missing in the balance" for key, off in sorted(sums.items()) if off)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
