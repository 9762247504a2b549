"""The page for a county is true: its SQL and commands are run, in the order of the page, on a server of our own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from goodpoints.cli.main import goodpoints
from tests.servers import Server, needs_own_server

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "county.md"
_BLOCK = re.compile(r"^```(sql|console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on which nobody has made roles yet."""
    made = Server()
    with made.superuser("postgres") as conn:
        conn.execute("DROP DATABASE county")
        conn.execute("DROP ROLE keeper")
    yield made
    made.remove()


def _run(server: Server, kind: str, text: str) -> None:
    if kind == "sql":
        with server.superuser("postgres" if "CREATE" in text else "county") as conn:
            for sql in filter(str.strip, text.split(";")):
                conn.execute(sql)
    elif kind == "python":
        with redirect_stdout(StringIO()) as told:
            exec(text, {})  # noqa: S102 - the page's own code

        assert told.getvalue() == "2 0\n"
    else:
        for line in text.splitlines():
            result = CliRunner().invoke(goodpoints, shlex.split(line)[1:])

            assert (line, result.exit_code) == (line, 0), result.output


@needs_own_server
def test_every_block_of_the_page_does_what_it_says(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`server` on the page is the server's socket here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOODPOINTS_LANG", "en")
    for name in ("DB", "BOOK", "ACTOR"):
        monkeypatch.delenv(f"GOODPOINTS_{name}", raising=False)
    blocks = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for kind, text in blocks:
        here = re.sub(r"@server/county\?", f"@/county?host={server.folder}&", text)
        _run(server, kind, re.sub(r"@server/county", f"@/county?host={server.folder}", here))

    assert [kind for kind, _ in blocks].count("console") >= 3
