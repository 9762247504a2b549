"""`-v`: what the services log is told on the standard error."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click


class _Aloud(logging.Handler):
    """Tells what is logged on the standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        click.echo(f"{record.name}: {record.getMessage()}", err=True)


@contextmanager
def told_aloud() -> Iterator[None]:
    """Let the services' one line per act be heard, until the end."""
    logger, handler = logging.getLogger("goodpoints"), _Aloud()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
