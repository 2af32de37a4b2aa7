"""What the bot tells about itself, and methods that only need to exist."""

import pytest

from tests.demo.api import CHAT, Api

MENU = [{"command": "menu", "description": "Main menu"}]
RUSSIAN = [{"command": "menu", "description": "Главное меню"}]


async def test_the_bot_knows_itself(api: Api) -> None:
    me = await api.call("getMe")
    assert (me["id"], me["is_bot"], me["username"]) == (42, True, "dzentra_demo_bot")


async def test_commands_are_kept_by_scope_and_language(api: Api) -> None:
    scope = {"type": "chat", "chat_id": CHAT}
    await api.call("setMyCommands", commands=MENU)
    await api.call("setMyCommands", commands=RUSSIAN, language_code="ru")
    await api.call("setMyCommands", commands=[], scope=scope)
    assert await api.call("getMyCommands") == MENU
    assert await api.call("getMyCommands", language_code="ru") == RUSSIAN
    assert await api.call("getMyCommands", language_code="de") == []
    await api.call("deleteMyCommands", language_code="ru")
    assert await api.call("getMyCommands", language_code="ru") == []


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([{"command": "Menu", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "menu", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        (["menu"], "can't parse BotCommand: expected an Object"),
        ([MENU[0]] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_wrong_commands_are_refused(api: Api, commands: list[object], refusal: str) -> None:
    assert await api.refusal("setMyCommands", commands=commands) == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("name", "field", "limit"),
    [
        ("Name", "name", 64),
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
    ],
)
async def test_names_and_descriptions_are_kept(api: Api, name: str, field: str, limit: int) -> None:
    await api.call(f"setMy{name}", **{field: "Dzentra"})
    await api.call(f"setMy{name}", **{field: "Дзентра"}, language_code="ru")
    assert await api.call(f"getMy{name}") == {field: "Dzentra"}
    assert await api.call(f"getMy{name}", language_code="ru") == {field: "Дзентра"}
    assert await api.call(f"getMy{name}", language_code="de") == {field: "Dzentra"}
    refusal = await api.refusal(f"setMy{name}", **{field: "x" * (limit + 1)})
    assert refusal == f"Bad Request: {field} is too long"


async def test_the_menu_button_is_kept(api: Api) -> None:
    assert await api.call("getChatMenuButton") == {"type": "commands"}
    await api.call("setChatMenuButton", menu_button={"type": "default"})
    assert await api.call("getChatMenuButton", chat_id=CHAT) == {"type": "default"}


@pytest.mark.parametrize("method", ["logOut", "close", "setMessageReaction", "pinChatMessage"])
async def test_some_methods_are_accepted(api: Api, method: str) -> None:
    assert await api.call(method) is True


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    answer = await api.answer("sendRichMessage")
    assert answer == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


async def test_a_wrong_token_is_not_authorised(api: Api) -> None:
    response = await api.client.post("/bot42:wrong/getMe")
    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
