"""Files that prove deeds: by digest, beside the book, and nowhere else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from goodpoints import GoodpointsError
from goodpoints.storage.evidence import EvidenceFolder, beside
from tests.bank.village import a_bank, claim, outcome

PHOTO = b"\xff\xd8 a clean street"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph as the grid worker sends it."""
    path = tmp_path / "张三家门口.JPG"
    path.write_bytes(PHOTO)
    return path


def test_a_file_is_kept_under_the_digest_of_what_it_holds(photo: Path, tmp_path: Path) -> None:
    """Its own name, which may be a person's, is forgotten; the ending stays, so that it opens."""
    folder = EvidenceFolder(tmp_path / "kept")
    first, again = folder.keep(photo), folder.keep(photo)

    assert (first, again) == (DIGEST, DIGEST)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [f"{DIGEST}.jpg"]
    assert folder.path_of(DIGEST).read_bytes() == PHOTO


def test_a_claim_names_it_by_its_digest(photo: Path, tmp_path: Path) -> None:
    """The folder lies beside the book's file; the book holds the digest alone."""
    with a_bank(url=str(tmp_path / "village.db")) as book:
        receipt = claim(book, evidence=[book.evidence.keep(photo)])

        assert (receipt.entry.facts["evidence"], outcome(book)) == ([DIGEST], "not_reviewed")
        assert book.evidence.folder == Path(f"{tmp_path / 'village.db'}.evidence")


@pytest.mark.parametrize("digest", ["../../etc/passwd", "..", "", DIGEST.upper(), f"{DIGEST}/..", "a" * 63, "a" * 65])
def test_a_path_leads_nowhere(digest: str, tmp_path: Path) -> None:
    """Only a digest is looked for."""
    with pytest.raises(GoodpointsError) as caught:
        EvidenceFolder(tmp_path).path_of(digest)

    assert caught.value.code == "malformed_code"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """Whoever can put a link there still shows nothing of the rest of the disk."""
    secret = tmp_path / "secret"
    secret.write_bytes(PHOTO)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / DIGEST).symlink_to(secret)
    with pytest.raises(GoodpointsError) as caught:
        EvidenceFolder(tmp_path / "kept").path_of(DIGEST)

    assert caught.value.code == "unknown_evidence"


def test_a_file_too_large_leaves_nothing_behind(photo: Path, tmp_path: Path) -> None:
    """It is measured while it is copied, whatever it says of itself."""
    folder = EvidenceFolder(tmp_path / "kept", most=len(PHOTO) - 1)
    with pytest.raises(GoodpointsError) as caught:
        folder.keep(photo)

    assert (caught.value.code, list((tmp_path / "kept").iterdir())) == ("evidence_too_large", [])


@pytest.mark.parametrize("name", ["missing.jpg", "."])
def test_only_plain_files_are_kept(name: str, tmp_path: Path) -> None:
    """Neither what is not there nor a folder."""
    with pytest.raises(GoodpointsError) as caught:
        EvidenceFolder(tmp_path / "kept").keep(tmp_path / name)

    assert caught.value.code == "no_such_file"


def test_a_file_that_was_changed_is_named(photo: Path, tmp_path: Path) -> None:
    """It no longer fits its name."""
    folder = EvidenceFolder(tmp_path / "kept")
    folder.keep(photo)
    before = folder.damaged()
    folder.path_of(DIGEST).write_bytes(b"another street")

    assert (before, folder.damaged()) == ([], [f"{DIGEST}.jpg"])


@pytest.mark.parametrize("url", ["memory:", "postgresql://server/county", "sqlite:", "sqlite::memory:"])
def test_a_book_without_a_file_has_no_folder_beside_it(url: str) -> None:
    """Its host says where files go."""
    with pytest.raises(GoodpointsError) as caught:
        beside(url)

    assert caught.value.code == "no_evidence_folder"
