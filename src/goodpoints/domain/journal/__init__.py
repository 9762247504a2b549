"""What the book does with its own journal: open, change policy, reverse, expire, import."""
