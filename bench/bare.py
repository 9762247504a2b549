"""The smallest program one could write with click and sqlite3: what the start-up of our commands is measured by."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import click


@click.group()
@click.option("--db", type=click.Path(path_type=Path))
@click.pass_context
def main(ctx: click.Context, db: Path) -> None:
    """Ask a book."""
    ctx.obj = db


@main.command()
@click.argument("household")
@click.pass_obj
def balance(db: Path, household: str) -> None:
    """Print what a household has."""
    with closing(sqlite3.connect(db)) as conn:
        sql = "SELECT unit, lot, amount FROM balance WHERE book = 1 AND account = ? AND amount <> 0"
        for row in conn.execute(sql, (f"household/{household}",)):
            click.echo(row)


@main.command()
@click.argument("household")
@click.pass_obj
def history(db: Path, household: str) -> None:
    """Print the newest lines of a household's statement."""
    with closing(sqlite3.connect(db)) as conn:
        sql = "SELECT seq, unit, lot, amount FROM posting WHERE book = 1 AND account = ? ORDER BY seq DESC LIMIT 50"
        for row in conn.execute(sql, (f"household/{household}",)):
            click.echo(row)


if __name__ == "__main__":
    main()
