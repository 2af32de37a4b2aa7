"""The Bot API's objects, named exactly as Telegram names them."""

from typing import NotRequired, TypeAlias, TypedDict, cast

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = dict[str, Json]


class User(TypedDict):
    id: int
    is_bot: bool
    first_name: str
    last_name: NotRequired[str]
    username: NotRequired[str]
    language_code: NotRequired[str]


class Chat(TypedDict):
    id: int
    type: str
    first_name: NotRequired[str]
    username: NotRequired[str]
    title: NotRequired[str]


class Entity(TypedDict):
    type: str
    offset: int
    length: int
    url: NotRequired[str]
    language: NotRequired[str]
    custom_emoji_id: NotRequired[str]


class CopyText(TypedDict):
    text: str


class Button(TypedDict):
    text: str
    callback_data: NotRequired[str]
    url: NotRequired[str]
    copy_text: NotRequired[CopyText]
    style: NotRequired[str]
    disabled: NotRequired[Object]


class Keyboard(TypedDict):
    inline_keyboard: list[list[Button]]


class Photo(TypedDict):
    file_id: str
    file_unique_id: str
    width: int
    height: int
    file_size: int


class Document(TypedDict):
    file_id: str
    file_unique_id: str
    file_name: str
    mime_type: str
    file_size: int


class Command(TypedDict):
    command: str
    description: str


# Functional form: `from` is a keyword.
Message = TypedDict(
    "Message",
    {
        "message_id": int,
        "date": int,
        "chat": Chat,
        "from": NotRequired[User],
        "edit_date": NotRequired[int],
        "text": NotRequired[str],
        "entities": NotRequired[list[Entity]],
        "caption": NotRequired[str],
        "caption_entities": NotRequired[list[Entity]],
        "photo": NotRequired[list[Photo]],
        "document": NotRequired[Document],
        "reply_to_message": NotRequired["Message"],
        "reply_markup": NotRequired[Keyboard],
    },
)


class Content(TypedDict, total=False):
    """What an edit may change in a message."""

    text: str
    entities: list[Entity]
    caption: str
    caption_entities: list[Entity]
    photo: list[Photo]
    document: Document
    reply_markup: Keyboard


def without_reply(message: Message) -> Message:
    """A quoted message as Telegram sends it: without what it quotes itself."""
    quoted = {name: value for name, value in message.items() if name != "reply_to_message"}
    return cast(Message, quoted)
