"""Where books lie. Siblings that do not know each other; only they speak a database's language."""
