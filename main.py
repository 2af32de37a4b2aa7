"""The command line of Dzentra."""

import asyncio
from collections.abc import Callable, Coroutine

import typer
from rich.console import Console

from app.logs import configure_logging
from app.options import backtest
from app.settings import ENV_FILE, Settings, load_settings
from core.errors import DzentraError

FAILED, WRONG_USE = 1, 2

cli = typer.Typer(
    help="Dzentra: a self-hosted trading desk in a Telegram chat.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console()
errors = Console(stderr=True)


def _settings() -> Settings:
    """The settings, or the end of the program with the one line that says what is wrong."""
    try:
        settings = load_settings(env_file=ENV_FILE)
    except DzentraError as error:
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(WRONG_USE) from error
    configure_logging(settings)
    return settings


def _run(start: Callable[[Settings, Console], Coroutine[None, None, None]]) -> None:
    settings = _settings()
    try:
        asyncio.run(start(settings, console))
    except* DzentraError as group:
        for error in _leaves(group):
            errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
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
        (run if _settings().bot_token else demo)()


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


@cli.command()
def verify() -> None:
    """Check the journal: its hash chain, the ledger and the books."""
    from app.verify import run_verify

    settings = _settings()
    try:
        code = run_verify(settings)
    except DzentraError as error:
        errors.print(str(error), markup=False, highlight=False, soft_wrap=True)
        code = FAILED
    raise typer.Exit(code)


cli.command()(backtest)


if __name__ == "__main__":
    cli()
