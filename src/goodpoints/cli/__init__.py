"""The command line; click lives here only. Nothing is imported before it is needed."""

from __future__ import annotations


def run() -> None:
    """Start the command `goodpoints`."""
    from goodpoints.cli.main import goodpoints

    goodpoints()
