"""The one message that goes past the outbox: the journal itself cannot be written."""

from collections.abc import Mapping

from bot.lane import Rank, Sender
from bot.locales import Text
from bot.screen import Screen
from core.errors import StorageError
from core.ports import Gatekeeper
from core.types import UserId

FALLBACK = "en"


class UnwritableNotice:
    """Tells a user that the desk halted because nothing can be made durable."""

    rank = Rank.EXECUTION
    key = "unwritable"

    def __init__(self, user: UserId, gate: Gatekeeper, texts: Mapping[str, Text]) -> None:
        self._user = user
        self._gate = gate
        self._texts = texts

    async def deliver(self, sender: Sender) -> None:
        text = await self._text()
        sentence = f"<b>{text.t('alert.halted')}</b>\n{text.t('cause.journal')}"
        await sender.send(self._user, Screen(sentence))

    async def _text(self) -> Text:
        """In the user's language, if that at least can be read."""
        try:
            user = await self._gate.user(self._user)
        except StorageError:
            user = None
        return self._texts[user.language if user is not None else FALLBACK]

    def again(self, *, may_have_arrived: bool) -> bool:
        return True

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        return None

    def released(self) -> None:
        return None
