"""The program as the chat may ask after it: settings in force, `.env` read again, the log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.house import DeskHouse
from app.logs import OURS
from app.settings import Settings, load_settings
from app.tail import KEPT, LogTail, log_tail
from core.errors import InputError

TOKEN = "42:canary-of-the-token"


def settings(**changes: object) -> Settings:
    return Settings(_env_file=None, bot_token=SecretStr(TOKEN), **changes)  # type: ignore[arg-type]


class Home:
    """A program whose `.env` can be written anew."""

    def __init__(self, folder: Path) -> None:
        self.env = folder / ".env"
        self.write("")
        self.house = DeskHouse(load_settings(self.env), LogTail(()), version="1", env_file=self.env)

    def write(self, text: str) -> None:
        self.env.write_text(f"BOT_TOKEN={TOKEN}\n{text}", "utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_what_is_set_is_told_without_secrets() -> None:
    house = DeskHouse(settings(), LogTail(()), version="1", load=settings)
    told = dict(house.config())
    assert told["EXCHANGE"] == "simulated"
    assert told["SYMBOLS"] == "BTCUSDT, ETHUSDT, SOLUSDT"
    assert not [name for name in told if "TOKEN" in name or "URL" in name or "OWNER" in name]
    assert TOKEN not in str(told)


def test_an_env_that_says_the_same_changes_nothing(home: Home) -> None:
    view = home.house.reload()
    assert (view.taken, view.waiting) == ((), ())


@pytest.fixture
def levels_restored() -> Iterator[None]:
    names = ("", *OURS)
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("levels_restored")
def test_the_log_level_is_taken_and_the_rest_waits_for_a_restart(home: Home) -> None:
    home.write("LOG_LEVEL=ERROR\nSYMBOLS=BTCUSDT\n")
    view = home.house.reload()
    assert logging.getLogger("engine").level == logging.ERROR
    assert (view.taken, view.waiting) == (("LOG_LEVEL",), ("SYMBOLS",))
    assert dict(home.house.config())["LOG_LEVEL"] == "ERROR"
    assert "ETHUSDT" in dict(home.house.config())["SYMBOLS"]
    assert home.house.reload().taken == ()


def test_a_wrong_value_is_named_and_changes_nothing(home: Home) -> None:
    home.write("LOG_LEVEL=LOUD\n")
    with pytest.raises(InputError, match="LOG_LEVEL must be"):
        home.house.reload()
    assert dict(home.house.config())["LOG_LEVEL"] == "INFO"


def test_what_differs_from_env_by_the_start_itself_is_no_change(tmp_path: Path) -> None:
    home = Home(tmp_path)
    told = load_settings(home.env).model_copy(update={"sim_speed": 60})
    house = DeskHouse(told, LogTail(()), version="1", env_file=home.env)
    assert house.reload().waiting == ()


async def test_the_tail_of_the_log_holds_no_secret() -> None:
    async with log_tail(settings()) as tail:
        logging.getLogger("engine").error("the token is %s", TOKEN)
        logging.getLogger("engine").error("failed", exc_info=ValueError(TOKEN))
    assert [line.split("ERROR ")[1] for line in tail.lines] == [
        "engine: the token is ***",
        "engine: failed",
    ]


async def test_the_tail_ends_with_its_context() -> None:
    async with log_tail(settings()) as tail:
        pass
    logging.getLogger("engine").error("afterwards")
    assert list(tail.lines) == []


async def test_the_tail_is_bounded_in_lines_and_length() -> None:
    async with log_tail(settings()) as tail:
        for number in range(KEPT + 5):
            logging.getLogger("engine").error("%s %s", number, "x" * 5_000)
    assert len(tail.lines) == KEPT
    assert all(len(line) <= 300 for line in tail.lines)
    house = DeskHouse(settings(), tail, version="1", load=settings)
    assert [line.split()[3] for line in house.tail(2)] == [str(KEPT + 3), str(KEPT + 4)]
