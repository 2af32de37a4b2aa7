"""The chat's screens of plugins: those there are, one of them, and what a marketplace offers."""

from core.plugins import PluginLimits, PluginOffer, PluginPackage, PluginState, RefusedFile
from core.types import Access, Mode
from core.values import Frozen


class PluginsView(Frozen, frozen=True, kw_only=True):
    """One page of the plugins; `refused` are files that are none."""

    mode: Mode
    plugins: tuple[PluginState, ...]
    refused: tuple[RefusedFile, ...] = ()
    page: int = 1
    pages: int = 1
    total: int = 0
    allows_unsigned: bool = True
    access: Access = Access.OWNER


class PluginView(Frozen, frozen=True, kw_only=True):
    """`agents` are the names of those that it leads."""

    mode: Mode
    plugin: PluginState
    limits: PluginLimits
    agents: tuple[str, ...] = ()
    page: int = 1
    pages: int = 1
    utc_offset_min: int = 0
    access: Access = Access.OWNER


class OffersView(Frozen, frozen=True, kw_only=True):
    """One page of what a marketplace offers under these words; `why` is the reason that it cannot
    be looked at: no_marketplace, plugin_fetching, or its own words."""

    mode: Mode
    offers: tuple[PluginOffer, ...] = ()
    words: str = ""
    page: int = 1
    pages: int = 1
    why: str = ""


class PackageView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    package: PluginPackage
