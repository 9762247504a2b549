"""Killed, full, locked, tampered with."""
