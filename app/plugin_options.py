"""The options of `main.py plugins`."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from app.options import finish

plugins = typer.Typer(
    help="Strategies and indicators of your own, and of others.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(help="The plugin's file.")]
Key = Annotated[Path, typer.Option(help="The file of the secret key that keygen made.")]


@plugins.command("list")
def list_() -> None:
    """Load every plugin, and say what became of each; 1 when one is refused."""

    def run() -> int:
        from app.plugin_desk import run_list

        return run_list(Console())

    finish(run)


@plugins.command()
def new(
    name: Annotated[str, typer.Argument(help="In words: My Strategy.")],
    kind: Annotated[Literal["strategy", "indicator"], typer.Option()] = "strategy",
    folder: Annotated[Path | None, typer.Option("--dir", help="Else the guide's.")] = None,
    author: Annotated[str, typer.Option(help="Your name.")] = "Your Name",
) -> None:
    """Make a plugin and its test that pass as they are."""

    def run() -> int:
        from app.plugin_desk import run_new
        from plugins.metadata import Kind

        return run_new(name, Kind(kind), folder, author, Console())

    finish(run)


@plugins.command()
def check(file: File) -> None:
    """Review a plugin: lint, security, contract, look-ahead, bounds, speed, its tests."""

    def run() -> int:
        from app.plugin_desk import run_check

        return run_check(file, Console())

    finish(run)


@plugins.command()
def test(file: Annotated[Path, typer.Argument(help="A file of unittest.")]) -> None:
    """Run a plugin's tests; they may import it by its bare name."""

    def run() -> int:
        from app.plugin_desk import run_test

        return run_test(file, Console())

    finish(run)


@plugins.command()
def keygen(out: Annotated[Path, typer.Option(help="Where to.")] = Path("plugin.key")) -> None:
    """Make a key to sign with."""

    def run() -> int:
        from app.plugin_desk import run_keygen

        return run_keygen(out, Console())

    finish(run)


@plugins.command()
def sign(file: File, key: Key = Path("plugin.key")) -> None:
    """Sign a plugin: the signature stands beside it."""

    def run() -> int:
        from app.plugin_desk import run_sign

        return run_sign(file, key, Console())

    finish(run)
