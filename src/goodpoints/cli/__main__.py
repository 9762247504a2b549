"""`python -m goodpoints.cli` is `goodpoints`."""

from goodpoints.cli import run

if __name__ == "__main__":  # processes that `verify` starts import this again
    run()
