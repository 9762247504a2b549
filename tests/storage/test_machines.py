"""The machine that lives a village's days on two stores at once, for every store of the house.

A long run: `GOODPOINTS_MACHINE_EXAMPLES=5000 GOODPOINTS_MACHINE_STEPS=100 pytest tests/storage/test_machines.py`.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings

from goodpoints.storage.memory import MemoryStore
from goodpoints.testing import LedgerStoreMachine, StoreFactory
from tests.servers import needs_postgres
from tests.storage.places import postgres_factory, sqlite_factory

EXAMPLES = int(os.environ.get("GOODPOINTS_MACHINE_EXAMPLES", "10"))
STEPS = int(os.environ.get("GOODPOINTS_MACHINE_STEPS", "40"))
RUN = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class MemoryMachine(LedgerStoreMachine):
    """Memory beside memory: the machine itself, the services, and what does not depend on a store."""

    def make_factory(self) -> StoreFactory:
        """A store that ends with the run."""
        return StoreFactory(MemoryStore)


class SqliteMachine(LedgerStoreMachine):
    """SQLite beside memory."""

    def make_factory(self) -> StoreFactory:
        """A file in a folder of its own."""
        self.folder = TemporaryDirectory()
        return sqlite_factory(Path(self.folder.name))

    def teardown(self) -> None:
        """Close the file before its folder goes."""
        super().teardown()
        self.folder.cleanup()


class PostgresMachine(LedgerStoreMachine):
    """PostgreSQL beside memory."""

    def make_factory(self) -> StoreFactory:
        """The schema of the tests, without a book in it."""
        return postgres_factory()


TestMemoryMachine = MemoryMachine.TestCase
TestMemoryMachine.settings = RUN
TestSqliteMachine = SqliteMachine.TestCase
TestSqliteMachine.settings = RUN
TestPostgresMachine = needs_postgres(PostgresMachine.TestCase)
TestPostgresMachine.settings = RUN
