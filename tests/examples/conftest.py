"""The book that the stand-alone verifier is tried on."""

from tests.faults.whole import book, whole

__all__ = ["book", "whole"]
