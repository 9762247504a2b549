"""The one group of commands: it knows their Chinese names, and imports a command only when it is used."""

from __future__ import annotations

import builtins
from importlib import import_module
from keyword import iskeyword
from typing import Final

import click

from goodpoints.cli.kit import HIDDEN, Act
from goodpoints.cli.tables import padded, width_of
from goodpoints.cli.verbs import NESTED, UNNAMED, VERBS, Verb, joined, named
from goodpoints.cli.words import words

_COMMANDS: Final = "goodpoints.cli.commands"


class Verbs(click.Group):
    """Commands that are named in `cli.verbs`.

    Args:
        noun: The noun whose commands these are; empty for the top level.
    """

    def __init__(self, noun: str = "", **told: object) -> None:
        super().__init__(name=noun or "goodpoints", **told)  # type: ignore[arg-type]  # handed on as click takes them
        self.noun = noun
        self.verbs = NESTED[noun] if noun else VERBS
        self._title = f"help.{noun or 'goodpoints'}"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help page."""
        _ = ctx
        return [verb.name for verb in self.verbs]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name or alias; imported now."""
        _ = ctx
        verb = named(cmd_name, self.verbs)
        return None if verb is None else self._load(verb)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say which command of a noun is meant, where the noun has one that needs no name."""
        unnamed = UNNAMED.get(self.noun)
        if unnamed and args != ["--help"] and not (args and named(args[0], self.verbs)):
            args = [unnamed, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command by its own name, whatever alias was typed; an unknown one is told with what comes near."""
        self.commands = {name: self for verb in self.verbs for name in (verb.name, *verb.aliases)}
        name, found, rest = super().resolve_command(ctx, args if self.noun else joined(args))
        verb = named(name or "", self.verbs)
        return (verb.name if verb else name), found, rest

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """A noun takes the globals too, so that they may stand anywhere."""
        own = super().get_params(ctx)
        return [*own, *HIDDEN] if self.noun else own

    def get_short_help_str(self, limit: int = 45) -> str:
        """What the noun is about."""
        _ = limit
        return words().text(self._title)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the program, or the noun, is for."""
        _ = ctx
        formatter.write(f"\n  {words().text(self._title)}\n")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its Chinese name, without importing one."""
        _ = ctx
        names = {verb: f"{verb.name} {' '.join(verb.aliases)}" for verb in self.verbs}
        wide = max(map(width_of, names.values())) + 2
        lines = [f"  {padded(name, wide)}{self._help(verb)}\n" for verb, name in names.items()]
        formatter.write(f"\n{words().text('help.commands')}\n{''.join(lines)}")

    def _help(self, verb: Verb) -> str:
        return words().text(f"help.{self._key(verb)}").partition("\n")[0]

    def _key(self, verb: Verb) -> str:
        return f"{self.noun}_{verb.key}" if self.noun else verb.key

    def _load(self, verb: Verb) -> click.Command:
        if not self.noun and verb.name in NESTED:
            return Verbs(verb.name)
        key = self._key(verb)
        found = getattr(
            import_module(f"{_COMMANDS}.{verb.module}"), f"{key}_" if iskeyword(key) or hasattr(builtins, key) else key
        )
        if not isinstance(found, Act):
            raise TypeError(verb.name)
        return found
