"""Files that prove a deed, known by their digest only; and claims that are alike.

A file lies beside the book, never in it. The book keeps which claims show it, so that the same photograph cannot pass
for two deeds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from goodpoints.domain.bank.refusals import AlikeClaim
from goodpoints.domain.bank.rulebook.values import Rulebook
from goodpoints.domain.entries import Entry, Facts, Thing
from goodpoints.domain.kinds import Things
from goodpoints.domain.reader import BookReader
from goodpoints.errors import RefusedByRule

if TYPE_CHECKING:
    from goodpoints.domain.bank.claim import Claim

EVIDENCE: Final = "evidence"


@frozen
class Alike:
    """What a claim has in common with earlier ones.

    Args:
        rule: The rule's code.
        same: Claims of the household under the rule whose deeds lie within the rulebook's days.
        files: Claims that show one of the same files, by number.
    """

    rule: str
    same: int
    files: tuple[str, ...]

    def facts(self) -> Facts:
        """The warning, for whoever judges the claim; nothing where nothing is alike."""
        told: Facts = {"alike": self.same} if self.same else {}
        return told | ({"same_files": list(self.files)} if self.files else {})

    def refusals(self, rulebook: Rulebook) -> list[RefusedByRule]:
        """A refusal, where the village does not only warn."""
        if rulebook.duplicates != "refuse" or not (self.same or self.files):
            return []
        return [AlikeClaim("alike_claim", rule=self.rule, count=self.same, files=list(self.files))]


def alike(book: BookReader, order: Claim, rulebook: Rulebook) -> Alike:
    """What a claim has in common with those before it; one sum, and the files it shows."""
    apart = dt.timedelta(days=rulebook.duplicate_days)
    days = order.deed_day - apart, order.deed_day + apart
    same = book.tally(f"claims/{order.rule}", order.household, *days)
    shown = (book.thing(EVIDENCE, digest) for digest in order.evidence)
    files = sorted({code for one in shown if one is not None for code in one.state["claims"]})
    return Alike(order.rule, same, tuple(files))


def shown_files(entry: Entry, things: Things) -> Iterable[Thing]:
    """The files of a claim, each with one claim more that shows it."""
    for digest in entry.facts.get("evidence", ()):
        yield _with_claims(digest, [*_claims(things, digest), entry.facts["claim"]])


def without_files(entry: Entry, things: Things) -> Iterable[Thing]:
    """The files of a claim that is taken back."""
    for digest in entry.facts.get("evidence", ()):
        yield _with_claims(digest, [code for code in _claims(things, digest) if code != entry.facts["claim"]])


def _claims(things: Things, digest: str) -> list[Any]:
    found = things[EVIDENCE, digest]
    return [] if found is None else list(found.state["claims"])


def _with_claims(digest: str, claims: list[str]) -> Thing:
    return Thing(EVIDENCE, digest, {"claims": sorted(set(claims))}, status="shown" if claims else "unused")
