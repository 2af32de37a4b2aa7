"""The methods of the Bot API, by their names in lower case: Telegram does not tell case apart."""

from collections.abc import Callable, Mapping

from demo.methods.editing import EDITING
from demo.methods.profile import PROFILE
from demo.methods.sending import SENDING
from demo.params import Params
from demo.world import World

Method = Callable[[World, Params], object]

METHODS: Mapping[str, Method] = {
    name.lower(): method for table in (SENDING, EDITING, PROFILE) for name, method in table.items()
}

__all__ = ["METHODS", "Method"]
