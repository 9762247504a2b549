"""The shared villages: found through GOODPOINTS_VILLAGES, skipped with that reason elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VILLAGES = Path(os.environ.get("GOODPOINTS_VILLAGES", ROOT.parent / "shared" / "data"))


def village(name: str) -> Path:
    """The folder of a shared village, or a skip that says why."""
    folder = VILLAGES / name
    if not (folder / "expected.json").is_file():
        pytest.skip(f"needs the shared village {name}: set GOODPOINTS_VILLAGES to the folder that holds it")
    return folder


def expected(folder: Path) -> dict[str, Any]:
    """What the village's figures must be."""
    told: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return told
