"""Dark or light pictures, as each member chose."""

from core.pictures import Theme
from core.ports import KeyValue, Themes
from core.types import UserId


class ThemeStore(Themes):
    """Keeps a small value for each member who chose."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values

    async def of(self, user: UserId) -> Theme:
        text = await self._values.get(_key(user))
        return Theme.LIGHT if text == Theme.LIGHT else Theme.DARK

    async def choose(self, user: UserId, theme: Theme) -> None:
        await self._values.put(_key(user), theme.value)


def _key(user: UserId) -> str:
    return f"theme:{user}"
