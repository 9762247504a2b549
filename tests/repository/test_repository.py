"""The repository keeps the promises it makes about itself."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import tokenize
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
RULE = re.compile(r'^\s*"(?P<code>[A-Z]+[0-9]+)",(?P<rest>.*)$')
MACHINE_PATHS = tuple("/" + path for path in ("work/", "tmp/dev", "root/", "home/"))
SILENCED = re.compile(r"#\s*(?:noqa\b(?::\s*[A-Z0-9, ]+)?|type:\s*ignore\b(?:\[[\w, -]+\])?)(?P<reason>.*)$")


@cache
def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def _texts() -> dict[str, str]:
    """What git would take in: every text file of the repository, by its path; without git, as in an unpacked sdist, skip."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a clone")
    texts = {}
    for name in filter(None, names):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in raw:
            texts[name] = raw.decode("utf-8")
    return texts


def _commands(readme: str, language: str) -> list[str]:
    """The commands of a readme, by the parser that `.ci/run` uses."""
    spec = importlib.util.spec_from_file_location("readme_commands", ROOT / ".ci" / "readme_commands.py")
    assert spec is not None
    assert spec.loader is not None
    parser = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(parser)
    found: list[str] = parser.commands((ROOT / readme).read_text(encoding="utf-8"), language)
    return found


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize(("language", "scripts"), [("sh", ".venv/bin/"), ("bat", ".venv\\Scripts\\")])
def test_a_readme_opens_with_the_two_commands(readme: str, language: str, scripts: str) -> None:
    """Each readme opens with the demo and the tests, for Linux and macOS and for Windows."""
    demo, tests = _commands(readme, language)

    assert demo.endswith(f'{scripts}python -m pip install --quiet ".[village]" && {scripts}goodpoints demo')
    assert tests.endswith(f'{scripts}python -m pip install --quiet -e ".[test]" && {scripts}python -m pytest -q')


def test_both_readmes_have_the_same_commands() -> None:
    """The Chinese readme says what the English one says."""
    english, chinese = ([*_commands(readme, "sh"), *_commands(readme, "bat")] for readme in READMES)

    assert chinese == english


@pytest.mark.parametrize("text", ["no block", "```sh\none\n```\n", "```sh\none\n```\n```sh\ntwo\nthree\n```\n"])
def test_a_readme_without_two_commands_is_an_error(tmp_path: Path, text: str) -> None:
    """The parser never guesses: two blocks of one line each, or an error."""
    readme = tmp_path / "README.md"
    readme.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="two sh blocks"):
        _commands(str(readme), "sh")


def test_nobody_is_sent_to_the_other_project() -> None:
    """The name without -ledger on PyPI belongs to somebody else."""
    advice = re.compile(
        r"(?:pip|pipx|uv tool|uv pip|uvx?) (?:install|add|run) +(?:-\S+ +)*[\"']?goodpoints(?!-ledger)\b"
    )
    wrong = [name for name, text in _texts().items() if advice.search(text)]

    assert wrong == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Paths of a machine have no place in the repository."""
    known = [(name, path) for name, text in _texts().items() for path in MACHINE_PATHS if path in text]

    assert known == []


def test_every_ignored_rule_has_its_reason() -> None:
    """Who switches a rule of ruff off says why, on the same line."""
    section = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.ruff.lint]")[1].split("\n# ---")[0]
    lines = [found for line in section.splitlines() if (found := RULE.match(line))]
    lint = _pyproject()["tool"]["ruff"]["lint"]
    ignored = [*lint["ignore"], *(code for codes in lint["per-file-ignores"].values() for code in codes)]

    assert [found["code"] for found in lines] == ignored
    assert [found["code"] for found in lines if not re.search(r"# \w", found["rest"])] == []


def test_every_silenced_line_has_its_reason() -> None:
    """A noqa or a type: ignore says why, on the same line."""
    silent = []
    for name, text in _texts().items():
        if not name.endswith(".py"):
            continue
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            found = SILENCED.search(token.string) if token.type == tokenize.COMMENT else None
            if found and not re.search(r"\w", found["reason"]):
                silent.append((name, token.start[0]))

    assert silent == []


def test_the_changelog_has_the_version() -> None:
    """What is released has its place in the changelog."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert f"\n## [{_pyproject()['project']['version']}]" in changelog


def test_the_doorman_is_at_work() -> None:
    """The import contracts stand in pyproject.toml, the rooms exhaustively, a door for each library that has one."""
    contracts = {contract["id"]: contract for contract in _pyproject()["tool"]["importlinter"]["contracts"]}
    kept_in = {library for contract in contracts.values() for library in contract.get("forbidden_modules", ())}

    assert contracts["rooms"]["exhaustive"] is True
    assert kept_in >= {
        "sqlite_utils",
        "click",
        "psycopg",
        "python_calamine",
        "xlsxwriter",
        "openpyxl",
        "jinja2",
        "segno",
    }


def test_the_contents_of_the_docs_are_complete() -> None:
    """Every page stands in the contents, and the contents name no page that is missing."""
    contents = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    listed = set(re.findall(r'"([\w/-]+\.md)"', contents))
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}

    assert listed == pages
