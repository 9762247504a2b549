"""The command `goodpoints`: language, streams, exit statuses. What it does is in `cli.commands`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from goodpoints.cli.group import Verbs
from goodpoints.cli.kit import SHOWN, Opt
from goodpoints.cli.problems import exit_status_of
from goodpoints.cli.words import SPOKEN, asked_language, asks_json, words
from goodpoints.i18n import Translator, spoken


class Main(Verbs):
    """The top level: everything that must be right before the first command runs, and after the last."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **told: Any) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command line; it ends with an exit status and never with a traceback."""
        # On Windows click itself expands patterns, where it reads the command line itself.
        typed = list(map(_as_utf8, sys.argv[1:] if args is None else args))
        given = None if args is None and sys.platform == "win32" else typed
        told |= {"standalone_mode": False, "prog_name": "goodpoints"}
        _show_every_character()
        language = asked_language(typed)
        token = SPOKEN.set(Translator(language))
        try:
            with spoken(language):
                sys.exit(exit_status_of(lambda: super(Main, self).main(given, **told), as_json=asks_json(typed)))
        finally:
            SPOKEN.reset(token)


def _show_every_character() -> None:
    """A character that the console's code page lacks shows as a question mark, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _as_utf8(word: str) -> str:
    """A word as it was typed, where a plain locale (LC_ALL=C) kept Python from reading its Chinese."""
    try:
        return word if word.isprintable() else os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own signature
    """Print the version and stop."""
    _ = param
    if not value:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("goodpoints-ledger")
    except PackageNotFoundError:
        number = words().text("version.unknown")
    click.echo(f"goodpoints {number}")
    ctx.exit()


def _start(ctx: click.Context, /) -> None:
    """Without a command, show what there is."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


goodpoints = Main(
    callback=click.pass_context(_start),
    invoke_without_command=True,
    params=[
        *SHOWN,
        Opt(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version),
    ],
)
