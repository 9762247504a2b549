"""The clerk's desk: opens the book, acts in one transaction, and prints what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from goodpoints.cli.sections import FIGURES, Section, figures, sections
from goodpoints.cli.settings import Settings
from goodpoints.cli.tables import DRAWN, Cell, Line, as_json, as_json_lines
from goodpoints.cli.words import words
from goodpoints.errors import MistakenInput, StorageError

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.cli.acts import Acts, Slip
    from goodpoints.ports import Clock

_ENDINGS: Final = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "md", ".txt": "table"}
SLIP: Final = ("entry", "kind", "day", "household", "moves", "remainder", "balance", "replayed", "dry_run")
_MARKS: Final = ("replayed", "dry_run")
_UNREADY: Final = frozenset({"store_unreachable", "store_read_only"})


class _Tried(Exception):
    """Rolls back what was only to be tried."""


class Desk:
    """One run of a command.

    Args:
        settings: The globals.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.words = words()

    # -- the book ------------------------------------------------------------------------------------------

    def clock(self) -> Clock | None:
        """The clock that `--today` sets; None for the computer's own."""
        if self.settings.today is None:
            return None
        from goodpoints.services.clock import FixedClock

        return FixedClock.at(self.settings.today)

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """The book, to ask questions; one on a stick that cannot be written to opens as well."""
        from goodpoints.book import open_book

        url, code, clock = self.settings.url(), self.settings.code(), self.clock()
        try:
            book = open_book(url, book=code, clock=clock)
        except StorageError as error:
            if error.code not in _UNREADY:
                raise
            book = open_book(url, book=code, clock=clock, read_only=True)
        with book:
            yield book

    @contextmanager
    def acting(self) -> Iterator[Acts]:
        """The book, to act: everything inside is written at the end, or nothing; with `-n` nothing is.

        What was done is printed after it was written.
        """
        from goodpoints.book import open_book
        from goodpoints.cli.acts import Acts, Slip

        settings, slips = self.settings, list[Slip]()
        with (
            open_book(settings.url(), book=settings.code(), clock=self.clock()) as book,
            suppress(_Tried),
            book.batch() as inside,
        ):
            yield Acts(inside, settings, slips)
            if settings.dry_run:
                raise _Tried
        self.slips(slips)

    # -- asking --------------------------------------------------------------------------------------------

    @property
    def may_ask(self) -> bool:
        """Whether somebody sits there who can answer."""
        return sys.stdin.isatty() and not self.settings.no_input

    def confirm(self, key: str, /, **facts: object) -> None:
        """Ask once before something weighty; `-y` answers, and without a terminal nobody is asked.

        Raises:
            MistakenInput: `needs_yes` where `--no-input` forbids to ask.
        """
        if self.settings.yes or self.settings.dry_run:
            return
        if self.settings.no_input:
            raise MistakenInput("needs_yes", flag="-y")
        if self.may_ask:
            click.confirm(self.words.text(key, **facts), abort=True, err=True)

    # -- printing ------------------------------------------------------------------------------------------

    def say(self, key: str, /, **facts: object) -> None:
        """A word to the clerk, on the standard error; `-q` leaves it out."""
        if not self.settings.quiet:
            click.echo(self.words.text(key, **facts), err=True)

    def show(self, lines: Sequence[Line], columns: Sequence[str]) -> None:
        """Print rows: a table on a terminal, CSV to a pipe, or what was asked for."""
        wanted = self._format() or ("table" if sys.stdout.isatty() else "csv")
        self.put(self._drawn(lines, columns, wanted), for_excel=wanted == "csv")

    def show_sections(self, told: Mapping[str, Cell]) -> None:
        """Print a report of many sections: tables on a terminal, its JSON to a pipe, or what was asked for.

        CSV and JSON lines are a row for each figure; tables are for people and leave out what has a line for every act.
        """
        wanted = self._format() or ("table" if sys.stdout.isatty() else "json")
        if wanted == "json":
            # One object, since its sections are told by their keys.
            self.put(as_json(told, plain_ascii=self._must_escape()))
        elif wanted in {"csv", "jsonl"}:
            self.put(self._drawn(list(figures(told)), FIGURES, wanted), for_excel=wanted == "csv")
        else:
            self.put("\n\n".join(self._section(part, wanted) for part in sections(told)))

    def put(self, text: str, *, for_excel: bool = False) -> None:
        """Print text as it is, or put it into the file that `-o` names; a CSV for Excel says that it is UTF-8."""
        path = self.settings.output
        if path is None:
            click.echo(text)
            return
        path.write_text(text + "\n", encoding="utf-8-sig" if for_excel else "utf-8", newline="")
        self.say("written", file=path)

    @property
    def for_programs(self) -> bool:
        """Whether the answer is JSON: then it holds codes, not words."""
        return self._format() in {"json", "jsonl"}

    def slips(self, slips: Sequence[Slip]) -> None:
        """Print what each act became."""
        wanted, tried = self._format(), self.settings.dry_run
        if wanted is None and slips:
            self.put("\n".join(slip.line(self.words, tried=tried) for slip in slips))
        elif wanted is not None:
            self.show([self._slip(slip, tried=tried) for slip in slips], SLIP)

    def _slip(self, slip: Slip, *, tried: bool) -> Line:
        """A slip as a row: codes for programs, words for people."""
        told = slip.told(tried=tried)
        if self.for_programs:
            return told
        marks: dict[str, Cell] = {name: self.words.text("mark.yes") if told[name] else "" for name in _MARKS}
        return told | {"kind": self.words.word("kind", slip.kind)} | marks

    def _format(self) -> str | None:
        path: Path | None = self.settings.output
        return self.settings.format or (None if path is None else _ENDINGS.get(path.suffix.lower()))

    def _must_escape(self) -> bool:
        """Whatever reads a pipe in another encoding than UTF-8 gets escapes instead of question marks."""
        return self.settings.output is None and not (sys.stdout.encoding or "").lower().startswith("utf")

    def _section(self, part: Section, wanted: str) -> str:
        """One table below its name; figures that are lines are named like columns."""
        title, lines = self.words.word("section", part.name), [self._in_words(line) for line in part.lines]
        return f"{'## ' if wanted == 'md' else ''}{title}\n\n{self._drawn(lines, part.columns, wanted)}"

    def _in_words(self, line: Line) -> Line:
        """Names of figures and codes of reasons as people say them."""
        said: dict[str, Cell] = {}
        if "figure" in line:
            said["figure"] = self.words.word("col", line["figure"])
        if "reason" in line:
            said["reason"] = self.words.word("reason", line["reason"])
        if isinstance(reasons := line.get("all_reasons"), list):
            said["all_reasons"] = [self.words.word("reason", code) for code in reasons]
        return {**line, **said}

    def _drawn(self, lines: Sequence[Line], columns: Sequence[str], wanted: str) -> str:
        if wanted in {"json", "jsonl"}:
            plain = self._must_escape()
            return as_json(lines, plain_ascii=plain) if wanted == "json" else as_json_lines(lines, plain_ascii=plain)
        headers = [self.words.word("col", column) for column in columns]
        return DRAWN[wanted](headers, [[line.get(column) for column in columns] for line in lines])
