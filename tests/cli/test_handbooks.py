"""Both handbooks tell every command, and the reference of errors every code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from goodpoints.cli.group import Verbs
from goodpoints.cli.kit import SHOWN
from goodpoints.cli.main import goodpoints
from goodpoints.cli.verbs import NESTED, VERBS
from tests.locale.codes import codes

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
HANDBOOKS: Final = ("reference/commands.md", "zh/commands.md")


def _commands() -> Iterator[tuple[str, tuple[list[str], click.Command]]]:
    """Every command as typed, its aliases, and itself."""
    ctx = click.Context(goodpoints)
    for verb in VERBS:
        found = goodpoints.get_command(ctx, verb.name)
        if isinstance(found, Verbs):
            for inner in NESTED[verb.name]:
                aliases = [f"{one} {other}" for one in verb.aliases for other in inner.aliases]
                command = found.get_command(ctx, inner.name)
                assert command is not None
                yield f"{verb.name} {inner.name}", (aliases, command)
        elif found is not None:
            yield verb.name, (list(verb.aliases), found)


COMMANDS: Final = dict(_commands())


def _sections(page: str) -> dict[str, str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("page", HANDBOOKS)
def test_a_handbook_has_every_command_and_no_other(page: str) -> None:
    """One section each, in the order of the help page."""
    assert list(_sections(page)) == list(COMMANDS)


@pytest.mark.parametrize("page", HANDBOOKS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_has_aliases_options_and_an_example(page: str, name: str) -> None:
    """What a command takes, what else it is called, one line to copy."""
    aliases, command = COMMANDS[name]
    body = _sections(page)[name]
    options = [spelling for param in command.params if isinstance(param, click.Option) for spelling in param.opts]
    wanted = [*(f"`{alias}`" for alias in aliases), *(f"`{option}" for option in options), f"\ngoodpoints {name}"]

    assert [text for text in wanted if text not in body] == []


@pytest.mark.parametrize("page", HANDBOOKS)
def test_a_handbook_has_every_general_option(page: str) -> None:
    """In the table at its top."""
    text = (DOCS / page).read_text(encoding="utf-8")
    spellings = [spelling for param in SHOWN if isinstance(param, click.Option) for spelling in param.opts]

    assert [spelling for spelling in spellings if f"`{spelling}" not in text] == []


def test_the_reference_has_every_error_and_no_other() -> None:
    """By its code, in alphabetical order."""
    told = re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "reference/errors.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert told == sorted(codes())


def test_every_name_of_a_command_is_its_own() -> None:
    """No alias leads to two commands."""
    names = [name for verb in VERBS for name in (verb.name, *verb.aliases)]

    assert sorted(set(names)) == sorted(names)
