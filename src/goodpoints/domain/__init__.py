"""Pure values, laws and decisions: no clock, no disk, no database, no language."""
