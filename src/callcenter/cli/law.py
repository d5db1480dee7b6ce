"""`callcenter law`: the rules of calls that this service follows, and the check of an edited file."""

from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli.context import read_settings

app = typer.Typer(help="The law of calls, as data.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Print every rule with the day from which it holds, its source, and whether it holds today."""
    from callcenter.calls import law
    from callcenter.kit import clock

    law.use(read_settings().law_file)
    today, known = clock.now().date(), law.law()
    for name in type(known).model_fields:
        for rule in getattr(known, name):
            values = rule.model_dump(mode="json", exclude={"since", "until", "source"})
            mark = "*" if law.holds(rule, today) else " "
            until = f" to {rule.until}" if rule.until else ""
            typer.echo(f"{mark} {name} from {rule.since}{until} ({rule.source}): {values}")


@app.command()
def check(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Say whether an edited file can be used; exit code 1 when it can't."""
    from callcenter.calls import law

    try:
        law.read(file.read_text("utf-8"))
    except (law.LawUnreadable, UnicodeDecodeError) as problem:
        typer.echo(f"{file.name} can't be used: {problem}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{file.name} can be used: name it in CALLCENTER_LAW_FILE and start the service again.")
