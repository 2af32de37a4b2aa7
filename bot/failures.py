"""What a failed call to Telegram means for the message that was to be delivered."""

from enum import Enum, auto

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError


class NoWay(OSError):
    """No connection was made, for a reason that Telegram's library has no error for."""


class Verdict(Enum):
    FLOODED = auto()
    """Too fast: not delivered, come back later."""
    LOST = auto()
    """Not delivered, worth another try."""
    UNSURE = auto()
    """May have been delivered: the reply was lost."""
    BLOCKED = auto()
    """This chat is closed to the bot."""
    REFUSED = auto()
    """Telegram will never take this message."""


_NOT_SENT = (TelegramUnauthorizedError, TelegramNotFound, TelegramConflictError)
_CLOSED = ("chat not found", "user is deactivated", "bot was kicked", "peer_id_invalid")


def judge(error: AiogramError) -> Verdict:
    match error:
        case TelegramRetryAfter():
            return Verdict.FLOODED
        case TelegramForbiddenError() | TelegramMigrateToChat():
            return Verdict.BLOCKED
        case TelegramEntityTooLarge():
            return Verdict.REFUSED
        case TelegramNetworkError():
            return Verdict.LOST if never_left(error) else Verdict.UNSURE
        case TelegramServerError() | ClientDecodeError():
            return Verdict.UNSURE
        case TelegramBadRequest():
            return Verdict.BLOCKED if says(error, *_CLOSED) else Verdict.REFUSED
    return Verdict.LOST if isinstance(error, _NOT_SENT) else Verdict.REFUSED


def never_left(error: TelegramNetworkError) -> bool:
    """True when no connection was made, so nothing can have arrived."""
    return isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError | NoWay)


def says(error: TelegramBadRequest, *phrases: str) -> bool:
    """The one place where the words of Telegram are matched: it has no codes."""
    message = error.message.lower()
    return any(phrase in message for phrase in phrases)


def is_unchanged(error: TelegramBadRequest) -> bool:
    """The screen already looks so: a success."""
    return says(error, "message is not modified")


def is_gone(error: TelegramBadRequest) -> bool:
    """The message cannot be edited any more, or not to this: a new one is needed."""
    return says(
        error,
        "message to edit not found",
        "message can't be edited",
        "message_id_invalid",
        "there is no text in the message to edit",
        "there is no caption in the message to edit",
    )


def is_markup_wrong(error: TelegramBadRequest) -> bool:
    return says(error, "can't parse entities")
