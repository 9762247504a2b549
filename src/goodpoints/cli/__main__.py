"""`python -m goodpoints.cli` is `goodpoints`."""

from goodpoints.cli import run

run()
