"""Presses of inline buttons and their answers."""

from tests.demo.api import CHAT, Api, button, keyboard

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def press(api: Api, **how: object) -> str:
    pressed = await api.control("press", **(how or {"label": "Go"}))
    return str(pressed["query_id"])


async def test_a_press_becomes_a_callback_query(api: Api) -> None:
    sent = await api.send("pick", reply_markup=keyboard([button("Stay"), button("🟢 Go now")]))
    query_id = await press(api)
    (update,) = await api.updates()
    query = update["callback_query"]
    assert query["id"] == query_id
    assert query["data"] == "v1:🟢 Go now"
    assert query["from"]["id"] == CHAT
    assert query["message"] == sent


async def test_the_newest_button_of_that_label_is_pressed(api: Api) -> None:
    old = await api.send(reply_markup=keyboard([button("Go")]))
    new = await api.send(reply_markup=keyboard([button("Go")]))
    assert (await api.control("press", label="Go"))["message_id"] == new["message_id"]
    pressed = await api.control("press", label="Go", message_id=old["message_id"])
    assert pressed["message_id"] == old["message_id"]


async def test_an_answer_is_kept_for_the_asker(api: Api) -> None:
    await api.send(reply_markup=keyboard([button("Go")]))
    query_id = await press(api)
    answer = {"callback_query_id": query_id, "text": "done", "show_alert": True}
    assert await api.call("answerCallbackQuery", **answer) is True
    (seen,) = (await api.control("answers", query_id=query_id))["answers"]
    assert (seen["is_answered"], seen["text"], seen["show_alert"]) == (True, "done", True)


async def test_a_press_is_answered_once(api: Api) -> None:
    await api.send(reply_markup=keyboard([button("Go")]))
    query_id = await press(api)
    await api.call("answerCallbackQuery", callback_query_id=query_id)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_an_unknown_or_old_press_is_too_old(api: Api) -> None:
    assert await api.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD
    await api.send(reply_markup=keyboard([button("Go")]))
    query_id = await press(api)
    await api.control("expire_presses")
    assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD


async def test_a_long_answer_is_refused(api: Api) -> None:
    await api.send(reply_markup=keyboard([button("Go")]))
    answer = {"callback_query_id": await press(api), "text": "x" * 201}
    assert await api.refusal("answerCallbackQuery", **answer) == "Bad Request: MESSAGE_TOO_LONG"
    assert await api.call("answerCallbackQuery", **{**answer, "text": "x" * 200}) is True


async def test_any_data_can_be_pressed(api: Api) -> None:
    sent = await api.send(reply_markup=keyboard([button("Go")]))
    await press(api, message_id=sent["message_id"], data="v0:forged")
    (update,) = await api.updates()
    assert update["callback_query"]["data"] == "v0:forged"


async def test_a_button_that_is_not_there_is_not_pressed(api: Api) -> None:
    response = await api.client.post("/_control", json={"op": "press", "label": "Nowhere"})
    assert response.status_code == 400
    assert response.json()["error"] == "Bad Request: no button shows 'Nowhere'"
    gone = await api.client.post("/_control", json={"op": "press", "message_id": 9, "data": "x"})
    assert gone.json()["error"] == "Bad Request: MESSAGE_ID_INVALID"
