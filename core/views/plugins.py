"""The chat's screens of plugins: those there are, one of them, and what a marketplace offers."""

from dataclasses import dataclass

from core.plugins import PluginLimits, PluginOffer, PluginPackage, PluginState, RefusedFile
from core.types import Access, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginsView:
    """One page of the plugins; `refused` are files that are none."""

    mode: Mode
    plugins: tuple[PluginState, ...]
    refused: tuple[RefusedFile, ...] = ()
    page: int = 1
    pages: int = 1
    total: int = 0
    allows_unsigned: bool = True
    access: Access = Access.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginView:
    """`agents` are the names of those that it leads."""

    mode: Mode
    plugin: PluginState
    limits: PluginLimits
    agents: tuple[str, ...] = ()
    page: int = 1
    pages: int = 1
    utc_offset_min: int = 0
    access: Access = Access.OWNER


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersView:
    """One page of what a marketplace offers under these words; `why` is the reason that it cannot
    be looked at: no_marketplace, plugin_fetching, or its own words."""

    mode: Mode
    offers: tuple[PluginOffer, ...] = ()
    words: str = ""
    page: int = 1
    pages: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    mode: Mode
    package: PluginPackage
