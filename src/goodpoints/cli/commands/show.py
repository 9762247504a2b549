"""The sample village, played through."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import click

from goodpoints.cli.desk import Desk
from goodpoints.cli.kit import argument, command
from goodpoints.cli.problems import Finished

_FOUND: Final = 5


@command("demo")
@argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
def demo(desk: Desk, folder: Path | None) -> None:
    """Open a sample village's book, live through its year, verify, and leave its notice."""
    from goodpoints.demo.run import run_demo
    from goodpoints.demo.village import LAST

    texts = tomllib.loads(files("goodpoints.demo").joinpath("messages.toml").read_text(encoding="utf-8"))

    def say(key: str, facts: dict[str, Any]) -> None:
        text = texts[key][desk.words.lang].format(**facts) if key in texts else _reason(desk, key, facts)
        click.echo(text)

    result = run_demo(folder or Path("demo"), say, desk.settings.today or LAST, language=desk.words.lang)
    if result.findings:
        raise Finished(_FOUND)


def _reason(desk: Desk, code: str, facts: dict[str, Any]) -> str:
    return f"    · {desk.words.reason(code, facts)}"
