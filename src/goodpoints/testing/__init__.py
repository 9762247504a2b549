"""What a store must pass, for whoever writes one: plain examples, and a machine that compares it with memory.

Needs pytest and hypothesis; `import goodpoints` does not load it. `docs/howto/adapter.md` shows how to run it.
"""

import pytest

# Before the suite is imported, so that a failing example shows both sides of its comparison.
_CHECKING = (
    "book_examples",
    "machine",
    "port_asking",
    "port_onto",
    "port_reading",
    "port_writing",
    "race_examples",
    "twins",
)
pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in _CHECKING))

from goodpoints.services.clock import CountedIds, FixedClock  # noqa: E402 - see above
from goodpoints.testing.conformance import StoreConformance  # noqa: E402 - see above
from goodpoints.testing.factory import StoreFactory, picture  # noqa: E402 - see above
from goodpoints.testing.machine import LedgerStoreMachine  # noqa: E402 - see above
from goodpoints.testing.port_asking import AskingConformance  # noqa: E402 - see above
from goodpoints.testing.port_onto import OntoConformance  # noqa: E402 - see above

__all__ = [
    "AskingConformance",
    "CountedIds",
    "FixedClock",
    "LedgerStoreMachine",
    "OntoConformance",
    "StoreConformance",
    "StoreFactory",
    "picture",
]
