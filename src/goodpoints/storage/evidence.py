"""Files that prove deeds: beside the book, never in it, under names that are the digests of what they hold.

The book knows a file by its digest alone. A file that is changed afterwards no longer fits its name; one that is lost
leaves the book as sound as before.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from goodpoints.errors import MistakenInput, NotFound, StorageError

MOST: Final = 20 * 2**20
"""Bytes of one file: a photograph has a few, a video belongs elsewhere."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ENDING: Final = re.compile(r"\.[a-z0-9]{1,5}", re.ASCII)
_CHUNK: Final = 2**16


def beside(url: str) -> Path:
    """The folder of evidence beside a book's file: `village.db.evidence`.

    Raises:
        StorageError: `no_evidence_folder` where the URL names no file.
    """
    path = url.removeprefix("sqlite:")
    if path == url or not path or path.startswith(":"):
        raise StorageError("no_evidence_folder", again=0)
    return Path(f"{path}.evidence")


class EvidenceFolder:
    """A folder of files by digest; it is made when the first one comes.

    Args:
        folder: Where they lie.
        most: Bytes that one file may have.
    """

    def __init__(self, folder: Path | str, *, most: int = MOST) -> None:
        self.folder = Path(folder)
        self._most = most

    def keep(self, path: Path | str) -> str:
        """Copy a file into the folder; its digest, by which a claim names it. One that is there already stays.

        Raises:
            NotFound: `no_such_file` where there is no plain file.
            MistakenInput: `evidence_too_large`; nothing is kept.
            StorageError: `store_full`, `store_unreachable`; nothing is kept.
        """
        source = Path(path)
        if not source.is_file():
            raise NotFound("no_such_file", file=source.name)
        with _our_errors(), source.open("rb") as file:
            self.folder.mkdir(parents=True, exist_ok=True)
            return self._copied(file, source)

    def path_of(self, digest: str) -> Path:
        """Where the file with this digest lies.

        Raises:
            MistakenInput: `malformed_code` for what is no digest: a path leads nowhere from here.
            NotFound: `unknown_evidence`.
        """
        if not _DIGEST.fullmatch(digest):
            raise MistakenInput("malformed_code", field="evidence", got=digest[:40])
        found = next((path for path in self._files() if path.name.startswith(digest)), None)
        if found is None:
            raise NotFound("unknown_evidence", evidence=digest)
        return found

    def damaged(self) -> list[str]:
        """The names of files that no longer hold what their name says, sorted."""
        with _our_errors():
            return sorted(path.name for path in self._files() if digest_of(path) != path.name.partition(".")[0])

    def _files(self) -> Iterator[Path]:
        """Plain files only: a link might lead out of the folder."""
        if self.folder.is_dir():
            yield from (path for path in sorted(self.folder.iterdir()) if path.is_file() and not path.is_symlink())

    def _copied(self, file: BinaryIO, source: Path) -> str:
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(prefix=".new-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as copy:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    if size > self._most:
                        raise MistakenInput("evidence_too_large", file=source.name, most=self._most)
                    digest.update(chunk)
                    copy.write(chunk)
            ending = source.suffix.lower()
            ending = ending if _ENDING.fullmatch(ending) else ""
            known = any(path.name.startswith(digest.hexdigest()) for path in self._files())
            if not known:
                Path(name).replace(self.folder / f"{digest.hexdigest()}{ending}")
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
        return digest.hexdigest()


def digest_of(path: Path) -> str:
    """The digest under which a file is, or would be, kept."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StorageError("store_full" if full else "store_unreachable", again=0) from error
