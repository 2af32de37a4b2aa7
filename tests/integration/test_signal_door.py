"""Signals over HTTP reach the agent they are for: once, with the secret, in the right form."""

import json
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from app.settings import Settings
from app.signal_door import MOST_BODY, signal_door
from core.clock import ManualClock
from core.errors import InputError
from core.types import Action
from services.sent_signals import A_MINUTE, SignalIntake
from tests.fake_chat import FakeValues
from tests.fakes import FakeDesk, FakeTrading, make_members

SECRET = "a-secret-of-mine-1234"
GOOD: Mapping[str, object] = {"id": "one", "action": "BUY", "confidence": 0.8}


class Caller:
    """Posts to the door."""

    def __init__(self, session: ClientSession, port: int, trading: FakeTrading) -> None:
        self.session, self.trading = session, trading
        self.url = f"http://127.0.0.1:{port}/signals"
        self.agent = trading.agent.id

    async def post(
        self,
        body: object = GOOD,
        *,
        agent: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = {"Authorization": f"Bearer {SECRET}"} if headers is None else headers
        url = f"{self.url}/{agent or self.agent}"
        async with self.session.post(url, data=data, headers=told) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    trading = FakeTrading()
    intake = SignalIntake(make_members(), FakeDesk(trading), FakeValues(), ManualClock())
    settings = Settings(_env_file=None, signals_secret=SecretStr(SECRET), signals_port=0)
    async with signal_door(settings, intake) as port, ClientSession() as session:
        yield Caller(session, port, trading)


async def test_a_signal_reaches_its_agent(caller: Caller) -> None:
    assert (await caller.post())[0] == 202
    assert caller.trading.sent == [(caller.agent, Action.BUY, 0.8)]


async def test_the_same_id_is_taken_once(caller: Caller) -> None:
    await caller.post()
    assert (await caller.post())[0] == 200
    assert len(caller.trading.sent) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": SECRET}, {"Authorization": "Bearer"}],
)
async def test_nobody_gets_in_without_the_secret(
    caller: Caller, headers: Mapping[str, str]
) -> None:
    assert (await caller.post(headers=headers))[0] == 401
    assert caller.trading.sent == []


async def test_a_web_page_gets_nothing(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Origin": "https://example.com"}
    assert (await caller.post(headers=headers))[0] == 403


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        {},
        {**GOOD, "action": "SHORT"},
        {**GOOD, "confidence": 1.1},
        {**GOOD, "confidence": "0.8"},
        {**GOOD, "id": ""},
        {**GOOD, "id": "x" * 65},
        {**GOOD, "more": 1},
    ],
)
async def test_another_body_is_refused_with_what_is_wrong(caller: Caller, body: object) -> None:
    status, said = await caller.post(body)
    assert status == 422
    assert json.loads(said)["said"]
    assert caller.trading.sent == []


async def test_a_large_body_is_not_read(caller: Caller) -> None:
    assert (await caller.post({**GOOD, "id": "x" * MOST_BODY}))[0] == 413


async def test_an_unknown_agent_is_not_found(caller: Caller) -> None:
    assert (await caller.post(agent="u9-9"))[0] == 404


async def test_too_many_are_told_to_wait(caller: Caller) -> None:
    for number in range(A_MINUTE):
        assert (await caller.post({**GOOD, "id": str(number)}))[0] == 202
    assert (await caller.post({**GOOD, "id": "more"}))[0] == 429
    assert len(caller.trading.sent) == A_MINUTE


async def test_an_agent_that_does_not_run_says_so_and_the_id_may_come_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def off(*_: object, **__: object) -> None:
        raise InputError("Start the agent first", code="agent_off")

    with monkeypatch.context() as patched:
        patched.setattr(caller.trading, "send_signal", off)
        status, said = await caller.post()
    assert (status, json.loads(said)["said"]) == (409, "Start the agent first")
    assert (await caller.post())[0] == 202


async def test_without_a_secret_nothing_listens() -> None:
    intake = SignalIntake(make_members(), FakeDesk(FakeTrading()), FakeValues(), ManualClock())
    async with signal_door(Settings(_env_file=None), intake) as port:
        assert port == 0
