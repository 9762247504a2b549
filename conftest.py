"""What every test may lean on: pages run as tests, and tests that root must not run.

Python blocks of the READMEs and of `docs/` are run by Sybil, each page in an empty folder of its own.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


def _enter_empty_folder(namespace: dict[str, Any]) -> None:
    namespace["_came_from"] = Path.cwd()
    namespace["_folder"] = tempfile.TemporaryDirectory()
    os.chdir(namespace["_folder"].name)


def _leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_came_from"])
    namespace["_folder"].cleanup()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    setup=_enter_empty_folder,
    teardown=_leave_folder,
).pytest()


def _permissions_bind(folder: Path) -> bool:
    closed = folder / "closed"
    closed.write_text("", encoding="utf-8")
    closed.chmod(0o400)
    return not os.access(closed, os.W_OK)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs file permissions where the user (root) walks past them."""
    if item.get_closest_marker("needs_unprivileged") is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        if not _permissions_bind(Path(folder)):
            pytest.skip("file permissions do not bind this user (root); .ci/run runs it again without root's powers")
