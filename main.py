"""The command line of Dzentra."""

import asyncio
from collections.abc import Callable, Coroutine

import typer
from rich.console import Console

from app.data_options import data
from app.options import backtest, honesty, optimise, parity
from app.plugin_options import plugins
from app.settings import Settings
from app.upkeep import WRONG_USE, backup, doctor, restore, settings_or_end, tell, verify
from core.errors import DzentraError

cli = typer.Typer(
    help="Dzentra: a self-hosted trading desk in a Telegram chat.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()


def _run(start: Callable[[Settings, Console], Coroutine[None, None, None]]) -> None:
    settings = settings_or_end()
    try:
        asyncio.run(start(settings, console))
    except* DzentraError as group:
        for error in _leaves(group):
            tell(error)
        raise typer.Exit(WRONG_USE) from group


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


@cli.callback(invoke_without_command=True)
def choose(context: typer.Context) -> None:
    """Without a command: `run` when the settings hold a BOT_TOKEN, else `demo`."""
    if context.invoked_subcommand is None:
        (run if settings_or_end().bot_token else demo)()


@cli.command()
def run() -> None:
    """Run the desk with Telegram (needs BOT_TOKEN)."""
    from app.run import run_telegram

    _run(run_telegram)


@cli.command()
def demo() -> None:
    """Run the desk with a chat page in the browser: no token, no key, no network."""
    from app.demo import run_demo

    _run(run_demo)


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


if __name__ == "__main__":
    cli()
