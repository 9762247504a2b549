"""Many values of one type on their way to the server, as one array that is packed at one go."""

from __future__ import annotations

import struct
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


class Int8s(list["int | None"]):
    """A column of whole numbers."""


class Texts(list["str | None"]):
    """A column of texts."""


class Byteas(list["bytes | None"]):
    """A column of bytes."""


COLUMNS: Final[dict[str, type[list[Any]]]] = {"int8": Int8s, "text": Texts, "bytea": Byteas}
"""Type, as the server calls it → a column of such values."""


class _ColumnDumper(Dumper):
    """As the driver packs a list, which takes one value after the other, and looks through all of them for their type.

    In a column most values come again: each is packed once.
    """

    format = Format.BINARY
    of: ClassVar[type[Dumper]]

    def __init__(self, cls: type, context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self._bytes_of = self.of(cls, context).dump

    def dump(self, obj: list[Any]) -> bytes:
        if not obj:
            return _EMPTY.pack(0, 0, self.of.oid)
        packed = {value: self._packed(value) for value in set(obj)}
        head = _HEAD.pack(1, None in packed, self.of.oid, len(obj), 1)
        return b"".join([head, *map(packed.__getitem__, obj)])

    def _packed(self, value: object) -> Buffer:
        if value is None:
            return _NULL
        told = cast("Buffer", self._bytes_of(value))  # only None would be dumped as none
        return _LENGTH.pack(len(told)) + told


class _Int8Dumper(Int8BinaryDumper):
    """Beyond 64 bits an OverflowError, as where a number goes alone."""

    def dump(self, obj: int) -> bytes:
        return obj.to_bytes(8, "big", signed=True)


def _dumper(type_: str, of: type[Dumper]) -> type[Dumper]:
    return type(f"{type_}s", (_ColumnDumper,), {"of": of, "oid": types[type_].array_oid})


DUMPERS: Final[dict[type, type[Dumper]]] = {
    Int8s: _dumper("int8", _Int8Dumper),
    Texts: _dumper("text", StrBinaryDumper),
    Byteas: _dumper("bytea", BytesBinaryDumper),
}
"""Column → what packs it."""
