"""The pages for clerks are true: whatever they tell to type does what they say, page by page in an empty folder."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from click.testing import CliRunner

from goodpoints.cli.main import goodpoints

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
PAGES: Final = {
    "tutorial/clerk.md": "en",
    "howto/importing.md": "en",
    "howto/moving.md": "en",
    "howto/rulebook.md": "en",
    "howto/claims.md": "en",
    "zh/tutorial.md": "zh",
    "zh/importing.md": "zh",
    "zh/rulebook.md": "zh",
    "zh/claims.md": "zh",
}
"""Page → the language its reader's computer speaks."""

TODAY: Final = "2026-04-02"
"""The day on which the pages are read; they would age otherwise, as stars do."""

_BLOCK: Final = re.compile(
    r"^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_EXIT: Final = re.compile(r"\s+# exit (\d+)$")


class Typed(NamedTuple):
    """A line of a page.

    Attributes:
        words: The command line after `goodpoints`.
        status: The exit status that the page promises.
    """

    words: list[str]
    status: int


def _lines(text: str) -> Iterator[Typed]:
    for line in text.splitlines():
        promised = _EXIT.search(line)
        name, *words = shlex.split(_EXIT.sub("", line))
        assert name == "goodpoints", line
        yield Typed(words, int(promised[1]) if promised else 0)


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_a_page_does_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the page are saved under their titles, then commands run in the order of the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    for name in ("DB", "BOOK", "ACTOR", "LANG", "DEBUG"):
        monkeypatch.delenv(f"GOODPOINTS_{name}", raising=False)
    blocks = list(_BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")))

    assert any(block["kind"] == "console" for block in blocks)
    for block in blocks:
        if block["kind"] == "console":
            for typed in _lines(block["text"]):
                _run(typed, PAGES[page])
        elif block["title"]:
            _save(Path(block["title"]), block["text"])


def _run(typed: Typed, language: str) -> None:
    told = CliRunner().invoke(goodpoints, ["--today", TODAY, "--lang", language, "--no-input", *typed.words])

    assert told.exit_code == typed.status, f"{typed.words}\n{told.output}\n{told.exception!r}"


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
