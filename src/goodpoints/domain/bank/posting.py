"""What falls due of a claim whose notice has ended: a credit, a deduction, or a veto; a credit beyond the quota is withheld."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from goodpoints.domain.bank.credit import credit
from goodpoints.domain.bank.deduction import deduct
from goodpoints.domain.bank.judgement import Judged, judged
from goodpoints.domain.bank.quota import withheld
from goodpoints.domain.bank.veto import close
from goodpoints.domain.entries import Draft, Thing
from goodpoints.domain.reader import BookReader

_BY_SIGN: Final[dict[str, Callable[[BookReader, Judged], Draft]]] = {"plus": credit, "minus": deduct, "veto": close}


def post_claim(book: BookReader, claim: Thing) -> Draft:
    """The posting of a claim that is due, on the claim's day."""
    told = judged(book, claim)
    if told.rule.sign == "plus" and (draft := withheld(book, told)) is not None:
        return draft
    return _BY_SIGN[told.rule.sign](book, told)
