"""Methods about the bot itself and about chats; some are accepted and change nothing here."""

import re
from collections.abc import Callable, Mapping

from demo import bot_side
from demo.errors import ApiError, bad_request
from demo.methods.reading import read_chat
from demo.params import Params
from demo.profile import commands_key, scope_name, text_key
from demo.shapes import Json, Object
from demo.world import World

Call = Callable[[World, Params], object]
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS_LIMIT = 100
_DESCRIPTION_LIMIT = 256


def get_me(world: World, params: Params) -> object:
    del params
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(world: World, params: Params) -> object:
    return {
        **read_chat(world, params),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def get_file(world: World, params: Params) -> object:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.file_id[:16],
        "file_size": len(file.content),
        "file_path": f"documents/{file.file_id}",
    }


def get_webhook_info(world: World, params: Params) -> object:
    del params
    pending = world.updates.pending()
    return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}


def delete_webhook(world: World, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        world.commit("confirmed", world.updates.last_id)
    return True


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.list("commands")
    if len(commands) > _COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    bot_side.describe(world, _commands(params), [_command(command) for command in commands])
    return True


def _command(command: Json) -> Object:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, params: Params) -> object:
    return world.profile.get(_commands(params)) or []


def delete_my_commands(world: World, params: Params) -> bool:
    bot_side.describe(world, _commands(params), None)
    return True


def _commands(params: Params) -> str:
    return commands_key(scope_name(params.object("scope")), params.text("language_code"))


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.object("menu_button")
    bot_side.describe(world, f"menu:{params.text('chat_id')}", button or None)
    return True


def get_chat_menu_button(world: World, params: Params) -> object:
    found = world.profile.get(f"menu:{params.text('chat_id')}")
    return found or world.profile.get("menu:") or {"type": "commands"}


def _setter(name: str, limit: int) -> Call:
    def set_text(world: World, params: Params) -> bool:
        text = params.text(name)
        if len(text) > limit:
            raise ApiError(400, f"Bad Request: {name} is too long")
        bot_side.describe(world, text_key(name, params.text("language_code")), text or None)
        return True

    return set_text


def _getter(name: str) -> Call:
    def get_text(world: World, params: Params) -> object:
        return {name: world.profile.localised(name, params.text("language_code"))}

    return get_text


def _accepted(world: World, params: Params) -> bool:
    del world, params
    return True


PROFILE: Mapping[str, Call] = {
    "getMe": get_me,
    "getChat": get_chat,
    "getFile": get_file,
    "getWebhookInfo": get_webhook_info,
    "deleteWebhook": delete_webhook,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
    "setMyDefaultAdministratorRights": _accepted,
    "setMessageReaction": _accepted,
    "pinChatMessage": _accepted,
    "unpinChatMessage": _accepted,
    "unpinAllChatMessages": _accepted,
    "answerInlineQuery": _accepted,
    "logOut": _accepted,
    "close": _accepted,
}
