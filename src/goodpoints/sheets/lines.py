"""Raw lines of a sheet, on their way from a file to the reader of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from goodpoints.sheets.text import CellError
from goodpoints.sheets.values import Cell

Line: TypeAlias = tuple[int, Sequence[Cell] | CellError]
"""A raw line of a sheet with the number its readers see; an error where the line itself cannot be read."""
