"""`goodpoints demo`: fourteen months of the sample village, told as they pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen

from goodpoints.book import Book, create_book
from goodpoints.book.noticeboard import notice_of
from goodpoints.demo import village
from goodpoints.demo.play import Play
from goodpoints.errors import MistakenInput
from goodpoints.render import notice_html
from goodpoints.services.clock import CountedIds, FixedClock

Say: TypeAlias = Callable[[str, dict[str, Any]], None]
"""Message key and facts; `messages.toml` has the texts, a refusal's code is a key too."""

_ENOUGH: Final = 10_000
_DECEMBER: Final = "-12"


@frozen
class DemoResult:
    """What the demo left behind.

    Args:
        book: The book's file.
        notice: The notice; None where the libraries for printing are missing.
        entries: Number of entries.
        head: The head as notices print it; the same on every machine.
        refused: How many requests were refused.
        findings: What verification found; 0 unless something is broken.
    """

    book: Path
    notice: Path | None
    entries: int
    head: str
    refused: int
    findings: int


def run_demo(folder: Path, say: Say, today: dt.date = village.LAST, *, language: str = "zh") -> DemoResult:
    """Open the sample village's book in `folder`, live through its months, verify, and print its notice.

    A book that is already there stays as it is; the new one takes the next free name.

    Args:
        folder: Made where it is missing.
        say: Told what happens, as it happens.
        today: The day on which the notice is printed; the clock stands there.
        language: Of the notice, "zh" or "en".

    Raises:
        MistakenInput: `future_day` where `today` is before the sample's last day.
        StorageError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, clock = _free_path(folder), FixedClock.at(today)
    url, policy = f"sqlite:{path}", village.village_policy()
    with create_book(url, book=village.BOOK, policy=policy, day=village.OPENED, clock=clock, ids=CountedIds()) as book:
        _tell_opening(say, path, policy.village.name)
        play, anchors = Play(book, say), []
        for month, acts in groupby(village.acts(), key=lambda act: act.day.strftime("%Y-%m")):
            play.month(list(acts))
            if month.endswith(_DECEMBER):
                anchors.append(_give_out(book, say))
        book.due()
        findings = _verify(book, anchors, say)
        notice = _print_notice(book, folder / "notice.html", play, say, language=language)
        return DemoResult(path, notice, book.head().size, book.head_text(), len(play.refused), findings)


def _free_path(folder: Path) -> Path:
    names = ("book.db" if n == 1 else f"book-{n}.db" for n in range(1, _ENOUGH))
    return next(path for name in names if not (path := folder / name).exists())


def _tell_opening(say: Say, path: Path, name: str) -> None:
    persons = village.register("household")
    heads = {row["户号"] for row in persons}
    facts = {"book": str(path), "village": name, "households": len(heads), "persons": len(persons)}
    say("demo_opened", facts | {"day": village.OPENED.isoformat()})


def _give_out(book: Book, say: Say) -> tuple[int, str]:
    """The head leaves the building, as on a notice: from now on it is an anchor."""
    anchor = book.head().size, book.head_text()
    say("demo_anchor", {"entry": anchor[0], "head": anchor[1]})
    return anchor


def _verify(book: Book, anchors: list[tuple[int, str]], say: Say) -> int:
    report = book.verify((seq, head.replace(" ", "")) for seq, head in anchors)
    facts = {"entries": report.entries, "findings": len(report.findings), "head": book.head_text()}
    facts["proven"] = report.proven_upto or 0
    say("demo_verified" if report.ok else "demo_findings", facts)
    return len(report.findings)


def _print_notice(book: Book, path: Path, play: Play, say: Say, *, language: str) -> Path | None:
    """Write the notice; where the printing libraries are missing, say so and go without."""
    codes = [reason.code for refusal in play.refused for reason in refusal.reasons]
    notice = notice_of(book, village.OPENED, village.LAST, language=language, refused=codes)
    try:
        page = notice_html(notice)
    except MistakenInput as missing:
        say(missing.code, missing.facts)
        return None
    path.write_text(page, encoding="utf-8", newline="\n")
    say("demo_notice", {"path": str(path)})
    return path
