"""A clerk's desk to ask for reports at."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from attrs import frozen
from click.testing import CliRunner, Result

from goodpoints.cli.main import goodpoints


@frozen
class Desk:
    """A book, and a command line on it.

    Args:
        book: The book's file.
        today: The day it is at the desk.
    """

    book: Path
    today: str

    def run(self, *args: str, lang: str = "en") -> Result:
        """Run a command line."""
        line = ["--db", str(self.book), "--lang", lang, "--today", self.today, *args]
        return CliRunner().invoke(goodpoints, line, env={})

    def imported(self, folder: Path, policy: Path) -> Desk:
        """The same desk, with a village's registers in the book."""
        result = self.run("import", str(folder), "--policy", str(policy), "--commit", "-y")
        assert result.exit_code == 0, result.output

        return self

    def told(self, *args: str) -> Any:  # noqa: ANN401 - an answer is JSON
        """The answer of `report …` as data."""
        result = self.run("--json", "report", *args)
        assert (result.exit_code, result.stderr) == (0, "")

        return json.loads(result.stdout)


def sum_of(rows: list[dict[str, Any]], column: str) -> Decimal:
    """A column of an answer, added up."""
    return sum((Decimal(str(row[column])) for row in rows), Decimal(0))
