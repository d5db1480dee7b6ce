"""Every command. Each reads the settings, calls into the features and prints; the work is done elsewhere.

Imports stand inside the commands, so that `callcenter --help` answers at once.
"""

import errno
import os

import typer

from callcenter.cli import endings, journal, keys, law, lists, papers, preparing, results, serving, users

app = typer.Typer(
    help="A call-centre training platform: real campaigns, masked contacts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.serve)
app.command()(serving.web)
app.command()(serving.vault)
app.command()(preparing.migrate)
app.command(hidden=True)(preparing.prepare)
app.command()(preparing.demo)
app.command()(preparing.export_openapi)
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")
app.add_typer(lists.app, name="lists")
app.add_typer(results.app, name="results")
app.add_typer(journal.app, name="journal")
app.add_typer(law.app, name="law")
app.add_typer(papers.app, name="papers")
app.add_typer(endings.retention, name="retention")
app.add_typer(endings.certificates, name="certificates")

_NO_SUCH_TABLE = "42P01"
_DISK = {errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def main() -> None:
    """The program's entry: a refusal becomes one line on stderr and an exit code, never a stack."""
    try:
        app()
    except Exception as problem:
        refusal = _refusal(problem)
        if refusal is None:
            raise
        typer.echo(refusal, err=True)
        raise SystemExit(os.EX_CONFIG) from None


def _refusal(problem: Exception) -> str | None:
    """The sentence of an error that an operator can act on; None for a defect of ours."""
    from pydantic import ValidationError

    from callcenter.calls.law import LawUnreadable
    from callcenter.calls.quotas import QuotasUnreadable
    from callcenter.cli.context import ClockRefused
    from callcenter.infra.keyfile import KeyringRefused
    from callcenter.infra.postgres import DatabaseNotStarted
    from callcenter.infra.roles import DatabaseRefused
    from callcenter.kit.errors import CallcenterError
    from callcenter.payslips.book import BookUnreadable

    match problem:
        case (
            BookUnreadable()
            | ClockRefused()
            | DatabaseNotStarted()
            | DatabaseRefused()
            | KeyringRefused()
            | LawUnreadable()
            | QuotasUnreadable()
        ):
            return str(problem)
        case CallcenterError():
            fields = ", ".join(f"{name}: {code}" for name, code in problem.fields.items())
            return problem.en + (f" ({fields})" if fields else "")
        case OSError() if problem.errno in _DISK and problem.filename is not None:
            return f"{problem.strerror}: {problem.filename}"
        case ValidationError():
            wrong = {".".join(str(part) for part in e["loc"]) or "value": e["msg"] for e in problem.errors()}
            return "; ".join(f"{name}: {what}" for name, what in wrong.items())
    if getattr(getattr(problem, "orig", problem), "sqlstate", None) == _NO_SUCH_TABLE:
        return "The database has no tables yet: run `callcenter keys init`, or `callcenter serve`."
    return None
