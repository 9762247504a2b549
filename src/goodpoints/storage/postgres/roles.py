"""Who may do what, and where: rights on the tables, so that not even a program that errs can change the journal."""

from __future__ import annotations

from typing import Final

from psycopg import errors, sql

from goodpoints.errors import NotFound, StorageError
from goodpoints.storage.postgres.errors import DriverErrors
from goodpoints.storage.postgres.schema import DERIVED, JOURNAL, TABLES
from goodpoints.storage.postgres.values import Connection, run

_READ: Final = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
    # For views that a later version makes anew.
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}",
)
_WRITE: Final = (
    *(f"GRANT INSERT ON {{schema}}.{table} TO {{role}}" for table in JOURNAL),
    # Erasing a private text is the one change the journal knows; what it commits to stays in the entry.
    "GRANT UPDATE (salt, text) ON {schema}.detail TO {role}",
    *(f"GRANT INSERT, UPDATE, DELETE ON {{schema}}.{table} TO {{role}}" for table in ("book", *DERIVED)),
)
_OWNED: Final = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass"
_TAKE_AWAY: Final = "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}"


def grant(conn: Connection, schema: str, role: str, *, only_read: bool) -> None:
    """Give a role the rights of a reader or of a writer, and take away what it had before.

    Raises:
        NotFound: `unknown_role`.
        StorageError: `not_granted` where the tables are not ours to give.
    """
    wanted = (_TAKE_AWAY, *_READ, *(() if only_read else _WRITE))
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    with DriverErrors():
        # Where the tables are somebody else's, the server grants nothing and only warns.
        if run(conn, _OWNED, (f"{schema}.{TABLES[0]}",)) != [(True,)]:
            raise StorageError("not_granted", again=0)
        try:
            with conn.transaction():
                for statement in wanted:
                    run(conn, sql.SQL(statement).format(**names))
        except errors.UndefinedObject as error:
            raise NotFound("unknown_role", role=role) from error


def distribute(conn: Connection, schema: str) -> None:
    """Spread the tables by book over the machines of a distributed server; what is spread already stays.

    Raises:
        StorageError: `not_distributed` where the server knows no such thing; nothing is changed.
    """
    with DriverErrors():
        if not is_distributed(conn):
            raise StorageError("not_distributed", again=0)
        done = {name for (name,) in run(conn, "SELECT logicalrelid::regclass::text FROM pg_dist_partition")}
        first = f"{schema}.{TABLES[0]}"
        for table in TABLES:
            name = f"{schema}.{table}"
            if name not in done:
                beside = "default" if name == first else first
                run(conn, "SELECT create_distributed_table(%s, 'book', colocate_with => %s)", (name, beside))


def patience(lock_ms: int) -> list[str]:
    """The statements by which a writing transaction says how long it waits for the one before it, on several machines.

    The row that is locked lies on another machine there, which hears of settings only when told to.
    """
    return ["SET LOCAL citus.propagate_set_commands = 'local'", f"SET LOCAL lock_timeout = {lock_ms:d}"]


def is_distributed(conn: Connection) -> bool:
    """Whether the server can spread tables over several machines."""
    with DriverErrors():
        return bool(run(conn, "SELECT 1 FROM pg_extension WHERE extname = 'citus'"))
