"""The language of the run, looked up before anything else is parsed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import pairwise
from typing import Final

from goodpoints.i18n import LANGUAGES, Translator, preferred

SPOKEN: Final[ContextVar[Translator | None]] = ContextVar("goodpoints_language", default=None)


def words() -> Translator:
    """The translator of this run."""
    return SPOKEN.get() or Translator(preferred(os.environ))


def asked_language(args: Sequence[str]) -> str:
    """The language a command line asks for, wherever `--lang` stands; else the one of the surroundings."""
    for one, after in pairwise([*args, ""]):
        said = after if one == "--lang" else one.removeprefix("--lang=") if one.startswith("--lang=") else ""
        if one == "--":
            break
        if said in LANGUAGES:
            return said
    return preferred(os.environ, _system_language())


def asks_json(args: Sequence[str]) -> bool:
    """Whether the answer is to be JSON, so that errors are told as JSON even where the command line is wrong."""
    wanted = {"json", "jsonl"}
    pairs = pairwise([*args, ""])
    return any(one == "--json" or (one in {"-F", "--format"} and after in wanted) for one, after in pairs)


def _system_language() -> str:
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
