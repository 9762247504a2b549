"""Vetoes as everybody else meets them: whether a household may have honours, or redeem at all, on a day."""

from __future__ import annotations

from typing import Final

from goodpoints.domain.entries import Thing

VETO: Final = "veto"
ACTIVE: Final = "active"
LIFTED: Final = "lifted"
FOREVER: Final = ""
"""First free day of a veto that only a repair ends."""

NO_HONOURS: Final = "no_honours"
NO_REDEMPTION: Final = "no_redemption"


def closed_until(veto: Thing | None, day: str, *, honour: bool) -> str | None:
    """The first day that is free again where a household's vetoes close a redemption on `day`; None where none does.

    Args:
        veto: The household's thing of kind "veto", None where it never had one.
        day: ISO day.
        honour: Whether it is an honour that is asked for; a veto of honours leaves other goods alone.

    Returns:
        An ISO day; empty where only a repair ends the veto.
    """
    spans = veto.state["spans"] if veto is not None else ()
    closing = [
        until
        for _entry, since, until, effect, _claim in spans
        if _closes(since, until, day) and (honour or effect == NO_REDEMPTION)
    ]
    if not closing:
        return None
    return FOREVER if FOREVER in closing else max(closing)


def _closes(since: str, until: str, day: str) -> bool:
    return since <= day and (until == FOREVER or day < until)
