"""The commands of Dzentra, as they are typed."""

from typing import NoReturn

import typer

from app.data_options import data
from app.options import backtest, honesty, optimise, parity
from app.plugin_options import plugins
from app.upkeep import backup, doctor, restore, verify

cli = typer.Typer(
    help="Dzentra: a self-hosted trading desk in a Telegram chat.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cli.callback(invoke_without_command=True)
def choose(context: typer.Context) -> None:
    """Without a command: `run` when the settings hold a BOT_TOKEN, else `demo`."""
    if context.invoked_subcommand is None:
        _start()


@cli.command()
def run() -> None:
    """Run the desk with Telegram (needs BOT_TOKEN)."""
    _start("run")


@cli.command()
def demo() -> None:
    """Run the desk with a chat page in the browser: no token, no key, no network."""
    _start("demo")


def _start(*words: str) -> NoReturn:
    from app.starting import start

    raise typer.Exit(start(*words))


cli.command()(verify)
cli.command()(backup)
cli.command()(restore)
cli.command()(doctor)
cli.command()(backtest)
cli.command()(honesty)
cli.command()(parity)
cli.command()(optimise)
cli.add_typer(data, name="data")
cli.add_typer(plugins, name="plugins")
