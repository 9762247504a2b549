"""What the server's error classes mean to whoever called; no server is needed for it."""

from __future__ import annotations

import pytest

from goodpoints import StorageError


@pytest.mark.parametrize("state", ["40003", "08007", "57P01", "25P03", "XX000"])
def test_a_commit_whose_outcome_nobody_knows_is_told_as_such(state: str) -> None:
    """Class 40 means a rollback, but for the one state that says the completion is unknown."""
    errors = pytest.importorskip("psycopg.errors")
    from goodpoints.storage.postgres.errors import of_commit

    assert of_commit(errors.lookup(state)(), was_reached=True) == StorageError("outcome_unknown", again=1)


@pytest.mark.parametrize("state", ["40001", "40P01", "53200"])
def test_a_commit_that_was_surely_undone_is_worth_another_try(state: str) -> None:
    """Somebody else was faster; nothing is written."""
    errors = pytest.importorskip("psycopg.errors")
    from goodpoints.storage.postgres.errors import of_commit

    assert of_commit(errors.lookup(state)(), was_reached=True) == StorageError("store_busy", again=1)


@pytest.mark.parametrize(
    ("state", "code"),
    [("42501", "not_granted"), ("25006", "store_read_only"), ("23505", "taken"), ("55P03", "store_busy")],
)
def test_what_failed_before_the_commit_was_reached_is_surely_undone(state: str, code: str) -> None:
    """Rows and commit travel together; the server stops at the first that fails."""
    errors = pytest.importorskip("psycopg.errors")
    from goodpoints.storage.postgres.errors import of_commit

    assert of_commit(errors.lookup(state)(), was_reached=False).code == code


@pytest.mark.parametrize("state", ["26000", "42P05"])
def test_a_pooler_that_stands_before_the_server_is_told_as_such(state: str) -> None:
    """Where it gives out another connection each time, nobody can say what is prepared there."""
    errors = pytest.importorskip("psycopg.errors")
    from goodpoints.storage.postgres.errors import ours

    assert ours(errors.lookup(state)()) == StorageError("not_prepared", again=0)


@pytest.mark.parametrize("state", ["25P03", "25P04", "57P05", "57P01", "08006"])
def test_a_session_that_the_server_ended_is_a_lost_connection(state: str) -> None:
    """For idling too long inside a transaction as well: nothing of it remains, and another try is worth it."""
    errors = pytest.importorskip("psycopg.errors")
    from goodpoints.storage.postgres.errors import ConnectionLost, DriverErrors

    with pytest.raises(ConnectionLost) as caught, DriverErrors():
        raise errors.lookup(state)

    assert (caught.value.code, caught.value.facts) == ("store_unreachable", {"again": 1})
