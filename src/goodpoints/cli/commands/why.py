"""Why: an explanation in plain words, for whoever asks at the window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import plain
from goodpoints.cli.kit import argument, command
from goodpoints.cli.words import words

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.services.explain import Told

_COLUMNS: Final = ("code", "facts")
_PEOPLE: Final = frozenset({"by", "judges", "reviewers", "marks"})
_WORDS: Final = {
    "way": "way",
    "status": "claim_status",
    "kind": "kind",
    "period": "period",
    "per": "per",
    "rounding": "rounding",
}


@command("explain")
@argument("what", metavar="ENTRY|CLAIM")
def explain(desk: Desk, what: str) -> None:
    """Why an entry is as it is, or how far a claim has come and what it lacks."""
    said = plain(what)
    with desk.reading() as book:
        told = book.explain(int(said) if said.isdecimal() else said)
        names = {} if desk.for_programs else _names(book, told.lines)
        moved = "" if told.outcome or desk.for_programs else _moved(book, int(told.of))
    if desk.for_programs:
        desk.show([{"code": line.code, "facts": line.facts} for line in told.lines], _COLUMNS)
        return
    desk.put("\n".join([*(_said(line, names) for line in told.lines), *filter(None, [moved])]))


def _moved(book: Book, seq: int) -> str:
    """What an entry gave and took, and whose account it was; empty where nothing moved."""
    from goodpoints.cli.acts import slip_of

    slip = slip_of(book, book.entry(seq))
    moves = words().text("comma").join(move.text for move in slip.moves)
    key = "explain.moved_of" if slip.household else "explain.moved"
    return words().text(key, household=slip.household, moves=moves) if moves else ""


def _names(book: Book, lines: Iterable[Told]) -> dict[str, str]:
    """Code → name of the parties, and of the persons that are spoken of, as far as they are still readable."""
    parties = {code.removeprefix("party/"): name for name, code in book.find_details("party/", "name").items()}
    spoken_of = {line.facts["by"] for line in lines if "-" in line.facts.get("by", "")}
    # Namesakes are many: a person is looked up by the number, never by the name.
    homes = {person.partition("-")[0] for person in spoken_of}
    return parties | {found.person: found.name for home in homes for found in book.find(home)}


def _said(line: Told, names: dict[str, str]) -> str:
    facts = dict[str, Any](line.facts)
    if line.code == "reason":
        return words().text("explain.reason", told=words().reason(facts.pop("reason"), facts))
    for name in _PEOPLE & set(facts):
        facts[name] = words().text("comma").join(_people(facts[name], names))
    told = {name: words().word(_WORDS[name], fact) if name in _WORDS else fact for name, fact in facts.items()}
    told = {name: words().text("comma").join(fact) if isinstance(fact, list) else fact for name, fact in told.items()}
    key = line.code if line.code.startswith("line.") else f"explain.{line.code}"
    sentence = words().text(key, **told)
    return _tidy(sentence) if "" in told.values() else sentence


def _people(said: Any, names: dict[str, str]) -> list[str]:  # noqa: ANN401 - a code, codes, or codes with marks
    if isinstance(said, str):
        return [_named(said, names)]
    return [f"{_named(one[0], names)} {one[1]}" if isinstance(one, list) else _named(one, names) for one in said]


def _named(code: str, names: dict[str, str]) -> str:
    return names.get(code) or words().word("actor", code)


def _tidy(sentence: str) -> str:
    """A sentence without the gap that a fact leaves which there is not."""
    return sentence.replace("： ", "：").replace(" 。", "。").replace(":  ", ": ").replace(" .", ".")
