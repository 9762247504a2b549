"""What became of every imported row: by file, sheet and row, with the figures of its entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from goodpoints.domain.accounts import HONOURS
from goodpoints.domain.days import day_of
from goodpoints.domain.entries import Entry, Transfer
from goodpoints.domain.seal import entry_of
from goodpoints.domain.steps import shown
from goodpoints.ports import StoreReader
from goodpoints.services.reports.deeds import REFUSED_OUTCOMES, Deeds, taken_back
from goodpoints.services.reports.fold import Fold
from goodpoints.services.view import BookView

_TOLD: Final = frozenset(
    {"weigh_in", "redeem", "barter", "hand_over", "sell", "delivery", "count", "reverse", "refused", "claim"}
)
_NO_EFFECT: Final = "no_effect"


class Rows:
    """What an outcome is told with: scales, and the names of imported sheets."""

    def __init__(self, view: BookView, store: StoreReader, fold: Fold, deeds: Deeds) -> None:
        self.fold = fold
        self.deeds = deeds
        self.scale = view.policy(day_of(fold.last)).reward.scale
        self.scales = {thing.code: thing.state.get("scale", 0) for thing in view.things("material")}
        self._names: dict[tuple[str, str], str] = {
            (row.of, row.field): row.text or "" for row in store.details("sheet/", None)
        }

    def place(self, source: list[int]) -> dict[str, Any]:
        """File, sheet (None in a CSV) and row of an import's source."""
        batch, sheet, row = source[:3]
        of = f"sheet/b{batch:04d}/{sheet}"
        return {"file": self._names.get((of, "file"), ""), "sheet": self._names.get((of, "sheet")), "row": row}

    def reward(self, amount: int) -> str:
        """Stars as text."""
        return shown(amount, self.scale)

    def lots(self, entry: Entry, target: str) -> list[list[str]]:
        """The lots of the reward that an entry moved to accounts beginning with `target`."""
        moved = [t for t in entry.transfers if t.unit == self.fold.reward and t.target.startswith(target)]
        return [[t.lot, self.reward(t.amount)] for t in sorted(moved, key=lambda t: t.lot)]


def outcomes_of(view: BookView, store: StoreReader, fold: Fold, deeds: Deeds) -> list[dict[str, Any]]:
    """The outcomes of imported acts of the period, by file, sheet and row.

    Of a claim only its own row is told, with what came of it; rows about its steps say nothing more.
    """
    rows = Rows(view, store, fold, deeds)
    told = [
        rows.place(entry.facts["origin"]) | _TELL.get(entry.kind, _ok)(rows, entry)
        for entry in (entry_of(row.body) for row in store.entries_of(None, fold.first, fold.last))
        if entry.kind in _TOLD and "origin" in entry.facts and not _is_void(entry)
    ]
    return sorted(told, key=lambda one: (one["file"], one["sheet"] or "", one["row"]))


def _is_void(entry: Entry) -> bool:
    """Whether a row could change nothing, since its claim was refused before it."""
    return entry.kind == "refused" and entry.facts["reasons"][0]["code"] == _NO_EFFECT


def _sum(transfers: list[Transfer]) -> int:
    return sum(transfer.amount for transfer in transfers)


def _weighed(rows: Rows, entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    remainder = shown(facts.get("remainder", 0), rows.scales[facts["material"]])
    stars, capped = rows.reward(facts.get("granted", 0)), rows.reward(facts.get("capped", 0))
    return {"result": "granted", "stars": stars, "capped": capped, "remainder": remainder}


def _redeemed(rows: Rows, entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    undone = {"undone": True} if entry.seq in rows.fold.undone else {}
    if any(t.source == HONOURS for t in entry.transfers):
        return {"result": "granted", "points": rows.reward(facts["price"] * facts["count"])} | undone
    told = {"price": rows.reward(facts["price"]), "stars": rows.reward(facts["price"] * facts["count"])}
    return {"result": "granted"} | told | {"lots": rows.lots(entry, "redeemed")} | undone


def _bartered(_rows: Rows, entry: Entry) -> dict[str, Any]:
    return {"result": "granted", "items": entry.facts["count"]}


def _counted(_rows: Rows, entry: Entry) -> dict[str, Any]:
    facts = entry.facts
    return {"result": "counted", "book": facts["book"], "difference": facts["counted"] - facts["book"]}


def _claimed(rows: Rows, entry: Entry) -> dict[str, Any]:
    told = rows.deeds.told(rows.deeds.things["claim", entry.facts["claim"]])
    told = {name: rows.reward(value) if type(value) is int else value for name, value in told.items()}
    if told["result"] in REFUSED_OUTCOMES:
        told |= {"reason": told["result"], "all_reasons": [told["result"]]}
    return told


def _reversed(rows: Rows, entry: Entry) -> dict[str, Any]:
    if entry.facts["original"]["kind"] == "credit":
        taken, owed = taken_back(entry, rows.fold.reward)
        told = {"points": taken, "taken": taken - owed, "to_debt": owed}
        return {"result": "reversed"} | {name: rows.reward(amount) for name, amount in told.items()}
    reward = [t for t in entry.transfers if t.unit == rows.fold.reward]
    back = [t for t in reward if t.source == "redeemed"]
    gone = _sum([t for t in reward if t.target.startswith("expired/")])
    lots = [[t.lot, rows.reward(t.amount)] for t in sorted(back, key=lambda t: t.lot)]
    return {"result": "undone", "stars": rows.reward(_sum(back)), "lots": lots, "expired_at_once": rows.reward(gone)}


def _refused(_rows: Rows, entry: Entry) -> dict[str, Any]:
    reasons = [reason["code"] for reason in entry.facts["reasons"]]
    return {"result": "refused", "reason": reasons[0], "all_reasons": reasons}


def _ok(_rows: Rows, _entry: Entry) -> dict[str, Any]:
    return {"result": "ok"}


_TELL: Final[dict[str, Callable[[Rows, Entry], dict[str, Any]]]] = {
    "weigh_in": _weighed,
    "redeem": _redeemed,
    "barter": _bartered,
    "count": _counted,
    "claim": _claimed,
    "reverse": _reversed,
    "refused": _refused,
}
