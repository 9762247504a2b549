"""What a check found: values, never exceptions, all of them in one run."""

from __future__ import annotations

from collections import Counter
from typing import Final

from attrs import field, frozen

from goodpoints.errors import Fact, GoodpointsError

MOST: Final = 1000
"""Findings of one code that are told one by one; of a book that is all wrong the rest are counted."""


@frozen
class Finding:
    """One thing that is not as it should be.

    Args:
        code: Stable, lower-case, the key of its sentence in the catalogues.
        facts: Where it is and what is wrong, as codes and numbers. Never a name.
    """

    code: str
    facts: dict[str, Fact] = field(factory=dict)


@frozen
class Report:
    """What `verify` says.

    Args:
        findings: In the order of the journal, then table by table.
        entries: How many entries were read.
        erased: Private details whose text was erased; that is no fault.
        proven_upto: The highest anchored entry up to which the journal is proven unchanged; None without an anchor:
            then an `ok` book is consistent, not proven complete.
    """

    findings: tuple[Finding, ...]
    entries: int
    erased: int = 0
    proven_upto: int | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Findings:
    """Findings as they come."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(self, code: str, **facts: Fact) -> None:
        """One more; beyond the first thousand of a code they are only counted."""
        self._counts[code] += 1
        if self._counts[code] <= MOST:
            self._found.append(Finding(code, facts))

    def add_error(self, error: GoodpointsError, **place: Fact) -> None:
        """What a law of the domain raised, as a finding."""
        self.add(error.code, **{**error.facts, **place})

    def all(self) -> tuple[Finding, ...]:
        """All of them, and how many were only counted."""
        more = [
            Finding("more_findings", {"of": code, "count": n - MOST}) for code, n in self._counts.items() if n > MOST
        ]
        return (*self._found, *more)

    def __len__(self) -> int:
        return sum(self._counts.values())
