"""What a careful reader would say of a rulebook before the meeting passes it: everything, at once.

Errors touch what no village rule may touch; warnings are gaps that villagers will quarrel about; hints are advice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final

from attrs import field, frozen

from goodpoints.domain.bank.rulebook.protected import BY_AUTHORITY, ERROR, HINT, MATTERS, WARNING, Matter
from goodpoints.domain.bank.rulebook.scales import Range, Tiers
from goodpoints.domain.bank.rulebook.values import Resolution, Rule, Rulebook
from goodpoints.errors import Fact

LEVELS: Final = (ERROR, WARNING, HINT)
_FEWEST_JUDGES: Final = 3
"""Source: the village practice of three judges for each group (deliberation by group, every month)."""

_SHORTEST_NOTICE: Final = 3
_LONGEST_QUOTE: Final = 30
_SHORTEST_TITLE: Final = 4
_MARKS: Final = re.compile(r"[\s\"'“”‘’()\[\]【】《》<>·—-]+")


@frozen
class Remark:
    """One remark on a rulebook.

    Args:
        level: "error", "warning" or "hint".
        code: Stable; its sentence lives in the catalogues.
        rule: Code of the rule; empty where it is about the rulebook.
        facts: What the sentence needs.
    """

    level: str
    code: str
    rule: str = ""
    facts: dict[str, Fact] = field(factory=dict)


def lint(rulebook: Rulebook) -> list[Remark]:
    """Every remark, the gravest first, then in the order of the rules."""
    return _sorted([*_head(rulebook), *_of_rules(rulebook.rules)])


def lint_rules(rules: Sequence[Rule]) -> list[Remark]:
    """The same of rules alone, where the rest of a file cannot be understood yet."""
    return _sorted(_of_rules(rules))


def _sorted(remarks: Iterator[Remark] | list[Remark]) -> list[Remark]:
    return sorted(remarks, key=lambda one: LEVELS.index(one.level))


def _of_rules(rules: Sequence[Rule]) -> Iterator[Remark]:
    for rule in rules:
        yield from _protected(rule)
        yield from _limits(rule)
        yield from _texts(rule)
        yield from _procedure(rule)
    yield from _overlapping(rules)


def _head(rulebook: Rulebook) -> Iterator[Remark]:
    if rulebook.judges < _FEWEST_JUDGES:
        yield Remark(WARNING, "lint_few_judges", facts={"judges": rulebook.judges, "fewest": _FEWEST_JUDGES})
    if rulebook.notice_days < _SHORTEST_NOTICE:
        yield Remark(WARNING, "lint_short_notice", facts={"days": rulebook.notice_days, "shortest": _SHORTEST_NOTICE})
    if "judge_reviewer" not in rulebook.separate:
        yield Remark(WARNING, "lint_own_reviewer")
    yield from _passed(rulebook.resolution)


def _passed(resolution: Resolution | None) -> Iterator[Remark]:
    """Whether more than half of those present were for it. Source: Organic Law of the Villagers' Committees, 22 and 26."""
    if resolution is None:
        yield Remark(WARNING, "lint_no_resolution", facts={"law": "organic_27"})
        return
    told: dict[str, Fact] = {"votes": resolution.votes, "present": resolution.present, "law": "organic_22"}
    if not resolution.present:
        yield Remark(HINT, "lint_no_count", facts={"law": "organic_22"})
    elif 2 * resolution.votes <= resolution.present:
        yield Remark(ERROR, "lint_no_majority", facts=told)


def _limits(rule: Rule) -> Iterator[Remark]:
    if rule.sign == "minus" and not any(cap.kind == "points" for cap in rule.caps):
        yield Remark(WARNING, "lint_no_ceiling", rule.code)
    if rule.sign == "plus" and not rule.caps and not isinstance(rule.scoring, Tiers):
        yield Remark(WARNING, "lint_no_cap", rule.code)
    if rule.veto is not None and not rule.veto.months and not rule.veto.repair:
        yield Remark(WARNING, "lint_endless_veto", rule.code)
    elif rule.veto is not None and not rule.veto.repair:
        yield Remark(HINT, "lint_no_repair", rule.code)


def _texts(rule: Rule) -> Iterator[Remark]:
    takes = rule.sign != "plus"
    if not rule.text:
        yield Remark(WARNING if takes else HINT, "lint_no_text", rule.code)
    if takes and not rule.legal_basis:
        yield Remark(WARNING, "lint_no_legal_basis", rule.code)
    if isinstance(rule.scoring, Range) and not rule.criteria:
        yield Remark(WARNING, "lint_no_criteria", rule.code)


def _procedure(rule: Rule) -> Iterator[Remark]:
    takes = rule.sign != "plus"
    if rule.decided_by != "panel":
        yield Remark(WARNING if takes else HINT, "lint_no_panel", rule.code)
    if not rule.notice:
        yield Remark(WARNING if takes else HINT, "lint_no_notice", rule.code)


def _overlapping(rules: Sequence[Rule]) -> Iterator[Remark]:
    """Rules under which one act may be claimed twice: by their titles, unless they are of one group."""
    titles = {rule.code: _bare(rule.title) for rule in rules}
    for one, other in combinations(rules, 2):
        if one.sign != other.sign or (one.highest and other.highest and one.highest.group == other.highest.group):
            continue
        if _alike(titles[one.code], titles[other.code]):
            yield Remark(WARNING, "lint_overlap", other.code, {"other": one.code})


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= _SHORTEST_TITLE and shorter in longer)


def _protected(rule: Rule) -> Iterator[Remark]:
    text = _bare("，".join(filter(None, (rule.title, rule.text, rule.criteria))))
    for matter in MATTERS:
        found = touches(matter, rule.sign, text)
        if found:
            level = WARNING if _authority().search(text) else matter.level
            told: dict[str, Fact] = {"matter": matter.code, "quote": found[:_LONGEST_QUOTE], "laws": list(matter.laws)}
            yield Remark(level, "lint_protected", rule.code, told)


def touches(matter: Matter, sign: str, text: str) -> str:
    """What of a rule's text touches the matter, as it stands there; empty where nothing does."""
    rest = _bare(text)
    for pattern in _patterns(matter.lawful):
        rest = pattern.sub("。", rest)
    wrong = (*matter.either, *(matter.keeping_still if sign == "plus" else matter.against))
    found = next((hit for pattern in _patterns(wrong) if (hit := pattern.search(rest))), None)
    return found[0] if found else ""


def _bare(text: str) -> str:
    """A text as it is searched: one width, one case, no blanks and quotation marks, Chinese stops."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return plain.translate(_STOPS)


_STOPS: Final = str.maketrans({",": "，", ".": "。", ";": "；", "、": "，", "!": "。", "?": "。", ":": "，"})


@lru_cache(maxsize=128)
def _patterns(sources: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(source) for source in sources)


@lru_cache(maxsize=1)
def _authority() -> re.Pattern[str]:
    return re.compile(BY_AUTHORITY)
