"""What all commands are made of: options and commands that speak the run's language, and the globals."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from goodpoints.cli.kinds import DAY
from goodpoints.cli.settings import Settings
from goodpoints.cli.words import words
from goodpoints.errors import MistakenInput
from goodpoints.i18n import LANGUAGES

if TYPE_CHECKING:
    from goodpoints.cli.desk import Desk

FORMATS: Final = ("table", "json", "jsonl", "csv", "md")
_SETTINGS: Final = "goodpoints.settings"
_F = TypeVar("_F", bound=Callable[..., Any])


def settings_of(ctx: click.Context) -> Settings:
    """The globals of this run, gathered from both sides of the verb."""
    kept: Settings = ctx.meta.setdefault(_SETTINGS, Settings())
    return kept


class Opt(click.Option):
    """An option whose help stands in the catalogues, under `opt.<name>`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option with its help in the run's language."""
        self.help = words().text(f"opt.{self.name}")
        return super().get_help_record(ctx)


class Arg(click.Argument):
    """An argument whose help stands in the catalogues, under `arg.<name>`."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The argument with its help in the run's language."""
        self.help = words().text(f"arg.{self.name}")
        return super().get_help_record(ctx)


class Act(click.Command):
    """A command: its help stands in the catalogues, and the globals may follow it."""

    key: str = ""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters, and the globals, which the main help page shows."""
        return [*super().get_params(ctx), *HIDDEN]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, in the run's language."""
        _ = ctx
        formatter.write(f"\n  {words().text(f'help.{self.key}')}\n")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Where the globals are told."""
        _ = ctx
        formatter.write(f"\n{words().text('help.globals')}\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first line of its help."""
        _ = limit
        return words().text(f"help.{self.key}").partition("\n")[0]


def option(*declarations: str, **told: Any) -> Callable[[_F], _F]:  # noqa: ANN401 - handed on to click as they are
    """An option; see `click.option`."""
    return click.option(*declarations, cls=Opt, **told)


def argument(*declarations: str, **told: Any) -> Callable[[_F], _F]:  # noqa: ANN401 - handed on to click as they are
    """An argument; see `click.argument`."""
    return click.argument(*declarations, cls=Arg, help="-", **told)


def command(key: str) -> Callable[[Callable[..., None]], Act]:
    """Make a function that takes a `Desk` a command; `key` is its word in the catalogues, "weigh_in"."""

    def made(act: Callable[..., None]) -> Act:
        @click.pass_context
        def at_the_desk(ctx: click.Context, /, *args: Any, **told: Any) -> None:  # noqa: ANN401 - as click parsed them
            act(_desk(ctx), *args, **told)

        built = click.command(key.rpartition(".")[2], cls=Act)(update_wrapper(at_the_desk, act))
        built.key = key
        return built

    return made


def _desk(ctx: click.Context) -> Desk:
    from goodpoints.cli.desk import Desk

    settings = settings_of(ctx)
    spare_books(settings.output)
    if settings.verbose:
        from goodpoints.cli.aloud import told_aloud

        ctx.with_resource(told_aloud())
    return Desk(settings)


def spare_books(path: Path | None) -> None:
    """Refuse to write over a book, or any other SQLite file.

    Raises:
        MistakenInput: `file_there`.
    """
    if path is None or not path.is_file():
        return
    with path.open("rb") as file:
        if file.read(len(_DATABASE)) == _DATABASE:
            raise MistakenInput("file_there", file=path.name)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:  # noqa: ANN401 - whatever click parsed
    """Keep a global that was said; one after the verb wins over one before it."""
    if value is None or value is False:
        return
    name = str(param.name)
    if name in {"json", "csv"}:
        settings_of(ctx).format = name
    elif name != "lang":  # looked up before parsing began
        setattr(settings_of(ctx), name, value)


def _global(*declarations: str, **told: Any) -> Callable[..., Opt]:  # noqa: ANN401 - handed on to click as they are
    def made(*, hidden: bool) -> Opt:
        settled = told if not hidden else {name: value for name, value in told.items() if name != "envvar"}
        return Opt(list(declarations), expose_value=False, callback=_keep, hidden=hidden, **settled)

    return made


_DATABASE: Final = b"SQLite format 3\0"
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_GLOBALS: Final = (
    _global("--db", envvar="GOODPOINTS_DB", metavar="PATH|URL"),
    _global("--book", envvar="GOODPOINTS_BOOK", metavar="CODE"),
    _global("--as", "actor", envvar="GOODPOINTS_ACTOR", metavar="NAME"),
    _global("--lang", type=click.Choice(LANGUAGES)),
    _global("--at", type=DAY),
    _global("--today", type=DAY),
    _global("-F", "--format", type=click.Choice(FORMATS)),
    _global("--json", "json", is_flag=True),
    _global("--csv", "csv", is_flag=True),
    _global("-o", "--output", type=_FILE),
    _global("-q", "--quiet", is_flag=True),
    _global("-v", "--verbose", is_flag=True),
    _global("--color", type=click.Choice(("auto", "never"))),
    _global("--no-input", is_flag=True),
    _global("-y", "--yes", is_flag=True),
    _global("-n", "--dry-run", is_flag=True),
    _global("--key", metavar="KEY"),
)
SHOWN: Final[list[click.Parameter]] = [make(hidden=False) for make in _GLOBALS]
HIDDEN: Final[list[click.Parameter]] = [make(hidden=True) for make in _GLOBALS]
