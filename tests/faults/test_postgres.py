"""A PostgreSQL server is taken apart under load, the short form; `python -m tests.faults.postgres` is the long one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.postgres import CLERKS, RIVALS, Fault, last_bag, stopped, terminated
from tests.servers import Server, needs_own_server

pytestmark = needs_own_server

_WAY_BACK = 10
"""Seconds in which a store finds its server again. Source: docs/howto/county.md."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    made = Server(durable=True)
    yield made
    made.remove()


def _verdict(fault: Fault) -> tuple[int, int, int, bool, bool]:
    print(fault)  # noqa: T201 - the figures, where somebody asks pytest for them
    return fault.acknowledged, fault.lost, fault.twice, fault.sound, fault.log.longest < _WAY_BACK


def test_terminated_connections_lose_nothing_and_write_nothing_twice(server: Server) -> None:
    """Every act goes well in the end, by the same key, however often its connection is terminated."""
    fault = terminated(server, acts=150)

    assert _verdict(fault) == (150 * CLERKS, 0, 0, True, True)
    assert fault.log.errors.total() > 0


def test_a_stopped_server_loses_nothing_and_is_found_again(server: Server) -> None:
    """The plug is pulled twice; the clerks go on within ten seconds."""
    fault = stopped(server, acts=600, times=2)

    assert _verdict(fault) == (600 * CLERKS, 0, 0, True, True)


def test_one_of_eight_clerks_gets_the_last_bag(server: Server) -> None:
    """The other seven are refused with the reason, in every round."""
    rounds = last_bag(server, rounds=20)

    assert rounds == {(1, RIVALS - 1): 20}
