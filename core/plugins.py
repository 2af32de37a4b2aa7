"""What the desk knows of its plugins, and of those that a marketplace offers."""

from core.parameters import Parameter
from core.values import Frozen


class PluginTrouble(Frozen, frozen=True):
    """A call that failed; `said` is in the plugin's own words."""

    at_ns: int
    said: str


class PluginState(Frozen, frozen=True, kw_only=True):
    """One plugin. `status` is waiting, active, repaints, refused, quarantined or off, `reason` why;
    the times are of its newest calls, in milliseconds. `is_installed`: it came from a marketplace.
    """

    id: str
    name: str
    version: str
    kind: str
    status: str
    reason: str = ""
    author: str = ""
    description: str = ""
    calls: int = 0
    errors: int = 0
    kills: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    warmup: int = 0
    parameters: tuple[Parameter, ...] = ()
    troubles: tuple[PluginTrouble, ...] = ()
    is_signed: bool = False
    is_installed: bool = False


class RefusedFile(Frozen, frozen=True):
    """A file that could have been a plugin, and why it is none."""

    name: str
    reason: str


class PluginLimits(Frozen, frozen=True, kw_only=True):
    """What every plugin lives under."""

    call_s: float
    load_s: float
    memory_mb: int
    most: int


class PluginOffer(Frozen, frozen=True, kw_only=True):
    """The newest version of what a marketplace offers; `held` is the version installed here, '' for
    none; `seal` tells this very package from every other."""

    id: str
    version: str
    kind: str
    seal: str
    author: str = ""
    description: str = ""
    size: int = 0
    requires: tuple[str, ...] = ()
    held: str = ""
    is_newer: bool = True


class PluginPackage(Frozen, frozen=True):
    """An offer whose package was fetched and read, not run. `may` are codes of what its source does
    beyond reckoning: programs, network, files, ..."""

    offer: PluginOffer
    may: tuple[str, ...] = ()
