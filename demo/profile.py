"""What the bot told Telegram about itself: name, descriptions, commands, menu button."""

from collections.abc import Iterator
from typing import TypedDict, cast

from demo.journal import Record
from demo.shapes import Command, Json, Object

DEFAULT_SCOPE = "default"


class Setting(TypedDict):
    key: str
    value: Json


class Profile:
    """Settings by key; the more specific scope and language win, as in Telegram."""

    kinds = ("profile",)

    def __init__(self) -> None:
        self._settings: dict[str, Json] = {}

    def get(self, key: str) -> Json:
        return self._settings.get(key)

    def localised(self, name: str, language: str) -> str:
        """A text of the bot in that language, else in any."""
        found = self.get(text_key(name, language)) or self.get(text_key(name, ""))
        return found if isinstance(found, str) else ""

    def commands(self, chat_id: int, language: str) -> list[Command]:
        """The list a user of that chat and language is shown."""
        scopes = (f"chat {chat_id}", "all_private_chats", DEFAULT_SCOPE)
        for scope in scopes:
            for code in (language, ""):
                found = self.get(commands_key(scope, code))
                if found:
                    return cast(list[Command], found)
        return []

    def apply(self, kind: str, body: object) -> None:
        del kind
        setting = cast(Setting, body)
        if setting["value"] is None:
            self._settings.pop(setting["key"], None)
        else:
            self._settings[setting["key"]] = setting["value"]

    def records(self) -> Iterator[Record]:
        for key, value in self._settings.items():
            yield {"kind": "profile", "body": Setting(key=key, value=value)}


def text_key(name: str, language: str) -> str:
    return f"{name}:{language}"


def commands_key(scope: str, language: str) -> str:
    return f"commands:{scope}:{language}"


def scope_name(scope: Object) -> str:
    """A BotCommandScope as one word: its type, and its chat where it has one."""
    kind = str(scope.get("type", DEFAULT_SCOPE))
    return f"{kind} {scope['chat_id']}" if "chat_id" in scope else kind
