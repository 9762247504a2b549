"""The steps of the schema: written once, never edited."""

from __future__ import annotations

import hashlib

import pytest

from goodpoints.storage.sqlite.schema import MIGRATIONS, Migration


@pytest.mark.parametrize("step", MIGRATIONS, ids=lambda step: str(step.version))
def test_a_released_step_is_never_edited(step: Migration) -> None:
    """Its checksum stands beside it and in every book that it made; another SQL is another step."""
    computed = hashlib.sha256(step.sql.encode()).hexdigest()

    assert step.checksum == computed
