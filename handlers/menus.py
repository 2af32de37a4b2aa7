"""Which commands a member has."""

from core.types import Access
from handlers.spoken import COMMANDS

HIDDEN = frozenset({"health", "profit_long", "profit_short"})
"""Commands that are another's second name."""


def commands_of(access: Access, *, with_debug: bool) -> tuple[str, ...]:
    """In the order of the table; those of the sandbox while there is one."""
    return tuple(
        name
        for name, command in COMMANDS.items()
        if name not in HIDDEN
        and access.allows(command.needs)
        and (with_debug or not command.is_debug)
    )
