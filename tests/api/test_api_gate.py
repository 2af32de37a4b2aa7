"""Who comes in to the HTTP service, with what, and what they hear when they may not."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from api import gate, server
from core.errors import StorageError
from tests.api_stage import KNOWN, PATIENCE_S, SECRET, ApiStage, open_stage, told

SCHEMA = {
    ("get", "/plugins"),
    ("get", "/plugins/{name}"),
    ("post", "/plugins/{name}/update"),
    ("post", "/plugins/{name}/{act}"),
    ("delete", "/plugins/{name}"),
    ("get", "/marketplace"),
    ("get", "/marketplace/{name}"),
    ("post", "/marketplace/{name}/install"),
}


@pytest.fixture
async def stage() -> AsyncIterator[ApiStage]:
    async with open_stage(ApiStage()) as made:
        yield made


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {SECRET}x"},
        {"Authorization": f"Basic {SECRET}"},
        {"Authorization": SECRET},
        {"Authorization": "Bearer"},
    ],
)
@pytest.mark.parametrize("path", ["/plugins", "/plugins/average", "/marketplace", "/nothing"])
async def test_nobody_gets_in_without_the_secret(
    stage: ApiStage, path: str, headers: dict[str, str]
) -> None:
    async with stage.client(headers) as client:
        answer = await client.get(path)
        done = await client.request("DELETE", "/plugins/average")
    assert told(answer) == (401, "unauthorized", "The secret is missing or wrong")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert done.status_code == 401
    assert (stage.house.done, stage.noted) == ([], [])


async def test_a_page_of_somebody_else_gets_nothing(stage: ApiStage) -> None:
    async with stage.client({**KNOWN, "Origin": "https://example.com"}) as client:
        assert told(await client.get("/plugins"))[:2] == (403, "forbidden")


async def test_the_docs_page_may_ask(stage: ApiStage) -> None:
    async with stage.client({**KNOWN, "Origin": f"http://127.0.0.1:{stage.port}"}) as client:
        assert (await client.get("/plugins")).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8003", "[::1", ""])
async def test_another_name_of_this_machine_gets_nothing(stage: ApiStage, host: str) -> None:
    async with stage.client({**KNOWN, "Host": host}) as client:
        assert told(await client.get("/plugins"))[:2] == (421, "no_host")


async def test_without_names_any_will_do() -> None:
    async with (
        open_stage(ApiStage(names=())) as stage,
        stage.client({**KNOWN, "Host": "trading-agents:8003"}) as client,
    ):
        assert (await client.get("/plugins")).status_code == 200


async def test_an_unknown_address_and_an_unknown_method_are_told_apart(stage: ApiStage) -> None:
    async with stage.client() as client:
        assert told(await client.get("/nothing"))[:2] == (404, "no_route")
        assert told(await client.put("/plugins"))[:2] == (405, "no_method")


async def test_a_large_body_is_not_read(stage: ApiStage) -> None:
    async with stage.client() as client:
        answer = await client.post(
            "/marketplace/bands/install", content=b"x" * (gate.MOST_BODY + 1)
        )
    assert told(answer)[:2] == (413, "too_large")
    assert stage.house.done == []


async def test_a_large_body_that_hides_its_size_is_not_read(stage: ApiStage) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 1_000

    async with stage.client() as client:
        answer = await client.post("/marketplace/bands/install", content=endless())
    assert told(answer)[:2] == (413, "too_large")
    assert stage.house.done == []


@pytest.mark.parametrize("length", ["-1", "many"])
async def test_a_length_that_is_none_is_refused(stage: ApiStage, length: str) -> None:
    head = (
        f"POST /plugins/average/reload HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {SECRET}\r\nContent-Length: {length}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
    writer.write(head.encode())
    async with asyncio.timeout(PATIENCE_S):
        assert (await reader.readline()).split()[1] in (b"400", b"413")
    writer.close()
    await writer.wait_closed()
    assert stage.house.done == []


async def test_a_request_that_hangs_is_given_up(
    stage: ApiStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hangs(_: str) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr(stage.house, "package", hangs)
    async with stage.client() as client:
        with monkeypatch.context() as hurry:
            hurry.setattr(gate, "REQUEST_S", 0.05)
            assert told(await client.get("/marketplace/bands"))[:2] == (504, "too_slow")
        assert (await client.get("/plugins")).status_code == 200


async def test_who_asks_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SILENT_S", 0.05)
    async with open_stage(ApiStage()) as stage:
        reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
        writer.write(b"GET /plugins HTTP/1.1\r\n")
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


async def test_what_fails_in_the_desk_is_one_sentence(
    stage: ApiStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(stage.house, "reload", full)
    async with stage.client() as client:
        answer = await client.post("/plugins/average/reload")
    assert told(answer) == (503, "unavailable", "The desk cannot do it now")
    assert answer.headers["retry-after"]
    assert stage.house.done == []


async def test_what_nobody_thought_of_is_one_sentence_and_a_trace_in_the_log(
    stage: ApiStage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(_: str) -> None:
        raise RuntimeError("of its own")

    monkeypatch.setattr(stage.house, "reload", breaks)
    with caplog.at_level(logging.ERROR):
        async with stage.client() as client:
            answer = await client.post("/plugins/average/reload")
    assert told(answer) == (500, "failed", "The desk failed at this; its log says more")
    assert "RuntimeError: of its own" in caplog.text
    assert SECRET not in caplog.text


async def test_the_schema_names_every_route_and_that_it_wants_the_secret(stage: ApiStage) -> None:
    async with stage.client({}) as client:
        schema = (await client.get("/openapi.json")).json()
    named = {(method, path) for path, each in schema["paths"].items() for method in each}
    assert named == SCHEMA
    routes = [each for path in schema["paths"].values() for each in path.values()]
    assert all(each["security"] == [{"HTTPBearer": []}] for each in routes)
    assert all(each["description"] and "401" in each["responses"] for each in routes)
    assert schema["info"]["version"] == "9.8.7"


async def test_the_docs_page_needs_no_other_server(stage: ApiStage) -> None:
    async with stage.client({}) as client:
        page = await client.get("/docs")
        script = await client.get("/docs-static/swagger-ui-bundle.js")
        assert (await client.post("/docs")).status_code == 401
        assert (await client.get("/docs-static/../plugins")).status_code == 401
    assert (page.status_code, script.status_code) == (200, 200)
    assert "https://" not in page.text
    assert "/openapi.json" in page.text


async def test_nothing_listens_once_it_is_closed() -> None:
    async with open_stage(ApiStage()) as stage, stage.client() as client:
        assert (await client.get("/plugins")).status_code == 200
    async with stage.client() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/plugins")
    with socket.create_server(("127.0.0.1", stage.port)):
        pass


async def test_it_closes_beside_a_caller_that_does_not_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "STOP_S", 0)
    async with asyncio.timeout(PATIENCE_S):
        async with open_stage(ApiStage()) as stage:
            reader, writer = await asyncio.open_connection("127.0.0.1", stage.port)
            body = json.dumps({}).encode()
            writer.write(
                b"POST /marketplace/bands/install HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + f"Authorization: Bearer {SECRET}\r\n".encode()
                + f"Content-Length: {len(body) + 1}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        await reader.read()
    writer.close()
    await writer.wait_closed()
