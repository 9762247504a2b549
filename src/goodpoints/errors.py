"""The branches of the error tree, by who can mend it.

    GoodpointsError                    code + facts; never a sentence, never a name
    ├── MistakenInput            (2)   whoever typed it: a shape, a number, a date
    │   ├── NotFound             (3)   no such household, item, entry … or more than one
    │   ├── BadRows              (4)   rows of a file are mistaken; nothing was written
    │   ├── ImportConflict       (4)   a file contradicts what it said before
    │   └── IdempotencyConflict  (1)   this key was used for another request
    ├── RefusedByRule            (1)   the village's rule at work; holds every reason
    │   └── NotPermitted         (7)   the actor may not do this
    ├── LedgerIntegrityError     (5)   verification failed, damaged, not a book
    └── StorageError             (6)   busy, disk full, read-only, newer format

The number is the exit status of the command line. Sentences live in `locale/`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeAlias

Fact: TypeAlias = str | int | list[Any] | dict[str, Any]
"""What a fact of an error may be: codes, numbers, dates as text, and lists of them. Never a person's name."""


class GoodpointsError(Exception):
    """Anything goodpoints refuses or cannot do; the state is as it was before the call.

    Args:
        code: Stable, lower-case, the key of its sentence in the catalogues.
        facts: The numbers and codes that the sentence speaks of.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, code: str, /, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code

    def __reduce__(self) -> tuple[Any, ...]:
        # Keyword facts would otherwise be lost on the way through a process pool.
        return _rebuild, (type(self), self.code, self.facts)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = Exception.__hash__

    @classmethod
    def rebuilt(cls, code: str, facts: dict[str, Fact]) -> Self:
        """The error again, as it was before it was pickled."""
        return cls(code, **facts)


class MistakenInput(GoodpointsError):
    """What was typed cannot be meant; typing it right mends it."""

    exit_status = 2


class NotFound(MistakenInput):
    """What was named is not in the book, or the name fits more than one thing."""

    exit_status = 3


class BadRows(MistakenInput):
    """Rows of a file are mistaken; `facts["rows"]` lists every one, nothing was written."""

    exit_status = 4


class ImportConflict(MistakenInput):
    """A file says something else than it said when it was first imported; nothing was written."""

    exit_status = 4


class IdempotencyConflict(MistakenInput):
    """The key was used before, for another request; nothing was written."""

    exit_status = 1


class RefusedByRule(GoodpointsError):
    """The village's rule says no; nothing was written and the key is free.

    Attributes:
        reasons: Every reason that holds, in the policy's order; this error is the first.
    """

    exit_status = 1

    def __init__(self, code: str, /, **facts: Fact) -> None:
        super().__init__(code, **facts)
        self.reasons: tuple[RefusedByRule, ...] = (self,)

    def __reduce__(self) -> tuple[Any, ...]:
        others = [(type(reason), reason.code, reason.facts) for reason in self.reasons]
        return _rebuild_refusal, (others,)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RefusedByRule):
            return False
        return [r.told() for r in self.reasons] == [r.told() for r in other.reasons]

    __hash__ = Exception.__hash__

    def told(self) -> dict[str, Any]:
        """Code and facts as plain data, as a `refused` entry records them."""
        return {"code": self.code, "facts": self.facts}


class NotPermitted(RefusedByRule):
    """The actor's role does not allow this act."""

    exit_status = 7


class LedgerIntegrityError(GoodpointsError):
    """The stored journal contradicts itself, is damaged, or is not a book at all."""

    exit_status = 5


class StorageError(GoodpointsError):
    """The place where the book lies cannot do it now; `facts["again"]` is 1 where trying again may help."""

    exit_status = 6


def refuse(reasons: list[RefusedByRule]) -> None:
    """Raise the first of the reasons with all of them inside; no reason, no refusal."""
    if reasons:
        first = reasons[0]
        first.reasons = tuple(reasons)
        raise first


def _rebuild(kind: type[GoodpointsError], code: str, facts: dict[str, Fact]) -> GoodpointsError:
    return kind.rebuilt(code, facts)


def _rebuild_refusal(told: list[tuple[type[RefusedByRule], str, dict[str, Fact]]]) -> RefusedByRule:
    reasons = [kind.rebuilt(code, facts) for kind, code, facts in told]
    reasons[0].reasons = tuple(reasons)
    return reasons[0]
