"""How far something long has come: one line of the terminal that writes over itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.tables import padded, width_of
from goodpoints.cli.words import words

_LEAST: Final = 24
"""Columns that are wiped when all is done, at least."""


def progress_on(desk: Desk) -> Callable[[int, int], None] | None:
    """What a long act tells how far it is; None where nobody watches the terminal, or with `-q`."""
    return None if desk.settings.quiet or not sys.stderr.isatty() else _tell


def _tell(done: int, of: int) -> None:
    """So many rows of so many; the line is wiped when all are done."""
    text = words().text("import.progress", done=done, of=of)
    shown = padded("", max(width_of(text), _LEAST)) + "\r" if done >= of else text
    click.echo(f"\r{shown}", nl=False, err=True)
