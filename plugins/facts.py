"""What is known of a plugin once its worker has run it."""

from collections.abc import Mapping

from core.errors import PluginError
from core.parameters import KINDS, Parameter, Value
from core.values import Frozen
from plugins.metadata import Metadata, metadata_from, parameters_from
from plugins.wire import Message

WARMUP, MOST_WARMUP = 500, 5_000


class Facts(Frozen, frozen=True, kw_only=True):
    """`parameters` are those its metadata bounds and those it merely has; `ahead` says in words
    where it knew the future, empty when it did not."""

    metadata: Metadata
    parameters: tuple[Parameter, ...] = ()
    warmup: int = WARMUP
    sizes: bool = False
    tests_itself: bool = False
    ahead: str = ""


def facts_from(answer: Message, written: Metadata) -> Facts:
    """From a worker's answer to `load`; `written` is what its source said. Raises PluginError."""
    header = answer.header
    metadata = metadata_from({"type": written.kind.value, **_mapping(header.get("metadata"))})
    if metadata.rests != written.rests:
        raise PluginError("rests_orders must be written as True in get_metadata itself")
    if (metadata.id, metadata.kind) != (written.id, written.kind):
        raise PluginError(f"calls itself {metadata.id} when run and {written.id} in its source")
    warmup = header.get("warmup", WARMUP)
    return Facts(
        metadata=metadata,
        parameters=_parameters(metadata, header),
        warmup=min(max(warmup, 1), MOST_WARMUP) if isinstance(warmup, int) else WARMUP,
        sizes=header.get("sizes") is True,
        tests_itself=header.get("tests_itself") is True,
        ahead=_ahead(header.get("ahead")),
    )


def _parameters(metadata: Metadata, header: Mapping[str, object]) -> tuple[Parameter, ...]:
    """Metadata first, then the strategy's own bounds, then what it merely has, unbounded."""
    found = {each.name: each for each in metadata.parameters}
    values = _mapping(header.get("values"))
    for name, told in _mapping(header.get("bounds")).items():
        if name not in found and isinstance(told, Mapping):
            told = {"type": type(values.get(name)).__name__, "default": values.get(name), **told}
            (found[name],) = parameters_from({name: told})
    for name, value in values.items():
        if name not in found and type(value) in KINDS.values():
            found[name] = _unbounded(name, value)
    return tuple(found.values())


def _unbounded(name: str, value: object) -> Parameter:
    if not isinstance(value, Value):
        raise PluginError(f"parameter {name} must be a number, a text or a flag")
    return Parameter(name=name, default=value)


def _ahead(told: object) -> str:
    if not isinstance(told, list):
        return ""
    candle, known = told
    return f"the signal of candle {candle} is another one when only {known} are known"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
