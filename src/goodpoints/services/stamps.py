"""What callers stamp their acts with: an actor's code and an idempotency key."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from goodpoints.errors import MistakenInput

RESERVED: Final = ("reverse/", "expire/", "import/", "credit/")
"""Beginnings of the keys the book makes itself."""

_LONGEST_KEY: Final = 200
_ACTOR: Final = re.compile(r"[a-z][a-z0-9._-]{0,39}", re.ASCII)


def check_key(key: str | None) -> None:
    """A caller's idempotency key: one line of 1 to 200 characters in NFC, none of the book's own.

    Raises:
        MistakenInput: `bad_key`.
    """
    if key is None:
        return
    fits = (
        0 < len(key) <= _LONGEST_KEY and key.isprintable() and (key.isascii() or unicodedata.is_normalized("NFC", key))
    )
    if not fits or key.startswith(RESERVED):
        raise MistakenInput("bad_key")


def check_actor(actor: str) -> None:
    """An actor is a code; a name would stay in the journal for ever.

    Raises:
        MistakenInput: `bad_actor`.
    """
    if not _ACTOR.fullmatch(actor):
        raise MistakenInput("bad_actor")
