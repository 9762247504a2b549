"""What is true for the whole run: where the book is, who acts, how to answer. Told before or after the verb."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Final

from goodpoints.errors import MistakenInput

CONFIG: Final = "goodpoints.toml"
_BOOK_FILE: Final = "book.db"


class Settings:
    """The globals of one run; the command line's options fill it in."""

    db: str | None = None
    book: str | None = None
    actor: str | None = None
    at: dt.date | None = None
    today: dt.date | None = None
    format: str | None = None
    output: Path | None = None
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    no_input: bool = False
    yes: bool = False
    dry_run: bool = False
    key: str | None = None

    def url(self) -> str:
        """Where the book lies: `--db` or GOODPOINTS_DB, else goodpoints.toml here or above, else the user's own folder."""
        return self.db or _configured("db") or str(user_folder() / _BOOK_FILE)

    def code(self) -> str | None:
        """Which book of several: `--book` or GOODPOINTS_BOOK, else goodpoints.toml."""
        return self.book or _configured("book")


def user_folder() -> Path:
    """Where a program keeps a user's data on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "goodpoints"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "goodpoints"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "goodpoints"


def _configured(key: str) -> str | None:
    """A key of the nearest goodpoints.toml; a relative path counts from the file's own folder."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / CONFIG).is_file():
            said = _read(folder / CONFIG).get(key)
            if said is None or isinstance(said, str):
                return _beside(folder, said) if said and key == "db" else said
            raise MistakenInput("config_file", file=str(folder / CONFIG), key=key)
    return None


def _read(path: Path) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MistakenInput("config_file", file=str(path), key="") from error


def _beside(folder: Path, said: str) -> str:
    scheme, colon, _rest = said.partition(":")
    is_url = bool(colon) and len(scheme) > 1  # one letter is a drive of Windows
    return said if is_url else str(folder / said)
