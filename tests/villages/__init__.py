"""Tests on the shared villages."""
