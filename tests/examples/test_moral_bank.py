"""The quarter of a moral bank that the example tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "01_moral_bank" / "quarter.py"


def test_the_quarter_goes_as_the_rules_say() -> None:
    """Capped, decided by the panel, deducted into debt, refused after an objection; honours for those who have enough."""
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, check=False, env={"PYTHONUTF8": "1"})

    assert (done.stderr.decode(), done.returncode) == ("", 0)
    assert done.stdout.decode().splitlines() == [
        "第 0003 户得红花",
        "积分不够：要 30 分，只有 6 分。账本没有改动。",
        "第 0001 户：6 分，欠 0 分",
        "第 0002 户：1.5 分，欠 0 分",
        "第 0003 户：2.5 分，欠 0 分",
        "第 0004 户：0 分，欠 5 分",
        "credited 4，objection_upheld 1",
        "账是平的",
    ]
