"""Rows of registers become acts, in the order in which they happened."""

from goodpoints.services.importing.post import Importer
from goodpoints.services.importing.report import ImportReport, RefusedRow
from goodpoints.services.importing.stage import stage

__all__ = ["ImportReport", "Importer", "RefusedRow", "stage"]
