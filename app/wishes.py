"""What is typed for every command over history, understood."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.wish_options import Exits, Guards, asked, costs
from core.errors import InputError
from core.values import replace

if TYPE_CHECKING:
    from app.history import Wish

GROUPS: tuple[Callable[..., object], ...] = (asked, Exits, Guards, costs)
"""What takes the options, each as a parameter of the same name."""


def wish_of(typed: Mapping[str, Any]) -> "Wish":
    """Raises InputError for what cannot be."""
    from app.rules import typed_rules

    wish = asked(**_own(asked, typed))
    exits, guards = Exits(**_own(Exits, typed)), Guards(**_own(Guards, typed))
    risk = typed_rules(asdict(exits) | asdict(guards), wish.balance)
    return replace(wish, risk=risk, terms=costs(**_own(costs, typed)))


def _own(group: Callable[..., object], typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: typed[name] for name in inspect.signature(group).parameters}


def alone(wish: "Wish", command: str) -> "Wish":
    """For a command that takes one agent; raises InputError for several."""
    if wish.more:
        raise InputError(f"{command} takes one --strategy and one --symbol")
    return wish


def wishing(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of GROUPS; what was typed comes as a function, its first
    argument, so that the command itself says where a mistake is told."""
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = [each for group in GROUPS for each in inspect.signature(group).parameters.values()]
    names = {parameter.name for parameter in shared}

    def run(**typed: Any) -> None:
        wished = {name: typed.pop(name) for name in names}
        command(lambda: wish_of(wished), **typed)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    parameters = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in (*shared, *own)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
