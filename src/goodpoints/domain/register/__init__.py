"""Who takes part: households, persons, and the parties behind acts."""
