"""What whoever looks after a county's database does: tables, rights, several machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from goodpoints.book.stores import open_store
from goodpoints.errors import MistakenInput

if TYPE_CHECKING:
    from goodpoints.storage.postgres import PostgresStore


def migrate(url: str) -> None:
    """Make the tables and views, or bring them up to date; nothing where they are.

    Raises:
        MistakenInput: `not_on_a_server`.
        StorageError: `not_granted` where the role may not, `store_read_only` on a standby, `newer_format`, `store_unreachable`.
    """
    with _server(url, must_exist=False):
        pass


def grant(url: str, role: str, *, only_read: bool = False) -> None:
    """Let a role of the server write entries, or only read. Nobody is given the right to change or delete one.

    Raises:
        MistakenInput: `not_on_a_server`.
        NotFound: `unknown_role`, `no_schema`.
    """
    with _server(url) as store:
        store.grant(role, only_read=only_read)


def distribute(url: str) -> None:
    """Spread the books over the machines of a distributed server.

    Raises:
        MistakenInput: `not_on_a_server`.
        StorageError: `not_distributed` where the server is none.
    """
    with _server(url) as store:
        store.distribute()


@contextmanager
def _server(url: str, *, must_exist: bool = True) -> Iterator[PostgresStore]:
    if url.partition(":")[0] not in {"postgresql", "postgres"}:
        raise MistakenInput("not_on_a_server")
    store = open_store(url, must_exist=must_exist)
    from goodpoints.storage.postgres import PostgresStore

    assert isinstance(store, PostgresStore)  # noqa: S101 - for the type checker
    try:
        yield store
    finally:
        store.close()
