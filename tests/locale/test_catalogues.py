"""The catalogues: complete, equal in their facts, and compiled."""

from __future__ import annotations

import ast
import gettext
import io
import string
from functools import cache
from pathlib import Path
from typing import Final

import click
import pytest

from goodpoints import i18n
from goodpoints.cli.group import Verbs
from goodpoints.cli.kit import SHOWN, Arg
from goodpoints.cli.main import goodpoints
from goodpoints.domain.programmes import KINDS
from goodpoints.errors import MistakenInput, RefusedByRule, StorageError
from goodpoints.i18n import CATALOGUES, DOMAIN, FOLDER, LANGUAGES, Translator, preferred, spoken
from tests.locale.codes import ELSEWHERE, codes, trees

LOCALES: Final = {"zh": "zh_CN", "en": "en"}
CHINESE, ENGLISH = Translator("zh"), Translator("en")


@cache
def _texts_in(name: str, lang: str) -> dict[str, str]:
    """One catalogue's own texts: what has a plural belongs to click."""
    with (FOLDER / LOCALES[lang] / "LC_MESSAGES" / f"{name}.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    known = vars(catalogue)["_catalog"]
    return {key: text for key, text in known.items() if isinstance(key, str) and key}


@cache
def _texts(lang: str) -> dict[str, str]:
    """The texts of all catalogues of a language."""
    return {key: text for name in CATALOGUES for key, text in _texts_in(name, lang).items()}


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_error_has_two_texts(code: str) -> None:
    """What happened and what to do next, in Chinese and English."""
    lines = [_texts(lang).get(code, "").count("\n") for lang in LANGUAGES]

    assert lines == [1, 1]


@pytest.mark.parametrize("key", sorted(_texts("en")))
def test_both_languages_tell_the_same_facts(key: str) -> None:
    """No number is told in one language only."""
    assert _placeholders(_texts("zh")[key]) == _placeholders(_texts("en")[key])


def test_no_text_stands_in_two_catalogues() -> None:
    """A programme's catalogue adds; it never says again, or otherwise, what another says."""
    keys = [key for name in CATALOGUES for key in _texts_in(name, "zh")]

    assert len(keys) == len(set(keys))


def test_every_catalogue_is_looked_into() -> None:
    """A source that no list names would be shown to nobody."""
    sources = {path.stem for path in FOLDER.glob("*/LC_MESSAGES/*.po")}

    assert sources == set(CATALOGUES)


def test_a_programmes_catalogue_is_read_only_when_one_of_its_texts_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A village without a moral bank does not wait for its sentences."""
    read: list[str] = []
    known = gettext.translation(DOMAIN, FOLDER, ["en"])

    def noted(_lang: str, name: str) -> gettext.NullTranslations:
        read.append(name)
        return known

    monkeypatch.setattr(i18n, "_catalogue", noted)
    Translator("en").text("unchanged")

    assert set(read) == {DOMAIN}


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_compiled_catalogue_is_current(lang: str, name: str) -> None:
    """Whoever changes a .po runs tools/compile_catalogues.py."""
    pytest.importorskip("babel", reason="compiling needs babel, which is in the extra dev")
    from tools.compile_catalogues import compiled

    source = FOLDER / LOCALES[lang] / "LC_MESSAGES" / f"{name}.po"

    assert _contents(source.with_suffix(".mo").read_bytes()) == _contents(compiled(source))


def _contents(compiled: bytes) -> dict[object, str]:
    """All texts but the header, which bears babel's version."""
    catalogue = vars(gettext.GNUTranslations(io.BytesIO(compiled)))["_catalog"]
    return {key: text for key, text in catalogue.items() if key}


@pytest.mark.parametrize("code", sorted(code for code, facts in codes().items() if facts and ELSEWHERE not in facts))
def test_a_sentence_speaks_only_of_facts_that_its_error_has(code: str) -> None:
    """Nobody reads a question mark where a number should be."""
    known = codes()[code] | {"got", "household", "person", "key", "told", "field"}

    assert _placeholders(_texts("en")[code]) - known == set()


def _asked_for() -> set[str]:
    """Message keys that stand in the command line's source, and in its parameters."""
    keys = {f"kind.{kind}" for kind in KINDS}
    for path, tree in trees().items():
        if "cli" in path.parts:
            keys |= {key for call in ast.walk(tree) if isinstance(call, ast.Call) for key in _keys_in(call)}
    return keys | _of_parameters(goodpoints, click.Context(goodpoints))


def _keys_in(call: ast.Call) -> set[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name not in {"text", "say", "confirm"} or not call.args:
        return set()
    branches = [call.args[0].body, call.args[0].orelse] if isinstance(call.args[0], ast.IfExp) else [call.args[0]]
    return {
        part.value for part in branches if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
    }


def _of_parameters(group: Verbs, ctx: click.Context) -> set[str]:
    keys = {f"opt.{param.name}" for param in SHOWN}
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        if isinstance(command, Verbs):
            keys |= _of_parameters(command, ctx) | {f"help.{command.noun}"}
            continue
        keys |= {f"{'arg' if isinstance(param, Arg) else 'opt'}.{param.name}" for param in command.params}
        keys.add(f"help.{vars(command)['key']}")
    return keys


@pytest.mark.parametrize("key", sorted(_asked_for()))
def test_every_message_has_its_texts(key: str) -> None:
    """Help, options, words: nothing shows as a bare key."""
    assert [translator.knows(key) for translator in (CHINESE, ENGLISH)] == [True, True]


def test_every_column_has_its_header() -> None:
    """Each column that a command shows."""
    columns = {
        part.value
        for path, tree in trees().items()
        if "commands" in path.parts or ("cli" in path.parts and path.name == "desk.py")
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple)
        for part in node.value.elts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }

    assert {column for column in columns if not CHINESE.knows(f"col.{column}")} == set()


def test_click_still_says_what_we_translate() -> None:
    """A new click may word its messages anew; then the Chinese catalogue follows."""
    source = "".join(path.read_text(encoding="utf-8") for path in Path(click.__file__).parent.glob("*.py"))
    literals = {node.value for node in ast.walk(ast.parse(source)) if _is_text(node)}  # type: ignore[attr-defined]  # _is_text has looked
    translated = {key for key in _texts("zh") if key not in _texts("en")}

    assert translated - literals == set()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_amounts_are_told_in_the_scale_of_their_unit() -> None:
    """2600 steps of three decimals are 2.6."""
    error = RefusedByRule("below_min_lot", material="纸板", quantity=600, minimum=2600, scale=3)

    assert ENGLISH.reason(error.code, error.facts) == "纸板 is taken from 2.6 at a time; this is only 0.6."


def test_codes_in_facts_are_told_as_words() -> None:
    """A period, a field, a kind."""
    told = CHINESE.reason("limit_reached", {"item": "肥皂", "limit": 2, "had": 1, "wanted": 2, "period": "quarter"})

    assert told == "肥皂 每户每季限兑 2 件：已兑 1 件，这次要 2 件。"


@pytest.mark.parametrize("code", ["bad_date", "bad_list"])
@pytest.mark.parametrize("translator", [CHINESE, ENGLISH])
def test_a_private_cells_mistake_says_that_it_is_not_shown(translator: Translator, code: str) -> None:
    """Instead of quotes with nothing between them, or a question mark."""
    told = translator.reason(code, {})

    assert told == translator.text(f"{code}.hidden").partition("\n")[0]


@pytest.mark.parametrize(
    ("code", "told"), [("bad_date", "The date is missing."), ("bad_number", "The number is missing.")]
)
def test_an_empty_cell_is_told_as_empty(code: str, told: str) -> None:
    """Nothing is quoted where nothing stands."""
    assert ENGLISH.reason(code, {"given": ""}) == told


def test_a_sentence_says_what_happened_that_nothing_was_written_and_what_to_do() -> None:
    """In this order."""
    told = ENGLISH.sentence(MistakenInput("unknown_scheme", scheme="oracle"))

    assert (
        told
        == "A book cannot lie at “oracle:”. The book is unchanged.\nUse a path, sqlite:FILE, or postgresql://SERVER/DATABASE."
    )


@pytest.mark.parametrize("translator", [CHINESE, ENGLISH])
def test_an_unknown_outcome_is_not_said_to_be_none(translator: Translator) -> None:
    """Where nobody knows whether it was written, nobody says that it was not."""
    told = translator.sentence(StorageError("outcome_unknown", again=1))

    assert translator.text("unchanged") not in told


def test_households_that_are_not_all_told_end_with_dots() -> None:
    """Ten of twelve are listed."""
    told = CHINESE.reason("ambiguous_name", {"households": "0001, 0002", "count": 12})

    assert told == "这个姓名对应 12 户：0001、0002、…。"


def test_a_list_of_reasons_ends_before_what_was_not_done() -> None:
    """On a line of its own, without a gap before it."""
    refused = RefusedByRule("already_open", book="b")
    refused.reasons = (refused, RefusedByRule("already_open", book="c"))
    told = ENGLISH.told(refused)

    assert told.message.splitlines()[-1] == "The book is unchanged."


def test_an_error_without_a_text_is_still_told() -> None:
    """With its code and facts; a sentence never fails."""
    told = ENGLISH.sentence(MistakenInput("never_heard_of", number=7))

    assert told == "Not done: never_heard_of (number=7). The book is unchanged."


def test_long_lists_are_cut() -> None:
    """Twenty are told, the rest is counted."""
    problems = [{"path": f"p{n}", "code": "missing_key", "got": "", "allowed": "text"} for n in range(25)]
    lines = CHINESE.sentence(MistakenInput("policy_file", problems=problems)).splitlines()

    assert (len(lines), lines[21]) == (24, "  …… 还有 5 条")


def test_another_librarys_messages_are_ours_for_the_time_being() -> None:
    """A library speaks Chinese inside, and its own English after."""
    with spoken("zh"):
        inside = gettext.gettext("Missing argument")

    assert (inside, gettext.gettext("Missing argument")) == ("缺少参数", "Missing argument")


def test_the_system_decides_where_no_variable_does() -> None:
    """As on Windows, which sets none."""
    assert (preferred({}, "zh_CN"), preferred({}, ""), preferred({"LANG": "en"}, "zh_CN")) == ("zh", "en", "en")
