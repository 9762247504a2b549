"""Compile the catalogues of `src/goodpoints/locale`: run it after every change of a `.po` file."""  # noqa: INP001 - a script, no package

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE: Final = Path(__file__).parents[1] / "src" / "goodpoints" / "locale"

_ALWAYS: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""No clock in the files: the same source gives the same bytes."""


def catalogues() -> list[Path]:
    """The sources."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compiled(source: Path) -> bytes:
    """A source as it belongs into the `.mo` file beside it."""
    with source.open("rb") as lines:
        catalogue = read_po(lines)
    catalogue.creation_date = catalogue.revision_date = _ALWAYS
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Compile every catalogue."""
    for source in catalogues():
        source.with_suffix(".mo").write_bytes(compiled(source))


if __name__ == "__main__":
    main()
