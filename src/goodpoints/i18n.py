"""Sentences for people: error codes and message keys become Chinese or English.

The catalogues in `locale/` have an error's code, or a message's key, as msgid. An error's text has two lines:
what happened, and what to do next. A programme brings its own catalogue beside the house's; it is read when a text
that the house's lacks is asked for.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from goodpoints.domain.steps import shown
from goodpoints.errors import Fact, GoodpointsError, RefusedByRule

LANGUAGES: Final = ("zh", "en")
DOMAIN: Final = "goodpoints"
CATALOGUES: Final = (DOMAIN, "bank", "rulebook", "bank_office")
"""The house's catalogue, then those of the programmes, in the order in which a text is looked for."""

FOLDER: Final = Path(__file__).with_name("locale")

_LOCALES: Final = {"zh": "zh_CN", "en": "en"}
_STEPS: Final = frozenset({"wanted", "available", "debt", "quantity", "minimum", "room", "below", "above"})
"""Facts that are whole steps wherever a `scale` stands beside them."""

_CODED: Final = {
    "field": "field", "period": "period", "kind": "kind", "register": "kind", "allowed": "allowed",
    "unit_kind": "unit_kind", "status": "claim_status", "duties": "duties", "way": "way", "why": "why", "role": "role", "act": "kind",
    "actor": "actor",
}  # fmt: skip
"""Facts that may be codes, and the family in which these have their words: `field.household`."""

_SAID: Final = frozenset({"role"})
"""Fields whose values may be typed as words, so that what is allowed is told in words."""

_UNSURE: Final = frozenset({"outcome_unknown"})
"""Errors after which nobody knows whether the book is unchanged."""

_OPTIONAL: Final = ("household", "person", "key", "told", "field")
"""Facts that only some errors of a code have."""

_MOST: Final = 20
"""So many single mistakes are told; the rest is counted."""


class Told(NamedTuple):
    """An error in words.

    Attributes:
        message: What happened, with every reason and mistake, and that nothing was written.
        hint: What to do next.
    """

    message: str
    hint: str


class Translator:
    """One language.

    Args:
        lang: "zh" or "en"; anything else is taken for English.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._space = "" if self.lang == "zh" else " "

    def knows(self, key: str) -> bool:
        """Whether a catalogue has a text for the key."""
        return self._found(key) != key

    def text(self, key: str, /, **facts: object) -> str:
        """The text of a key with its facts; the key itself where every catalogue lacks it."""
        found = self._found(key)
        return key if found == key else found.format_map(_Facts(facts))

    def _found(self, key: str) -> str:
        """The text of a key, from the first catalogue that has it: none is read before it is needed."""
        texts = (_catalogue(self.lang, name).gettext(key) for name in CATALOGUES)
        return next((text for text in texts if text != key), key)

    def word(self, family: str, code: object) -> str:
        """The word for a code of a family (`kind.weigh_in`), or the code where it has none."""
        key = f"{family}.{code}"
        return self.text(key) if self.knows(key) else str(code)

    def told(self, error: GoodpointsError) -> Told:
        """An error as message and hint."""
        message, hint = self.told_of(error.code, error.facts)
        if isinstance(error, RefusedByRule) and len(error.reasons) > 1:
            reasons = [self.told_of(reason.code, reason.facts)[0] for reason in error.reasons]
            message = self._listed(self.text("refused.several", count=len(reasons)), reasons)
        for name, tell in (("problems", self.problem), ("rows", self.row)):
            told = error.facts.get(name)
            if isinstance(told, list):
                message = self._listed(message, [tell(one) for one in told])
        if error.code in _UNSURE:
            return Told(message, hint)
        kept = error.facts.get("kept")
        left = self.text("kept_upto", entry=kept) if kept else self.text("unchanged")
        gap = "" if message.endswith("\n") else self._space
        return Told(f"{message}{gap}{left}", hint)

    def sentence(self, error: GoodpointsError) -> str:
        """An error in full: what happened, what was not done, what to do next."""
        message, hint = self.told(error)
        return f"{message}\n{hint}" if hint else message

    def reason(self, code: str, facts: Mapping[str, Fact]) -> str:
        """What happened, for one code: a reason of a refusal, a bad row, a finding."""
        return self.told_of(code, facts)[0]

    def problem(self, problem: Mapping[str, Fact]) -> str:
        """One mistake of a file, at its path."""
        return self.text("at", place=problem.get("path", ""), told=self.told_of(str(problem["code"]), problem)[0])

    def row(self, row: Mapping[str, Fact]) -> str:
        """One row of a file, and the entry it became."""
        return self.text("at.row", **row)

    def told_of(self, code: str, facts: Mapping[str, Fact]) -> Told:
        """What one code says: what happened, and what to do next."""
        if not self.knows(code):
            return Told(self.text("unknown_error", code=code, facts=_plain(facts)), "")
        told, _, hint = self.text(self._wording(code, facts), **self._shown(facts)).partition("\n")
        return Told(told.strip(), hint)

    def _wording(self, code: str, facts: Mapping[str, Fact]) -> str:
        """The key of the text that fits: nobody reads quotes with nothing between them.

        A private cell's text stays in its file, so that a mistake in it has no word of what stood there.
        """
        got = facts.get("got", facts.get("given", facts.get("files")))
        key = f"{code}.hidden" if got is None else code if got else f"{code}.empty"
        return key if self.knows(key) else code

    def _shown(self, facts: Mapping[str, Fact]) -> dict[str, object]:
        """Facts as people read them: steps in the unit's scale, codes as words, lists joined."""
        scale = facts.get("scale")
        told: dict[str, object] = {**dict.fromkeys(_OPTIONAL, ""), "got": facts.get("given", "")}
        for name, value in facts.items():
            if name in _STEPS and isinstance(value, int) and isinstance(scale, int):
                told[name] = shown(value, scale)
            elif name == "allowed" and facts.get("field") in _SAID:
                told[name] = self._choices(str(facts["field"]), value)
            elif name == "households":
                told[name] = self._households(value, facts.get("count"))
            elif name in _CODED:
                told[name] = self.word(_CODED[name], value)
            else:
                told[name] = self.text("comma").join(map(str, value)) if isinstance(value, list) else value
        return told

    def _choices(self, family: str, value: Fact) -> str:
        """Codes of a family as words."""
        return self.text("comma").join(self.word(family, code) for code in str(value).split(", "))

    def _households(self, value: Fact, count: Fact | None) -> str:
        """The numbers of households, and that there are more where not all are told."""
        numbers = value if isinstance(value, list) else str(value).split(", ")
        more = ["…"] if isinstance(count, int) and count > len(numbers) else []
        return self.text("comma").join([*map(str, numbers), *more])

    def _listed(self, head: str, lines: Sequence[str]) -> str:
        told = [self.text("listed", number=number, told=line) for number, line in enumerate(lines[:_MOST], 1)]
        if len(lines) > _MOST:
            told.append(self.text("and_more", count=len(lines) - _MOST))
        return "\n".join([head, *told, ""])


class _Facts(dict[str, object]):
    """Facts of a text; one that is missing shows as a question mark, since a sentence must never fail."""

    def __missing__(self, _name: str) -> str:
        return "?"


def _plain(facts: Mapping[str, Fact]) -> str:
    return ", ".join(f"{name}={value}" for name, value in facts.items())


@lru_cache(maxsize=8)
def _catalogue(lang: str, name: str) -> gettext.NullTranslations:
    return gettext.translation(name, FOLDER, [_LOCALES[lang]], fallback=True)


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """Let other libraries' own messages (click's) come from our catalogues, in this language, until the end."""
    before_domain, before_language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = _LOCALES.get(lang, "en")
    try:
        yield
    finally:
        gettext.textdomain(before_domain)
        if before_language is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before_language


def preferred(environ: Mapping[str, str], system: str = "") -> str:
    """The language the surroundings ask for: GOODPOINTS_LANG, else the locale's variables, else the system's own."""
    for name in ("GOODPOINTS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        said = environ.get(name, "")
        if said:
            return "zh" if said.lower().startswith("zh") else "en"
    return "zh" if system.lower().startswith("zh") else "en"
