"""The notice in a real browser: one sheet of A4, and it fits a phone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from goodpoints.render import notice_html
from tests.render.samples import sample

pytestmark = pytest.mark.browser

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
)  # fmt: skip
PROBE = "<script>document.title = document.documentElement.scrollWidth + ' of ' + innerWidth</script></body>"


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("needs Chromium, and there is none on this machine")
    return found


def _run(folder: Path, page: str, *options: str) -> str:
    file = folder / "notice.html"
    file.write_text(page, encoding="utf-8")
    command = [_chromium(), *QUIET, f"--user-data-dir={folder / 'profile'}", *options, file.as_uri()]
    return subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_small_village_needs_one_sheet(language: str, tmp_path: Path) -> None:
    """The sample prints on a single page."""
    pdf = tmp_path / "notice.pdf"
    _run(tmp_path, notice_html(sample(language)), "--no-pdf-header-footer", f"--print-to-pdf={pdf}")

    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_shows_it_without_scrolling_sideways(language: str, tmp_path: Path) -> None:
    """At the narrowest window the browser makes, nothing sticks out."""
    page = notice_html(sample(language)).replace("</body>", PROBE)
    dom = _run(tmp_path, page, "--window-size=500,900", "--dump-dom")
    wide, window = map(int, re.findall(r"<title>(\d+) of (\d+)</title>", dom)[0])

    assert wide <= window
