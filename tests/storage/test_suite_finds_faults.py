"""The suite is worth something: a store with any one of these faults does not pass it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

PREAMBLE = """
from contextlib import contextmanager
import pytest
from goodpoints.storage.memory import MemoryStore, MemoryTx
from goodpoints.testing import StoreFactory
from goodpoints.testing.port_reading import PortReading
from goodpoints.testing.port_writing import PortWriting
"""

SUITE = """
class {name}Tx(MemoryTx):
{fault}

class {name}Store(MemoryStore):
    @contextmanager
    def write(self, book):
        with super().write(book) as tx:
            yield {name}Tx(tx._version)

    @contextmanager
    def read(self, book):
        yield {name}Tx(self._version(book))

class Test{name}(PortReading, PortWriting):
    @pytest.fixture
    def store_factory(self):
        return StoreFactory({name}Store)
"""

FAULTS = {
    "Sound": "    pass",
    "ForgetsSign": """
    def append(self, batch):
        super().append(batch._replace(balances=[row._replace(sign=0) for row in batch.balances]))""",
    "ForgetsKeys": """
    def _same_key(self, key):
        return {}""",
    "LosesHead": """
    def append(self, batch):
        super().append(batch._replace(head=self.head()))""",
    "AddsBalances": """
    def append(self, batch):
        known = {row[:3]: row.amount for row in self.balances("", None)}
        super().append(batch._replace(balances=[r._replace(amount=r.amount + known.get(r[:3], 0)) for r in batch.balances]))""",
    "ListsUndatedAsDue": """
    def list(self, kind, *, status, holder, due_upto):
        rows = super().list(kind, status=status, holder=holder, due_upto=None)
        return [row for row in rows if due_upto is None or row.day <= due_upto]""",
    "ListsUnsorted": """
    def list(self, kind, **filters):
        return super().list(kind, **filters)[::-1]""",
    "GivesEmptyLots": """
    def lots(self, pairs):
        return [row for row in self._rows("balance") if row[:2] in pairs]""",
    "CountsOneDayLess": """
    def tally(self, name, subject, first, last):
        return super().tally(name, subject, first, last) - super().tally(name, subject, last, last)""",
    "ShowsOldestFirst": """
    def statement(self, account, before, count):
        return super().statement(account, before, 2**62)[::-1][:count]""",
    "ShowsOnePostingTwice": """
    def statement(self, account, before, count):
        return super().statement(account, None if before is None else before + 1, count)""",
    "TakesPrefixForAccount": """
    def statement(self, account, before, count):
        rows = [r for r in self._rows("posting") if r.account.startswith(account)]
        return [line for a in sorted({r.account for r in rows}) for line in super().statement(a, before, count)][:count]""",
    "SortsByDay": """
    def entries_of(self, kind, first, last):
        return iter(sorted(super().entries_of(kind, first, last), key=lambda row: row.day))""",
    "EndsOneDayEarly": """
    def ended_lots(self, before):
        return super().ended_lots(before + "~")""",
    "EndsForeignLots": """
    def next_end(self):
        return min((row.lot for row in self._rows("balance") if row.lot[0].isdigit()), default=None)""",
    "FindsDaysOfOtherStatuses": """
    def next_day(self, kind, status):
        return min((row.day for row in self._rows("thing") if row.kind == kind and row.day), default=None)""",
    "FindsTheEmptyDay": """
    def next_day(self, kind, status):
        rows = self._rows("thing")
        return min((row.day for row in rows if (row.kind, row.status) == (kind, status)), default=None)""",
    "ErasesByPrefix": """
    def erase(self, of):
        subjects = {row.of for row in self._rows("detail") if row.of.startswith(of)}
        return sum(super(type(self), self).erase(one) for one in subjects)""",
    "ErasesNothing": """
    def erase(self, of):
        return sum(row.of == of for row in self._rows("detail"))""",
    "RebuildsOnTop": """
    def replace_derived(self, batches):
        for batch in batches:
            self.append(batch)""",
    "DumpsZeros": """
    def dump(self, table, *, zeros=False):
        return super().dump(table, zeros=True)""",
    "SortsLikeADictionary": """
    def list(self, kind, **filters):
        return sorted(super().list(kind, **filters), key=lambda row: row.code.lower())""",
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The faults that the suite found."""
    folder = tmp_path_factory.mktemp("faults")
    suites = [SUITE.format(name=name, fault=fault) for name, fault in FAULTS.items()]
    (folder / "test_faults.py").write_text(PREAMBLE + "".join(suites), encoding="utf-8")
    # Plain asserts: where CI is set, pytest explains every failure in full, which takes minutes for whole dumps.
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "--assert=plain", "-p", "no:cacheprovider"]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    ran = subprocess.run(
        [*command, "--rootdir", "."], capture_output=True, encoding="utf-8", check=False, cwd=folder, env=env
    )

    assert " passed" in ran.stdout
    return set(re.findall(r"::Test(\w+)::", ran.stdout))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_store_does_not_pass(failed: set[str], fault: str) -> None:
    """Each fault is found by some example; the sound store, made in the same way, passes them all."""
    assert (fault in failed) == (fault != "Sound")
