"""Every setting of Dzentra: its type, its default and what it may be.

A setting is an environment variable or a line of `.env`; the variable wins. A secret may stand in
a file that `NAME_FILE` names.
"""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.secret_files import SecretFiles
from app.setting_kinds import (
    Bars,
    BotToken,
    DatabaseUrl,
    LogFormat,
    LogLevel,
    Paths,
    Proxy,
    Symbols,
    UserIds,
    Venue,
    WebhookSecret,
)
from core.errors import InputError
from core.types import Timeframe

ENV_FILE = Path(".env")


def _embedded_database(values: dict[str, Any]) -> SecretStr:
    return SecretStr(f"sqlite+aiosqlite:///{values.get('data_dir', 'data')}/dzentra.db")


class Settings(BaseSettings):
    """The settings of one desk; a field's description says what its variable must be."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",
        hide_input_in_errors=True,
    )

    bot_token: BotToken | None = Field(
        default=None, description="a token as @BotFather gives it: digits, a colon, letters"
    )
    owner_ids: UserIds = Field(
        default=(), description="numeric Telegram user ids with commas between them"
    )
    telegram_api_base: str = Field(
        default="https://api.telegram.org",
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="the http:// or https:// address of a Bot API server",
    )
    telegram_api_local: bool = Field(default=False, description="true or false")
    telegram_proxy: Proxy | None = Field(
        default=None,
        description="the address of a proxy: http://, socks4:// or socks5://user:password@host:port",
    )
    webhook_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$",
        description="the https:// address at which Telegram reaches this desk",
    )
    webhook_secret_token: WebhookSecret | None = Field(
        default=None, description="16 to 256 letters, digits, _ and - that only you know"
    )
    webhook_host: str = Field(
        default="127.0.0.1",
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="a name or an address of this machine",
    )
    webhook_port: int = Field(
        default=8443, ge=0, le=65535, description="a port from 0 to 65535, 0 for any free one"
    )
    signals_secret: WebhookSecret | None = Field(
        default=None, description="16 to 256 letters, digits, _ and - that only you know"
    )
    signals_host: str = Field(
        default="127.0.0.1",
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="a name or an address of this machine",
    )
    signals_port: int = Field(
        default=8090, ge=0, le=65535, description="a port from 0 to 65535, 0 for any free one"
    )
    api_secret: WebhookSecret | None = Field(
        default=None, description="16 to 256 letters, digits, _ and - that only you know"
    )
    api_host: str = Field(
        default="127.0.0.1",
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="a name or an address of this machine",
    )
    api_port: int = Field(
        default=8003, ge=0, le=65535, description="a port from 0 to 65535, 0 for any free one"
    )

    data_dir: Path = Field(default=Path("data"), description="the path of a folder")
    database_url: DatabaseUrl = Field(
        default_factory=_embedded_database,
        description=(
            "sqlite+aiosqlite:/// and the path of a file, or "
            "postgresql+asyncpg://user:password@host:5432/db"
        ),
    )
    plugin_dirs: Paths = Field(default=(), description="folders with commas between them")
    backup_every_hours: int = Field(
        default=1, ge=0, le=24, description="a whole number from 0 to 24, 0 for no copies"
    )
    log_level: LogLevel = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: LogFormat = Field(default="text", description="text or json")

    exchange: Venue = Field(
        default="simulated", description="simulated, replay, binance or binance_futures"
    )
    exchange_rest_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#@]+)?$",
        description="the http:// or https:// address of the exchange's requests",
    )
    exchange_ws_url: str = Field(
        default="",
        pattern=r"^(wss?://[^\s?#@]+)?$",
        description="the ws:// or wss:// address of the exchange's streams",
    )
    binance_testnet: bool = Field(default=False, description="true or false")
    sim_seed: int = Field(default=1, ge=0, lt=2**63, description="a whole number, 0 or more")
    sim_speed: int | None = Field(
        default=None, ge=1, le=3600, description="a whole number from 1 to 3600"
    )
    replay_path: Paths = Field(
        default=(), description="a file, a folder, or several with commas between them"
    )
    replay_speed: int = Field(default=1, ge=1, le=3600, description="a whole number from 1 to 3600")

    symbols: Symbols = Field(
        default=("BTCUSDT", "ETHUSDT", "SOLUSDT"),
        min_length=1,
        description="symbols such as BTCUSDT with commas between them",
    )
    timeframe: Bars = Field(default=Timeframe.M1, description=f"one of {' '.join(Timeframe)}")
    default_leverage: int = Field(
        default=2, ge=1, le=125, description="a whole number from 1 to 125"
    )
    paper_balance: Decimal = Field(
        default=Decimal(10_000),
        gt=0,
        le=10**9,
        decimal_places=8,
        description="an amount above 0 and up to 1000000000, with at most 8 decimals",
    )

    debug_enabled: bool = Field(default=False, description="true or false")

    demo_host: str = Field(
        default="127.0.0.1",
        pattern=r"^[A-Za-z0-9.:-]+$",
        description="a name or an address of this machine",
    )
    demo_port: int = Field(
        default=8086, ge=0, le=65535, description="a port from 0 to 65535, 0 for any free one"
    )

    @property
    def lock_path(self) -> Path:
        """Held by the desk that runs in the data folder."""
        return self.data_dir / "desk.lock"

    @property
    def history_dir(self) -> Path:
        """Where downloaded history is kept, by the chat and by the commands alike."""
        return self.data_dir / "history"

    def secret_values(self) -> tuple[str, ...]:
        """What must never be read in a log: for `app.logs`."""
        return tuple(_secrets(self))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then `.env`, then the files that either names for a secret."""
        variables: dict[str, str | None] = {}
        for source in (dotenv_settings, env_settings):
            if isinstance(source, EnvSettingsSource):
                variables.update(source.env_vars)
        secret_files = SecretFiles(settings_cls, variables)
        return init_settings, env_settings, dotenv_settings, secret_files


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings; `env_file` is made unreadable for others.

    Raises `InputError` with one line that names the first wrong variable and says what it may be,
    and never what it was: it could be a secret, in its own place or in a wrong one.
    """
    if env_file is not None:
        _keep_private(env_file)
    try:
        _refuse_unreadable_lines(env_file)
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        # Without its cause: that one remembers the value.
        raise InputError(_sentence(error)) from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{env_file} must be a readable file of UTF-8 text.") from None
    if settings.webhook_url and settings.webhook_secret_token is None:
        raise InputError(f"{_must_be('webhook_secret_token')} (WEBHOOK_URL is set).")
    if settings.exchange == "replay" and not settings.replay_path:
        raise InputError(f"{_must_be('replay_path')} (EXCHANGE is replay).")
    return settings


def _keep_private(env_file: Path) -> None:
    with suppress(OSError):
        if env_file.stat().st_mode & 0o077:
            env_file.chmod(0o600)


def _refuse_unreadable_lines(env_file: Path | None) -> None:
    """A line that says nothing would be passed over, and a token in it with it."""
    if env_file is None or not env_file.is_file():
        return
    with env_file.open(encoding="utf-8-sig") as lines:
        wrong = next((line for line in parse_stream(lines) if line.error), None)
    if wrong is not None:
        raise InputError(
            f"{env_file} cannot be read from line {wrong.original.line} on: "
            "every line must be NAME=value, every quote closed."
        )


def _sentence(error: ValidationError) -> str:
    wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{_must_be(str(wrong['loc'][0]))}."


def _must_be(name: str) -> str:
    return f"{name.upper()} must be {Settings.model_fields[name].description}"


def _secrets(settings: Settings) -> Iterator[str]:
    if settings.bot_token is not None:
        token = settings.bot_token.get_secret_value()
        yield from (token, token.partition(":")[2])
    if settings.webhook_secret_token is not None:
        yield settings.webhook_secret_token.get_secret_value()
    if settings.signals_secret is not None:
        yield settings.signals_secret.get_secret_value()
    if settings.api_secret is not None:
        yield settings.api_secret.get_secret_value()
    if settings.telegram_proxy is not None:
        proxy = settings.telegram_proxy.get_secret_value()
        secret = urlsplit(proxy).password
        yield from (proxy, *((secret, unquote(secret)) if secret else ()))
    password = urlsplit(settings.database_url.get_secret_value()).password
    if password:
        yield from (password, unquote(password))
