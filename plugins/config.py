"""`plugin_config.json`: the limits plugins live under, by the names of the plugin guide."""

import json
from collections.abc import Mapping
from pathlib import Path

from core.errors import PluginError
from core.values import Frozen

CONFIG_FILE = "plugin_config.json"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class PluginConfig(Frozen, frozen=True, kw_only=True):
    """Every key of the guide, and ours: `memory_limit_mb` of a worker beyond what pandas takes,
    `trusted_keys` whose signatures count, `marketplace` to install from."""

    auto_reload: bool = True
    validate_plugins: bool = True
    max_plugins: int = 100
    plugin_timeout: float = 30.0
    enable_hot_reload: bool = True
    debug_logging: bool = False
    allow_unsigned_plugins: bool = True
    enable_metrics: bool = True
    log_execution_time: bool = True
    max_execution_time_ms: int = 5_000
    log_level: str = ""
    memory_limit_mb: int = 512
    trusted_keys: tuple[str, ...] = ()
    marketplace: str = ""

    @property
    def reloads(self) -> bool:
        """Files are watched only while both keys say so."""
        return self.auto_reload and self.enable_hot_reload

    @property
    def level(self) -> str:
        """Of `logs/plugin_system.log`."""
        return self.log_level or ("DEBUG" if self.debug_logging else "INFO")

    @property
    def max_execution_s(self) -> float:
        return self.max_execution_time_ms / 1_000


SECTIONS: Mapping[str, tuple[str, ...]] = {
    "development_mode": ("enable_hot_reload", "debug_logging", "allow_unsigned_plugins"),
    "performance_monitoring": ("enable_metrics", "log_execution_time", "max_execution_time_ms"),
    "logging": ("log_level",),
}
"""Where the guide nests its keys; every other one stands at the top."""
LEAST: Mapping[str, float] = {
    "max_plugins": 0,
    "plugin_timeout": 0.1,
    "max_execution_time_ms": 1,
    "memory_limit_mb": 16,
}


def load_config(path: Path) -> PluginConfig:
    """The file's settings, the defaults where there is none; raises PluginError with the key that
    is wrong and what it may be."""
    if not path.is_file():
        return PluginConfig()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PluginError(f"{path} must be readable JSON: {error}") from error
    return config_from(told)


def save_unsigned(path: Path, *, is_allowed: bool) -> PluginConfig:
    """Writes `allow_unsigned_plugins` into the file, whole or not at all, its other keys as they
    are; what is in force then. Raises PluginError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        config_from(told)
        mode = {**told.get("development_mode", {}), "allow_unsigned_plugins": is_allowed}
        whole = {**told, "development_mode": mode}
        part = path.with_name(f".{path.name}")
        part.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    except (OSError, ValueError) as error:
        raise PluginError(f"{path} cannot be written: {error}") from error
    return config_from(whole)


def config_from(told: object) -> PluginConfig:
    """Raises PluginError for a key that nobody knows or a value it cannot have."""
    if not isinstance(told, dict):
        raise PluginError(f"{CONFIG_FILE} must hold one object")
    flat: dict[str, object] = {}
    for key, value in told.items():
        if key in SECTIONS:
            flat |= _section(key, value)
        else:
            flat[_known(key, _TOP)] = value
    values = {key: _checked(key, value) for key, value in flat.items()}
    return PluginConfig(**values)  # type: ignore[arg-type]  # each was checked against its default


def _section(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise PluginError(f"{CONFIG_FILE}: {name} must be an object")
    return {_known(key, SECTIONS[name]): each for key, each in value.items()}


def _known(key: str, known: tuple[str, ...]) -> str:
    if key not in known:
        raise PluginError(f"{CONFIG_FILE}: {key} is not known here; there are {', '.join(known)}")
    return key


def _checked(key: str, value: object) -> object:
    default = getattr(PluginConfig(), key)
    if isinstance(default, bool):
        return _must(key, value, isinstance(value, bool), "true or false")
    if isinstance(default, int | float):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and isinstance(value, int | float) and value >= LEAST[key]
        is_whole = isinstance(default, float) or isinstance(value, int)
        return _must(key, value, fits and is_whole, f"a number from {LEAST[key]:g} on")
    if isinstance(default, tuple):
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return tuple(_must(key, value, is_list, "a list of texts"))  # type: ignore[arg-type]
    if key == "log_level":
        return _must(key, value, value in LEVELS, f"one of {', '.join(LEVELS)}")
    return _must(key, value, isinstance(value, str), "a text")


def _must(key: str, value: object, fits: bool, right: str) -> object:
    if not fits:
        raise PluginError(f"{CONFIG_FILE}: {key} must be {right}")
    return value


_NESTED = tuple(key for keys in SECTIONS.values() for key in keys)
_TOP = tuple(key for key in PluginConfig.__struct_fields__ if key not in _NESTED)
