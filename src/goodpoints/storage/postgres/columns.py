"""Many values of one type on their way to the server, as one array that is packed at one go."""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, ClassVar, Final, cast

from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Dumper
from psycopg.postgres import types
from psycopg.pq import Format
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import BytesBinaryDumper, StrBinaryDumper

_HEAD: Final = struct.Struct("!iiIii")
"""What an array in binary begins with: dimensions, whether it has a NULL, type of its elements, their number, first index."""

_EMPTY: Final = struct.Struct("!iiI")
_LENGTH: Final = struct.Struct("!i")
_NULL: Final = _LENGTH.pack(-1)
_INT8: Final = 8
"""Bytes of a number."""

_AT_ONCE: Final = 256
"""Numbers packed with one call: enough that calls do not count, few enough to keep what packs each count of them."""

_SAMPLE: Final = 16
"""Values at the beginning of a column that tell whether its values come again."""


class Int8s(list["int | None"]):
    """A column of whole numbers."""


class Texts(list["str | None"]):
    """A column of texts."""


class Byteas(list["bytes | None"]):
    """A column of bytes."""


COLUMNS: Final[dict[str, type[list[Any]]]] = {"int8": Int8s, "text": Texts, "bytea": Byteas}
"""Type, as the server calls it → a column of such values."""


def different_ones(column: list[Any]) -> Collection[Any]:
    """What to look at in place of each value: the column itself where its values do not come again, as those of keys and bodies."""
    sample = column[:_SAMPLE]
    return column if len(set(sample)) == len(sample) else set(column)


class _ColumnDumper(Dumper):
    """As the driver packs a list, which takes one value after the other, and looks through all of them for their type.

    Where the values of a column come again, each is packed once.
    """

    format = Format.BINARY
    of: ClassVar[type[Dumper]]

    def __init__(self, cls: type, context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self._bytes_of = self.of(cls, context).dump

    def dump(self, obj: list[Any]) -> bytes:
        if not obj:
            return _EMPTY.pack(0, 0, self.of.oid)
        different = different_ones(obj)
        if different is obj:
            packed = list(map(self._packed, obj))
            return b"".join([self._head(obj, has_null=_NULL in packed), *packed])
        known = {value: self._packed(value) for value in different}
        return b"".join([self._head(obj, has_null=None in known), *map(known.__getitem__, obj)])

    def _head(self, obj: list[Any], *, has_null: bool) -> bytes:
        return _HEAD.pack(1, has_null, self.of.oid, len(obj), 1)

    def _packed(self, value: object) -> Buffer:
        if value is None:
            return _NULL
        told = cast("Buffer", self._bytes_of(value))  # only None would be dumped as none
        return _LENGTH.pack(len(told)) + told


class _Int8Dumper(Int8BinaryDumper):
    """Beyond 64 bits an OverflowError, as where a number goes alone."""

    def dump(self, obj: int) -> bytes:
        return obj.to_bytes(8, "big", signed=True)


class _Int8sDumper(_ColumnDumper):
    """Whole numbers all have the same length, and are packed at one go where none is missing."""

    def dump(self, obj: list[Any]) -> bytes:
        if not obj:
            return super().dump(obj)
        try:
            packed = [_packed(obj[at : at + _AT_ONCE]) for at in range(0, len(obj), _AT_ONCE)]
        except struct.error:  # a NULL, or beyond 64 bits
            return super().dump(obj)
        return b"".join([self._head(obj, has_null=False), *packed])


def _packed(numbers: list[int]) -> bytes:
    return _packer(len(numbers))(*chain.from_iterable(zip(repeat(_INT8), numbers)))


@lru_cache(maxsize=_AT_ONCE)
def _packer(count: int) -> Callable[..., bytes]:
    """What packs so many numbers, each behind its length."""
    return struct.Struct(f"!{count * 'iq'}").pack


def _dumper(type_: str, of: type[Dumper], column: type[_ColumnDumper] = _ColumnDumper) -> type[Dumper]:
    return type(f"{type_}s", (column,), {"of": of, "oid": types[type_].array_oid})


DUMPERS: Final[dict[type, type[Dumper]]] = {
    Int8s: _dumper("int8", _Int8Dumper, _Int8sDumper),
    Texts: _dumper("text", StrBinaryDumper),
    Byteas: _dumper("bytea", BytesBinaryDumper),
}
"""Column → what packs it."""
