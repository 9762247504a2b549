"""Errors as people and programs read them, and the exit status each gives."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import click

from goodpoints.cli.words import words
from goodpoints.errors import GoodpointsError, MistakenInput, RefusedByRule, StorageError

CANCELLED: Final = 2
INTERRUPTED: Final = 130
BUG: Final = 70
"""Outside of the contract's statuses: a mistake of goodpoints itself (EX_SOFTWARE of sysexits.h)."""

DEBUG: Final = "GOODPOINTS_DEBUG"


class Problem(NamedTuple):
    """What is told on the standard error, and the exit status."""

    status: int
    code: str
    message: str
    details: dict[str, Any]
    hint: str = ""


class Finished(Exception):
    """A command has answered, and the answer asks for this exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def exit_status_of(run: Callable[[], object], *, as_json: bool) -> int:
    """Run a command; what went wrong is told on the standard error, and becomes the exit status."""
    try:
        status = run()
        sys.stdout.flush()
    except SystemExit:  # click has met a reader that is gone
        _close_quietly()
        return 0
    except Finished as finished:
        return finished.status
    except BrokenPipeError:
        _close_quietly()
        return 0
    except click.ClickException as error:
        return _usage(error, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a clerk never meets a traceback
        return _tell(_problem(error), as_json=as_json)
    return status if isinstance(status, int) else 0


def _problem(error: Exception) -> Problem:
    if isinstance(error, click.Abort):
        return _cancelled(error)
    known = error if isinstance(error, GoodpointsError) else _of_the_system(error)
    if known is not None:
        told = words().told(known)
        return Problem(known.exit_status, known.code, told.message, _details(known), told.hint)
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    facts = {"error": type(error).__name__, "told": str(error)[:200]}
    message, _, hint = words().text("bug", **facts).partition("\n")
    return Problem(BUG, "bug", message, facts, hint)


def _of_the_system(error: Exception) -> GoodpointsError | None:
    """What the system refused: a file that is locked by Excel, a folder that is not there, bytes that are no text."""
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return MistakenInput("text_not_storable")
    if not isinstance(error, OSError):
        return None
    file = os.fspath(error.filename) if isinstance(error.filename, str | os.PathLike) else ""
    if isinstance(error, PermissionError):
        return StorageError("file_locked", again=1, file=file)
    if isinstance(error, FileNotFoundError):
        return MistakenInput("no_such_file", file=file)
    return StorageError("file_trouble", again=0, file=file, told=error.strerror or type(error).__name__)


def _cancelled(error: click.Abort) -> Problem:
    if isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
        return Problem(INTERRUPTED, "interrupted", words().text("interrupted"), {})
    return Problem(CANCELLED, "cancelled", words().text("cancelled"), {})


def _details(error: GoodpointsError) -> dict[str, Any]:
    if not isinstance(error, RefusedByRule) or len(error.reasons) == 1:
        return dict(error.facts)
    reasons = [reason.told() | {"message": words().reason(reason.code, reason.facts)} for reason in error.reasons]
    return dict(error.facts) | {"reasons": reasons}


def _usage(error: click.ClickException, *, as_json: bool) -> int:
    if as_json:
        return _tell(Problem(error.exit_code, "usage", error.format_message(), {}), as_json=True)
    error.show()
    return error.exit_code


def _tell(problem: Problem, *, as_json: bool) -> int:
    if as_json:
        import json

        told = {"code": problem.code, "message": problem.message, "details": problem.details, "hint": problem.hint}
        plain = not (sys.stderr.encoding or "").lower().startswith("utf")
        click.echo(json.dumps({"error": told}, ensure_ascii=plain, default=str), err=True)
    else:
        click.echo(f"{problem.message}\n{problem.hint}".rstrip(), err=True)
    return problem.status


def _close_quietly() -> None:
    """Whoever reads our output has gone: the rest goes nowhere, without a word at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
