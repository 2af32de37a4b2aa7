"""Plugins over HTTP: listed, described, reloaded, installed, updated, removed; each act noted."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.errors import InputError
from core.types import OVER_HTTP
from core.values import replace
from tests.api_stage import ApiStage, open_stage, told
from tests.screens import plugin_samples as p

SEAL = "0" * 64


@pytest.fixture
async def stage() -> AsyncIterator[ApiStage]:
    async with open_stage(ApiStage()) as made:
        yield made


async def test_plugins_are_listed_with_what_they_cost_and_what_failed(stage: ApiStage) -> None:
    async with stage.client() as client:
        answer = await client.get("/plugins")
    said = answer.json()
    assert [each["id"] for each in said["plugins"]] == [each.id for each in p.EVERY]
    assert said["plugins"][0] == {
        "id": "average",
        "name": "Average",
        "version": "1.0.0",
        "kind": "strategy",
        "status": "active",
        "reason": "",
        "calls": 12_412,
        "errors": 3,
        "kills": 1,
        "p50_ms": 1.08,
        "p99_ms": 2.14,
        "is_signed": True,
        "is_installed": True,
    }
    assert said["refused"] == [{"name": "half_0.py", "reason": "half_0.py, line 7: expected ':'"}]
    assert said["limits"] == {"call_s": 5.0, "load_s": 30.0, "memory_mb": 512, "most": 100}


async def test_a_plugin_is_described_with_its_parameters_and_bounds(stage: ApiStage) -> None:
    async with stage.client() as client:
        said = (await client.get("/plugins/average")).json()
    assert (said["author"], said["warmup"]) == ("Ann", 500)
    assert said["parameters"][0] == {
        "name": "period",
        "type": "int",
        "default": 20,
        "min": 2,
        "max": 200,
        "choices": [],
        "description": "Candles of the average",
    }
    assert said["parameters"][1]["default"] is True
    assert said["parameters"][2]["choices"] == ["both", "long"]
    assert [each["said"] for each in said["troubles"]] == [each.said for each in p.AVERAGE.troubles]
    assert said["troubles"][0]["at"].endswith("Z")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/plugins/unheard_of"),
        ("POST", "/plugins/unheard_of/reload"),
        ("POST", "/plugins/unheard_of/update"),
        ("DELETE", "/plugins/unheard_of"),
    ],
)
async def test_a_plugin_that_is_not_there_is_not_found(
    stage: ApiStage, method: str, path: str
) -> None:
    async with stage.client() as client:
        answer = await client.request(method, path)
    assert told(answer) == (404, "plugin_gone", "No plugin is named unheard_of")
    assert (stage.house.done, stage.noted) == ([], [])


@pytest.mark.parametrize(
    "path", ["/plugins/1st", "/plugins/a%20b/reload", f"/marketplace/{'x' * 33}", "/plugins/a/fly"]
)
async def test_junk_in_an_address_is_refused_with_its_place(stage: ApiStage, path: str) -> None:
    async with stage.client() as client:
        is_act = path.endswith(("reload", "fly"))
        answer = await client.request("POST" if is_act else "GET", path)
    status, code, said = told(answer)
    assert (status, code) == (422, "invalid")
    assert said.startswith("path.")


@pytest.mark.parametrize(
    ("act", "done", "noted"),
    [
        ("reload", ("plugin_reloaded", "average"), "plugin_reload"),
        ("on", ("plugin_turned_on", "average"), "plugin_on"),
        ("off", ("plugin_turned_off", "average"), "plugin_off"),
    ],
)
async def test_an_act_is_noted_as_the_services_and_done(
    stage: ApiStage, act: str, done: tuple[str, ...], noted: str
) -> None:
    async with stage.client() as client:
        answer = await client.post(f"/plugins/average/{act}")
    assert answer.status_code == 200
    assert answer.json()["code"] == done[0]
    assert stage.house.done == [done]
    assert stage.noted == [(OVER_HTTP, noted, "average 1.0.0")]


async def test_only_what_is_quarantined_is_let_out(stage: ApiStage) -> None:
    async with stage.client() as client:
        kept = await client.post("/plugins/average/release")
        freed = await client.post(f"/plugins/{p.LOST.id}/release")
    assert told(kept) == (409, "plugin_free", "It is not quarantined")
    assert freed.json()["code"] == "plugin_released"
    assert stage.noted == [(OVER_HTTP, "plugin_release", f"{p.LOST.id} {p.LOST.version}")]


async def test_what_goes_on_is_accepted(stage: ApiStage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def begins(_: str) -> str:
        return "plugin_begun"

    monkeypatch.setattr(stage.house, "reload", begins)
    async with stage.client() as client:
        answer = await client.post("/plugins/average/reload")
    assert (answer.status_code, answer.json()["code"]) == (202, "plugin_begun")


async def test_what_was_installed_is_removed_and_updated(stage: ApiStage) -> None:
    async with stage.client() as client:
        assert (await client.post("/plugins/average/update")).status_code == 200
        assert (await client.delete("/plugins/average")).json()["code"] == "plugin_removed"
    assert stage.house.done == [("plugin_installed", "average", ""), ("plugin_removed", "average")]
    assert [each[1:] for each in stage.noted] == [
        ("plugin_install", "average"),
        ("plugin_remove", "average 1.0.0"),
    ]


@pytest.mark.parametrize(("method", "path"), [("DELETE", ""), ("POST", "/update")])
async def test_a_file_of_the_user_is_neither_removed_nor_updated(
    stage: ApiStage, method: str, path: str
) -> None:
    async with stage.client() as client:
        answer = await client.request(method, f"/plugins/{p.SEER.id}{path}")
    assert told(answer)[:2] == (409, "plugin_own_file")
    assert (stage.house.done, stage.noted) == ([], [])


async def test_the_marketplace_is_searched_by_pages(stage: ApiStage) -> None:
    async with stage.client() as client:
        every = (await client.get("/marketplace")).json()
        some = (await client.get("/marketplace?words=OTHER&skip=1&most=2")).json()
    assert every["total"] == len(every["offers"]) == len(stage.house.on_offer)
    assert [each["id"] for each in some["offers"]] == ["other_1", "other_2"]
    assert some["total"] == 5


@pytest.mark.parametrize("query", ["skip=-1", "most=0", "most=x", f"words={'x' * 101}"])
async def test_junk_in_a_query_is_refused_with_its_place(stage: ApiStage, query: str) -> None:
    async with stage.client() as client:
        status, code, said = told(await client.get(f"/marketplace?{query}"))
    assert (status, code) == (422, "invalid")
    assert said.startswith(f"query.{query.partition('=')[0]}: ")


async def test_an_offer_says_what_its_source_does(stage: ApiStage) -> None:
    async with stage.client() as client:
        said = (await client.get(f"/marketplace/{p.BANDS.id}")).json()
        gone = await client.get("/marketplace/unheard_of")
    assert (said["seal"], said["may"]) == (p.BANDS.seal, ["network"])
    assert told(gone)[:2] == (404, "plugin_not_offered")


@pytest.mark.parametrize(
    ("body", "seal"), [(None, ""), ({}, ""), ({"seal": SEAL}, SEAL)], ids=["none", "empty", "seal"]
)
async def test_an_offer_is_installed_the_newest_or_that_very_package(
    stage: ApiStage, body: object, seal: str
) -> None:
    async with stage.client() as client:
        answer = await client.post("/marketplace/bands/install", json=body)
    assert answer.status_code == 200
    assert stage.house.done == [("plugin_installed", "bands", seal)]
    assert stage.noted == [(OVER_HTTP, "plugin_install", "bands")]


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b'{"seal": 7}',
        b'{"seal": "abc"}',
        b'{"more": 1}',
        b"\xff\xfe",
        b"{" * 2_000,
    ],
)
async def test_another_body_is_refused_without_being_repeated(stage: ApiStage, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with stage.client() as client:
        answer = await client.post("/marketplace/bands/install", content=body, headers=headers)
    status, code, said = told(answer)
    assert (status, code) == (422, "invalid")
    assert said.startswith("body")
    assert (stage.house.done, stage.noted) == ([], [])


async def test_a_marketplace_that_does_not_answer_says_so(stage: ApiStage) -> None:
    stage.house.why = InputError("No marketplace is named", code="no_marketplace")
    async with stage.client() as client:
        assert told(await client.get("/marketplace"))[:2] == (409, "no_marketplace")
        stage.house.why = InputError("It is being fetched: look again", code="plugin_fetching")
        answer = await client.get("/marketplace/bands")
    assert told(answer)[:2] == (503, "plugin_fetching")
    assert answer.headers["retry-after"] == "2"


async def test_many_ask_at_once_and_each_gets_its_own_answer(stage: ApiStage) -> None:
    stage.house.found = [replace(p.AVERAGE, id=f"made_{number}") for number in range(20)]
    async with stage.client() as client:
        acts = [client.post(f"/plugins/made_{number}/reload") for number in range(20)]
        looks = [client.get(f"/plugins/made_{number}") for number in range(20)]
        answers = await asyncio.gather(*acts, *looks)
    assert [each.json()["id"] for each in answers] == [f"made_{n}" for n in range(20)] * 2
    assert sorted(stage.house.done) == sorted(("plugin_reloaded", f"made_{n}") for n in range(20))
    assert len(stage.noted) == 20
