"""Commands: who is told of which, and what each of them does."""

import pytest

from core.types import Access
from core.values import replace
from handlers.menus import commands_of
from handlers.spoken import ALIASES, COMMANDS
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, BOB, make_services
from tests.fake_telegram import BEFORE
from tests.screens import samples as s


def told(stage: Stage, user: int) -> list[list[str]]:
    """The menus that were set for a chat."""
    calls = stage.telegram.named("setMyCommands")
    of_chat = [call for call in calls if call.scope is not None and call.scope.chat_id == user]
    return [[command.command for command in call.commands] for call in of_chat]


async def test_each_member_is_told_the_commands_of_their_role() -> None:
    stage = Stage()
    stage.gate.users[BOB] = replace(stage.gate.users[BOB], access=Access.VIEWER)
    async with playing(stage):
        (owners,), (viewers,) = told(stage, ANN), told(stage, BOB)
    assert {"users", "logs", "kill", "stop"} <= set(owners)
    assert {"users", "logs", "kill", "stop", "unlock"} & set(viewers) == set()
    assert {"menu", "help", "journal", "locks"} <= set(viewers)


async def test_commands_are_described_in_the_members_language() -> None:
    stage = Stage()
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], language="ru")
    async with playing(stage):
        call = next(c for c in stage.telegram.named("setMyCommands") if c.scope is not None)
    named = {command.command: command.description for command in call.commands}
    assert named["kill"] == stage.texts["ru"].t("help.kill")
    assert all(1 <= len(it) <= 256 for it in named.values())


async def test_a_changed_role_or_language_is_told_once(stage: Stage) -> None:
    await stage.pass_time(20)
    assert len(told(stage, ANN)) == 1
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], language="ru")
    await stage.pass_time(20)
    assert len(told(stage, ANN)) == 2


async def test_who_is_no_member_any_more_has_no_commands(stage: Stage) -> None:
    del stage.gate.users[BOB]
    await stage.pass_time(10)
    (call,) = stage.telegram.named("deleteMyCommands")
    assert call.scope.chat_id == BOB


async def test_commands_that_telegram_refused_are_told_again() -> None:
    stage = Stage()
    stage.telegram.fail_always("setMyCommands", BEFORE)
    async with playing(stage):
        await stage.pass_time(6)
        stage.telegram.fail_always("setMyCommands", None)
        await stage.pass_time(6)
        assert told(stage, ANN)[-1] == list(commands_of(Access.OWNER, with_debug=False))


def test_no_role_has_more_commands_than_telegram_takes() -> None:
    assert len(commands_of(Access.OWNER, with_debug=True)) <= 100


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_command_says_what_it_does(stage_texts: dict[str, set[str]], language: str) -> None:
    assert {f"help.{name}" for name in COMMANDS} <= stage_texts[language]


@pytest.fixture
def stage_texts() -> dict[str, set[str]]:
    return {language: set(text.phrases) for language, text in Stage().texts.items()}


def test_every_alias_leads_to_a_command_and_hides_none() -> None:
    assert set(ALIASES.values()) <= set(COMMANDS)
    assert not set(ALIASES) & set(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("/pause", ("pause",)),
        ("/stopentry", ("pause",)),
        ("/resume", ("start",)),
        ("/unlock", ("ask", "unlock", "")),
        ("/unlock TREND", ("end rest", s.DATA.agent)),
        ("/direction short", ("risk", "direction", "short")),
        ("/blacklist BTC ETH", ("bar", "BTC", "ETH")),
        ("/whitelist BTC", ("allow", "BTC")),
        ("/bl_delete BTC", ("allow", "BTC")),
        ("/reloadtrade u1-1-000003", ("reload trade", "u1-1-000003")),
        ("/reload", ("reload",)),
        ("/reload_config", ("reload",)),
    ],
)
async def test_a_command_does_its_work(stage: Stage, typed: str, done: tuple[str, ...]) -> None:
    await stage.say(typed)
    assert stage.desk.done == [done]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/locks", "locks.title"),
        ("/count", "locks.title"),
        ("/whitelist", "lists.title"),
        ("/blacklist", "lists.title"),
        ("/customdata", "data.title"),
        ("/list_custom_data TREND", "data.title"),
        ("/config", "config.title"),
        ("/show_config", "config.title"),
        ("/logs", "logs.title"),
        ("/logs 5", "logs.title"),
        ("/logs many", "logs.title"),
        ("/version", "system.title"),
        ("/status", "status.title"),
        (f"/status {s.TRADE_CARD.trade_id}", "card.title"),
        (f"/order {s.TRADE_CARD.trade_id}", "card.title"),
        ("/direction", "risk.title"),
    ],
)
async def test_a_command_opens_its_screen(stage: Stage, typed: str, shown: str) -> None:
    await stage.say(typed)
    assert stage.texts["en"].t(shown) in stage.live().text
    assert stage.desk.done == []


async def test_the_direction_may_be_typed_after_its_command(stage: Stage) -> None:
    await stage.say("/direction")
    await stage.press("v1:risk:put:direction=long")
    assert ("risk", "direction", "long") in [it[:3] for it in stage.desk.done]


async def test_the_version_is_named(stage: Stage) -> None:
    await stage.say("/version")
    assert s.SYSTEM.version in stage.live().text


async def test_what_env_says_is_told_as_taken_or_waiting(stage: Stage) -> None:
    await stage.say("/reload")
    assert "LOG_LEVEL" in stage.live().text
    assert "SYMBOLS" in stage.live().text


@pytest.mark.parametrize("access", [Access.TRADER, Access.VIEWER])
@pytest.mark.parametrize("typed", ["/logs", "/reload", "/users"])
async def test_what_is_the_owners_is_the_owners(stage: Stage, typed: str, access: Access) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=access)
    await stage.say(typed)
    assert stage.desk.done == []
    assert "INFO" not in stage.live().text


@pytest.mark.parametrize(
    "typed", ["/blacklist BTC", "/whitelist BTC", "/direction long", "/unlock TREND", "/pause"]
)
async def test_a_viewers_words_change_nothing(stage: Stage, typed: str) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    await stage.say(typed)
    assert stage.desk.done == []


async def test_help_names_every_command_of_the_reader(stage: Stage) -> None:
    await stage.say("/help")
    shown = stage.live().text
    assert all(f"/{name} " in shown for name in commands_of(Access.OWNER, with_debug=False))
    assert "debug_" not in shown
    assert make_services(stage.desk, stage.gate).sandbox is None
