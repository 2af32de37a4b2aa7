"""The program itself, as the chat may ask after it: its settings, `.env` read again, its log."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.logs import set_level
from app.settings import ENV_FILE, Settings, load_settings
from app.tail import LogTail
from core.errors import InputError
from core.ports.control import House
from core.views.control import ReloadView

SHOWN = (
    *("exchange", "symbols", "timeframe", "default_leverage", "paper_balance", "sim_speed"),
    *("binance_testnet", "backup_every_hours", "log_level", "log_format", "debug_enabled"),
)
"""What `/config` tells; none of it is a secret."""
TAKEN = ("log_level",)
"""What is taken without a restart."""


class DeskHouse(House):
    """`load` reads the settings again; what they were when this was made is what they are compared
    with, for a demo runs with others than `.env` says."""

    def __init__(
        self,
        settings: Settings,
        tail: LogTail,
        *,
        version: str,
        load: Callable[[], Settings] | None = None,
        env_file: Path = ENV_FILE,
    ) -> None:
        self._settings = settings
        self._tail = tail
        self._version = version
        self._load = load or (lambda: load_settings(env_file=env_file))
        self._read = settings
        with suppress(InputError):
            self._read = self._load()

    @property
    def version(self) -> str:
        return self._version

    def config(self) -> Sequence[tuple[str, str]]:
        return [(name.upper(), _text(getattr(self._settings, name))) for name in SHOWN]

    def reload(self) -> ReloadView:
        fresh = self._load()
        changed = [
            name
            for name in type(fresh).model_fields
            if getattr(fresh, name) != getattr(self._read, name)
        ]
        taken = {name: getattr(fresh, name) for name in changed if name in TAKEN}
        if "log_level" in taken:
            set_level(fresh.log_level)
        self._settings = self._settings.model_copy(update=taken)
        self._read = self._read.model_copy(update=taken)
        return ReloadView(
            taken=tuple(name.upper() for name in taken),
            waiting=tuple(name.upper() for name in changed if name not in TAKEN),
        )

    def tail(self, count: int) -> Sequence[str]:
        return list(self._tail.lines)[-count:]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
