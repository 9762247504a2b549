"""Where the driver's errors stop: every `psycopg.Error` becomes one of ours, by its SQLSTATE or the lack of one.

The names of constraints are never looked at: a distributed server reports them with a suffix, or not at all.
"""

from __future__ import annotations

from types import TracebackType
from typing import Final

import psycopg

from goodpoints.errors import GoodpointsError, LedgerIntegrityError, MistakenInput, StorageError

_LOST: Final = ("08", "57P01", "57P02", "57P03", "57P05")
"""The connection is gone, or the server is going or coming up."""

_ENDED: Final = ("25P03", "25P04")
"""The server has ended a session that stood idle in its transaction, or was too long in it."""

_BUSY: Final = ("40001", "40P01", "55P03", "57014", "53300", "53200", "55006")
"""Somebody else is at it: serialization, deadlock, lock not available, cancelled, too many connections."""

_FULL: Final = ("53100", "53400")
_READ_ONLY: Final = ("25006",)
_NOT_GRANTED: Final = ("42501",)
_MISSING: Final = ("3F000", "42P01", "42703")
_DAMAGED: Final = ("XX001", "XX002")
_INTERNAL: Final = "XX000"
"""A distributed server says so of a worker that went away; a second try may find another."""

_NOT_AS_LEFT: Final = "22012"
"""The division by zero of `statements.OR_NOTHING`: the number of the next entry is another one's by now."""

_NOT_KEPT: Final = ("26000", "42P05")
"""A prepared statement that is not there, or is there already: a pooler gave us another connection than last time."""

_UNTELLABLE: Final = ("22021", "22P05")
"""Text that the server's encoding cannot hold."""

_FAILED_BEFORE: Final = "25P02"
"""A statement of the transaction has failed already."""

_TOLD: Final = (
    (_BUSY, "store_busy", 1),
    (_FULL, "store_full", 0),
    (_READ_ONLY, "store_read_only", 0),
    (_NOT_GRANTED, "not_granted", 0),
    (_NOT_KEPT, "not_prepared", 0),
)
"""States, the code of the error that says so, and whether trying again may help."""

_SURELY_NOT: Final = ("23", "40", "53")
"""Classes that, at a commit, mean that nothing was committed."""

_UNKNOWN: Final = "40003"
"""The one of class 40 that does not: statement completion unknown."""


class ConnectionLost(StorageError):
    """The connection broke before anything was committed; nothing of the transaction remains."""

    def __init__(self, code: str = "store_unreachable", /, **facts: int) -> None:
        super().__init__(code, **({"again": 1} | facts))


def failed_before() -> StorageError:
    """A statement of the transaction has failed, and the caller went on."""
    return StorageError("store_failed", again=0, sqlite=_FAILED_BEFORE)


class DriverErrors:
    """Turns what the driver raises in the block, before a commit, into a typed error with a stable code.

    A class, since every act would wait for a generator.

    Raises:
        StorageError: `store_unreachable`, `store_busy` (try again), `store_full`, `store_read_only`, `not_granted`,
            `not_prepared`, `store_failed`.
        LedgerIntegrityError: `overdrawn`, `taken`, `constraint`, `damaged`.
        MistakenInput: `text_not_storable`.
    """

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            return
        if isinstance(error, psycopg.Error):
            raise ours(error) from error
        if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair is no text
            raise MistakenInput("text_not_storable") from error


def of_commit(error: psycopg.Error, *, was_reached: bool) -> GoodpointsError:
    """As `ours`, of a commit: an error that does not say otherwise leaves the outcome unknown.

    Args:
        error: As the driver raised it.
        was_reached: Not, where what was sent before the commit has failed.

    Returns:
        `outcome_unknown` where everything may be written, or nothing; the same key again tells, and writes once.
    """
    state = error.sqlstate or ""
    if not was_reached or (state.startswith(_SURELY_NOT) and state != _UNKNOWN):
        return ours(error)
    return StorageError("outcome_unknown", again=1)


def ours(error: psycopg.Error) -> GoodpointsError:
    """The error of ours that says what the driver's says."""
    state = _state_of(error)
    gone = isinstance(error, psycopg.OperationalError) and (not state or state.startswith(_LOST))
    if gone or state in _ENDED:
        return ConnectionLost()
    if state.startswith("23") or state == _NOT_AS_LEFT:
        return _broken(state)
    for states, told, again in _TOLD:
        if state in states:
            return StorageError(told, again=again)
    if state in _DAMAGED + _MISSING:
        return LedgerIntegrityError("damaged", told=state)
    if state in _UNTELLABLE or isinstance(error, psycopg.DataError):
        return MistakenInput("text_not_storable")
    return StorageError("store_failed", again=int(state == _INTERNAL), sqlite=state or type(error).__name__)


def _state_of(error: psycopg.Error) -> str:
    if isinstance(error, psycopg.errors.PipelineAborted):  # the driver's own, without a number: it was not even tried
        return _FAILED_BEFORE
    return error.sqlstate or ""


def _broken(state: str) -> LedgerIntegrityError:
    if state == "23514":
        return LedgerIntegrityError("overdrawn")
    return LedgerIntegrityError("taken" if state in {"23505", _NOT_AS_LEFT} else "constraint")
