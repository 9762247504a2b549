"""Sheets into a book, end to end: rows a second, memory at several lengths, a year in a folder, a file of nonsense."""

from __future__ import annotations

import csv
import datetime as dt
import random
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from bench.figures import Figure, took
from bench.peak import peak
from bench.village import DAYS, HOUSEHOLDS, ITEM, MATERIALS, OPENED, open_village
from goodpoints import Book, MistakenInput, Policy
from goodpoints.book.intake import Wish, import_files, import_into

_OFFICERS: Final = ("王艳", "李强", "赵敏", "孙亮")
_HOUSEHOLDS_OF_A_VILLAGE: Final = 120
_SHARE_OF_REDEMPTIONS: Final = 4
_TIMES: Final = 3
_HEADER: Final = "日期,户号,姓名,材料,数量,单位,网格员,备注"


def imports(folder: Path, counts: Sequence[int], year: int, nonsense: int) -> list[Figure]:
    """Everything about importing.

    Args:
        folder: For files and books.
        counts: Rows of the registers of weigh-ins; the rate is told of the second, or of the only one.
        year: Rows of a village's year.
        nonsense: Bytes of each file of nonsense.
    """
    told = {count: _in_a_process(folder, count) for count in counts}
    rate, rows = told[counts[min(1, len(counts) - 1)]][0], counts[min(1, len(counts) - 1)]
    return [
        Figure(f"rows a second of a CSV of {rows:,}, rules included", rate, "/s", 12_000),
        *[Figure(f"peak memory of {count:,} rows", most, "MB", 64, upper=True) for count, (_, most) in told.items()],
        Figure(f"a village's year of {year:,} rows into a new book", _year(folder, year), "s", 3, upper=True),
        *[Figure(f"refusing {name}", spent, "s", 1, upper=True) for name, spent in _nonsense(folder, nonsense)],
    ]


def weigh_in_lines(count: int, households: int = HOUSEHOLDS) -> Iterator[str]:
    """A register of weigh-ins, in the order of its days over a year."""
    chance = random.Random(1)  # noqa: S311 - a sample, no secret
    yield _HEADER
    for number in range(count):
        day = OPENED + dt.timedelta(days=1 + number * DAYS // count)
        household, material = chance.randint(1, households), chance.choice(MATERIALS)[0]
        yield f"{day},{household:04d},,{material},{chance.randint(10, 300) / 10},斤,{chance.choice(_OFFICERS)},"


def _in_a_process(folder: Path, count: int) -> tuple[float, float]:
    """Rows a second and peak megabytes of one import, in a process of its own."""
    told = [sys.executable, "-m", "bench.imports", str(folder), str(count)]
    rate, most = subprocess.run(told, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - itself
    return float(rate), float(most)


def _year(folder: Path, rows: int) -> float:
    """The median time of a folder as an office keeps it: households, rates, prices, goods, weigh-ins, redemptions."""
    year = folder / "year"
    year.mkdir()
    for name, lines in _registers(rows):
        _write(year / f"{name}.csv", lines)
    times = []
    for turn in range(_TIMES):
        url, wish = str(folder / f"year{turn}.db"), Wish(commit=True)
        times.append(took(partial(import_into, url, [year], book="bench", policy=Policy(), wish=wish)).wall)
    return statistics.median(times)


def _registers(rows: int) -> Iterator[tuple[str, Iterable[str]]]:
    chance = random.Random(2)  # noqa: S311 - a sample, no secret
    households = [f"{number:04d}" for number in range(1, _HOUSEHOLDS_OF_A_VILLAGE + 1)]
    yield "户籍", ["户号,人员编号,姓名,与户主关系", *[f"{h},{h}-1,何{n},户主" for n, h in enumerate(households)]]
    rates = [f"{material},公斤,{quantity},1,0.5,{OPENED}" for material, quantity in MATERIALS]
    yield "兑星标准", ["材料,计量单位,兑换数量,兑得星数,最低交投量,生效日期", *rates]
    yield "商品目录", ["品名,价格(星),生效日期", f"{ITEM},2,{OPENED}"]
    yield "进货", ["日期,类别,捐赠人/供应商,品名,数量,单价(元)", f"{OPENED},捐赠,供销社,{ITEM},100000,3.5"]
    asked = rows // _SHARE_OF_REDEMPTIONS
    days = [OPENED + dt.timedelta(days=1 + number * DAYS // asked) for number in range(asked)]
    wanted = [f"{day},{chance.choice(households)},{ITEM},1,{n}" for n, day in enumerate(days)]
    yield "兑换登记", ["日期,户号,品名,数量,备注", *wanted]
    yield "过磅登记", weigh_in_lines(rows - asked, len(households))


def _nonsense(folder: Path, size: int) -> Iterator[tuple[str, float]]:
    """What nobody can mean: noise, text without a header, a header above rubbish, a broken workbook."""
    chance = random.Random(3)  # noqa: S311 - a sample, no secret
    noise, block = chance.randbytes(size), f"{'乱七八糟' * 10},一,二\n".encode()
    files = {
        "noise.csv": noise,
        "text.csv": block * (size // len(block)),
        "rubbish.csv": f"{_HEADER}\n".encode() + block * (size // len(block)),
        "one-line.csv": "乱".encode() * (size // 3),
        "noise.xlsx": b"PK\x03\x04" + noise,
    }
    village = open_village(folder / "nonsense.db")
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        yield f"{len(content) // 1_000_000} MB of nonsense, {name}", took(partial(_refused, village.book, path)).wall
    village.book.close()


def _refused(book: Book, path: Path) -> None:
    try:
        import_files(book, [path], Wish(commit=True))
    except MistakenInput:
        return
    raise AssertionError(path)


def _write(path: Path, lines: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line.split(",") for line in lines)
    return path


def main(folder: Path, count: int) -> None:
    """Import so many rows; print rows a second and the peak."""
    village = open_village(folder / f"rows{count}.db")
    path = _write(folder / f"rows{count}.csv", weigh_in_lines(count))
    spent = took(partial(import_files, village.book, [path], Wish(commit=True))).wall
    village.book.close()
    print(count / spent, peak())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
