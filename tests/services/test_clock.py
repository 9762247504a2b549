"""Keys that nobody else has, also where they are drawn ahead."""

from __future__ import annotations

import os

import pytest

from goodpoints.services.clock import RandomIds


def test_keys_come_once() -> None:
    """Also those that were drawn ahead."""
    ids = RandomIds()

    assert len({ids.key() for _ in range(1000)}) == 1000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_program_draws_keys_of_its_own() -> None:
    """Parent and child would else give the same keys to different acts."""
    ids = RandomIds()
    ids.key()
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, "".join(ids.key() for _ in range(100)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(read, 1600).decode()
    os.close(read)
    os.close(write)

    theirs = {told[at : at + 16] for at in range(0, 1600, 16)}
    assert len(theirs) == 100
    assert not theirs & {ids.key() for _ in range(100)}
