"""Stores, tried by the conformance suite that ships with the library."""
