"""Where books are opened, and what a book can be asked and told."""

from goodpoints.book.book import Book
from goodpoints.book.opening import create_book, open_book
from goodpoints.book.stores import open_store

__all__ = ["Book", "create_book", "open_book", "open_store"]
