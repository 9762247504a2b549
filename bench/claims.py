"""A moral bank's registers into a book, beside as many weigh-ins: claims, panels, notices, and the credits that follow."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from bench.figures import Figure, Turns
from bench.imports import weigh_in_lines
from bench.village import open_village
from goodpoints import Policy, open_book
from goodpoints.book.intake import Wish, import_files, import_into
from goodpoints.domain.policy import Expiry, ImportRules, Reward, RulebookRemarks

_OPENED: Final = dt.date(2025, 1, 1)
_DAYS: Final = 330
_HOUSEHOLDS: Final = 446
_JUDGES: Final = 14
_ON_A_PANEL: Final = 5
_ON_A_NOTICE: Final = 45
_RULES: Final = (
    "A01,义务清扫街道,按量,2,半天,,12,月",
    "A02,参加集体环境整治,固定,5,次,,,",
    "B03,帮助邻里,固定,1,次,,2,月",
    "B06,志愿服务累计时长,累计阶梯,,小时,10→2;20→5;50→10;80→15;100→20,,",
)
_POLICY: Final = Policy(
    reward=Reward("分", "points", 1),
    expiry=Expiry("never"),
    imports=ImportRules(actor="operator"),
    rulebook=RulebookRemarks.of({"notice_days": 5}),
)
_TURNS: Final = 3
_COUNTED: Final = frozenset({"claim", "panel", "notice", "credit"})


def claims(folder: Path, count: int) -> list[Figure]:
    """So many claims, each judged, shown and credited, in one import; the same number of rows of weigh-ins in turn.

    Args:
        folder: For files and books.
        count: Claims; rows are about twice as many.
    """
    registers = folder / "claims"
    registers.mkdir()
    rows = sum(_write(registers / f"{name}.csv", lines) for name, lines in _registers(count)) - _HOUSEHOLDS
    weighed = folder / "weigh-ins.csv"
    _write(weighed, weigh_in_lines(rows))
    turns = Turns()
    for turn in range(_TURNS):
        turns.take(
            partial(_claims, folder / f"claims{turn}.db", registers),
            partial(_weighed, folder / f"weighed{turn}.db", weighed),
        )
    ours, theirs = turns.rates(rows)
    acts = _acts(folder / "claims0.db")
    return [
        Figure(f"rows a second of {count:,} claims with panel, notice and credit", ours, "/s"),
        Figure("rows a second of as many weigh-ins", theirs, "/s"),
        Figure("claims by weigh-ins, row by row", turns.ratio()),
        Figure("claims by weigh-ins, act by act: a credit is one without a row", turns.ratio() * acts / rows, goal=0.5),
    ]


def _acts(path: Path) -> int:
    """Claims, panels, notices and credits: what an import of claims writes, while a weigh-in is one row and one act."""
    with open_book(str(path)) as book:
        return sum(entry.kind in _COUNTED for entry in book.entries_on(_OPENED, _OPENED + dt.timedelta(days=2 * _DAYS)))


def _claims(path: Path, registers: Path) -> None:
    import_into(str(path), [registers], book="bench", policy=_POLICY, wish=Wish(commit=True))


def _weighed(path: Path, file: Path) -> None:
    village = open_village(path)
    import_files(village.book, [file], Wish(commit=True))
    village.book.close()


def _registers(count: int) -> Iterator[tuple[str, list[str]]]:
    households = [f"{number:04d}" for number in range(1, _HOUSEHOLDS + 1)]
    yield "户籍", ["户号,人员编号,姓名,与户主关系", *[f"{h},{h}-1,何{n},户主" for n, h in enumerate(households)]]
    yield "积分细则2025", ["编号,名称,计分方式,分值,计量单位,阶梯表,上限分,上限周期", *_RULES]
    chance = random.Random(4)  # noqa: S311 - a sample, no secret
    days = [_OPENED + dt.timedelta(days=number * _DAYS // count) for number in range(count)]
    codes = [f"2025-{number:05d}" for number in range(1, count + 1)]
    told = [f"{code},{day},{day},{_deed(chance, households)}" for code, day in zip(codes, days, strict=True)]
    yield "申报", ["申报编号,行为日期,申报日期,户号,细则编号,数量,申报方式", *told]
    yield "评议", ["申报编号,评议日期,评议员,结论", *map(partial(_panel, chance), codes, days)]
    yield "公示", ["公示编号,公示起,公示止,申报编号", *_notices(codes, days)]


def _deed(chance: random.Random, households: list[str]) -> str:
    return f"{chance.choice(households)},{chance.choice(_RULES)[:3]},{chance.randint(1, 4)},网格员"


def _panel(chance: random.Random, code: str, day: dt.date) -> str:
    judges = chance.sample(range(_JUDGES), _ON_A_PANEL)
    return f"{code},{day + dt.timedelta(days=3)},{'、'.join(f'评议{n}(9{n:03d})' for n in judges)},通过"


def _notices(codes: list[str], days: list[dt.date]) -> Iterator[str]:
    for number, at in enumerate(range(0, len(codes), _ON_A_NOTICE), 1):
        shown = codes[at : at + _ON_A_NOTICE]
        first = days[min(at + _ON_A_NOTICE, len(days)) - 1] + dt.timedelta(days=4)
        yield f"GS{number:04d},{first},{first + dt.timedelta(days=4)},{'、'.join(shown)}"


def _write(path: Path, lines: Iterable[str]) -> int:
    """Write a register; how many rows it has."""
    rows = [line.split(",") for line in lines]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return len(rows) - 1
