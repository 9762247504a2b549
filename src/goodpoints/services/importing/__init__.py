"""Rows of registers become acts, in the order in which they happened."""

from goodpoints.services.importing.post import Importer
from goodpoints.services.importing.report import ImportReport, LeftAlone, RefusedRow
from goodpoints.services.importing.stage import Keys, stage
from goodpoints.services.importing.undo import undo_import

__all__ = ["ImportReport", "Importer", "Keys", "LeftAlone", "RefusedRow", "stage", "undo_import"]
