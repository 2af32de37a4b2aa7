"""Messages: sending, editing, deleting, and every refusal in Telegram's words."""

import json

import pytest

from tests.demo.api import CHAT, Api, button, keyboard

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


async def test_a_message_comes_back_as_telegram_sends_it(api: Api) -> None:
    message = await api.send("<b>hi</b>", parse_mode="HTML", reply_markup=keyboard([button("A")]))
    assert message["chat"] == {"id": CHAT, "type": "private", "first_name": "Trader"}
    assert message["from"]["is_bot"] is True
    assert message["text"] == "hi"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert message["reply_markup"]["inline_keyboard"] == [[{"text": "A", "callback_data": "v1:A"}]]
    state = await api.control("status")
    assert abs(message["date"] - state["now"]) < 60


async def test_forms_and_addresses_carry_parameters_too(api: Api) -> None:
    markup = json.dumps(keyboard([button("A")]))
    form = {"chat_id": str(CHAT), "text": "form", "reply_markup": markup}
    sent = await api.client.post("/bot42:demo/sendMessage", data=form)
    assert sent.json()["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "A"
    got = await api.client.get("/bot42:demo/SENDMESSAGE", params={"chat_id": CHAT, "text": "get"})
    assert got.json()["result"]["text"] == "get"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"chat_id": "@name", "text": "x"}, "chat not found"),
        ({"chat_id": CHAT}, "message text is empty"),
        ({"chat_id": CHAT, "text": ""}, "message text is empty"),
        ({"chat_id": CHAT, "text": " \n"}, "text must be non-empty"),
        ({"chat_id": CHAT, "text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"chat_id": CHAT, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": CHAT, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"chat_id": CHAT, "text": "<x>", "parse_mode": "html"},
            'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        (
            {"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 999}},
            "message to be replied not found",
        ),
        (
            {"chat_id": CHAT, "text": "x", "reply_parameters": {"quote": "y"}},
            'can\'t find field "message_id"',
        ),
        (
            {"chat_id": CHAT, "text": "x", "reply_markup": "{"},
            "can't parse reply markup JSON object",
        ),
        (
            {"chat_id": CHAT, "text": "x", "entities": [{"type": "bold"}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
    ],
)
async def test_a_wrong_message_is_refused(
    api: Api, params: dict[str, object], refusal: str
) -> None:
    assert await api.refusal("sendMessage", **params) == f"Bad Request: {refusal}"
    assert (await api.control("messages"))["messages"] == []


async def test_half_a_surrogate_pair_is_refused(api: Api) -> None:
    body = '{"chat_id": 1001, "text": "\\ud800"}'
    headers = {"Content-Type": "application/json"}
    answer = await api.client.post("/bot42:demo/sendMessage", content=body, headers=headers)
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


@pytest.mark.parametrize(
    ("pressed", "refusal"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ы" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"callback_data": "a"},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        ({"text": " ", "callback_data": "a"}, "BUTTON_TEXT_INVALID"),
        (
            {"text": "a", "url": "ftp://example.com"},
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "a", "url": "not-a-url"},
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        ({"text": "a", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"text": "a", "callback_data": "a", "style": "pink"},
            "can't parse inline keyboard button: Invalid button style specified",
        ),
    ],
)
async def test_a_wrong_button_is_refused(
    api: Api, pressed: dict[str, object], refusal: str
) -> None:
    markup = keyboard([pressed])
    answer = await api.refusal("sendMessage", chat_id=CHAT, text="x", reply_markup=markup)
    assert answer == f"Bad Request: {refusal}"


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ([], "object expected as reply markup"),
        ({"inline_keyboard": "bad"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["bad"]}, 'field "inline_keyboard" must be an Array of Arrays'),
        (keyboard(*([button("a")] for _ in range(101))), "reply markup is too long"),
    ],
)
async def test_a_wrong_keyboard_is_refused(api: Api, markup: object, refusal: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=CHAT, text="x", reply_markup=markup)
    assert answer == f"Bad Request: {refusal}"


async def test_buttons_keep_style_link_and_copied_text(api: Api) -> None:
    row = [
        button("a", callback_data="x" * 64, style="danger"),
        button("b", url="https://example.com"),
        button("c", copy_text={"text": "BTCUSDT"}),
    ]
    message = await api.send(reply_markup=keyboard(row))
    assert message["reply_markup"]["inline_keyboard"] == [row]


async def test_other_kinds_of_markup_show_nothing(api: Api) -> None:
    message = await api.send(reply_markup={"remove_keyboard": True})
    assert "reply_markup" not in message


async def test_a_reply_quotes_one_message_deep(api: Api) -> None:
    first = await api.send("first")
    second = await api.send("second", reply_parameters={"message_id": first["message_id"]})
    third = await api.send("third", reply_to_message_id=second["message_id"])
    assert third["reply_to_message"]["text"] == "second"
    assert "reply_to_message" not in third["reply_to_message"]


async def test_a_missing_reply_may_be_allowed(api: Api) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.send(reply_parameters=reply)


async def test_an_edit_replaces_text_and_keyboard(api: Api) -> None:
    sent = await api.send("old", reply_markup=keyboard([button("A")]))
    target = {"chat_id": CHAT, "message_id": sent["message_id"]}
    edited = await api.call("editMessageText", **target, text="<i>new</i>", parse_mode="HTML")
    assert edited["text"] == "new"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"] == sent["date"]


async def test_an_equal_edit_is_refused(api: Api) -> None:
    markup = keyboard([button("A")])
    sent = await api.send("<b>same</b>", parse_mode="HTML", reply_markup=markup)
    target = {"chat_id": CHAT, "message_id": sent["message_id"]}
    same = {"text": " <b>same</b>\n", "parse_mode": "HTML", "reply_markup": markup}
    assert await api.refusal("editMessageText", **target, **same) == NOT_MODIFIED
    assert (
        await api.refusal("editMessageReplyMarkup", **target, reply_markup=markup) == NOT_MODIFIED
    )
    other = keyboard([button("B")])
    edited = await api.call("editMessageReplyMarkup", **target, reply_markup=other)
    assert edited["text"] == "same"
    assert edited["reply_markup"]["inline_keyboard"][0][0]["text"] == "B"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"chat_id": CHAT, "message_id": 999, "text": "x"}, "message to edit not found"),
        ({"chat_id": CHAT, "text": "x"}, "message identifier is not specified"),
        ({"chat_id": CHAT, "message_id": 1}, "message text is empty"),
        ({"chat_id": CHAT, "message_id": 1, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 5, "message_id": 1, "text": "x"}, "chat not found"),
    ],
)
async def test_a_wrong_edit_is_refused(api: Api, params: dict[str, object], refusal: str) -> None:
    assert await api.refusal("editMessageText", **params) == f"Bad Request: {refusal}"


async def test_a_persons_message_is_not_edited(api: Api) -> None:
    said = await api.control("say", text="mine")
    target = {"chat_id": CHAT, "message_id": said["message_id"]}
    refusal = await api.refusal("editMessageText", **target, text="yours")
    assert refusal == "Bad Request: message can't be edited"


async def test_deleted_messages_are_gone(api: Api) -> None:
    ids = [(await api.send(str(number)))["message_id"] for number in range(3)]
    assert await api.call("deleteMessage", chat_id=CHAT, message_id=ids[0]) is True
    refusal = await api.refusal("deleteMessage", chat_id=CHAT, message_id=ids[0])
    assert refusal == "Bad Request: message to delete not found"
    assert await api.call("deleteMessages", chat_id=CHAT, message_ids=[*ids, 999]) is True
    assert (await api.control("messages"))["messages"] == []


@pytest.mark.parametrize(
    ("ids", "refusal"),
    [
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ],
)
async def test_a_wrong_mass_deletion_is_refused(api: Api, ids: list[int], refusal: str) -> None:
    answer = await api.refusal("deleteMessages", chat_id=CHAT, message_ids=ids)
    assert answer == f"Bad Request: {refusal}"


async def test_a_silent_message_is_known_as_silent(api: Api) -> None:
    await api.send("loud")
    await api.send("soft", disable_notification=True)
    messages = (await api.control("messages"))["messages"]
    assert [message["silent"] for message in messages] == [False, True]


async def test_a_bot_that_was_blocked_may_not_write(api: Api) -> None:
    await api.control("block", blocked=True)
    answer = await api.answer("sendMessage", chat_id=CHAT, text="x")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    (update,) = await api.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await api.control("say", text="/start")
    await api.send("back")


async def test_actions_are_checked(api: Api) -> None:
    assert await api.call("sendChatAction", chat_id=CHAT, action="typing") is True
    refusal = await api.refusal("sendChatAction", chat_id=CHAT, action="sleeping")
    assert refusal == "Bad Request: wrong parameter action in request"
