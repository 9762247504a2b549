"""The book that tests of faults spoil."""

from tests.faults.whole import book, whole

__all__ = ["book", "whole"]
