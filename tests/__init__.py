"""Tests of goodpoints."""
