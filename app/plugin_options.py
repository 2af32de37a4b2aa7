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


Place = Annotated[str, typer.Option("--from", help="A folder or an address; else the configured.")]
Name = Annotated[str, typer.Argument(help="The plugin's id.")]


@plugins.command()
def search(words: Annotated[str, typer.Argument()] = "", place: Place = "") -> None:
    """Look what the marketplace offers."""

    def run() -> int:
        from app.plugin_market import run_search

        return run_search(words, place, Console())

    finish(run)


@plugins.command()
def show(name: Name, place: Place = "") -> None:
    """Show all that the marketplace says of a plugin."""

    def run() -> int:
        from app.plugin_market import run_show

        return run_show(name, place, Console())

    finish(run)


@plugins.command()
def install(name: Name, place: Place = "") -> None:
    """Fetch a plugin, check and try it, and put it in the store; a running desk takes it."""

    def run() -> int:
        from app.plugin_market import run_install

        return run_install(name, place, Console())

    finish(run)


@plugins.command()
def update(place: Place = "") -> None:
    """Install the newer versions of what is installed."""

    def run() -> int:
        from app.plugin_market import run_update

        return run_update(place, Console())

    finish(run)


@plugins.command()
def remove(name: Name) -> None:
    """Take an installed plugin away."""

    def run() -> int:
        from app.plugin_market import run_remove

        return run_remove(name, Console())

    finish(run)


@plugins.command()
def publish(
    file: File,
    folder: Annotated[Path, typer.Option("--to", help="The marketplace's folder.")],
    key: Key = Path("plugin.key"),
    days: Annotated[int, typer.Option(min=1, max=3650, help="Until the index expires.")] = 90,
) -> None:
    """Review a plugin, sign and pack it, and write the marketplace's next index."""

    def run() -> int:
        from app.plugin_market import run_publish

        return run_publish(file, folder, key, days, Console())

    finish(run)


@plugins.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="The marketplace's folder.")],
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8087,
) -> None:
    """Show a marketplace on the web."""

    def run() -> int:
        from app.plugin_market import run_serve

        return run_serve(folder, host, port, Console())

    finish(run)
