"""A PostgreSQL server is taken apart under load, the short form; `python -m tests.faults` is the long one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.postgres import CLERKS, RIVALS, Fault, last_bag, stopped, terminated, told
from tests.servers import Server, needs_own_server

pytestmark = needs_own_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    made = Server(durable=True)
    yield made
    made.remove()


def _verdict(fault: Fault) -> tuple[int, list[str]]:
    print(told(fault))  # noqa: T201 - the figures, where somebody asks pytest for them
    return fault.acknowledged, told(fault).faults


def test_terminated_connections_lose_nothing_and_write_nothing_twice(server: Server) -> None:
    """Every act goes well in the end, by the same key, however often its connection is terminated."""
    fault = terminated(server, acts=150)

    assert _verdict(fault) == (150 * CLERKS, [])
    assert fault.log.errors.total() > 0


def test_a_clerk_alone_does_not_hear_of_terminated_connections(server: Server) -> None:
    """Acts of one journey settle by themselves whether they were written."""
    fault = terminated(server, acts=1000, clerks=1, pause=0.02)

    assert _verdict(fault) == (1000, [])
    assert fault.log.errors.total() < fault.harmed  # a few are met a second time, behind the lock


def test_batches_on_terminated_connections_are_written_whole_or_not_at_all(server: Server) -> None:
    """Some of their rows were on the server's way to the disk already."""
    fault = terminated(server, acts=24_000, clerks=1, pause=2, at_once=3000)

    assert _verdict(fault) == (24_000, [])
    assert fault.log.errors.total() > 0


def test_a_clerk_alone_goes_on_when_the_server_does(server: Server) -> None:
    """The plug is pulled twice."""
    fault = stopped(server, acts=3000, times=2, clerks=1)

    assert _verdict(fault) == (3000, [])
    assert fault.harmed > 0


def test_a_stopped_server_loses_nothing_and_is_found_again(server: Server) -> None:
    """The plug is pulled twice; the clerks go on within ten seconds."""
    fault = stopped(server, acts=600, times=2)

    assert _verdict(fault) == (600 * CLERKS, [])


def test_one_of_eight_clerks_gets_the_last_bag(server: Server) -> None:
    """The other seven are refused with the reason, in every round."""
    rounds = last_bag(server, rounds=20)

    assert rounds == {(1, RIVALS - 1): 20}
