"""Tests of the moral bank."""
