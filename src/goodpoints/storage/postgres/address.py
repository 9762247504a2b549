"""What a url says: how the server is reached, in which schema the books lie, and what of it may be shown."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

from goodpoints.errors import MistakenInput

SCHEMA: Final = "goodpoints"
"""Where the books lie when the url does not say otherwise: a schema of our own, apart from a host's tables."""

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
_OURS: Final = frozenset({"book", "schema", "prepared"})
_PREPARED: Final = {"yes": True, "no": False, "": None}
_SECRET: Final = frozenset({"password", "sslpassword"})


class Address(NamedTuple):
    """Where books lie.

    Attributes:
        conninfo: For the driver; may hold a password.
        schema: The schema of the tables.
        prepares: Whether the server is to keep our statements prepared; None where the connection shows it (see
            `prepared.may_prepare`).
        shown: The url without passwords: fit for messages and logs.
    """

    conninfo: str
    schema: str
    prepares: bool | None
    shown: str


def address_of(url: str) -> Address:
    """Take a url apart: `postgresql://clerk@server/county?schema=goodpoints&prepared=no`, the rest as libpq reads it.

    Raises:
        MistakenInput: `bad_schema`; `bad_prepared` for what is neither yes nor no.
    """
    parts = urlsplit(url)
    # Names and values go on as they were written: libpq reads a plus as a plus.
    told = [(name, value) for name, _, value in (part.partition("=") for part in parts.query.split("&")) if name]
    ours = {unquote(name): unquote(value) for name, value in told}
    schema = schema_named(ours.get("schema", SCHEMA))
    server = "&".join(f"{name}={value}" for name, value in told if unquote(name) not in _OURS)
    open_part = "&".join(f"{name}={value}" for name, value in told if unquote(name) not in _OURS | _SECRET)
    conninfo = urlunsplit(("postgresql", parts.netloc, parts.path, server, ""))
    shown = urlunsplit(("postgresql", _without_password(parts.netloc), parts.path, open_part, ""))
    return Address(_with_authority(conninfo), schema, _prepares(ours.get("prepared", "")), _with_authority(shown))


def schema_named(name: str) -> str:
    """The name, if it can stand in a statement unquoted."""
    if not _NAME.fullmatch(name):
        raise MistakenInput("bad_schema", got=name[:40])
    return name


def _prepares(word: str) -> bool | None:
    if word not in _PREPARED:
        raise MistakenInput("bad_prepared", got=word[:40])
    return _PREPARED[word]


def _without_password(netloc: str) -> str:
    who, at, where = netloc.rpartition("@")
    return f"{who.partition(':')[0]}{at}{where}"


def _with_authority(url: str) -> str:
    # urllib leaves out an empty authority, libpq wants its two slashes.
    rest = url.removeprefix("postgresql:")
    return url if rest.startswith("//") else f"postgresql://{rest}"
