"""The village's rulebook: read, checked, compared, passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kinds import DAY
from goodpoints.cli.kit import argument, command, option
from goodpoints.cli.problems import Finished
from goodpoints.errors import MistakenInput, NotFound

if TYPE_CHECKING:
    from goodpoints.book import Book
    from goodpoints.cli.tables import Cell, Line
    from goodpoints.domain.bank.rerating import Rerated
    from goodpoints.domain.bank.rulebook.lint import Remark
    from goodpoints.domain.bank.rulebook.values import Rulebook

_UNLAWFUL: Final = 1
_RULES: Final = ("code", "category", "title", "sign", "scoring", "caps")
_DEFAULTS: Final[dict[str, Any]] = {"sign": "plus", "caps": []}
_SPOKEN: Final = {"kind": "scoring", "period": "period", "per": "per"}
"""Keys of a rule's table whose values are codes, and the family of their words."""

_VERSIONS: Final = ("version", "valid_from")
_KEYS: Final = ("key", "value")
_REMARKS: Final = ("level", "code", "rule", "message", "hint")
_CHANGES: Final = ("rule", "change", "key", "before", "after")
_TRIED: Final = ("household", "before", "after", "difference", "debt")
_DEEDS: Final = ("claim", "household", "rule", "day", "before", "after", "difference", "note")
_FILE: Final = click.Path(path_type=Path)


@command("rule_list")
@option("--version", "version", metavar="VERSION")
@option("--versions", is_flag=True)
def rule_list(desk: Desk, *, version: str | None, versions: bool) -> None:
    """The rules of one version, or the versions there are."""
    with desk.reading() as book:
        if versions:
            told = [{"version": name, "valid_from": day.isoformat()} for day, name in book.rules.versions()]
            desk.show(told, _VERSIONS)
            return
        rulebook = book.rules.rulebook(version, day=desk.settings.at)
    desk.show([_listed(desk, rule) for rule in _tables(rulebook)["rules"]], _RULES)


@command("rule_show")
@argument("rule", metavar="RULE")
@option("--version", "version", metavar="VERSION")
def rule_show(desk: Desk, *, rule: str, version: str | None) -> None:
    """One rule in full, with its texts."""
    from goodpoints.services.rulebook_diff import flat

    with desk.reading() as book:
        rulebook = book.rules.rulebook(version, day=desk.settings.at)
    rulebook.rule(rule)
    told = next(one for one in _tables(rulebook)["rules"] if one["code"] == rule)
    lines = [("version", rulebook.version), ("valid_from", rulebook.valid_from), *flat(told)]
    desk.show([{"key": key, "value": _cell(value)} for key, value in lines], _KEYS)


@command("rule_check")
@argument("file", metavar="FILE", type=_FILE)
def rule_check(desk: Desk, file: Path) -> None:
    """Read a rulebook's file and tell every mistake, everything unlawful, every gap."""
    from goodpoints.domain.bank.rulebook.lint import lint, lint_rules
    from goodpoints.services.rulebook_file import survey

    found = survey(_text(file))
    remarks = lint_rules(found.rules) if found.rulebook is None else lint(found.rulebook)
    desk.show([_told(desk, remark) for remark in remarks], _REMARKS)
    if found.problems:
        raise MistakenInput("rulebook_file", problems=list(found.problems))
    counts = {level: sum(one.level == level for one in remarks) for level in ("error", "warning", "hint")}
    desk.say("rule.checked", file=file.name, errors=counts["error"], warnings=counts["warning"], hints=counts["hint"])
    if counts["error"]:
        raise Finished(_UNLAWFUL)


@command("rule_diff")
@argument("old", metavar="OLD")
@argument("new", metavar="NEW")
def rule_diff(desk: Desk, old: str, new: str) -> None:
    """What changes from one rulebook to another; each is a file, or a version in the book."""
    from goodpoints.services.rulebook_diff import differences

    changes = differences(*(_named(desk, name) for name in (old, new)))
    lines = [change._asdict() | {"before": _cell(change.before), "after": _cell(change.after)} for change in changes]
    if not desk.for_programs:
        lines = [line | {"change": desk.words.word("change", line["change"])} for line in lines]
    desk.show(lines, _CHANGES)
    if not changes:
        desk.say("rule.same")


@command("rule_adopt")
@argument("file", metavar="FILE", type=_FILE)
@option("--despite-errors", is_flag=True)
def rule_adopt(desk: Desk, *, file: Path, despite_errors: bool) -> None:
    """Write down a rulebook that a meeting has passed; it holds from its own day on."""
    from goodpoints.domain.bank.rulebook.lint import lint

    rulebook = _read(file)
    errors = [remark for remark in lint(rulebook) if remark.level == "error"]
    if errors and not despite_errors:
        desk.show([_told(desk, remark) for remark in errors], _REMARKS)
        desk.say("rule.unlawful", count=len(errors), flag="--despite-errors")
        raise Finished(_UNLAWFUL)
    with desk.acting() as acts:
        acts.took(acts.book.rules.adopt_rulebook(rulebook, key=acts.key()))


@command("rule_load")
@argument("sheet", metavar="SHEET", type=_FILE)
@option("--with", "beside", type=_FILE, metavar="FILE")
@option("--version", "version", metavar="VERSION")
def rule_load(desk: Desk, *, sheet: Path, beside: Path | None, version: str | None) -> None:
    """Turn a sheet of rules into a rulebook's file."""
    from goodpoints.book.rulesheets import load_rulebooks
    from goodpoints.cli.commands.taken_in import tell_bad
    from goodpoints.services.rulebook_text import rulebook_text

    made = load_rulebooks(sheet, _text(beside) if beside else "")
    if made.bad_rows:
        tell_bad(desk, made.bad_rows)
    found = [one for one in made.rulebooks if version in {None, one.version}]
    if len(found) != 1:
        told = ", ".join(one.version for one in made.rulebooks)
        raise NotFound("which_version", version=version or "", known=told, flag="--version")
    desk.put(rulebook_text(found[0]).rstrip("\n"))


@command("rule_try")
@argument("new", metavar="NEW", type=_FILE)
@option("--since", "deeds_since", type=DAY, required=True)
@option("--deeds", is_flag=True)
def rule_try(desk: Desk, *, new: Path, deeds_since: dt.date, deeds: bool) -> None:
    """What past deeds would be worth under a draft, by household or deed by deed; nothing is written."""
    from goodpoints.domain.amounts import shown
    from goodpoints.domain.bank.rerating import only_changed, shortfalls

    rulebook = _read(new)
    with desk.reading() as book:
        plan = book.rules.try_rulebook(rulebook, deeds_since)
        have = {balance.household: balance.available for balance in book.balances()}
    told = partial(shown, scale=rulebook.scale)
    if deeds:
        desk.show([_deed(one, told) for one in only_changed(plan.deeds)], _DEEDS)
    else:
        owed = shortfalls(plan, have)
        desk.show([_household(number, sums, owed, told) for number, sums in plan.households().items()], _TRIED)
    cost, count = plan.after - plan.before, len(only_changed(plan.deeds))
    facts = {"before": told(plan.before), "after": told(plan.after), "difference": told(cost), "unit": rulebook.unit}
    desk.say("rule.tried", deeds=len(plan.deeds), count=count, households=len(plan.households()), **facts)


@command("rule_rerate")
@argument("new", metavar="NEW", type=_FILE)
@option("--approved-by", "approved_by", multiple=True, required=True, metavar="NAME")
@option("-m", "--reason", default="", metavar="TEXT")
def rule_rerate(desk: Desk, *, new: Path, approved_by: tuple[str, ...], reason: str) -> None:
    """Judge past deeds anew under a rulebook that two people have approved: reversals and new credits."""
    from goodpoints.domain.bank.rerate import Rerate

    rulebook = _read(new)
    desk.confirm("ask.rerate", version=rulebook.version, since=rulebook.valid_from)
    with desk.acting() as acts:
        by = tuple(acts.party(name) for name in approved_by)
        for receipt in acts.book.rules.rerate(
            Rerate(acts.day, rulebook=rulebook, approved_by=by, reason=reason), key=acts.key()
        ):
            acts.took(receipt)


def _deed(one: Rerated, told: Callable[[int], str]) -> Line:
    line: dict[str, Cell] = {"claim": one.claim, "household": one.household, "rule": one.rule, "day": one.deed_day}
    points: dict[str, Cell] = {"before": told(one.before), "after": told(one.after), "difference": told(one.difference)}
    return line | points | {"note": one.note}


def _household(number: str, sums: tuple[int, int], owed: dict[str, int], told: Callable[[int], str]) -> Line:
    before, after = sums
    points: dict[str, Cell] = {"before": told(before), "after": told(after), "difference": told(after - before)}
    return {"household": number, **points, "debt": told(owed.get(number, 0))}


def _named(desk: Desk, name: str) -> Rulebook:
    """A rulebook by its file, or by its version in the book."""
    path = Path(name)
    if path.suffix.lower() == ".toml" or path.exists():
        return _read(path)
    with desk.reading() as book:
        return _version(book, name)


def _version(book: Book, name: str) -> Rulebook:
    return book.rules.rulebook(name)


def _read(path: Path) -> Rulebook:
    from goodpoints.services.rulebook_file import read_rulebook

    return read_rulebook(_text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MistakenInput("not_text", file=path.name) from error


def _tables(rulebook: Rulebook) -> dict[str, Any]:
    from goodpoints.services.rulebook_text import tables_of

    return tables_of(rulebook)


def _listed(desk: Desk, rule: dict[str, Any]) -> Line:
    """A rule as a row: keys and codes for programs, words for people."""
    line = {name: rule.get(name, _DEFAULTS.get(name, "")) for name in _RULES}
    if not desk.for_programs:
        said = {name: _in_words(desk, line[name]) for name in ("scoring", "caps")}
        line |= said | {"sign": desk.words.word("sign", line["sign"])}
    return {name: _cell(value) for name, value in line.items()}


def _in_words(desk: Desk, value: Any) -> Any:  # noqa: ANN401 - a table of a file, or a list of them
    if isinstance(value, list):
        return [_in_words(desk, one) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: desk.words.word(_SPOKEN[name], one) if name in _SPOKEN else one for name, one in value.items()}
    return {desk.words.word("rulekey", name): _in_words(desk, one) for name, one in told.items()}


def _told(desk: Desk, remark: Remark) -> Line:
    facts = dict(remark.facts)
    if "matter" in facts:
        facts["matter"] = desk.words.word("matter", facts["matter"])
    laws = [desk.words.word("law", law) for law in _laws(remark)]
    told = desk.words.told_of(remark.code, facts | {"law": desk.words.text("comma").join(laws)})
    level = remark.level if desk.for_programs else desk.words.word("level", remark.level)
    line: Line = {"level": level, "code": remark.code, "rule": remark.rule, "message": told.message, "hint": told.hint}
    return line


def _laws(remark: Remark) -> list[object]:
    laws = remark.facts.get("laws", remark.facts.get("law", []))
    return list(laws) if isinstance(laws, list) else [laws]


def _cell(value: Any) -> Cell:  # noqa: ANN401 - whatever a file's table holds
    """Days and exact numbers as text, tables and lists with theirs."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, list):
        return [_cell(one) for one in value]
    if isinstance(value, dict):
        return {key: _cell(one) for key, one in value.items()}
    return str(value)
