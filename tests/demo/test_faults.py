"""Failures on demand and the log of calls."""

import httpx
import pytest

from tests.demo.api import CHAT, Api


async def texts(api: Api) -> list[str]:
    return [message["text"] for message in (await api.control("messages"))["messages"]]


async def test_a_flood_names_the_seconds_to_wait(api: Api) -> None:
    await api.control("fault", method="sendMessage", kind="flood", retry_after=7)
    answer = await api.answer("sendMessage", chat_id=CHAT, text="x")
    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    await api.send("later")
    assert await texts(api) == ["later"]


async def test_a_bad_gateway_is_not_json(api: Api) -> None:
    await api.control("fault", method="getMe", kind="bad_gateway")
    response = await api.client.post("/bot42:demo/getMe")
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("kind", "shown"), [("drop_before", []), ("drop_after", ["lost"])])
async def test_a_dropped_line_may_hide_a_call_that_was_done(
    api: Api, kind: str, shown: list[str]
) -> None:
    await api.control("fault", method="sendMessage", kind=kind)
    with pytest.raises(httpx.TransportError):
        await api.send("lost")
    assert await texts(api) == shown


@pytest.mark.parametrize(
    ("fault", "code", "description"),
    [
        (
            {"kind": "cant_parse"},
            400,
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        ({"kind": "blocked"}, 403, "Forbidden: bot was blocked by the user"),
        (
            {"kind": "error", "code": 500, "description": "Internal Server Error"},
            500,
            "Internal Server Error",
        ),
    ],
)
async def test_a_call_is_refused_on_demand(
    api: Api, fault: dict[str, object], code: int, description: str
) -> None:
    await api.control("fault", method="sendMessage", times=2, **fault)
    for _ in range(2):
        answer = await api.answer("sendMessage", chat_id=CHAT, text="x")
        assert (answer["error_code"], answer["description"]) == (code, description)
    await api.send("through")


async def test_a_delayed_call_is_still_done(api: Api) -> None:
    await api.control("fault", method="sendMessage", kind="delay", delay_s=0.2)
    message = await api.send("slow")
    call = (await api.control("calls", method="sendMessage"))["calls"][0]
    assert (call["fault"], call["outcome"]) == ("delay", "ok")
    assert message["text"] == "slow"


async def test_a_fault_for_all_methods_spares_polling(api: Api) -> None:
    await api.control("fault", method="*", kind="flood")
    assert await api.updates() == []
    assert (await api.answer("getMe"))["error_code"] == 429


async def test_planned_faults_can_be_taken_back(api: Api) -> None:
    await api.control("fault", method="getMe", kind="flood", times=9)
    await api.control("clear_faults")
    await api.call("getMe")


async def test_calls_are_logged_with_what_became_of_them(api: Api) -> None:
    sent = await api.send("x", reply_markup='{"inline_keyboard": []}')
    await api.refusal("editMessageText", chat_id=CHAT, message_id=999, text="y")
    await api.client.post("/bot42:demo/sendDocument", files={"document": ("a.csv", b"1,2")})
    first, second, third = (await api.control("calls"))["calls"]
    assert (first["method"], first["outcome"]) == ("sendMessage", "ok")
    assert first["message_id"] == sent["message_id"]
    assert first["params"]["reply_markup"] == {"inline_keyboard": []}
    assert second["outcome"] == "Bad Request: message to edit not found"
    assert third["params"]["document"] == "<a.csv, 3 bytes>"
    later = await api.control("calls", after=second["number"])
    assert [call["method"] for call in later["calls"]] == ["sendDocument"]
    await api.control("clear_calls")
    assert (await api.control("calls"))["calls"] == []


async def test_a_wait_ends_with_a_change_or_with_its_time(api: Api) -> None:
    state = await api.control("status")
    idle = await api.control("wait", after=state["revision"], timeout_s=0.05)
    assert idle["changed"] is False
    await api.send("x")
    changed = await api.control("wait", after=state["revision"], timeout_s=5)
    assert changed["changed"] is True
    assert changed["revision"] > state["revision"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"op": "dance"}, "unknown op"),
        ({"op": "fault", "kind": "rain"}, "unknown kind"),
        ({"op": "update", "update": {}}, "update is empty"),
        ({"op": "say", "text": " "}, "text must be non-empty"),
    ],
)
async def test_a_wrong_operation_says_what_is_wrong(
    api: Api, body: dict[str, object], error: str
) -> None:
    response = await api.client.post("/_control", json=body)
    assert response.status_code == 400
    assert error in response.json()["error"]
