"""Names in rows: parties become codes, a household number is never guessed from a name."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict

from goodpoints.domain.register.parties import RegisterParty
from goodpoints.domain.register.standing import ACTIVE
from goodpoints.errors import MistakenInput
from goodpoints.services.booktx import BookTx
from goodpoints.services.desk import party_code


class Names:
    """The names one import has met.

    Args:
        operator: Code of whoever imports; the actor of new parties.
    """

    def __init__(self, tx: BookTx, operator: str) -> None:
        self._tx = tx
        self._operator = operator
        self._parties = {row.text: row.of.removeprefix("party/") for row in tx.find("party/", "name") if row.text}
        self._codes: set[str] | None = None
        self._heads: dict[str, set[str]] | None = None
        self._persons: dict[tuple[str, str], set[str]] | None = None

    def party(self, name: str, day: dt.date) -> str:
        """The code of a grid worker, donor, buyer …, made on first sight; empty for no name."""
        if name in self._parties:
            return self._parties[name]
        wanted = unicodedata.normalize("NFC", name).strip()
        if wanted and wanted not in self._parties:
            code = self._next_code()
            self._tx.post(f"party/{code}", RegisterParty(day, party=code, name=wanted), self._operator)
            self._parties[wanted] = code
        return self._parties[wanted] if wanted else ""

    def _next_code(self) -> str:
        if self._codes is None:
            self._codes = {thing.code for thing in self._tx.things("party")}
        code = party_code(self._codes)
        self._codes.add(code)
        return code

    def household(self, number: str, name: str) -> str:
        """The number, where there is one.

        Raises:
            MistakenInput: `ambiguous_name` where it is blank and the heads of two or more households bear the name,
                else `missing_household` with the one household as a suggestion.
        """
        if number:
            return number
        bearers = sorted(self._bearers(name))
        if len(bearers) > 1:
            raise MistakenInput("ambiguous_name", households=", ".join(bearers[:10]), count=len(bearers))
        raise MistakenInput("missing_household", suggestion=", ".join(bearers) or "—")

    def person(self, name: str, household: str) -> str:
        """The number of the household's member of that name; empty where none bears it, or several do."""
        if not name:
            return ""
        if self._persons is None:
            self._persons = defaultdict(set)
            homes = {thing.code: thing.holder for thing in self._tx.things("person", status=ACTIVE)}
            for row in self._tx.find("person/", "name"):
                person = row.of.removeprefix("person/")
                if row.text and person in homes:
                    self._persons[row.text, homes[person]].add(person)
        found = self._persons.get((unicodedata.normalize("NFC", name).strip(), household), set())
        return next(iter(found)) if len(found) == 1 else ""

    def _bearers(self, name: str) -> set[str]:
        if self._heads is None:
            self._heads = defaultdict(set)
            heads = {thing.code: thing.holder for thing in self._tx.things("person") if thing.state["head"]}
            for row in self._tx.find("person/", "name"):
                person = row.of.removeprefix("person/")
                if row.text and person in heads:
                    self._heads[row.text].add(heads[person])
        return self._heads.get(name, set())
