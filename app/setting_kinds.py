"""What the settings may be: texts as they are written in `.env`, checked and turned into values."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from core.types import Timeframe


def _upper(text: Any) -> Any:
    return text.strip().upper() if isinstance(text, str) else text


def _lower(text: Any) -> Any:
    return text.strip().lower() if isinstance(text, str) else text


def _items(text: Any) -> Any:
    """A comma list in its order, each item once."""
    if not isinstance(text, str):
        return text
    return tuple(dict.fromkeys(item.strip() for item in text.split(",") if item.strip()))


def _like(pattern: str) -> Callable[[SecretStr], SecretStr]:
    """A check of a secret's shape that never quotes the secret."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError
        return secret

    return check


Proxy = Annotated[
    SecretStr,
    AfterValidator(
        _like(r"(https?|socks4|socks5)://([^\s:/@]+(:[^\s/@]*)?@)?[^\s/@:?#]+:\d{1,5}/?")
    ),
]
WebhookSecret = Annotated[SecretStr, AfterValidator(_like(r"[A-Za-z0-9_-]{16,256}"))]
BotToken = Annotated[SecretStr, AfterValidator(_like(r"\d+:[\w-]+"))]
EMBEDDED = r"sqlite\+aiosqlite:///\S.*"
SERVER = r"postgresql\+asyncpg://[^\s:/@?#]+(:[^\s/@?#]*)?@[^\s/@?#]*/[^\s/@?#]+(\?[^\s#]+)?"
DatabaseUrl = Annotated[SecretStr, AfterValidator(_like(f"{EMBEDDED}|{SERVER}"))]
UserId = Annotated[int, Field(gt=0)]
UserIds = Annotated[tuple[UserId, ...], NoDecode, BeforeValidator(_items)]
Symbol = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,30}$")]
Symbols = Annotated[tuple[Symbol, ...], NoDecode, BeforeValidator(_items), BeforeValidator(_upper)]
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_items)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower)]
Venue = Annotated[
    Literal["simulated", "replay", "binance", "binance_futures"], BeforeValidator(_lower)
]
Bars = Annotated[Timeframe, BeforeValidator(_lower)]
