"""The two commands a README opens with, as `.ci/run` and the tests read them.

Called as `python .ci/readme_commands.py README.md 1` it prints the command that installs and shows the main job,
with `2` the one that installs and runs the tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(readme: str, language: str = "sh") -> list[str]:
    """The first two commands of a language: `sh` for Linux and macOS, `bat` for Windows.

    Raises:
        ValueError: there are not two, or one of them is not a single line.
    """
    blocks = [found["body"].strip() for found in BLOCK.finditer(readme) if found["language"] == language]
    if len(blocks) < 2 or any("\n" in block or not block for block in blocks[:2]):  # noqa: PLR2004 - "two" is the promise
        message = f"the readme does not open with two {language} blocks of one line each"
        raise ValueError(message)
    return blocks[:2]


if __name__ == "__main__":
    path, number = sys.argv[1:]
    print(commands(Path(path).read_text(encoding="utf-8"))[int(number) - 1])
