"""`main.py plugins search|show|install|update|remove|publish|serve`."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.plugin_desk import managing
from app.plugins import places_of
from app.settings import load_settings
from core.clock import SystemClock
from core.errors import InputError, PluginError
from plugins.discovery import Found
from plugins.marketplace.index import Offer
from plugins.marketplace.market import Market, uninstall
from plugins.marketplace.publish import publish
from plugins.marketplace.serve import make_server
from plugins.review import Mark, review


def run_search(words: str, place: str, console: Console) -> int:
    with managing(console) as manager:
        found = Market(manager, place, SystemClock()).index().matching(words)
    table = Table("id", "version", "type", "author", "description")
    for each in found:
        table.add_row(each.id, each.version, each.type, each.author, each.description)
    console.print(table if found else "Nothing of that kind is offered.")
    return 0


def run_show(name: str, place: str, console: Console) -> int:
    with managing(console) as manager:
        offer = Market(manager, place, SystemClock()).index().newest(name)
    for field in Offer.__struct_fields__:
        value = getattr(offer, field)
        console.print(f"{field:12} {value}", markup=False, highlight=False, soft_wrap=True)
    return 0


def run_install(name: str, place: str, console: Console) -> int:
    with managing(console) as manager:
        _told("Installed", [Market(manager, place, SystemClock()).install(name)], console)
    return 0


def run_update(place: str, console: Console) -> int:
    with managing(console) as manager:
        updated = Market(manager, place, SystemClock()).update()
    _told("Updated to", updated, console)
    if not updated:
        console.print("Everything is up to date.")
    return 0


def run_remove(name: str, console: Console) -> int:
    uninstall(places_of(load_settings()).store, name)
    console.print(f"Removed {name}.", markup=False)
    return 0


def run_publish(file: Path, folder: Path, key: Path, days: int, console: Console) -> int:
    """Only what passes the review."""
    secret = _secret(key)
    with managing(console) as manager:
        failed = [each for each in review(manager, file) if each.mark is Mark.FAILS]
        if failed:
            raise PluginError(f"{failed[0].check}: {failed[0].said}")
        source, metadata = manager.read(Found(file))
        clock = SystemClock()
        made = publish(folder, source, metadata, secret=secret, days=days, clock=clock)
    _told("Published", [made], console)
    return 0


def run_serve(folder: Path, host: str, port: int, console: Console) -> int:
    """Until it is interrupted."""
    try:
        server = make_server(folder, host, port)
    except OSError as error:
        raise InputError(f"{host}:{port} cannot be listened on: {error}") from error
    with server:
        console.print(f"http://{host}:{server.server_address[1]}/", highlight=False)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def _secret(key: Path) -> str:
    try:
        return key.read_text(encoding="utf-8")
    except OSError as error:
        raise PluginError(f"{key} cannot be read: `plugins keygen` makes a key") from error


def _told(what: str, offers: Iterable[Offer], console: Console) -> None:
    for each in offers:
        console.print(f"{what} {each.id} {each.version}.", markup=False, highlight=False)
