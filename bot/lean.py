"""aiogram without what a desk never uses.

Importing it builds the validators of some six hundred models at once: 2.5 s and 100 MB. Here each
is built when it is first used, and those that the chat uses before it starts. What is imported is
the library as it is; only the moment differs. Once aiogram is imported this does nothing.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pydantic import BaseModel

_NAME = "model_rebuild"
_REBUILD = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]
OURS = ("bot", "handlers")
LIBRARY = "aiogram."


@contextmanager
def deferred() -> Iterator[None]:
    """While aiogram is imported."""
    if "aiogram" in sys.modules:
        yield
        return
    names: dict[str, Any] = {}

    def later(cls: type[BaseModel], /, **how: Any) -> bool | None:
        """aiogram asks for each of its types, and tells where the names in them are found."""
        if not cls.__module__.startswith(LIBRARY):
            return bool(_REBUILD(cls, **how))
        names.update(how.get("_types_namespace") or {})
        return None

    setattr(BaseModel, _NAME, classmethod(later))
    try:
        from aiogram import types as _  # noqa: F401
        from aiogram.client.context_controller import BotContextController
    finally:
        setattr(BaseModel, _NAME, classmethod(_REBUILD))
    setattr(BotContextController, _NAME, classmethod(_rebuilding(names)))
    yield
    build_used()


def build_used() -> None:
    """What our packages name, and all that an update may hold: nobody waits for it later."""
    from aiogram.types import Update

    Update.model_rebuild()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS:
            for model in _models(module):
                model.model_rebuild()


def _models(module: ModuleType) -> Iterator[type[BaseModel]]:
    for value in list(vars(module).values()):
        is_model = isinstance(value, type) and issubclass(value, BaseModel)
        if is_model and value.__module__.startswith(LIBRARY):
            yield value


def _rebuilding(names: Mapping[str, Any]) -> Any:
    """The library's own, which knows at any later moment where names are found."""

    def rebuild(
        cls: type[BaseModel],
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        built: bool | None = _REBUILD(
            cls,
            force=force,
            raise_errors=raise_errors,
            _parent_namespace_depth=0,
            _types_namespace=_types_namespace or names,
        )
        return built

    return rebuild
