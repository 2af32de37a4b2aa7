"""Inline keyboards: checked as Telegram checks them, kept as the bot sent them."""

from typing import cast
from urllib.parse import urlsplit

from demo.errors import ApiError, bad_request
from demo.shapes import Button, Json, Keyboard

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "disabled",
)
_STYLES = frozenset({"primary", "success", "danger"})
_LINKS = frozenset({"http", "https", "tg", "ton"})
DATA_LIMIT = 64
COPY_LIMIT = 256
BUTTON_LIMIT = 100
ROW_LIMIT = 8


def read_keyboard(markup: Json) -> Keyboard | None:
    """The inline keyboard of a `reply_markup`; other kinds of markup show nothing here."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    read = [_row(row) for row in rows]
    kept = [row for row in read if row]
    if sum(map(len, kept)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _row(row: Json) -> list[Button]:
    if not isinstance(row, list):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    return [_button(button) for button in row][:ROW_LIMIT]


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _button(button: Json) -> Button:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    text = button["text"]
    if not isinstance(text, str):
        raise _unreadable('Field "text" must be of type String')
    if not any(button.get(action) not in (None, "") for action in _ACTIONS):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") not in (None, *_STYLES):
        raise _unreadable("Invalid button style specified")
    _check_data(button.get("callback_data"))
    _check_link(button.get("url"))
    _check_copy(button.get("copy_text"))
    return cast(Button, {name: value for name, value in button.items() if value is not None})


def _check_data(data: Json) -> None:
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_link(url: Json) -> None:
    if url is None:
        return
    address = str(url)
    scheme = urlsplit(address).scheme
    if scheme and scheme not in _LINKS:
        reason = "Unsupported URL protocol"
    elif not scheme and "." not in address:
        reason = "Wrong HTTP URL"
    else:
        return
    raise bad_request(f"inline keyboard button URL '{address}' is invalid: {reason}")


def _check_copy(copy: Json) -> None:
    if copy is None:
        return
    text = _copied(copy)
    if not 1 <= len(text) <= COPY_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _copied(copy: Json) -> str:
    found = copy.get("text") if isinstance(copy, dict) else None
    return found if isinstance(found, str) else ""
