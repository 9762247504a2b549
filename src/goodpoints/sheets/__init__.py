"""Office files in, typed rows out; it knows nothing of the ledger, the policy or a village's rules.

`read` takes files and folders and gives a `Reading`: rows in file order, bad rows as values with their place.
Which sheet is which register is decided by its headers alone (`registers.py` is the table of them).
"""

from __future__ import annotations

from goodpoints.sheets.columns import Column, Register
from goodpoints.sheets.limits import Limits
from goodpoints.sheets.marked import write_marked
from goodpoints.sheets.read import Ignored, Reading, SheetRead, read
from goodpoints.sheets.registers import REGISTERS
from goodpoints.sheets.values import BadRow, Place, Row, Value
from goodpoints.sheets.width import code_width
from goodpoints.sheets.writer import write_csv

__all__ = [
    "REGISTERS",
    "BadRow",
    "Column",
    "Ignored",
    "Limits",
    "Place",
    "Reading",
    "Register",
    "Row",
    "SheetRead",
    "Value",
    "code_width",
    "read",
    "write_csv",
    "write_marked",
]
