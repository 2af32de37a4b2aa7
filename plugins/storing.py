"""The installed store and the plugins that run, brought together while the desk goes on."""

from pathlib import Path

from plugins.discovery import Found, installed_in
from plugins.hosting import HostedPlugin
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.news import News


def sync_store(manager: PluginManager) -> None:
    """What was installed comes, what has a newer version becomes it, what was removed goes. Done
    twice it changes nothing."""
    found = {each.path.stem: each for each in installed_in(manager.places)}
    for plugin in manager.plugins:
        if is_installed(manager, plugin) and plugin.id not in found:
            manager.remove(plugin.id)
            if plugin.metadata.kind is Kind.STRATEGY:
                sentence = f"Plugin {plugin.id} was removed: agents on it hold"
                manager.tell(News("removed", sentence))
    for name, each in found.items():
        _take(manager, name, each)


def is_installed(manager: PluginManager, plugin: HostedPlugin) -> bool:
    """Did it come from a marketplace?"""
    return _store(manager) in plugin.source.path.resolve().parents


def _take(manager: PluginManager, name: str, found: Found) -> None:
    plugin = next((each for each in manager.plugins if each.id == name), None)
    if plugin is None:
        manager.bring(found)
    elif is_installed(manager, plugin) and plugin.source.path.resolve() != found.path.resolve():
        manager.move(name, found)


def _store(manager: PluginManager) -> Path:
    return manager.places.store.resolve()
