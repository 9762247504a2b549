"""A clerk's desk to try commands at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from click.testing import CliRunner, Result

from goodpoints.cli.main import goodpoints

OPENED: Final = "2026-01-01"
TODAY: Final = "2026-03-05"
WEIGHED: Final = "日期,户号,材料,数量,单位\n"
"""The header of a register of weighings."""


@frozen
class ClerksDesk:
    """A folder with a book in it.

    Args:
        folder: Where files go.
        book: The book's file.
    """

    folder: Path
    book: Path

    def run(self, *args: str, lang: str = "zh", given: str | None = None) -> Result:
        """Run a command line on this book."""
        typed = ["--db", str(self.book), "--lang", lang, "--today", TODAY, *args]
        return CliRunner().invoke(goodpoints, typed, input=given)

    def done(self, *args: str, lang: str = "zh") -> str:
        """Run a command line that must end well; its data."""
        result = self.run(*args, lang=lang)
        assert (result.exit_code, result.stderr) == (0, result.stderr)

        return result.stdout.rstrip("\n")

    def told(self, *args: str) -> Any:  # noqa: ANN401 - an answer is JSON
        """The answer of a command as data."""
        return json.loads(self.done("--json", *args))

    def error(self, *args: str, lang: str = "en") -> tuple[int, dict[str, Any]]:
        """Exit status and error of a command line that must fail."""
        result = self.run("--json", *args, lang=lang)
        return result.exit_code, json.loads(result.stderr)["error"]
