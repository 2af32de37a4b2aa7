"""What a plugin tells of itself before it is run."""

import re
from collections.abc import Mapping
from enum import StrEnum

from core.errors import InputError, PluginError
from core.parameters import Parameter, described
from core.values import Frozen

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
VERSION = re.compile(r"\d+(\.\d+){0,3}([a-z]+\d*)?")


class Kind(StrEnum):
    STRATEGY = "strategy"
    INDICATOR = "indicator"


class Metadata(Frozen, frozen=True, kw_only=True):
    """`requires` are packages as pip writes them, `host` is the range of Dzentra's versions.
    `rests` of a strategy that lets orders rest instead of giving signals."""

    id: str
    name: str
    version: str
    author: str = ""
    description: str = ""
    kind: Kind
    parameters: tuple[Parameter, ...] = ()
    requires: tuple[str, ...] = ()
    host: str = ""
    rests: bool = False

    def told(self) -> dict[str, object]:
        """As the guide writes it."""
        return {
            "id": self.id,
            "name": self.name,
            "version": self.version,
            "author": self.author,
            "description": self.description,
            "type": self.kind.value,
            "parameters": {each.name: each.metadata() for each in self.parameters},
        }


def metadata_from(told: Mapping[str, object]) -> Metadata:
    """Raises PluginError for what is missing or contradicts itself."""
    name = _text(told, "id")
    if not ID.fullmatch(name):
        raise PluginError("id is letters, digits and underscores, a letter first, up to 32 signs")
    version = _text(told, "version")
    if not VERSION.fullmatch(version):
        raise PluginError(f"version is written like 1.0.0, not {version}")
    kind = _text(told, "type")
    if kind not in list(Kind):
        raise PluginError(f"type is strategy or indicator, not {kind}")
    return Metadata(
        id=name,
        name=str(told.get("name", "")) or name,
        version=version,
        author=str(told.get("author", "")),
        description=str(told.get("description", "")),
        kind=Kind(kind),
        parameters=_parameters(told.get("parameters", {})),
        requires=_texts(told.get("requires", ())),
        host=str(told.get("host", "")),
        rests=told.get("rests_orders") is True,
    )


def parameters_from(told: Mapping[str, object]) -> tuple[Parameter, ...]:
    """Raises PluginError for a parameter that contradicts itself."""
    return _parameters(told)


def _parameters(told: object) -> tuple[Parameter, ...]:
    if not isinstance(told, Mapping):
        raise PluginError("parameters must be a dictionary of dictionaries")
    return tuple(_parameter(str(name), each) for name, each in told.items())


def _parameter(name: str, told: object) -> Parameter:
    if not isinstance(told, Mapping):
        raise PluginError(f"parameter {name} must be a dictionary")
    try:
        return described(name, told)
    except (InputError, ValueError) as error:
        raise PluginError(f"parameter {name}: {error}") from error


def _text(told: Mapping[str, object], key: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or not value:
        raise PluginError(f"get_metadata must name {key}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
